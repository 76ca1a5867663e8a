"""Make a database, or bring an older one up to date."""

import argparse

from survey_app.cli.arguments import add_database
from survey_app.cli.output import _
from survey_app.store.database import create

EXAMPLE = "example: survey-app init --database survey.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `init`."""
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Make or migrate the database."""
    create(args.database).close()
    print(_("The database is ready: {path}").format(path=args.database))
