"""A round as a command's release shows it; that it was asked for is counted."""

import argparse
from datetime import UTC, datetime

from survey_app.services import analysis, releases
from survey_app.services.analysis import RoundData
from survey_app.store.database import Database

#: Who asks on the command line: whoever may read the database.
ROLE = "command line"


def loaded(db: Database, name: str, args: argparse.Namespace) -> RoundData:
    """Return the answers of a round under `args.release`.

    Raise NotFound for the round, Unanswerable where nobody has answered.
    """
    asking = releases.Asking(ROLE, args.command, datetime.now(UTC).date())
    return releases.load(db, analysis.find_round(db, name), args.release, asking)
