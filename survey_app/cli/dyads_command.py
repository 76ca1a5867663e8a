"""Print how the groups of a site see each other: who trusts whom, and who is trusted.

Every cell needs twenty raters, and so does its mirror. --release public prints the
bridging index alone.
"""

import argparse

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed
from survey_app.core.disclosure.door import plain
from survey_app.services import dyads

EXAMPLE = "example: survey-app dyads --round 2026-1 --of DY1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `dyads`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    add_rows(parser)
    add_variance(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    with opened(args.database) as db:
        data = analysed(loaded(db, args.round, args), args)
        rows = dyads.find(data, args.of, args.release)
    print_rows(plain(rows), args.format)
