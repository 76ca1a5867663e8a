"""Keeps readings of indicators, and what rules said of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from survey_app.core.warning.indicators import Indicator
from survey_app.core.warning.judging import Evidence, Failure, Judgement
from survey_app.core.warning.series import Cell, Reading, Series
from survey_app.store.database import Database

_evidence = msgspec.json.Decoder(Evidence)
_failures = msgspec.json.Decoder(dict[str, Failure])


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: its day, what it judged, and which rules failed, why."""

    day: date
    rules: int
    series: int
    rung: int
    failures: dict[str, Failure]


def replace_readings(
    db: Database, indicator: Indicator, series: Iterable[Series]
) -> None:
    """Keep the readings of an indicator's version in place of those it had.

    Inside a transaction that is under way.
    """
    facts = (indicator.indicator_id, indicator.version)
    db.conn.execute(
        "delete from readings where indicator_id = ? and version = ?", facts
    )
    db.conn.executemany(
        "insert into readings values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *facts, each.cell.by, each.cell.group, r.on.isoformat(), r.period,
                r.value, r.se, r.n, r.df,
            )
            for each in series
            for r in each.readings
        ),
    )  # fmt: skip


def readings(db: Database, indicator: Indicator) -> Iterator[Series]:
    """Yield the series of an indicator's newest version, cell by cell."""
    rows = db.conn.execute(
        """
        select by_name, group_name, on_day, period, value, se, n, df from readings
        where indicator_id = ? and version = ?
        order by by_name, group_name, on_day, period
        """,
        (indicator.indicator_id, indicator.version),
    )
    days: dict[str, date] = {}
    for (by, group), each in groupby(rows, key=lambda row: (row[0], row[1])):
        found = tuple(
            Reading(row[3], days.get(row[2]) or _new_day(days, row[2]), *row[4:])
            for row in each
        )
        yield Series(Cell(by, group), found)


def last_verdicts(db: Database) -> dict[tuple[str, Cell], Judgement]:
    """Return the newest judgement of each rule in each cell."""
    rows = db.query(
        """
        select rule_id, by_name, group_name, on_day, period, verdict, evidence,
            max(on_day || ' ' || judged_on) as newest
        from verdicts group by rule_id, by_name, group_name
        """
    )
    found = [_judgement(row) for row in rows]
    return {(each.rule_id, each.cell): each for each in found}


def history(db: Database, rule_id: str) -> list[Judgement]:
    """Return everything a rule said, in the order of time."""
    rows = db.query(
        """
        select rule_id, by_name, group_name, on_day, period, verdict, evidence
        from verdicts where rule_id = :id order by on_day, by_name, group_name
        """,
        {"id": rule_id},
    )
    return [_judgement(row) for row in rows]


def keep_verdicts(db: Database, judged: Iterable[Judgement], today: date) -> None:
    """Keep judgements in place of those of the same period.

    Inside a transaction that is under way.
    """
    encoder = msgspec.json.Encoder()
    db.conn.executemany(
        "insert or replace into verdicts values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                each.rule_id, each.cell.by, each.cell.group, each.on.isoformat(),
                each.period, each.verdict, encoder.encode(each.evidence).decode(),
                today.isoformat(),
            )
            for each in judged
        ),
    )  # fmt: skip


def keep_evaluation(db: Database, evaluation: Evaluation) -> None:
    """Keep that an evaluation took place, and what failed in it."""
    db.execute(
        """
        insert into evaluations (day, rules, series, rung, failures)
        values (:day, :rules, :series, :rung, :failures)
        """,
        {
            "day": evaluation.day.isoformat(),
            "rules": evaluation.rules,
            "series": evaluation.series,
            "rung": evaluation.rung,
            "failures": msgspec.json.encode(evaluation.failures).decode(),
        },
    )


def evaluations(db: Database, most: int = 20) -> Sequence[Evaluation]:
    """Return the newest evaluations, newest first."""
    rows = db.query(
        """
        select day, rules, series, rung, failures from evaluations
        order by evaluation_id desc limit :most
        """,
        {"most": most},
    )
    return [
        Evaluation(
            **row
            | {
                "day": date.fromisoformat(row["day"]),
                "failures": _failures.decode(row["failures"]),
            }
        )
        for row in rows
    ]


def _judgement(row: dict[str, Any]) -> Judgement:
    return Judgement(
        row["rule_id"],
        Cell(row["by_name"], row["group_name"]),
        row["period"],
        date.fromisoformat(row["on_day"]),
        row["verdict"],
        _evidence.decode(row["evidence"]),
    )


def _new_day(days: dict[str, date], text: str) -> date:
    days[text] = date.fromisoformat(text)
    return days[text]
