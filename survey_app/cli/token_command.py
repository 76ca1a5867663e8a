"""Make tokens by which programs fetch results, list them, or end one."""

import argparse
from datetime import UTC, datetime

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.tokens import SCOPES, USUAL
from survey_app.services import access_tokens, accounts
from survey_app.services.access_tokens import DAYS, NewToken
from survey_app.store import access_tokens as token_store

EXAMPLE = "example: survey-app token add leila 'monthly workbook' --scope results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with tokens."""
    deeds = parser.add_subparsers(required=True, metavar="add|list|end")
    adding = deeds.add_parser("add", help="make a token, print it once")
    adding.add_argument("account", metavar="ACCOUNT")
    adding.add_argument("label", metavar="LABEL", help="what it is for")
    adding.add_argument(
        "--scope", nargs="+", action="extend", metavar="SCOPE",
        help=f"what it opens: {', '.join(SCOPES)} (default: {', '.join(USUAL)})",
    )  # fmt: skip
    adding.add_argument(
        "--expires", type=int, default=DAYS, metavar="DAYS",
        help="days until it opens nothing more (default: %(default)s)",
    )  # fmt: skip
    add_database(adding)
    adding.set_defaults(function=add)
    listing = deeds.add_parser("list", help="list the tokens of an account")
    listing.add_argument("account", metavar="ACCOUNT")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)
    ending = deeds.add_parser("end", help="let a token open nothing more")
    ending.add_argument("account", metavar="ACCOUNT")
    ending.add_argument("token", metavar="TOKEN", help="its short id, from the list")
    add_database(ending)
    ending.set_defaults(function=end)


def add(args: argparse.Namespace) -> None:
    """Make a token."""
    wanted = NewToken(args.label, args.scope or USUAL, args.expires)
    today = datetime.now(UTC).date()
    with opened(args.database) as db:
        made, text = access_tokens.issue(
            db, accounts.named(db, args.account), wanted, today
        )
    print(
        _("The token {label} opens {scopes} until {day}.").format(
            label=made.label,
            scopes=", ".join(sorted(made.scopes)),
            day=made.expires_on,
        )
    )
    print(_("Token (shown only once): {token}").format(token=text))


def show(args: argparse.Namespace) -> None:
    """List the tokens of an account."""
    with opened(args.database) as db:
        account = accounts.named(db, args.account)
        found = token_store.of_account(db, account.account_id)
    today = datetime.now(UTC).date()
    rows = [
        {
            "token": each.token_id,
            "label": each.label,
            "scopes": ", ".join(sorted(each.scopes)),
            "made": each.made_on.isoformat(),
            "expires": each.expires_on.isoformat(),
            "good": each.is_good(today),
        }
        for each in found
    ]
    print_rows(rows, args.format)


def end(args: argparse.Namespace) -> None:
    """End a token."""
    with opened(args.database) as db:
        account = accounts.named(db, args.account)
        access_tokens.end(db, account, args.token, datetime.now(UTC).date())
    print(_("The token opens nothing more."))
