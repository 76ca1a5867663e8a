"""Print whether the questions measured what they should, in every language and mode."""

import argparse
from dataclasses import asdict

from survey_app.cli.arguments import add_database, add_format, add_names
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.services import soundness

EXAMPLE = "example: survey-app soundness --round 2026-1 --of PL1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `soundness`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    add_database(parser)
    add_format(parser)
    add_names(parser, "--of", "ID", "constructs to check (default: all)")
    parser.set_defaults(function=run, release="analyst")


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    with opened(args.database) as db:
        data = loaded(db, args.round, args)
        rows = soundness.of_round(data, args.of)
    print_rows([asdict(row) for row in rows], args.format)
