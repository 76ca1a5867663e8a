"""Keeps what rounds are weighted to; the weights themselves are computed anew."""

import json

from survey_app.core.sampling.weighting import Plan
from survey_app.store.database import Database


def replace(db: Database, round_id: str, plan: Plan) -> None:
    """Keep the plan of a round in place of the one it had."""
    db.execute(
        """
        insert into weightings (round_id, margins, sampled, trim)
        values (:round_id, :margins, :sampled, :trim)
        on conflict (round_id) do update set
            margins = excluded.margins, sampled = excluded.sampled, trim = excluded.trim
        """,
        {
            "round_id": round_id,
            "margins": json.dumps(plan.margins, ensure_ascii=False),
            "sampled": json.dumps(plan.sampled, ensure_ascii=False),
            "trim": plan.trim,
        },
    )


def find(db: Database, round_id: str) -> Plan | None:
    """Return what a round is weighted to, if it is."""
    rows = db.query(
        "select margins, sampled, trim from weightings where round_id = :id",
        {"id": round_id},
    )
    for row in rows:
        return Plan(json.loads(row["margins"]), row["trim"], json.loads(row["sampled"]))
    return None


def remove(db: Database, round_id: str) -> bool:
    """Forget what a round is weighted to; return whether it was."""
    deleted = db.execute(
        "delete from weightings where round_id = :id", {"id": round_id}
    )
    return bool(deleted.rowcount)
