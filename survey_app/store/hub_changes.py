"""Gives what is new since a change number to be sent on, and takes what comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from survey_app.core.hubs import Carried, wins
from survey_app.core.questionnaire.response import Response
from survey_app.store import responses
from survey_app.store.database import Database

_SELECT = """
    select n.at, coalesce(c.revision, 0) as revision, r.response_id, r.round_id,
        instrument_id, place_id, origin, language, mode, enumerator, collected_on,
        half_day, weight, stratum, psu, fpc, receipt_hash, durations, seconds, flags,
        received_on, answers
    from (
        select * from (
            select response_id, seq as at from responses
            where round_id = :round_id and seq > :after order by seq limit :most
        )
        union all
        select * from (
            select response_id, corrections.seq as at
            from corrections join responses using (response_id)
            where round_id = :round_id and corrections.seq > :after
            order by corrections.seq limit :most
        )
        order by at limit :most
    ) as n
    join responses as r using (response_id) left join corrections as c
        using (response_id)
    order by n.at
"""
#: What a correction may change; whom the response is of stays.
_CORRECTED = (
    "place_id", "language", "mode", "collected_on", "half_day", "weight", "stratum",
    "psu", "fpc", "durations", "seconds", "flags", "answers",
)  # fmt: skip


def withdrawn_after(db: Database, seq: int) -> list[tuple[int, str]]:
    """Return (change number, digest) of the codes taken back since, in order."""
    rows = db.conn.execute(
        "select seq, digest from withdrawn_order where seq > ? order by seq", (seq,)
    )
    return [(int(at), str(digest)) for at, digest in rows]


def changed_after(
    db: Database, round_id: str, seq: int, most: int
) -> Iterator[tuple[int, Carried]]:
    """Yield (change number, response) of what came or was corrected since, in order."""
    facts = {"round_id": round_id, "after": seq, "most": most}
    for row in db.query(_SELECT, facts):
        at, revision = row.pop("at"), row.pop("revision")
        yield at, Carried(_response(row), revision)


def take(db: Database, carried: Carried) -> responses.Outcome:
    """Keep a response from another hub inside a transaction; say what came of it.

    "differs": one of two states gave way to the other. See core.hubs for which.
    """
    outcome = responses.add_within(db, carried.response)
    if outcome != "kept":
        is_settled = outcome == "known" and not carried.revision
        return outcome if is_settled else _correct(db, carried, outcome)
    if carried.revision:
        _note_revision(db, carried)
    return outcome


def _note_revision(db: Database, carried: Carried) -> None:
    response_id = carried.response.response_id
    db.conn.execute(
        """
        insert into corrections
        select response_id, ?, seq from responses where response_id = ?
        on conflict (response_id) do update set revision = excluded.revision
        """,
        (carried.revision, response_id),
    )


def _correct(
    db: Database, carried: Carried, found: responses.Outcome
) -> responses.Outcome:
    """Let the one of two states win that wins whichever comes first."""
    response_id = carried.response.response_id
    row = db.conn.execute(
        """
        select round_id, coalesce(revision, 0), answers
        from responses left join corrections using (response_id)
        where response_id = ?
        """,
        (response_id,),
    ).fetchone()
    if row is None or row[0] != carried.response.round_id:
        return found
    new = responses.columns(carried.response)
    if not wins((carried.revision, str(new["answers"])), (row[1], row[2])):
        return "known"
    assignments = ", ".join(f"{name} = :{name}" for name in _CORRECTED)
    facts = {name: new[name] for name in _CORRECTED} | {"id": response_id}
    db.conn.execute(
        f"update responses set {assignments} where response_id = :id",  # noqa: S608 (column names of ours)
        facts,
    )
    _note_revision(db, carried)
    return "kept"


def _response(row: dict[str, Any]) -> Response:
    """Return a row as a response, without the tablet it came by."""
    answers = _answers(row["answers"])
    days = {
        name: date.fromisoformat(row[name]) if row[name] else None
        for name in ("collected_on", "received_on")
    }
    seconds = _seconds(row["durations"]) if row["durations"] else {}
    if isinstance(seconds, list):
        timed = zip(sorted(answers), seconds, strict=True)
        seconds = {item: spent for item, spent in timed if spent is not None}
    flags = tuple(_flags(row["flags"])) if row["flags"] else ()
    facts = {"answers": answers, "durations": seconds, "flags": flags}
    return Response(**row | days | facts)


def hidden(carried: Carried, enumerator: str) -> Carried:
    """Return a response under another name of who asked."""
    return replace(carried, response=replace(carried.response, enumerator=enumerator))


_answers = msgspec.json.Decoder(dict[str, str | float | list[str]]).decode
_seconds = msgspec.json.Decoder(dict[str, float] | list[float | None]).decode
_flags = msgspec.json.Decoder(list[str]).decode
