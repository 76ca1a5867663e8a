"""Print what changed between two rounds, with the clusters they share accounted for."""

import argparse
import sys

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.estimation.rows import to_dict
from survey_app.services import analysis

EXAMPLE = "example: survey-app compare --from 2025-2 --to 2026-1 --by gender"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `compare`."""
    parser.add_argument(
        "--from", dest="earlier", required=True, metavar="R", help="the earlier round"
    )
    parser.add_argument(
        "--to", dest="later", required=True, metavar="R", help="the later round"
    )
    parser.add_argument("--by", metavar="GROUP", help="grouping (default: none)")
    add_rows(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows, and on standard error what cannot be compared."""
    with opened(args.database) as db:
        earlier, later = (
            analysis.load(db, analysis.find_round(db, name))
            for name in (args.earlier, args.later)
        )
        found = analysis.compare(db, earlier, later, args.of, args.by, args.release)
    print_rows([to_dict(row) for row in found.rows], args.format)
    if found.not_comparable:
        listed = ", ".join(found.not_comparable)
        print(
            _("Not the same in both rounds: {names}").format(names=listed),
            file=sys.stderr,
        )
