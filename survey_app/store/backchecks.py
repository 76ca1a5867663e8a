"""Keeps which interviews are asked again, and how many answers differed."""

from collections.abc import Mapping

import msgspec

from survey_app.core.quality.backchecks import Backcheck, Tally
from survey_app.core.questionnaire.routing import Answers
from survey_app.store.database import Database

_decoder = msgspec.json.Decoder(dict[str, str | float | list[str]])


def add(db: Database, codes: Mapping[str, str]) -> None:
    """Keep that interviews are to be asked again: code -> response id."""
    db.table("backchecks").insert_all(
        {"code": code, "response_id": response_id}
        for code, response_id in codes.items()
    )


def known_codes(db: Database) -> frozenset[str]:
    """Return the codes of all rounds."""
    return frozenset(row["code"] for row in db.query("select code from backchecks"))


def of_round(db: Database, round_id: str) -> list[Backcheck]:
    """Return the interviews of a round to be asked again, by enumerator and day."""
    rows = db.query(
        """
        select code, response_id, enumerator, coalesce(collected_on, '') as day,
            coalesce(half_day, '') as half_day, coalesce(place_id, '') as place_id,
            checked_by, coalesce(compared, 0) as compared,
            coalesce(mismatched, 0) as mismatched
        from backchecks join responses using (response_id)
        where round_id = :id order by enumerator, day, half_day, code
        """,
        {"id": round_id},
    )
    return [Backcheck(**row) for row in rows]


def first_answers(db: Database, response_id: str) -> Answers:
    """Return what was answered the first time, to be compared and shown to nobody."""
    (row,) = db.query(
        "select answers from responses where response_id = :id", {"id": response_id}
    )
    return _decoder.decode(row["answers"])


def keep(db: Database, checked: Backcheck) -> None:
    """Keep who asked again, and the counts."""
    db.execute(
        """
        update backchecks set checked_by = :checked_by, compared = :compared,
            mismatched = :mismatched
        where code = :code
        """,
        {
            "code": checked.code,
            "checked_by": checked.checked_by,
            "compared": checked.compared,
            "mismatched": checked.mismatched,
        },
    )


def tallies(db: Database, round_id: str) -> dict[str, Tally]:
    """Return what came of asking again by enumerator, those of whom some were drawn."""
    rows = db.query(
        """
        select enumerator, count(*) as drawn, count(checked_by) as checked,
            coalesce(sum(compared), 0) as compared,
            coalesce(sum(mismatched), 0) as mismatched
        from backchecks join responses using (response_id)
        where round_id = :id group by enumerator order by enumerator
        """,
        {"id": round_id},
    )
    return {row.pop("enumerator"): Tally(**row) for row in rows}
