"""Print how unequal the groups of a grouping are: range, gap index, share between.

The range is corrected for what chance alone makes of as many groups. --pairs prints
every two groups instead.
"""

import argparse

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed
from survey_app.core.disclosure.door import plain
from survey_app.services import inequality

EXAMPLE = "example: survey-app inequality --round 2026-1 --by displacement gender"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `inequality`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    parser.add_argument(
        "--by", nargs="+", action="extend", required=True, metavar="GROUP",
        help="groupings",
    )  # fmt: skip
    parser.add_argument(
        "--pairs", action="store_true", help="print every two groups instead"
    )
    add_rows(parser)
    add_variance(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    find = inequality.pairs if args.pairs else inequality.unequal
    with opened(args.database) as db:
        data = analysed(loaded(db, args.round, args), args)
        rows = find(data, args.by, args.of, args.release)
    print_rows(plain(rows), args.format)
