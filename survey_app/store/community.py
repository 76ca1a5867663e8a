"""Keeps the pages communities read about themselves, and what was decided for them."""

import json
from datetime import date
from typing import Any

from survey_app.core.community import Choice, CommunityPage, Decision
from survey_app.store.database import Database

_PAGE = """
    round_id, slug, release_id, measures, groupings, link, published_by, published_on
"""


def publish(db: Database, page: CommunityPage) -> None:
    """Keep the page of a round in place of the one it had."""
    db.execute(
        f"""
        insert into community_pages ({_PAGE}) values (
            :round_id, :slug, :release_id, :measures, :groupings, :link,
            :published_by, :published_on
        ) on conflict (round_id) do update set
            slug = excluded.slug, release_id = excluded.release_id,
            measures = excluded.measures, groupings = excluded.groupings,
            link = excluded.link, published_by = excluded.published_by,
            published_on = excluded.published_on
        """,  # noqa: S608 (column names of ours)
        {
            "round_id": page.round_id,
            "slug": page.slug,
            "release_id": page.release_id,
            "measures": json.dumps(page.choice.measures),
            "groupings": json.dumps(page.choice.groupings),
            "link": page.address,
            "published_by": page.published_by,
            "published_on": page.published_on.isoformat(),
        },
    )


def take_down(db: Database, round_id: str) -> None:
    """Remove the page of a round, if it has one."""
    db.execute("delete from community_pages where round_id = :id", {"id": round_id})


def of_slug(db: Database, slug: str) -> CommunityPage | None:
    """Return the page at an address, if there is one."""
    return _page(db, "where slug = :value", slug)


def of_round(db: Database, round_id: str) -> CommunityPage | None:
    """Return the page of a round, if it has one."""
    return _page(db, "where round_id = :value", round_id)


def decide(db: Database, decision: Decision) -> None:
    """Keep what was said and done; its number is given here."""
    db.execute(
        """
        insert into decisions (round_id, said, done, written_by, written_on)
        values (:round_id, :said, :done, :written_by, :written_on)
        """,
        {
            "round_id": decision.round_id,
            "said": json.dumps(decision.said, ensure_ascii=False),
            "done": json.dumps(decision.done, ensure_ascii=False),
            "written_by": decision.written_by,
            "written_on": decision.written_on.isoformat(),
        },
    )


def undo(db: Database, round_id: str, decision_id: int) -> None:
    """Remove a decision of a round, if it is there."""
    db.execute(
        "delete from decisions where decision_id = :id and round_id = :round_id",
        {"id": decision_id, "round_id": round_id},
    )


def decisions(db: Database, round_id: str) -> list[Decision]:
    """Return what was decided because of a round, the first first."""
    rows = db.query(
        """
        select decision_id, round_id, said, done, written_by, written_on
        from decisions where round_id = :id order by decision_id
        """,
        {"id": round_id},
    )
    return [
        Decision(
            **row
            | {
                "said": json.loads(row["said"]),
                "done": json.loads(row["done"]),
                "written_on": date.fromisoformat(row["written_on"]),
            }
        )
        for row in rows
    ]


def _page(db: Database, where: str, value: str) -> CommunityPage | None:
    rows = db.query(
        f"select {_PAGE} from community_pages {where}",  # noqa: S608 (clauses of ours)
        {"value": value},
    )
    return next(map(_made, rows), None)


def _made(row: dict[str, Any]) -> CommunityPage:
    measures, groupings = (
        json.loads(row.pop(key)) for key in ("measures", "groupings")
    )
    return CommunityPage(
        address=row.pop("link"),
        **row
        | {
            "choice": Choice(tuple(measures), tuple(groupings)),
            "published_on": date.fromisoformat(row["published_on"]),
        },
    )
