"""Look for damage in the database, in published questionnaires and in the settings."""

import argparse

from survey_app.cli.arguments import add_database
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.errors import Problem, Rejected
from survey_app.services import banks, snapshots
from survey_app.store import database, instruments

EXAMPLE = "example: survey-app check --database survey.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Say that all is well, or raise with every fault."""
    with opened(args.database) as db:
        faults = [
            Problem(str(args.database), "database.damaged", {"reason": reason})
            for reason in database.damage(db)
        ]
        if not faults:
            faults += [
                Problem(instrument_id, "instrument.damaged")
                for instrument_id in instruments.damaged(db)
            ]
            if not database.is_writable(db):
                faults.append(Problem(str(args.database), "database.not_writable"))
            faults += [
                Problem(round_id, "snapshot.disagreed")
                for round_id in snapshots.repaired(db)
            ]
    banks.shipped()
    if faults:
        raise Rejected(faults)
    print(_("{path}: no fault found").format(path=args.database))
