"""Keeps series from elsewhere, each point with the import it came by."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from survey_app.core.warning.outside import Point, Provenance, Taken
from survey_app.store.database import Database, writing


def known(db: Database, dataset: str) -> dict[tuple[str, str], Point]:
    """Return all points of a data set by id and series."""
    rows = db.query(
        f"select {_POINT} from outside_points where dataset = :dataset",  # noqa: S608 (column names of ours)
        {"dataset": dataset},
    )
    return {(row["point_id"], row["series"]): _made(row) for row in rows}


_POINT = "point_id, series, place, period, first_on, last_on, value, stamp"


def take(
    db: Database,
    provenance: Provenance,
    changed: Iterable[Point],
    removed: Collection[str],
    note: tuple[str, date, Taken],
) -> None:
    """Keep an import: points new or in place of older ones, without those removed.

    `note` is by whom, on which day, and what it did. All or nothing is kept.
    """
    by, today, taken = note
    facts = asdict(provenance) | {
        "until": None if provenance.until is None else provenance.until.isoformat(),
        "imported_by": by,
        "imported_on": today.isoformat(),
        "counts": json.dumps(asdict(taken)),
    }
    with writing(db):
        (row,) = db.conn.execute(
            """
            insert into outside_imports (dataset, form, file_name, file_hash, source,
                licence, until, imported_by, imported_on, counts)
            values (:dataset, :form, :file_name, :file_hash, :source, :licence,
                :until, :imported_by, :imported_on, :counts) returning import_id
            """,
            facts,
        ).fetchall()
        db.conn.executemany(
            "delete from outside_points where dataset = ? and point_id = ?",
            [(provenance.dataset, each) for each in removed],
        )
        db.conn.executemany(
            f"""
            insert or replace into outside_points (dataset, import_id, {_POINT})
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,  # noqa: S608 (column names of ours)
            [(provenance.dataset, row[0], *_values(point)) for point in changed],
        )


def of_series(db: Database, dataset: str, series: str) -> list[Point]:
    """Return the points of a series in the order of time."""
    rows = db.query(
        f"""
        select {_POINT} from outside_points
        where dataset = :dataset and series = :series order by last_on, point_id
        """,  # noqa: S608 (column names of ours)
        {"dataset": dataset, "series": series},
    )
    return [_made(row) for row in rows]


def covered(db: Database, dataset: str) -> date | None:
    """Return the day a data set is known up to, None where there is none.

    That of its last point, or a later one somebody says its files are complete up to.
    """
    rows = db.query(
        """
        select max(day) as day from (
            select max(last_on) as day from outside_points where dataset = :dataset
            union all
            select max(until) from outside_imports where dataset = :dataset
        )
        """,
        {"dataset": dataset},
    )
    return next((date.fromisoformat(row["day"]) for row in rows if row["day"]), None)


def imports(db: Database, dataset: str = "") -> Sequence[dict[str, Any]]:
    """Return the imports of a data set, or of all, newest first."""
    rows = db.query(
        """
        select import_id, dataset, form, file_name, source, licence, until, imported_by,
            imported_on, counts
        from outside_imports where :dataset in ('', dataset) order by import_id desc
        """,
        {"dataset": dataset},
    )
    return [row | {"counts": json.loads(row["counts"])} for row in rows]


def _values(point: Point) -> tuple[object, ...]:
    return (
        point.point_id, point.series, point.place, point.period,
        point.first_on.isoformat(), point.last_on.isoformat(), point.value, point.stamp,
    )  # fmt: skip


def _made(row: dict[str, Any]) -> Point:
    days = {key: date.fromisoformat(row[key]) for key in ("first_on", "last_on")}
    return Point(**{key: row[key] for key in _POINT.split(", ")} | days)
