"""Print how each measure moved over all rounds of a survey: slope and any change."""

import argparse
import sys

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import _, print_rows
from survey_app.core.disclosure.door import plain
from survey_app.services import trends

EXAMPLE = "example: survey-app trend --survey valley --by displacement"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `trend`."""
    parser.add_argument("--survey", required=True, metavar="S", help="which survey")
    parser.add_argument("--by", metavar="GROUP", help="grouping (default: none)")
    add_rows(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows, and on standard error what keeps them from being a line."""
    with opened(args.database) as db:
        data = trends.answered_rounds(
            db, args.survey, lambda each: loaded(db, each.round_id, args)
        )
        found = trends.find(db, data, args.of, args.by, args.release)
    print_rows(plain(found.rows), args.format)
    for said, names in (
        (_("Not the same in all rounds: {names}"), found.left_out),
        (_("No verdict, as not the same was asked: {names}"), found.blocked),
    ):
        if names:
            print(said.format(names=", ".join(names)), file=sys.stderr)
