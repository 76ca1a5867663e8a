"""Take in responses collected elsewhere, as a map describes them.

A file of sealed interviews (.packets) that a tablet wrote needs no map.

Every value must be mapped or declared missing; otherwise all faults are listed and
nothing is imported. Importing the same file again adds nothing.
"""

import argparse
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, read_file
from survey_app.cli.databases import opened, opened_or_new
from survey_app.cli.output import _, print_problems
from survey_app.config import receipt_key, secret_key, settings
from survey_app.errors import Problem, Rejected
from survey_app.interchange import packets
from survey_app.interchange.foreign import read_foreign
from survey_app.interchange.import_map import read_map
from survey_app.interchange.outside_map import OutsideMap, read_outside_map
from survey_app.services import importing, outside, receiving
from survey_app.services.importing import ImportReport
from survey_app.services.receiving import Judge, Secrets
from survey_app.services.registry import Registries

#: How a file of sealed interviews ends.
SEALED = ".packets"

EXAMPLE = "example: survey-app import responses round7.sav --map round7.toml --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the kinds of things that can be imported."""
    kinds = parser.add_subparsers(required=True, metavar="WHAT")
    responses = kinds.add_parser(
        "responses", help="responses of one round", description=__doc__, epilog=EXAMPLE
    )
    responses.add_argument("file", type=Path, metavar="FILE")
    responses.add_argument("--map", type=Path, metavar="MAP.toml")
    responses.add_argument(
        "--dry-run", action="store_true", help="print the report, change nothing"
    )
    responses.add_argument(
        "--receipts",
        type=Path,
        metavar="OUT",
        help="write what became of a tablet's interviews, for the tablet to read",
    )
    add_database(responses)
    responses.set_defaults(function=run)
    _add_indicators(kinds)


def _add_indicators(
    kinds: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    indicators = kinds.add_parser(
        "indicators",
        help="dated series from elsewhere",
        description="Take in series from elsewhere, wholly or not at all.",
        epilog="example: survey-app import indicators events.csv --as acled --dry-run",
    )
    indicators.add_argument("file", type=Path, metavar="FILE")
    indicators.add_argument(
        "--as",
        dest="form",
        choices=tuple(outside.READERS),
        default="generic",
        help="what kind of file it is (default: %(default)s)",
    )
    indicators.add_argument(
        "--map", type=Path, metavar="MAP.toml", help="source, licence, columns, places"
    )
    indicators.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DAY",
        help="the last day the file is complete up to (default: its last one)",
    )
    indicators.add_argument(
        "--dry-run", action="store_true", help="print what it would do, change nothing"
    )
    add_database(indicators)
    indicators.set_defaults(function=run_indicators)


def run_indicators(args: argparse.Namespace) -> None:
    """Take in outside series, or say what that would do."""
    given = OutsideMap()
    if args.map is not None:
        given = read_outside_map(args.map.name, read_file(args.map))
    if args.until is not None:
        given = replace(given, until=args.until)
    file = outside.File(args.file.name, read_file(args.file), args.form, given)
    with opened_or_new(args.database, keep=not args.dry_run) as db:
        if args.dry_run:
            found = outside.examine(db, file)
        else:
            today = datetime.now(UTC).date()
            found = outside.take_in(db, file, "command line", today)
    said = _(
        "Data set {dataset}: {imported} imported, {updated} updated, "
        "{ignored} ignored, {removed} removed."
    )
    print(said.format(dataset=found.provenance.dataset, **asdict(found.taken)))


def run(args: argparse.Namespace) -> int:
    """Import, or say what an import would do."""
    if args.file.suffix == SEALED:
        return _take_in(args)
    if args.map is None:
        raise Rejected([Problem("--map", "map.needed")])
    import_map = read_map(args.map.name, read_file(args.map))
    content = read_file(args.file)
    table = read_foreign(args.file.name, content, import_map.encoding, import_map.sheet)
    with opened_or_new(args.database, keep=not args.dry_run) as db:
        if args.dry_run:
            report = importing.examine(db, import_map, table).report
        else:
            today = datetime.now(UTC).date()
            report = importing.run(db, import_map, table, today)
    _print(report)
    print_problems(report.faults)
    return 1 if report.faults else 0


def _take_in(args: argparse.Namespace) -> int:
    """Take in a tablet's file; a second time adds nothing."""
    elements = packets.handed_over(read_file(args.file))
    secret = secret_key(settings().instance)
    today = datetime.now(UTC).date()
    with opened(args.database) as db:
        secrets = Secrets(secret, receipt_key(secret))
        judge = Judge(db, Registries(secret).current(db), secrets, today)
        if args.dry_run:
            results = receiving.examine(judge, elements)
        else:
            results = receiving.take_in(judge, elements)
    said = _("New: {kept}. Kept before: {known}. For a person to judge: {review}.")
    print(said.format(**receiving.count(results)))
    if args.receipts and not args.dry_run:
        args.receipts.write_bytes(receiving.receipts_file(results))
    return 0


def _print(report: ImportReport) -> None:
    said = _("Round {round}: {new} new, {known} already known, {faulty} faulty rows.")
    print(
        said.format(
            round=report.round_name,
            new=report.new,
            known=report.known,
            faulty=report.faulty,
        )
    )
    for name, codes in report.met.items():
        met = ", ".join(
            f"{code} {count}" for code, count in sorted(codes.items()) if code
        )
        shares = ", ".join(
            f"{kind} {100 * share:.1f} %"
            for kind, share in report.missing.get(name, {}).items()
        )
        missing = _("missing: {shares}").format(shares=shares)
        print(f"  {name}: {met}" + (f"; {missing}" if shares else ""))
    if report.left_out:
        left_out = _("{count} columns are not in the map and were left out: {names}")
        names = ", ".join(report.left_out)
        print(left_out.format(count=len(report.left_out), names=names))
    sys.stdout.flush()
