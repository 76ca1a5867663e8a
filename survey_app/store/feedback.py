"""Keeps feedback; what is sealed arrives here encrypted and is never read by words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from survey_app.core.listening.feedback import Content, Days, Record, State
from survey_app.core.people import Account
from survey_app.store import audit
from survey_app.store.database import Database, writing

#: Where a record can be: open to those who answer, or sealed.
OPEN, SEALED = "feedback", "sealed_feedback"
_CONTENT = msgspec.json.Decoder(Content)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed record as it is kept: its days, and content only a key opens."""

    number: int
    days: Days
    content: bytes


def add(db: Database, receipt: str, days: Days, content: Content) -> None:
    """Keep an open record; one of the same receipt is the same record."""
    db.conn.execute(
        """
        insert into feedback (
            receipt, received_on, due_on, answered_on, state, kind, place, document
        ) values (
            :receipt, :received_on, :due_on, :answered_on, :state, :kind, :place,
            :document
        ) on conflict (receipt) do nothing
        """,
        {"receipt": receipt} | _days(days) | _columns(content),
    )


def seal(db: Database, receipt: str, days: Days, content: bytes) -> None:
    """Keep a sealed record; one of the same receipt is the same record."""
    db.conn.execute(
        """
        insert into sealed_feedback (
            receipt, received_on, due_on, answered_on, content
        ) values (:receipt, :received_on, :due_on, :answered_on, :content)
        on conflict (receipt) do nothing
        """,
        {"receipt": receipt, "content": content} | _days(days),
    )


def put(db: Database, number: int, days: Days, content: Content) -> None:
    """Keep what became of an open record."""
    db.conn.execute(
        """
        update feedback set due_on = :due_on, answered_on = :answered_on,
            state = :state, kind = :kind, place = :place, document = :document
        where number = :number
        """,
        {"number": number} | _days(days) | _columns(content),
    )


def put_sealed(db: Database, number: int, days: Days, content: bytes) -> None:
    """Keep what became of a sealed record."""
    db.conn.execute(
        """
        update sealed_feedback set due_on = :due_on, answered_on = :answered_on,
            content = :content
        where number = :number
        """,
        {"number": number, "content": content} | _days(days),
    )


def remove(db: Database, table: str, number: int) -> None:
    """Forget a record; what is deleted is overwritten (store.database)."""
    db.conn.execute(f"delete from {table} where number = ?", (number,))  # noqa: S608 (ours)


def at(db: Database, table: str, receipt: str) -> int | None:
    """Return the number of the record of a receipt in a table, None if none is."""
    rows = db.query(
        f"select number from {table} where receipt = :receipt",  # noqa: S608 (ours)
        {"receipt": receipt},
    )
    return next((int(row["number"]) for row in rows), None)


def receipt_of(db: Database, table: str, number: int) -> str:
    """Return the hash of the code of a record that is there."""
    rows = db.query(
        f"select receipt from {table} where number = :number",  # noqa: S608 (ours)
        {"number": number},
    )
    return str(next(rows)["receipt"])


def get(db: Database, number: int) -> Record | None:
    """Return an open record, None if there is none of the number."""
    rows = db.query("select * from feedback where number = :number", {"number": number})
    return next(map(_record, rows), None)


def get_sealed(db: Database, number: int) -> Sealed | None:
    """Return a sealed record, None if there is none of the number."""
    rows = db.query(
        "select * from sealed_feedback where number = :number", {"number": number}
    )
    return next(map(_sealed, rows), None)


def waiting(
    db: Database, states: Sequence[State], kind: str, place: str, most: int
) -> list[Record]:
    """Return the records in some states, those due first before others.

    A kind or place of "" stands for any.
    """
    rows = db.query(
        """
        select * from feedback
        where state in (select value from json_each(:states))
            and kind = coalesce(nullif(:kind, ''), kind)
            and place = coalesce(nullif(:place, ''), place)
        order by due_on, number limit :most
        """,
        {
            "states": msgspec.json.encode(list(states)).decode(),
            "kind": kind,
            "place": place,
            "most": most,
        },
    )
    return [_record(row) for row in rows]


