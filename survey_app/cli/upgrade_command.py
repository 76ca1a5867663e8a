"""Bring a database up to this version; a copy of it is kept until all has worked."""

import argparse

from survey_app.cli.arguments import add_database
from survey_app.cli.output import _
from survey_app.services import upgrading

EXAMPLE = "example: survey-app upgrade --database survey.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `upgrade`."""
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Upgrade and say what was done."""
    done = upgrading.upgrade(args.database)
    if not done:
        print(_("{path} is up to date.").format(path=args.database))
        return
    print(
        _("{path}: {count} changes made, every table has its rows.").format(
            path=args.database, count=len(done)
        )
    )
