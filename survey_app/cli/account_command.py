"""Add, list or disable the accounts of people who work with the program."""

import argparse
import secrets
import sys

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.people import ROLES
from survey_app.services import accounts
from survey_app.store import accounts as account_store

EXAMPLE = "example: survey-app account add leila --role coordinator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with accounts."""
    deeds = parser.add_subparsers(required=True, metavar="add|list|disable")
    adding = deeds.add_parser("add", help="add an account, print its password once")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--role", choices=ROLES, required=True)
    adding.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input instead of making one",
    )
    add_database(adding)
    adding.set_defaults(function=add)
    listing = deeds.add_parser("list", help="list the accounts")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)
    disabling = deeds.add_parser("disable", help="close an account at once")
    disabling.add_argument("name", metavar="NAME")
    add_database(disabling)
    disabling.set_defaults(function=disable)


def add(args: argparse.Namespace) -> None:
    """Add an account."""
    made = accounts.new_password(secrets.choice)
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else made
    with opened(args.database) as db:
        added = accounts.add(db, secrets.token_hex(8), args.name, args.role, password)
    print(_("{name} can sign in as {role}.").format(name=added.name, role=added.role))
    if not args.password_stdin:
        print(_("Password (shown only once): {password}").format(password=password))


def show(args: argparse.Namespace) -> None:
    """List the accounts."""
    with opened(args.database) as db:
        found = account_store.everyone(db)
    rows = [
        {"name": each.name, "role": each.role, "disabled": each.is_disabled}
        for each in found
    ]
    print_rows(rows, args.format)


def disable(args: argparse.Namespace) -> None:
    """Close an account."""
    with opened(args.database) as db:
        accounts.disable(db, args.name)
    print(_("The account {name} is closed.").format(name=args.name))
