"""Keeps responses and gives them back."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from survey_app.core.measurement.frame import Kept
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.routing import Answer
from survey_app.errors import Conflict
from survey_app.store import snapshot
from survey_app.store.database import Database, advance_seq, next_seq, writing

#: kept: new; known: kept before with the same answers; differs: with other answers.
Outcome = Literal["kept", "known", "differs"]

#: Answers of a code taken back do not come in again with a copy of them.
_INSERT = """
    insert into responses (
        response_id, round_id, instrument_id, place_id, origin, language, mode,
        enumerator, collected_on, half_day, weight, stratum, psu, fpc, receipt_hash,
        device_id, durations, seconds, flags, received_on, answers, seq
    ) select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?15, ?, ?, ?, ?, ?, ?, ?
    where not exists (select 1 from withdrawn where digest = ?15)
    on conflict (response_id) do nothing
"""


def add(db: Database, response: Response) -> Outcome:
    """Keep a response whole or not at all, and say whether it was new.

    A sender that lost our reply sends again, so the same response is harmless; one
    whose code was taken back is known, and not kept. Raise Conflict where its code
    belongs to another response.
    """
    with writing(db):
        return add_within(db, response)


def add_within(db: Database, response: Response) -> Outcome:
    """Do what `add` does inside a transaction that is under way, for one of many."""
    row = columns(response)
    if _insert(db, (*row.values(), advance_seq(db))):
        return "kept"
    return _compare(db, response, row) or "known"


def _insert(db: Database, row: tuple[object, ...]) -> bool:
    try:
        return bool(db.conn.execute(_INSERT, row).rowcount)
    except sqlite3.IntegrityError as error:
        if "receipt_hash" in str(error):
            raise Conflict("response.receipt_taken") from None
        raise


def outcome(db: Database, response: Response) -> Outcome:
    """Return what `add` would say, without keeping anything."""
    return _compare(db, response, columns(response)) or "kept"


def in_round(db: Database, round_id: str) -> list[Kept]:
    """Return every response of the round as the analysis reads it."""
    rows = db.query(
        """
        select response_id, answers, r.weight, r.stratum, r.psu, r.fpc, enumerator,
            language, coalesce(community, '') as community, mode
        from responses as r left join places using (place_id)
        where r.round_id = :round_id order by response_id
        """,
        {"round_id": round_id},
    )
    return [Kept(**(row | {"answers": _decode(row["answers"])})) for row in rows]


def count_by(
    db: Database,
    round_id: str,
    fact: Literal["collected_on", "language", "mode", "enumerator", "place_id"],
) -> dict[str, int]:
    """Return the number of responses for each value of a fact, commonest first."""
    rows = db.query(
        f"""
        select coalesce({fact}, '') as value, count(*) as n from responses
        where round_id = :round_id group by value order by n desc, value
        """,  # noqa: S608 (one of five column names)
        {"round_id": round_id},
    )
    return {row["value"]: row["n"] for row in rows}


def totals(db: Database) -> dict[str, int]:
    """Return the number of responses of every round that has some."""
    rows = db.query("select round_id, count(*) as n from responses group by round_id")
    return {row["round_id"]: row["n"] for row in rows}


def dates(db: Database, round_id: str) -> tuple[date, date] | None:
    """Return the first and last day of the round's responses, if days are known."""
    (row,) = db.query(
        """
        select min(collected_on) as first, max(collected_on) as last from responses
        where round_id = :round_id
        """,
        {"round_id": round_id},
    )
    if row["first"] is None:
        return None
    return date.fromisoformat(row["first"]), date.fromisoformat(row["last"])


def texts(db: Database, round_id: str, item: str) -> list[dict[str, str]]:
    """Return {language, text} of the answers to an open item, in no telling order."""
    return list(
        db.query(
            """
            select r.language, a.answer as text
            from answers as a join responses as r using (response_id)
            where r.round_id = :round_id and a.item = :item order by response_id
            """,
            {"round_id": round_id, "item": item},
        )
    )


def withdraw(db: Database, receipt_hash: str) -> bool:
    """Remove the response of a receipt; return whether there was one.

    What is left is that a withdrawal happened: copies of the data must follow it. A
    copy still on its way from a tablet, or waiting for a person, is not kept either.
    """
    with writing(db):
        db.execute(
            "insert into withdrawn (digest) values (:h) on conflict do nothing",
            {"h": receipt_hash},
        )
        db.execute("delete from review where receipt_hash = :h", {"h": receipt_hash})
        rows = list(
            db.query(
                "select response_id, round_id from responses where receipt_hash = :h",
                {"h": receipt_hash},
            )
        )
        for row in rows:
            db.execute("delete from responses where response_id = :response_id", row)
            db.execute(
                "insert into withdrawals (seq, round_id) values (:seq, :round_id)",
                row | {"seq": next_seq(db)},
            )
    for round_id in {row["round_id"] for row in rows}:
        if where := snapshot.place(db, round_id):
            snapshot.remove(where)
    return bool(rows)


def _compare(
    db: Database, response: Response, sent: Mapping[str, object]
) -> Outcome | None:
    """Return whether the response kept under that id is the same, None without one."""
    rows = db.query(
        """
        select round_id, answers, place_id, language, mode, collected_on, half_day
        from responses where response_id = :id
        """,
        {"id": response.response_id},
    )
    for row in rows:
        names = row if response.origin == "tablet" else ("round_id", "answers")
        return "known" if all(row[n] == sent[n] for n in names) else "differs"
    return None


def columns(response: Response) -> dict[str, object]:
    """Return what is kept of a response, in the order of `_INSERT`."""
    return {
        "response_id": response.response_id,
        "round_id": response.round_id,
        "instrument_id": response.instrument_id,
        "place_id": response.place_id,
        "origin": response.origin,
        "language": response.language,
        "mode": response.mode,
        "enumerator": response.enumerator,
        "collected_on": _day(response.collected_on),
        "half_day": response.half_day,
        "weight": response.weight,
        "stratum": response.stratum,
        "psu": response.psu,
        "fpc": response.fpc,
        "receipt_hash": response.receipt_hash,
        "device_id": response.device_id,
        "durations": _durations(response.durations, response.answers),
        "seconds": response.seconds,
        "flags": _json(response.flags),
        "received_on": _day(response.received_on),
        "answers": _encode(response.answers),
    }


def _durations(
    seconds: Mapping[str, float], answers: Mapping[str, Answer]
) -> str | None:
    """Return seconds by item as JSON, None where there are none.

    Most are of items that were answered, whose names are kept already: then it is a
    list in the order in which the answers are kept, null where nothing is known.
    """
    if seconds and seconds.keys() <= answers.keys():
        return _encoder.encode([seconds.get(item) for item in sorted(answers)]).decode()
    return _encoder.encode(seconds).decode() if seconds else None


def _json(facts: tuple[str, ...]) -> str | None:
    """Return facts of a tablet as JSON, None where there are none."""
    return _encoder.encode(facts).decode() if facts else None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _encode(answers: dict[str, Answer]) -> str:
    return _sorting_encoder.encode(answers).decode()


_encoder = msgspec.json.Encoder()
_sorting_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(dict[str, str | float | list[str]])


def _decode(answers: str) -> dict[str, Answer]:
    return _decoder.decode(answers)
