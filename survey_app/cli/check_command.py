"""Look for damage in the database, in published questionnaires and in the settings.

Disk, clock and the chain of the audit are looked at too.
"""

import argparse
from datetime import UTC, datetime

from survey_app.cli.arguments import add_database
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.errors import Rejected
from survey_app.services import banks, checkup

EXAMPLE = "example: survey-app check --database survey.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Say that all is well, or raise with every fault."""
    with opened(args.database) as db:
        faults = checkup.faults(db, args.database, datetime.now(UTC).date())
    banks.shipped()
    if faults:
        raise Rejected(faults)
    print(_("{path}: no fault found").format(path=args.database))
