"""List who did what, write it to a file, or prove that it was not changed.

The hash that `verify` prints covers all entries so far. Written down on paper it proves
later that none of them was changed or cut off.
"""

import argparse
import csv
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.services import auditing
from survey_app.store import audit

EXAMPLE = "example: survey-app audit verify 3f9a1c"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with the audit."""
    deeds = parser.add_subparsers(required=True, metavar="list|export|verify")
    listing = deeds.add_parser("list", help="list the newest entries")
    listing.add_argument(
        "--last", type=int, default=50, metavar="N", help="how many (default: 50)"
    )
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)
    exporting = deeds.add_parser("export", help="write all entries as CSV")
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    add_database(exporting)
    exporting.set_defaults(function=export)
    proving = deeds.add_parser("verify", help="prove that nothing was changed")
    proving.add_argument(
        "hash", nargs="?", default="", metavar="HASH", help="one written down earlier"
    )
    add_database(proving)
    proving.set_defaults(function=verify)


def show(args: argparse.Namespace) -> None:
    """List the newest entries."""
    with opened(args.database) as db:
        print_rows(auditing.rows(audit.newest(db, args.last)), args.format)


def export(args: argparse.Namespace) -> None:
    """Write all entries to a file."""
    with opened(args.database) as db:
        rows = auditing.rows(auditing.verify(db))
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, auditing.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(_("{path}: {count} entries").format(path=args.out, count=len(rows)))


def verify(args: argparse.Namespace) -> None:
    """Say that the chain is whole, and its hash."""
    with opened(args.database) as db:
        entries = auditing.verify(db, args.hash)
    print(_("Nothing was changed. Entries: {count}").format(count=len(entries)))
    print(
        _("Hash to write down: {hash}").format(
            hash=entries[-1].hash if entries else "-"
        )
    )
