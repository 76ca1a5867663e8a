"""List requests for answers of single people, judge the risk, make approved files.

Asking and deciding is done on the pages, by people who signed in: two must agree.
"""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.databases import opened
from survey_app.cli.loading import ROLE
from survey_app.cli.output import _, print_rows
from survey_app.config import settings
from survey_app.services import analysis, microdata, microdata_files
from survey_app.services.releases import Asking
from survey_app.store import microdata as store

EXAMPLE = "example: survey-app microdata make 3 --as sav --out trust.zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with requests."""
    deeds = parser.add_subparsers(required=True, metavar="list|risk|make")
    listing = deeds.add_parser("list", help="list the requests of a round")
    listing.add_argument("--round", required=True, metavar="R", help="which round")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show_all)
    risk = deeds.add_parser("risk", help="print the risk report of a request")
    risk.add_argument("number", type=int, metavar="NUMBER")
    add_database(risk)
    add_format(risk)
    risk.set_defaults(function=show_risk)
    making = deeds.add_parser("make", help="write the file of an approved request")
    making.add_argument("number", type=int, metavar="NUMBER")
    making.add_argument(
        "--as",
        dest="form",
        choices=tuple(microdata_files.FORMATS),
        default="csv",
        help="kind of file, beside CSV (default: %(default)s)",
    )
    making.add_argument(
        "--language",
        default=settings().language,
        help="of labels (default: %(default)s)",
    )
    making.add_argument("--out", type=Path, required=True, metavar="FILE")
    add_database(making)
    making.set_defaults(function=make)


def show_all(args: argparse.Namespace) -> None:
    """List requests."""
    today = datetime.now(UTC).date()
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        found = store.of_round(db, survey_round.round_id)
    rows = [
        {
            "request": each.application_id,
            "asked_by": each.asked_by,
            "purpose": each.purpose,
            "recipient": each.recipient,
            "columns": len(each.keys) + len(each.items),
            "until": each.until.isoformat(),
            "state": each.state(today),
        }
        for each in found
    ]
    print_rows(rows, args.format)


def show_risk(args: argparse.Namespace) -> None:
    """Print a risk report, a fact a row."""
    with opened(args.database) as db:
        found = microdata.find(db, store.get(db, args.number), _asking(args))
    facts = asdict(found.report)
    rows = [{"fact": name, "value": str(value)} for name, value in facts.items()]
    print_rows(rows, args.format)


def make(args: argparse.Namespace) -> None:
    """Write the file of an approved request."""
    asking = _asking(args)
    with opened(args.database) as db:
        application, found = microdata.release(db, args.number, asking, ROLE)
    made = microdata_files.package(
        application, found, args.language, args.form, asking.day
    )
    args.out.write_bytes(made.content)
    print(_("Written to {path}.").format(path=args.out))
    print(_("These are answers of single people: give them to the recipient alone."))


def _asking(args: argparse.Namespace) -> Asking:
    return Asking(ROLE, args.command, datetime.now(UTC).date())
