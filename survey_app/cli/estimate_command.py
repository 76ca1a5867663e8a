"""Print means and shares of a round with standard errors and 95 % intervals."""

import argparse

from survey_app.cli.arguments import add_names, add_rows, add_without_flagged
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed, without_flagged
from survey_app.core.disclosure.door import plain
from survey_app.services import analysis, doubting

EXAMPLE = "example: survey-app estimate --round 2026-1 --of PL1 --by gender age"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `estimate`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    add_names(parser, "--by", "GROUP", "groupings (default: the whole sample)")
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
            rows = doubting.estimate(found, args.of, args.by)
        else:
            data = analysed(whole, args)
            rows = analysis.estimate(data, args.of, args.by, args.release)
    print_rows(plain(rows), args.format)
