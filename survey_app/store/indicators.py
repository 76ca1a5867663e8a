"""Keeps what is watched: indicators in versions, rules, and what really happened."""

from datetime import date

import msgspec

from survey_app.core.warning.indicators import Indicator
from survey_app.core.warning.rehearsal import Occurrence
from survey_app.core.warning.rules import Rule
from survey_app.core.warning.series import Cell
from survey_app.store.database import Database, writing

_indicator = msgspec.json.Decoder(Indicator)
_rule = msgspec.json.Decoder(Rule)


def keep(db: Database, indicator: Indicator, by: str, today: date) -> None:
    """Keep a new version of an indicator; earlier ones stay as they were."""
    db.execute(
        """
        insert into indicators (indicator_id, version, document, kept_by, kept_on)
        values (:id, :version, :document, :by, :day)
        """,
        {
            "id": indicator.indicator_id,
            "version": indicator.version,
            "document": _text(indicator),
            "by": by,
            "day": today.isoformat(),
        },
    )


def everything(db: Database) -> list[Indicator]:
    """Return the newest version of every indicator."""
    rows = db.query(
        """
        select document from indicators join (
            select indicator_id, max(version) as version from indicators
            group by indicator_id
        ) using (indicator_id, version) order by indicator_id
        """
    )
    return [_indicator.decode(row["document"]) for row in rows]


def versions(db: Database, indicator_id: str) -> list[tuple[Indicator, str, date]]:
    """Return all versions of an indicator, newest first, who kept each and when."""
    rows = db.query(
        """
        select document, kept_by, kept_on from indicators
        where indicator_id = :id order by version desc
        """,
        {"id": indicator_id},
    )
    return [
        (_indicator.decode(row["document"]), row["kept_by"], _day(row["kept_on"]))
        for row in rows
    ]


def keep_rule(db: Database, rule: Rule, by: str, today: date) -> None:
    """Keep a rule in place of the one of its id; its verdicts stay."""
    db.execute(
        """
        insert into warning_rules (rule_id, document, kept_by, kept_on)
        values (:id, :document, :by, :day)
        on conflict (rule_id) do update set document = excluded.document,
            kept_by = excluded.kept_by, kept_on = excluded.kept_on
        """,
        {
            "id": rule.rule_id,
            "document": _text(rule),
            "by": by,
            "day": today.isoformat(),
        },
    )


def rules(db: Database) -> list[Rule]:
    """Return all rules by id."""
    rows = db.query("select document from warning_rules order by rule_id")
    return [_rule.decode(row["document"]) for row in rows]


def happened(db: Database) -> list[Occurrence]:
    """Return what is known to have really happened, in the order of time."""
    rows = db.query(
        "select by_name, group_name, on_day from occurrences order by on_day"
    )
    return [
        Occurrence(Cell(row["by_name"], row["group_name"]), _day(row["on_day"]))
        for row in rows
    ]


def add_occurrence(
    db: Database, occurrence: Occurrence, what: str, by: str, today: date
) -> None:
    """Keep that something really happened."""
    with writing(db):
        db.execute(
            """
            insert into occurrences
                (by_name, group_name, on_day, what, written_by, written_on)
            values (:by_name, :group_name, :on_day, :what, :by, :day)
            """,
            {
                "by_name": occurrence.cell.by,
                "group_name": occurrence.cell.group,
                "on_day": occurrence.on.isoformat(),
                "what": what,
                "by": by,
                "day": today.isoformat(),
            },
        )


def _text(document: object) -> str:
    return msgspec.json.encode(document).decode()


def _day(text: str) -> date:
    return date.fromisoformat(text)
