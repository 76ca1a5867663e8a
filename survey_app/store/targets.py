"""Keeps how many interviews are wanted of whom, and counts what was brought."""

from collections.abc import Iterable, Iterator

import msgspec

from survey_app.core.questionnaire.routing import Answers
from survey_app.core.sampling.targets import Target
from survey_app.store.database import Database, writing

_decoder = msgspec.json.Decoder(dict[str, str | float | list[str]])


def replace(db: Database, round_id: str, targets: Iterable[Target]) -> None:
    """Keep the targets of a round in place of all earlier ones."""
    with writing(db):
        db.execute("delete from targets where round_id = :id", {"id": round_id})
        db.table("targets").insert_all(
            {
                "round_id": round_id,
                "enumerator": each.enumerator,
                "place_id": each.place_id,
                "grouping": each.by,
                "group_code": each.group,
                "target": each.wanted,
            }
            for each in targets
        )


def of_round(
    db: Database, round_id: str, enumerator: str | None = None
) -> list[Target]:
    """Return the targets of a round, all or those of one enumerator, as given."""
    rows = db.query(
        """
        select enumerator, target as wanted, place_id, grouping as by,
            group_code as "group"
        from targets
        where round_id = :id and coalesce(:who, enumerator) = enumerator order by rowid
        """,
        {"id": round_id, "who": enumerator},
    )
    return [Target(**row) for row in rows]


def brought(
    db: Database, round_id: str, enumerator: str
) -> Iterator[tuple[str | None, Answers]]:
    """Yield the place and the answers of every interview an enumerator brought."""
    rows = db.query(
        """
        select place_id, answers from responses
        where round_id = :id and enumerator = :who
        """,
        {"id": round_id, "who": enumerator},
    )
    for row in rows:
        yield row["place_id"], _decoder.decode(row["answers"])
