"""Print each group against everyone else: behind, ahead, no clear gap or too few."""

import argparse

from survey_app.cli.arguments import add_without_flagged
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.of_round import add_by, add_round, print_found
from survey_app.cli.output import print_rows
from survey_app.cli.variance import without_flagged
from survey_app.core.disclosure.door import plain
from survey_app.services import analysis, doubting

EXAMPLE = "example: survey-app gaps --round 2026-1 --by displacement"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `gaps`."""
    add_round(parser)
    add_by(parser)
    add_without_flagged(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    if args.without_flagged:
        _print_without_flagged(args)
    else:
        print_found(
            args, lambda data: analysis.find_gaps(data, args.by, args.of, args.release)
        )


def _print_without_flagged(args: argparse.Namespace) -> None:
    with opened(args.database) as db:
        found = without_flagged(db, loaded(db, args.round, args), args)
        rows = doubting.find_gaps(found, args.by, args.of)
    print_rows(plain(rows), args.format)
