"""Make other hubs known to this one, and agree on what is given and taken."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.config import secret_key, settings
from survey_app.core.hubs import KINDS, Card
from survey_app.interchange import bundles
from survey_app.services import hubs

EXAMPLE = "example: survey-app hub introduce --name 'Northern district' --out north.hub"
_WHAT = (*KINDS, "nothing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with hubs."""
    deeds = parser.add_subparsers(required=True, metavar="introduce|agree|list")
    introducing = deeds.add_parser(
        "introduce", help="write the card of this hub, or take another's"
    )
    introducing.add_argument(
        "card", type=Path, nargs="?", metavar="CARD", help="the card of another hub"
    )
    introducing.add_argument("--name", metavar="NAME", help="what this hub is called")
    introducing.add_argument(
        "--out", type=Path, metavar="FILE", help="where this hub's card is written"
    )
    add_database(introducing)
    introducing.set_defaults(function=introduce)
    agreeing = deeds.add_parser("agree", help="say what of which rounds may travel")
    agreeing.add_argument("hub", metavar="HUB")
    agreeing.add_argument("rounds", nargs="+", metavar="ROUND", help="ids of rounds")
    for option, text in (
        ("--give", "what this hub gives of them"),
        ("--take", "what this hub takes of them"),
    ):
        agreeing.add_argument(option, choices=_WHAT, help=text)
    add_database(agreeing)
    agreeing.set_defaults(function=agree)
    listing = deeds.add_parser("list", help="list the hubs, and how far each is")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)


def introduce(args: argparse.Namespace) -> None:
    """Write our card, take another's, or both."""
    secret, today = secret_key(settings().instance), datetime.now(UTC).date()
    with opened(args.database) as db:
        if args.name is not None:
            hubs.introduce(db, args.name, secret, today)
        if args.out or not args.card:
            ours, _keys = hubs.ourselves(db, secret)
            if args.out:
                args.out.write_bytes(bundles.write_card(ours))
            _tell(_("This hub is {name}, fingerprint {fingerprint}."), ours)
        if args.card:
            theirs = hubs.take_card(db, read_file(args.card), today)
            _tell(
                _("{name} is known. Compare its fingerprint aloud: {fingerprint}"),
                theirs,
            )


def agree(args: argparse.Namespace) -> None:
    """Keep what was agreed."""
    today = datetime.now(UTC).date()
    with opened(args.database) as db:
        card = hubs.named(db, args.hub)
        if args.give:
            hubs.agree(db, card, "give", args.rounds, args.give, today)
        if args.take:
            hubs.agree(db, card, "take", args.rounds, args.take, today)
        rows = [row for row in hubs.rows(db) if row["hub"] == card.name]
    print_rows(rows, "table")


def show(args: argparse.Namespace) -> None:
    """List the hubs."""
    with opened(args.database) as db:
        rows = hubs.rows(db)
    print_rows(rows, args.format)


def _tell(text: str, card: Card) -> None:
    print(text.format(name=card.name, fingerprint=card.fingerprint))
