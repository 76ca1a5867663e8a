"""Make, list or show releases: what a round shows to whom, kept and never changed.

The public sees a round as it was when its last release was made. The first look of the
public makes one if nobody did, and so does the first look after the round was closed.
"""

import argparse
import sys
from datetime import UTC, datetime

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.databases import opened
from survey_app.cli.loading import ROLE
from survey_app.cli.output import _, print_rows
from survey_app.services import analysis, releases
from survey_app.services.releases import Making

EXAMPLE = "example: survey-app release make --round 2026-1 --purpose 'council meeting'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with releases."""
    deeds = parser.add_subparsers(required=True, metavar="make|list|show")
    making = deeds.add_parser("make", help="release a round as it stands now")
    making.add_argument("--round", required=True, metavar="R", help="which round")
    making.add_argument(
        "--release",
        choices=("public", "analyst"),
        default="public",
        help="to whom (default: %(default)s)",
    )
    making.add_argument("--purpose", required=True, metavar="TEXT", help="what for")
    making.add_argument("--name", default="", metavar="TEXT", help="what it is called")
    making.add_argument(
        "--author", default=ROLE, metavar="NAME", help="by whom (default: %(default)s)"
    )
    making.add_argument(
        "--second",
        default="",
        metavar="NAME",
        help="who confirms that it holds what one person may not release alone",
    )
    add_database(making)
    making.set_defaults(function=make)
    listing = deeds.add_parser("list", help="list the releases of a round")
    listing.add_argument("--round", required=True, metavar="R", help="which round")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show_all)
    showing = deeds.add_parser("show", help="print the rows of a release, as JSON")
    showing.add_argument("number", type=int, metavar="NUMBER")
    add_database(showing)
    showing.set_defaults(function=show)


def make(args: argparse.Namespace) -> None:
    """Make a release."""
    wanted = Making(args.release, args.author, args.purpose, args.name, args.second)
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        made = releases.make(db, survey_round, wanted, datetime.now(UTC).date())
    said = _("Release {number} of round {round} withholds {count} cells.")
    count = len(made.withheld)
    print(said.format(number=made.release_id, round=args.round, count=count))


def show_all(args: argparse.Namespace) -> None:
    """List releases."""
    with opened(args.database) as db:
        found = releases.of_round(db, analysis.find_round(db, args.round))
    rows = [
        {
            "release": each.release_id,
            "name": each.name,
            "audience": each.audience,
            "made_on": each.made_on.isoformat(),
            "author": each.author,
            "second": each.second,
            "purpose": each.purpose,
            "supersedes": each.supersedes,
            "change_number": each.seq,
            "withheld": len(each.withheld),
            "sha256": each.document_hash,
        }
        for each in found
    ]
    print_rows(rows, args.format)


def show(args: argparse.Namespace) -> None:
    """Print a release as it was."""
    with opened(args.database) as db:
        content = releases.shown(db, args.number)
    print(content.decode(), file=sys.stdout)
