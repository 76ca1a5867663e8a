"""Keeps contacts, and notices until they are sent: each made once, claimed by one.

A sender that dies between claiming and saying "sent" leaves a claim that lapses, so
that every notice goes out at least once. A clock set back frees claims of the future.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from survey_app.core.warning.telling import (
    CLAIM,
    LONGEST_PAUSE,
    Contact,
    Notice,
)
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing
from survey_app.store.moments import kept, read


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice as people see it: to whom, how far it is, and why it failed."""

    notice: Notice
    name: str
    state: str
    made_at: datetime
    error: str


def make(db: Database, notice: Notice, mark: str, now: datetime) -> None:
    """Keep a notice that waits, unless one of this mark was made before.

    Inside the transaction of what it tells of.
    """
    db.conn.execute(
        """
        insert into notices (
            mark, alert_id, contact_id, kind, severity, is_drill, state, made_at, due_at
        ) values (
            :mark, :alert_id, :contact_id, :kind, :severity, :is_drill, 'waiting', :now,
            :now
        ) on conflict (mark) do nothing
        """,
        {
            "mark": mark,
            "alert_id": notice.alert_id,
            "contact_id": notice.contact_id,
            "kind": notice.kind,
            "severity": notice.severity,
            "is_drill": int(notice.is_drill),
            "now": kept(now),
        },
    )


def waiting(db: Database, now: datetime) -> dict[int, list[Notice]]:
    """Return the notices that are due and free by contact, oldest first."""
    found: dict[int, list[Notice]] = {}
    rows = db.query(
        f"select {_NOTICE} from notices where {_FREE} order by notice_id",  # noqa: S608 (ours)
        _moments(now),
    )
    for notice in map(_notice, rows):
        found.setdefault(notice.contact_id, []).append(notice)
    return found


def claim(
    db: Database, wanted: Iterable[Notice], message: str, now: datetime
) -> list[Notice]:
    """Return which of some notices this sender alone may send now, as one message.

    They keep the message's name, so that trying again sends the same one.
    """
    with writing(db):
        return [
            each
            for each in wanted
            if db.conn.execute(
                f"""
                update notices set message = :message, claimed_at = :now
                where notice_id = :id and message in ('', :message) and {_FREE}
                """,  # noqa: S608 (ours)
                _moments(now) | {"message": message, "id": each.notice_id},
            ).rowcount
        ]


def sent(db: Database, told: Sequence[Notice], day: date) -> None:
    """Keep that one message took these notices to their contact on a day."""
    with writing(db):
        for each in told:
            _settle(db, each, "sent", "")
        db.execute(
            """
            insert into contact_days (contact_id, day, messages) values (:id, :day, 1)
            on conflict (contact_id, day) do update set messages = messages + 1
            """,
            {"id": told[0].contact_id, "day": day.isoformat()},
        )


def failed(db: Database, told: Iterable[Notice], reason: str) -> None:
    """Keep that notices cannot be sent; people see it."""
    with writing(db):
        for each in told:
            _settle(db, each, "failed", reason)


def try_again(db: Database, told: Iterable[Notice], due: datetime, reason: str) -> None:
    """Let notices wait until a moment for the next try."""
    with writing(db):
        for each in told:
            db.execute(
                """
                update notices set due_at = :due, tries = tries + 1, error = :reason,
                    claimed_at = null
                where notice_id = :id and state = 'waiting'
                """,
                {"id": each.notice_id, "due": kept(due), "reason": reason},
            )


def messages_on(db: Database, contact_id: int, day: date) -> int:
    """Return how many messages a contact got on a day."""
    rows = db.query(
        "select messages from contact_days where contact_id = :id and day = :day",
        {"id": contact_id, "day": day.isoformat()},
    )
    return next((int(row["messages"]) for row in rows), 0)


