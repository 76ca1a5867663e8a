"""Print the shares of what nobody had to admit: list experiments and die answers.

Of everyone alone, from 100 people on, of a list 100 in each half.
"""

import argparse

from survey_app.cli.arguments import add_database, add_format, add_release
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.core.disclosure.door import plain
from survey_app.services import concealed

EXAMPLE = "example: survey-app hidden --round 2026-1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `hidden`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    add_database(parser)
    add_format(parser)
    add_release(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    with opened(args.database) as db:
        rows = concealed.hidden_shares(loaded(db, args.round, args), args.release)
    print_rows(plain(rows), args.format)
