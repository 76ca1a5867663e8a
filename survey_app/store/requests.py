"""Keeps what one person wants to release and a second one must confirm."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from survey_app.core.disclosure.rules import Release
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Request:
    """A release that waits for a second person."""

    request_id: int
    round_id: str
    audience: Release
    name: str
    purpose: str
    author: str
    asked_on: date


def add(db: Database, request: Request) -> int:
    """Keep a request; return the number it gets."""
    with writing(db):
        rows = db.conn.execute(
            """
            insert into release_requests (
                round_id, audience, name, purpose, author, asked_on
            ) values (?, ?, ?, ?, ?, ?) returning request_id
            """,
            (
                request.round_id,
                request.audience,
                request.name,
                request.purpose,
                request.author,
                request.asked_on.isoformat(),
            ),
        ).fetchall()
    return int(rows[0][0])


def get(db: Database, request_id: int) -> Request:
    """Return a request that nobody decided yet; raise NotFound."""
    for each in _select(db, "request_id = :id", {"id": request_id}):
        return each
    raise NotFound("release.not_waiting", request=request_id)


def waiting(db: Database, round_id: str) -> list[Request]:
    """Return the requests of a round that nobody decided yet, the oldest first."""
    return _select(db, "round_id = :id order by request_id", {"id": round_id})


def decide(db: Database, request_id: int, by: str, release_id: int | None) -> None:
    """Note who decided about a request, and the release that came of it, if one did."""
    with writing(db):
        db.execute(
            """
            update release_requests set decided_by = :by, release_id = :release
            where request_id = :id
            """,
            {"by": by, "release": release_id, "id": request_id},
        )


def _select(db: Database, where: str, facts: dict[str, Any]) -> list[Request]:
    rows = db.query(
        f"""
        select request_id, round_id, audience, name, purpose, author, asked_on
        from release_requests where decided_by is null and {where}
        """,  # noqa: S608 (clauses of ours)
        facts,
    )
    return [
        Request(
            **row
            | {
                "audience": cast(Release, row["audience"]),
                "asked_on": date.fromisoformat(row["asked_on"]),
            }
        )
        for row in rows
    ]
