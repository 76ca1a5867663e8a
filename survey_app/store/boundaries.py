"""Keeps the outlines of areas: whole districts, never where a person lives."""

import json
from collections.abc import Iterable

from survey_app.core.maps.areas import Area
from survey_app.store.database import Database, writing


def replace(db: Database, survey: str, by: str, areas: Iterable[Area]) -> None:
    """Keep the areas of a survey's grouping in place of all earlier ones."""
    with writing(db):
        remove(db, survey, by)
        db.table("boundaries").insert_all(
            {
                "survey": survey,
                "grouping": by,
                "group_code": area.group,
                "rings": json.dumps(area.rings, separators=(",", ":")),
            }
            for area in areas
        )


def remove(db: Database, survey: str, by: str) -> bool:
    """Forget the areas of a survey's grouping; return whether there were any."""
    found = db.execute(
        "delete from boundaries where survey = :survey and grouping = :by",
        {"survey": survey, "by": by},
    )
    return found.rowcount > 0


def of_survey(db: Database, survey: str) -> dict[str, list[Area]]:
    """Return the areas of a survey by grouping, in the order of their codes."""
    rows = db.query(
        """
        select grouping, group_code, rings from boundaries
        where survey = :survey order by grouping, group_code
        """,
        {"survey": survey},
    )
    found: dict[str, list[Area]] = {}
    for row in rows:
        rings = tuple(
            tuple((x, y) for x, y in ring) for ring in json.loads(row["rings"])
        )
        found.setdefault(row["grouping"], []).append(Area(row["group_code"], rings))
    return found
