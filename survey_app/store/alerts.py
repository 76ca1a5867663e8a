"""Keeps alerts, everything that happened to them, and who asked for silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from survey_app.core.warning.judging import Evidence
from survey_app.core.warning.lifecycle import OPEN, Alert
from survey_app.core.warning.quiet import Silence
from survey_app.core.warning.series import Cell
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing
from survey_app.store.moments import kept, read

_evidence = msgspec.json.Decoder(Evidence)
_ALERT = """
    alert_id, rule_id, by_name, group_name, is_drill, state, severity, since, period,
    fired, calm, ended, outcome, rule_mark, evidence
"""


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert that is kept: its number, what it is about, and why it rings.

    `rule_mark` tells whether its rule was edited since; `alert_id` 0: not kept yet.
    """

    rule_id: str
    cell: Cell
    alert: Alert
    evidence: Evidence
    rule_mark: str = ""
    is_drill: bool = False
    alert_id: int = 0


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an alert: what, to which state, by whom, why, when.

    `kind` is that of an event of the rules, or "stepped" for a step of a person.
    """

    kind: str
    severity: str
    state: str
    happened_at: datetime
    step: str = ""
    author: str = ""
    reason: str = ""
    alert_id: int = 0
    event_id: int = 0


def keep(db: Database, found: KeptAlert) -> int:
    """Keep an alert as it is now, new or in place of what it was; return its number.

    Inside a transaction that is under way.
    """
    rows = db.conn.execute(
        f"""
        insert into alerts ({_ALERT}) values (
            :alert_id, :rule_id, :by_name, :group_name, :is_drill, :state, :severity,
            :since, :period, :fired, :calm, :ended, :outcome, :rule_mark, :evidence
        ) on conflict (alert_id) do update set
            state = excluded.state, severity = excluded.severity,
            since = excluded.since, period = excluded.period, fired = excluded.fired,
            calm = excluded.calm, ended = excluded.ended, outcome = excluded.outcome,
            rule_mark = excluded.rule_mark, evidence = excluded.evidence
        returning alert_id
        """,  # noqa: S608 (column names of ours)
        _row(found),
    ).fetchall()
    return int(rows[0][0])


def happened(db: Database, alert_id: int, event: Happening) -> int:
    """Keep an event of an alert for ever; return its number."""
    rows = db.conn.execute(
        """
        insert into alert_events (
            alert_id, kind, step, severity, state, author, reason, happened_at
        ) values (:alert_id, :kind, :step, :severity, :state, :author, :reason, :at)
        returning event_id
        """,
        {
            "alert_id": alert_id,
            "kind": event.kind,
            "step": event.step,
            "severity": event.severity,
            "state": event.state,
            "author": event.author,
            "reason": event.reason,
            "at": kept(event.happened_at),
        },
    ).fetchall()
    return int(rows[0][0])


def get(db: Database, alert_id: int) -> KeptAlert:
    """Return an alert; raise NotFound."""
    for found in _found(db, "where alert_id = :value", alert_id):
        return found
    raise NotFound("alert.unknown", number=alert_id)


def newest(
    db: Database, *, is_drill: bool = False
) -> dict[tuple[str, Cell], KeptAlert]:
    """Return the newest alert of each rule in each cell, drills apart from others."""
    where = """
        where alert_id in (
            select max(alert_id) from alerts where is_drill = :value
            group by rule_id, by_name, group_name
        )
    """
    return {
        (each.rule_id, each.cell): each for each in _found(db, where, int(is_drill))
    }


def ongoing(db: Database) -> list[KeptAlert]:
    """Return the alerts somebody still has to do something about, newest first."""
    found = _found(db, "where state <> :value order by alert_id desc", "closed")
    return [each for each in found if each.alert.state in OPEN]


def everything(db: Database, most: int = 500) -> list[KeptAlert]:
    """Return the newest alerts of all states, newest first."""
    return _found(db, "order by alert_id desc limit :value", most)


def events(db: Database, alert_id: int | None = None) -> list[Happening]:
    """Return what happened to an alert, or to all, in the order it happened."""
    where = "" if alert_id is None else "where alert_id = :id"
    rows = db.query(
        f"""
        select event_id, alert_id, kind, step, severity, state, author, reason,
            happened_at
        from alert_events {where} order by event_id
        """,  # noqa: S608 (a clause of ours)
        {"id": alert_id},
    )
    return [
        Happening(**row | {"happened_at": read(row["happened_at"])}) for row in rows
    ]


def silence(db: Database, wanted: Silence) -> int:
    """Keep a silence; return its number."""
    with writing(db):
        rows = db.conn.execute(
            """
            insert into silences (
                rule_id, by_name, group_name, starts, ends, author, reason
            ) values (:rule_id, :by, :group, :starts, :ends, :author, :reason)
            returning silence_id
            """,
            {
                "rule_id": wanted.rule_id,
                "by": wanted.cell.by,
                "group": wanted.cell.group,
                "starts": kept(wanted.starts),
                "ends": kept(wanted.ends),
                "author": wanted.author,
                "reason": wanted.reason,
            },
        ).fetchall()
    return int(rows[0][0])


def end_silence(db: Database, silence_id: int, now: datetime) -> None:
    """Let a silence end now, if it has not; that it held stays known."""
    db.execute(
        """
        update silences set ends = max(starts, :now)
        where silence_id = :id and ends > :now
        """,
        {"id": silence_id, "now": kept(now)},
    )


def silences(db: Database) -> list[Silence]:
    """Return every silence there was or will be, the newest first."""
    rows = db.query(
        """
        select silence_id, rule_id, by_name, group_name, starts, ends, author, reason
        from silences order by silence_id desc
        """
    )
    return [
        Silence(
            row["rule_id"],
            Cell(row["by_name"], row["group_name"]),
            read(row["starts"]),
            read(row["ends"]),
            row["author"],
            row["reason"],
            row["silence_id"],
        )
        for row in rows
    ]


def _found(db: Database, clause: str, value: object) -> list[KeptAlert]:
    rows: Iterable[dict[str, Any]] = db.query(
        f"select {_ALERT} from alerts {clause}",  # noqa: S608 (clauses of ours)
        {"value": value},
    )
    return [_made(row) for row in rows]


def _made(row: dict[str, Any]) -> KeptAlert:
    alert = Alert(
        state=row["state"],
        severity=row["severity"],
        since=read(row["since"]),
        period=row["period"],
        fired=read(row["fired"]),
        calm=read(row["calm"]),
        ended=read(row["ended"]),
        outcome=row["outcome"],
    )
    return KeptAlert(
        rule_id=row["rule_id"],
        cell=Cell(row["by_name"], row["group_name"]),
        alert=alert,
        evidence=_evidence.decode(row["evidence"]),
        rule_mark=row["rule_mark"],
        is_drill=bool(row["is_drill"]),
        alert_id=row["alert_id"],
    )


def _row(found: KeptAlert) -> dict[str, object]:
    alert = found.alert
    return {
        "alert_id": found.alert_id or None,
        "rule_id": found.rule_id,
        "by_name": found.cell.by,
        "group_name": found.cell.group,
        "is_drill": int(found.is_drill),
        "state": alert.state,
        "severity": alert.severity,
        "since": kept(alert.since),
        "period": alert.period,
        "fired": kept(alert.fired),
        "calm": kept(alert.calm),
        "ended": kept(alert.ended),
        "outcome": alert.outcome,
        "rule_mark": found.rule_mark,
        "evidence": msgspec.json.encode(found.evidence).decode(),
    }
