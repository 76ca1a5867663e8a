"""Print how unequal the groups of a grouping are: range, gap index, share between.

The range is corrected for what chance alone makes of as many groups. --pairs prints
every two groups instead.
"""

import argparse

from survey_app.cli.of_round import add_by, add_round, print_found
from survey_app.services import inequality

EXAMPLE = "example: survey-app inequality --round 2026-1 --by displacement gender"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `inequality`."""
    add_round(parser)
    add_by(parser)
    parser.add_argument(
        "--pairs", action="store_true", help="print every two groups instead"
    )
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    asked = args.by, args.of, args.release
    if args.pairs:
        print_found(args, lambda data: inequality.pairs(data, *asked))
    else:
        print_found(args, lambda data: inequality.unequal(data, *asked))
