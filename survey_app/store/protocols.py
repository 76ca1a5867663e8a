"""Keeps plans with every revision, what alerts made of them, and what was learned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from survey_app.core.warning.clock import Action, Rung
from survey_app.core.warning.lessons import Learned, Lesson
from survey_app.core.warning.protocols import Protocol
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing
from survey_app.store.moments import kept, read

_document = msgspec.json.Decoder(Protocol)


@dataclass(frozen=True, slots=True)
class Revision:
    """A protocol as somebody wrote it on a day; off: not used for new alerts."""

    protocol_id: int
    protocol: Protocol
    is_on: bool
    made_by: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Done:
    """An action of an alert with who did it, and what they say of it."""

    action: Action
    done_by: str = ""
    note: str = ""


def add(
    db: Database, protocol: Protocol, author: str, today: date, *, is_on: bool = True
) -> int:
    """Keep a revision of a protocol, the one that counts from now on."""
    with writing(db):
        rows = db.conn.execute(
            """
            insert into protocols (name, is_on, document, made_by, made_on)
            values (:name, :is_on, :document, :by, :day) returning protocol_id
            """,
            {
                "name": protocol.name,
                "is_on": int(is_on),
                "document": msgspec.json.encode(protocol).decode(),
                "by": author,
                "day": today.isoformat(),
            },
        ).fetchall()
    return int(rows[0][0])


def current(db: Database) -> list[Revision]:
    """Return the newest revision of every protocol, by name."""
    return _revisions(
        db,
        """
        where protocol_id in (select max(protocol_id) from protocols group by name)
        order by name
        """,
        None,
    )


def find(db: Database, name: str) -> Revision | None:
    """Return the newest revision of a protocol, if there is one."""
    clause = "where name = :value order by protocol_id desc limit 1"
    return next(iter(_revisions(db, clause, name)), None)


def of_alert(db: Database, alert_id: int) -> Revision | None:
    """Return the protocol an alert was born with, as it was then."""
    clause = """
        where protocol_id in (
            select protocol_id from alert_plans where alert_id = :value
        )
    """
    return next(iter(_revisions(db, clause, alert_id)), None)


def give(db: Database, alert_id: int, protocol_id: int) -> None:
    """Keep which protocol an alert was born with."""
    db.execute(
        "insert into alert_plans (alert_id, protocol_id) values (:id, :protocol)",
        {"id": alert_id, "protocol": protocol_id},
    )


def keep_actions(db: Database, alert_id: int, actions: Iterable[Action]) -> None:
    """Keep what there is to do, or until when it is due now."""
    db.conn.executemany(
        """
        insert into alert_actions (
            alert_id, name, place, text, role, deputy, due_at
        ) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (alert_id, name) do update set due_at = excluded.due_at
        """,
        [
            (
                alert_id, each.name, place, each.text, each.role, each.deputy,
                kept(each.due),
            )
            for place, each in enumerate(actions)
        ],
    )  # fmt: skip


def do(db: Database, alert_id: int, name: str, deed: tuple[str, str, datetime]) -> bool:
    """Keep that an action is done: by whom, what they say, when; False if it was."""
    author, note, now = deed
    changed = db.execute(
        """
        update alert_actions set done_at = :now, done_by = :author, note = :note
        where alert_id = :id and name = :name and done_at is null
        """,
        {
            "id": alert_id,
            "name": name,
            "author": author,
            "note": note,
            "now": kept(now),
        },
    )
    return bool(changed.rowcount)


def actions(db: Database, alert_id: int) -> list[Done]:
    """Return what there is to do about an alert, in the order of the plan."""
    rows = db.query(
        """
        select name, text, role, deputy, due_at, done_at, done_by, note
        from alert_actions where alert_id = :id order by place
        """,
        {"id": alert_id},
    )
    return [
        Done(
            Action(
                row["name"], row["text"], row["role"], row["deputy"],
                read(row["due_at"]), read(row["done_at"]),
            ),
            row["done_by"],
            row["note"],
        )
        for row in rows
    ]  # fmt: skip


def climb(db: Database, alert_id: int, rung: Rung, now: datetime) -> bool:
    """Keep that a rung was reached; return False if that was known."""
    reached = db.execute(
        """
        insert into alert_rungs (alert_id, action, number, role, told_at)
        values (:id, :action, :number, :role, :now) on conflict do nothing
        """,
        {
            "id": alert_id,
            "action": rung.action,
            "number": rung.number,
            "role": rung.role,
            "now": kept(now),
        },
    )
    return bool(reached.rowcount)


def rungs(db: Database, alert_id: int) -> frozenset[tuple[str, int]]:
    """Return the rungs an alert has climbed: (action, number)."""
    rows = db.query(
        "select action, number from alert_rungs where alert_id = :id", {"id": alert_id}
    )
    return frozenset((row["action"], row["number"]) for row in rows)


def learn(db: Database, learned: Learned) -> None:
    """Keep what was learned of an alert, in place of what was written before."""
    db.execute(
        """
        insert or replace into lessons (
            alert_id, rule_id, protocol, happened, did, helped, next_time, written_by,
            written_on
        ) values (
            :alert_id, :rule_id, :protocol, :happened, :did, :helped, :next_time, :by,
            :day
        )
        """,
        {
            "alert_id": learned.alert_id,
            "rule_id": learned.rule_id,
            "protocol": learned.protocol,
            "happened": learned.lesson.happened,
            "did": learned.lesson.did,
            "helped": learned.lesson.helped,
            "next_time": learned.lesson.next_time,
            "by": learned.written_by,
            "day": learned.written_on,
        },
    )


def lessons(db: Database) -> list[Learned]:
    """Return what was learned of alerts, the newest first."""
    rows = db.query(
        """
        select alert_id, rule_id, protocol, happened, did, helped, next_time,
            written_by, written_on
        from lessons order by written_on desc, alert_id desc
        """
    )
    return [_learned(row) for row in rows]


def lesson(db: Database, alert_id: int) -> Learned:
    """Return what was learned of an alert; raise NotFound."""
    for each in lessons(db):
        if each.alert_id == alert_id:
            return each
    raise NotFound("lesson.unknown", number=alert_id)


def _revisions(db: Database, clause: str, value: object) -> list[Revision]:
    rows = db.query(
        f"""
        select protocol_id, document, is_on, made_by, made_on from protocols {clause}
        """,  # noqa: S608 (clauses of ours)
        {"value": value},
    )
    return [
        Revision(
            row["protocol_id"],
            _document.decode(row["document"]),
            bool(row["is_on"]),
            row["made_by"],
            date.fromisoformat(row["made_on"]),
        )
        for row in rows
    ]


def _learned(row: dict[str, Any]) -> Learned:
    names = ("happened", "did", "helped", "next_time")
    return Learned(
        row["alert_id"],
        row["rule_id"],
        row["protocol"],
        Lesson(*(row[name] for name in names)),
        row["written_by"],
        row["written_on"],
    )