def of_alert(db: Database, alert_id: int | None = None) -> list[Sending]:
    """Return the notices of an alert, or all that failed, oldest first."""
    clause = "state = 'failed'" if alert_id is None else "alert_id = :id"
    rows = db.query(
        f"""
        select {_NOTICE}, notices.state, made_at, error, contacts.name
        from notices join contacts using (contact_id)
        where {clause} order by notice_id
        """,  # noqa: S608 (clauses of ours)
        {"id": alert_id},
    )
    return [
        Sending(
            _notice(row), row["name"], row["state"], read(row["made_at"]), row["error"]
        )
        for row in rows
    ]


def add_contact(db: Database, contact: Contact, secret: str) -> int:
    """Keep how somebody is reached; return the number."""
    quiet_from, quiet_until = contact.quiet or (None, None)
    with writing(db):
        rows = db.conn.execute(
            """
            insert into contacts (
                name, channel, address, language, quiet_from, quiet_until, ceiling,
                secret, is_on
            ) values (
                :name, :channel, :address, :language, :quiet_from, :quiet_until,
                :ceiling, :secret, 1
            ) returning contact_id
            """,
            {
                "name": contact.name,
                "channel": contact.channel,
                "address": contact.address,
                "language": contact.language,
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
                "ceiling": contact.ceiling,
                "secret": secret,
            },
        ).fetchall()
        contact_id = int(rows[0][0])
        db.conn.executemany(
            "insert into contact_roles (contact_id, role) values (?, ?)",
            [(contact_id, role) for role in sorted(contact.roles)],
        )
    return contact_id


def close_contact(db: Database, contact_id: int) -> None:
    """Reach somebody no more; what waits for them fails, their address is forgotten."""
    with writing(db):
        db.execute(
            """
            update contacts set is_on = 0, address = '', secret = ''
            where contact_id = :id
            """,
            {"id": contact_id},
        )
        db.execute(
            """
            update notices set state = 'failed', error = :reason
            where contact_id = :id and state = 'waiting'
            """,
            {"id": contact_id, "reason": "contact.closed"},
        )


def contacts(db: Database) -> list[Contact]:
    """Return everybody who is reached, by name."""
    roles: dict[int, set[str]] = {}
    for row in db.query("select contact_id, role from contact_roles"):
        roles.setdefault(row["contact_id"], set()).add(row["role"])
    rows = db.query(
        """
        select contact_id, name, channel, address, language, quiet_from, quiet_until,
            ceiling
        from contacts where is_on = 1 order by name, contact_id
        """
    )
    return [_contact(row, frozenset(roles.get(row["contact_id"], ()))) for row in rows]


def secret(db: Database, contact_id: int) -> str:
    """Return what webhooks to a contact are signed with; raise NotFound."""
    rows = db.query(
        "select secret from contacts where contact_id = :id", {"id": contact_id}
    )
    for row in rows:
        return str(row["secret"])
    raise NotFound("contact.unknown")


_NOTICE = "notice_id, alert_id, contact_id, kind, severity, is_drill, tries, message"
#: Due, and claimed by nobody alive. What lies further ahead than we ever wait was
#: written by a clock that ran ahead.
_FREE = """
    state = 'waiting'
    and (due_at <= :now or due_at > :too_far)
    and (claimed_at is null or claimed_at <= :lapsed or claimed_at > :ahead)
"""


def _moments(now: datetime) -> dict[str, object]:
    return {
        "now": kept(now),
        "too_far": kept(now + LONGEST_PAUSE),
        "lapsed": kept(now - CLAIM),
        "ahead": kept(now + CLAIM),
    }


def _settle(db: Database, notice: Notice, state: str, reason: str) -> None:
    db.execute(
        """
        update notices set state = :state, error = :reason, tries = tries + 1,
            claimed_at = null
        where notice_id = :id
        """,
        {"id": notice.notice_id, "state": state, "reason": reason},
    )


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(
        row["notice_id"],
        row["alert_id"],
        row["contact_id"],
        row["kind"],
        row["severity"],
        bool(row["is_drill"]),
        row["tries"],
        row["message"],
    )


def _contact(row: dict[str, Any], roles: frozenset[str]) -> Contact:
    start, end = row.pop("quiet_from"), row.pop("quiet_until")
    return Contact(**row, roles=roles, quiet=None if start is None else (start, end))
