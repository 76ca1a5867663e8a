"""Register tablets, list them, or shut out one that was lost."""

import argparse
import sys
from datetime import UTC, date, datetime

from survey_app.cli.arguments import add_database, add_format, add_names
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.config import secret_key, settings
from survey_app.services import collect_settings, devices
from survey_app.services.devices import DAYS, NewDevice
from survey_app.store import devices as device_store

EXAMPLE = (
    "example: survey-app device add 'Tablet 7' --enumerator leila --round 2026-1 "
    "--address https://survey.example.org"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with tablets."""
    deeds = parser.add_subparsers(required=True, metavar="add|list|revoke")
    adding = deeds.add_parser("add", help="register a tablet, show its code once")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument(
        "--enumerator", required=True, metavar="ACCOUNT", help="who asks with it"
    )
    add_names(adding, "--round", "R", "limit it to these rounds (default: open ones)")
    adding.add_argument(
        "--expires",
        type=int,
        default=DAYS,
        metavar="DAYS",
        help="days until it must be registered anew (default: %(default)s)",
    )
    adding.add_argument(
        "--address", default="", metavar="URL", help="where tablets reach the server"
    )
    add_database(adding)
    adding.set_defaults(function=add)
    listing = deeds.add_parser("list", help="list the tablets")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)
    revoking = deeds.add_parser("revoke", help="shut a tablet out at its next contact")
    revoking.add_argument("name", metavar="NAME")
    add_database(revoking)
    revoking.set_defaults(function=revoke)


def add(args: argparse.Namespace) -> None:
    """Register a tablet."""
    wanted = NewDevice(args.name, args.enumerator, args.round or (), args.expires)
    secret, today = secret_key(settings().instance), datetime.now(UTC).date()
    with opened(args.database) as db:
        device, token = devices.add(db, wanted, secret, today)
    print(
        _("{name} is registered to {enumerator} until {day}.").format(
            name=device.name, enumerator=device.enumerator, day=device.expires_on
        )
    )
    if not args.address:
        print(_("Token (shown only once): {token}").format(token=token))
        return
    address = devices.address(args.address, token)
    print(_("Open on the tablet (shown only once): {address}").format(address=address))
    server = collect_settings.server(args.address, token)
    print(_("Or, in ODK Collect or KoboCollect: {address}").format(address=server))
    if sys.stdout.isatty():
        devices.qr_code(address).terminal(compact=True)


def show(args: argparse.Namespace) -> None:
    """List the tablets."""
    with opened(args.database) as db:
        found = device_store.everything(db)
    rows = [
        {
            "name": each.name,
            "enumerator": each.enumerator,
            "rounds": ", ".join(sorted(each.rounds)),
            "expires": _day(each.expires_on),
            "last_contact": _day(each.seen_on),
            "version": each.version,
            "waiting": each.waiting,
            "revoked": _day(each.revoked_on),
        }
        for each in found
    ]
    print_rows(rows, args.format)


def revoke(args: argparse.Namespace) -> None:
    """Shut a tablet out."""
    with opened(args.database) as db:
        devices.revoke(db, args.name, datetime.now(UTC).date())
    print(_("The tablet {name} is shut out.").format(name=args.name))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
