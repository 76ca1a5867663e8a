"""Keeps how many people of a round were not reached or not of the population."""

from collections.abc import Mapping

from survey_app.store.database import Database, writing


def replace(db: Database, round_id: str, counts: Mapping[str, int]) -> None:
    """Keep the counts that people entered, in place of those they name."""
    with writing(db):
        for outcome, count in counts.items():
            db.execute(
                """
                insert into outcomes (round_id, outcome, count)
                values (:round_id, :outcome, :count)
                on conflict (round_id, outcome) do update set count = excluded.count
                """,
                {"round_id": round_id, "outcome": outcome, "count": count},
            )


def entered(db: Database, round_id: str) -> dict[str, int]:
    """Return what people entered, by outcome."""
    rows = db.query(
        "select outcome, count from outcomes where round_id = :id", {"id": round_id}
    )
    return {row["outcome"]: row["count"] for row in rows}
