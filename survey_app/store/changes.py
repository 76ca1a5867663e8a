"""Tells what state the responses of a round are in, so that copies can follow them."""

from dataclasses import dataclass
from hashlib import sha256

from survey_app.errors import NotFound
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class State:
    """The responses of a round at one moment: equal states, equal responses.

    `seq` is the newest response's change number, `last` a digest of its id; `revision`
    counts what was corrected or taken away since the beginning; `database` is a number
    drawn once for each database.
    """

    database: int
    round_id: str
    instrument_id: str
    revision: int
    seq: int
    last: str


def state(db: Database, round_id: str) -> State:
    """Return the state of a round's responses; raise NotFound."""
    row = db.conn.execute(
        """
        select (select value from counters where name = 'database'), r.instrument_id,
            coalesce((select revision from revisions where round_id = r.round_id), 0),
            coalesce((select max(seq) from responses where round_id = r.round_id), 0)
        from rounds as r where r.round_id = :round_id
        """,
        {"round_id": round_id},
    ).fetchone()
    if row is None:
        raise NotFound("round.unknown", round=round_id)
    database, instrument_id, revision, seq = row
    last = digest_at(db, seq)
    return State(database, round_id, instrument_id, revision, seq, last)


def digest_at(db: Database, seq: int) -> str:
    """Return a digest of whose response has a change number, "" for nobody's."""
    row = db.conn.execute(
        "select response_id from responses where seq = :seq", {"seq": seq}
    ).fetchone()
    return sha256(row[0].encode()).hexdigest() if row else ""


def only_grew(db: Database, then: State, now: State) -> bool:
    """Return whether nothing but new responses came between two states."""
    return (
        (then.database, then.round_id, then.instrument_id, then.revision)
        == (now.database, now.round_id, now.instrument_id, now.revision)
        and then.seq <= now.seq
        and then.last == digest_at(db, then.seq)
    )


def rewritten(db: Database, round_id: str) -> None:
    """Tell copies of a round that more than new responses has changed.

    Corrections and withdrawals of responses, and changes of places, tell it themselves.
    """
    db.execute(
        """
        insert into revisions (round_id, revision) values (:round_id, 1)
        on conflict (round_id) do update set revision = revision + 1
        """,
        {"round_id": round_id},
    )


def renew(db: Database) -> None:
    """Draw the database's number anew: no copy made of it before is believed."""
    with writing(db):
        db.execute("update counters set value = abs(random()) where name = 'database'")
