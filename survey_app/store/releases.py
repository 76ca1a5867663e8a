"""Keeps what was released of rounds, and who asked for restricted results."""

import json
import zlib
from datetime import date
from typing import Any, cast

from survey_app.core.disclosure.door import STEPS
from survey_app.core.disclosure.released import Released
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import CellName
from survey_app.errors import NotFound, Unavailable
from survey_app.store import audit
from survey_app.store.database import PATIENCE, Database, writing

_COLUMNS = """
    release_id, round_id, audience, seq, while_open, author, purpose, made_on, withheld,
    document_hash, name, second, supersedes
"""
#: Milliseconds a log entry waits for a writer: nobody waits longer for results.
BRIEFLY = 200


def add(db: Database, released: Released, content: bytes) -> int:
    """Keep a release with its document; return the number it gets."""
    withheld = [[*name, step] for name, step in released.withheld.items()]
    with writing(db):
        rows = db.conn.execute(
            """
            insert into releases (
                round_id, audience, seq, while_open, author, purpose, made_on, withheld,
                document_hash, name, second, supersedes, document
            ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning release_id
            """,
            (
                released.round_id,
                released.audience,
                released.seq,
                int(released.while_open),
                released.author,
                released.purpose,
                released.made_on.isoformat(),
                json.dumps(withheld, ensure_ascii=False),
                released.document_hash,
                released.name,
                released.second,
                released.supersedes,
                zlib.compress(content, 9),
            ),
        ).fetchall()
    return int(rows[0][0])


def newest(db: Database, round_id: str, audience: Release) -> Released | None:
    """Return the last release of a round to an audience, if there is one."""
    found = _select(
        db,
        """
        where round_id = :round_id and audience = :audience
        order by release_id desc limit 1
        """,
        {"round_id": round_id, "audience": audience},
    )
    return next(iter(found), None)


def newest_ids(db: Database, round_id: str) -> tuple[int, ...]:
    """Return the numbers of the last releases of a round, one for each audience."""
    rows = db.conn.execute(
        """
        select max(release_id) from releases where round_id = :round_id
        group by audience order by audience
        """,
        {"round_id": round_id},
    )
    return tuple(row[0] for row in rows)


def withheld(db: Database, round_id: str) -> dict[Release, frozenset[CellName]]:
    """Return what the last release of a round to each audience withheld."""
    found = _select(
        db,
        """
        where release_id in (
            select max(release_id) from releases where round_id = :round_id
            group by audience
        )
        """,
        {"round_id": round_id},
    )
    return {each.audience: frozenset(each.withheld) for each in found}


def get(db: Database, release_id: int) -> Released:
    """Return a release; raise NotFound."""
    for each in _select(db, "where release_id = :id", {"id": release_id}):
        return each
    raise NotFound("release.unknown", release=release_id)


def document(db: Database, release_id: int) -> bytes:
    """Return the bytes a release showed; raise NotFound."""
    for row in db.query(
        "select document from releases where release_id = :id", {"id": release_id}
    ):
        return zlib.decompress(row["document"])
    raise NotFound("release.unknown", release=release_id)


def of_round(db: Database, round_id: str) -> list[Released]:
    """Return the releases of a round, the first first."""
    return _select(db, "where round_id = :id order by release_id", {"id": round_id})


def everything(db: Database) -> list[Released]:
    """Return all releases, the first first."""
    return _select(db, "order by release_id", {})


def count_query(db: Database, day: date, role: str, round_id: str, page: str) -> None:
    """Count that a role asked for a restricted table on a day; not what it showed.

    Where nothing can be written right now the results are shown all the same.
    """
    db.execute(f"pragma busy_timeout = {BRIEFLY}")
    try:
        with writing(db):
            db.execute(
                """
                insert into result_queries values (:day, :role, :round_id, :page, 1)
                on conflict do update set count = count + 1
                """,
                {"day": day.isoformat(), "role": role, "round_id": round_id,
                 "page": page},
            )  # fmt: skip
            audit.record_once(db, "results-looked", f"{round_id} {page}")
    except Unavailable:
        return
    finally:
        db.execute(f"pragma busy_timeout = {PATIENCE}")


def queries(db: Database, round_id: str) -> list[dict[str, Any]]:
    """Return day, role, page and count of the questions about a round, newest first."""
    return list(
        db.query(
            """
            select day, role, page, count from result_queries
            where round_id = :round_id order by day desc, role, page
            """,
            {"round_id": round_id},
        )
    )


def _select(db: Database, where: str, facts: dict[str, Any]) -> list[Released]:
    rows = db.query(f"select {_COLUMNS} from releases {where}", facts)  # noqa: S608 (clauses of ours)
    return [_released(row) for row in rows]


def _released(row: dict[str, Any]) -> Released:
    cells = {
        CellName(*name): step
        for *name, step in json.loads(row["withheld"])
        if step in STEPS
    }
    return Released(
        **row
        | {
            "audience": cast(Release, row["audience"]),
            "while_open": bool(row["while_open"]),
            "made_on": date.fromisoformat(row["made_on"]),
            "withheld": cells,
        }
    )