def done(db: Database, most: int) -> list[Record]:
    """Return records of which somebody wrote what was done, the newest first."""
    rows = db.query(
        """
        select * from feedback where document like '%"deed":"done"%'
        order by number desc limit :most
        """,
        {"most": most},
    )
    return [_record(row) for row in rows]


def sealed(db: Database) -> list[Sealed]:
    """Return every sealed record, those due first before others."""
    rows = db.query("select * from sealed_feedback order by due_on, number")
    return [_sealed(row) for row in rows]


def counts(db: Database) -> dict[tuple[str, str], int]:
    """Return how many open records there are: {(kind, state): n}."""
    rows = db.query("select kind, state, count(*) as n from feedback group by 1, 2")
    return {(row["kind"], row["state"]): int(row["n"]) for row in rows}


def places(db: Database) -> list[str]:
    """Return the places open records are from."""
    rows = db.query("select distinct place from feedback where place != '' order by 1")
    return [row["place"] for row in rows]


def answered_in_time(db: Database) -> list[tuple[str, int, int]]:
    """Return (month, due in it, answered by their day), of open records, by month."""
    rows = db.query(
        """
        select substr(due_on, 1, 7) as month, count(*) as due,
            sum(answered_on is not null and answered_on <= due_on) as in_time
        from feedback group by 1 order by 1
        """
    )
    return [(row["month"], int(row["due"]), int(row["in_time"])) for row in rows]


def forget_before(db: Database, day: date) -> int:
    """Forget sealed records answered before a day; return how many."""
    with writing(db):
        found = db.execute(
            "delete from sealed_feedback where answered_on < :day",
            {"day": day.isoformat()},
        )
    return int(found.rowcount)


def focal_people(db: Database) -> list[str]:
    """Return the ids of accounts that may read sealed records."""
    rows = db.query("select account_id from focal_people order by 1")
    return [row["account_id"] for row in rows]


def name_focal(db: Database, account: Account, by: str, on: date) -> None:
    """Let an account read sealed records."""
    with writing(db):
        audit.record(db, "feedback-named", account.name)
        db.execute(
            """
            insert into focal_people (account_id, named_by, named_on)
            values (:account_id, :by, :on) on conflict do nothing
            """,
            {"account_id": account.account_id, "by": by, "on": on.isoformat()},
        )


def unname_focal(db: Database, account_id: str) -> None:
    """Let an account read sealed records no more."""
    with writing(db):
        audit.record(db, "feedback-unnamed", account_id)
        db.execute("delete from focal_people where account_id = ?", (account_id,))


def add_many(db: Database, found: Iterable[tuple[str, Days, Content]]) -> None:
    """Keep many open records in one transaction."""
    with writing(db):
        for receipt, days, content in found:
            add(db, receipt, days, content)


def encoded(content: Content) -> bytes:
    """Return a record's content as it is kept."""
    return msgspec.json.encode(content)


def decoded(document: bytes | str) -> Content:
    """Return a kept record's content."""
    return _CONTENT.decode(document)


def _days(days: Days) -> dict[str, str | None]:
    answered = days.answered_on
    return {
        "received_on": days.received_on.isoformat(),
        "due_on": days.due_on.isoformat(),
        "answered_on": None if answered is None else answered.isoformat(),
    }


def _columns(content: Content) -> dict[str, str]:
    return {
        "state": content.state,
        "kind": content.kind,
        "place": content.place,
        "document": encoded(content).decode(),
    }


def _record(row: dict[str, Any]) -> Record:
    return Record(row["number"], _read_days(row), decoded(row["document"]))


def _sealed(row: dict[str, Any]) -> Sealed:
    return Sealed(row["number"], _read_days(row), row["content"])


def _read_days(row: dict[str, Any]) -> Days:
    answered = row["answered_on"]
    return Days(
        date.fromisoformat(row["received_on"]),
        date.fromisoformat(row["due_on"]),
        None if answered is None else date.fromisoformat(answered),
    )
