"""Print each group against everyone else: behind, ahead, no clear gap or too few."""

import argparse

from survey_app.cli.arguments import add_rows, add_without_flagged
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed, without_flagged
from survey_app.core.disclosure.door import plain
from survey_app.services import analysis, doubting

EXAMPLE = "example: survey-app gaps --round 2026-1 --by displacement"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `gaps`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    parser.add_argument(
        "--by", nargs="+", action="extend", required=True, metavar="GROUP",
        help="groupings",
    )  # fmt: skip
    add_rows(parser)
    add_variance(parser)
    add_without_flagged(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    with opened(args.database) as db:
        whole = loaded(db, args.round, args)
        if args.without_flagged:
            found = without_flagged(db, whole, args)
            rows = doubting.find_gaps(found, args.by, args.of)
        else:
            data = analysed(whole, args)
            rows = analysis.find_gaps(data, args.by, args.of, args.release)
    print_rows(plain(rows), args.format)
