"""Snapshots: the columns kept beside the database, held against the responses."""

from survey_app.store import columns, instruments, rounds, snapshot
from survey_app.store.database import Database


def repaired(db: Database) -> list[str]:
    """Return the rounds whose snapshot was not what the responses say.

    Their snapshots are deleted, to be made anew when they are needed.
    """
    found = []
    for survey_round in rounds.everything(db):
        instrument = instruments.get(db, survey_round.instrument_id)
        where = snapshot.place(db, survey_round.round_id)
        if where and columns.disagrees(db, survey_round.round_id, instrument):
            snapshot.remove(where)
            found.append(survey_round.round_id)
    return found
