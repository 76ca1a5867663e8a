"""Keeps who did what on which day; every entry carries the hash of all before it.

It knows names of staff and ids of things, never what anybody answered.
"""

import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Literal

from survey_app.store.database import Database, writing

#: What is told. Steps of alerts, feedback and dialogues have logs of their own.
Deed = Literal[
    "account-added",
    "account-closed",
    "account-invited",
    "account-password",
    "account-second",
    "backup-written",
    "device-added",
    "device-revoked",
    "feedback-named",
    "feedback-opened",
    "feedback-unnamed",
    "key-made",
    "microdata-approve",
    "microdata-ask",
    "microdata-make",
    "microdata-refuse",
    "release-asked",
    "release-made",
    "release-refused",
    "restored",
    "results-looked",
    "round-closed",
    "round-opened",
    "token-ended",
    "token-made",
    "version-published",
]

#: Who acts in this thread: the name of an account, COMMAND, or "": the program itself.
#: The edge sets it, so that no function in between has to hand it on.
ACTING: ContextVar[str] = ContextVar("acting", default="")
COMMAND = "survey-app"

#: Entries among which a repeated look is not told again.
LATELY = 1000

#: What the first entry is chained to.
BEGINNING = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what on which day with which thing; `hash` covers all entries so far."""

    number: int
    day: date
    who: str
    deed: str
    about: str
    hash: str


def record(db: Database, deed: Deed, about: str) -> None:
    """Keep that whoever acts did a deed today to the thing of that id.

    Inside the transaction of the deed both are kept or neither.
    """
    with writing(db):
        number, before = _last(db)
        day = datetime.now(UTC).date()
        told = Entry(number + 1, day, ACTING.get(), deed, about, "")
        db.execute(
            "insert into audit values (:number, :day, :who, :deed, :about, :hash)",
            asdict(told) | {"day": day.isoformat(), "hash": chained(before, told)},
        )


def record_once(db: Database, deed: Deed, about: str) -> None:
    """Keep a deed unless the same person did it to the same thing lately today."""
    asked = {"day": datetime.now(UTC).date().isoformat(), "who": ACTING.get(),
             "deed": deed, "about": about, "lately": LATELY}  # fmt: skip
    rows = db.query(
        """
        select 1 from (select * from audit order by number desc limit :lately)
        where day = :day and who = :who and deed = :deed and about = :about
        """,
        asked,
    )
    if next(rows, None) is None:
        record(db, deed, about)


def chained(before: str, entry: Entry) -> str:
    """Return the SHA-256 of an entry and of the hash before it, as hexadecimal."""
    told = [before, entry.number, entry.day.isoformat(), entry.who, entry.deed]
    return sha256(json.dumps([*told, entry.about]).encode()).hexdigest()


def everything(db: Database) -> list[Entry]:
    """Return all entries in the order they were made."""
    return _found(db, "order by number")


def newest(db: Database, most: int) -> list[Entry]:
    """Return the newest entries, the newest first."""
    return _found(db, f"order by number desc limit {most:d}")


def head(db: Database) -> str:
    """Return the hash of the newest entry, BEGINNING where there is none.

    Written down elsewhere it proves later that nothing before it was changed.
    """
    return _last(db)[1]


def first_broken(entries: Iterable[Entry]) -> int | None:
    """Return the number of the first entry that does not follow the one before it.

    None for a whole chain. Entries cut off at the end leave a whole chain behind: only
    a head that was written down elsewhere shows that.
    """
    before = BEGINNING
    for number, entry in enumerate(entries, 1):
        if entry.number != number or entry.hash != chained(before, entry):
            return number
        before = entry.hash
    return None


def _last(db: Database) -> tuple[int, str]:
    rows = db.conn.execute(
        "select number, hash from audit order by number desc limit 1"
    ).fetchall()
    return rows[0] if rows else (0, BEGINNING)


def _found(db: Database, clause: str) -> list[Entry]:
    rows = db.query(
        f"select number, day, who, deed, about, hash from audit {clause}"  # noqa: S608 (clauses of ours)
    )
    return [Entry(**row | {"day": date.fromisoformat(row["day"])}) for row in rows]
