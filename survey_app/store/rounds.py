"""Keeps survey rounds and their places."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.fieldwork import Place, Sample, SurveyRound
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing

_COLUMNS = """
    round_id, survey, name, instrument_id, title, about, slug, clusters, sample,
    is_open, opened_on, closed_on, origin
"""
_PLACE = "place_id, name, community, community_name, stratum, psu, weight, fpc"


def add(db: Database, survey_round: SurveyRound, *, origin: str) -> None:
    """Keep a new round, the last of its survey so far."""
    row = asdict(survey_round) | {
        "origin": origin,
        "title": json.dumps(survey_round.title, ensure_ascii=False),
        "about": json.dumps(survey_round.about, ensure_ascii=False),
        "is_open": int(survey_round.is_open),
        "opened_on": _day(survey_round.opened_on),
        "closed_on": _day(survey_round.closed_on),
    }
    db.execute(
        f"""
        insert into rounds ({_COLUMNS}, position) values (
            :round_id, :survey, :name, :instrument_id, :title, :about, :slug, :clusters,
            :sample, :is_open, :opened_on, :closed_on, :origin,
            (select coalesce(max(position), 0) + 1 from rounds where survey = :survey)
        )
        """,  # noqa: S608 (column names of ours)
        row,
    )


def everything(db: Database) -> list[SurveyRound]:
    """Return all rounds, survey by survey, in the order they were asked."""
    return _select(db, "order by survey, coalesce(opened_on, ''), position", {})


def named(db: Database, name: str) -> list[SurveyRound]:
    """Return the rounds that `name` may mean: an id, a name, or survey/name."""
    return _select(
        db,
        """
        where round_id = :name or name = :name or survey || '/' || name = :name
        order by survey, position
        """,
        {"name": name},
    )


def find_by_slug(db: Database, slug: str) -> SurveyRound | None:
    """Return the round with that public address, if there is one."""
    return next(iter(_select(db, "where slug = :slug", {"slug": slug})), None)


def of_survey(db: Database, survey: str) -> list[SurveyRound]:
    """Return the rounds of a survey in the order they were asked."""
    return [each for each in everything(db) if each.survey == survey]


def get(db: Database, round_id: str) -> SurveyRound:
    """Return the round; raise NotFound."""
    for each in _select(db, "where round_id = :id", {"id": round_id}):
        return each
    known = ", ".join(each.round_id for each in everything(db))
    raise NotFound("round.unknown", round=round_id, known=known)


def set_open(db: Database, round_id: str, *, is_open: bool, today: date) -> None:
    """Open or close a round for answers; both days are remembered."""
    moment = "opened_on" if is_open else "closed_on"
    db.execute(
        f"update rounds set is_open = :open, {moment} = :day where round_id = :id",  # noqa: S608 (one of two column names)
        {"open": int(is_open), "day": today.isoformat(), "id": round_id},
    )


def set_sample(db: Database, round_id: str, sample: Sample) -> None:
    """Remember how the people of a round were chosen."""
    db.execute(
        "update rounds set sample = :sample where round_id = :id",
        {"sample": sample, "id": round_id},
    )


def set_days(db: Database, round_id: str, first: date, last: date) -> None:
    """Remember the days a round was asked, as its responses tell them."""
    db.execute(
        "update rounds set opened_on = :first, closed_on = :last where round_id = :id",
        {"first": first.isoformat(), "last": last.isoformat(), "id": round_id},
    )


def add_places(db: Database, round_id: str, places: Iterable[Place]) -> None:
    """Keep the places of a round, all or none."""
    with writing(db):
        db.table("places").insert_all(
            asdict(place)
            | {
                "round_id": round_id,
                "name": json.dumps(place.name, ensure_ascii=False),
                "community_name": json.dumps(place.community_name, ensure_ascii=False),
            }
            for place in places
        )


def places(db: Database, round_id: str) -> list[Place]:
    """Return the places of a round by community and name."""
    rows = db.query(
        f"""
        select {_PLACE} from places where round_id = :id order by community, place_id
        """,  # noqa: S608 (column names of ours)
        {"id": round_id},
    )
    return [_place(row) for row in rows]


def with_ids(db: Database, place_ids: Iterable[str]) -> dict[str, tuple[str, Place]]:
    """Return (round, place) of those of the ids that are places, of any round."""
    rows = db.query(
        f"""
        select round_id, {_PLACE} from places
        where place_id in (select value from json_each(:ids))
        """,  # noqa: S608 (column names of ours)
        {"ids": json.dumps(list(place_ids))},
    )
    found = ((row.pop("round_id"), _place(row)) for row in rows)
    return {place.place_id: (round_id, place) for round_id, place in found}


def communities(db: Database, round_id: str) -> dict[str, Labels]:
    """Return the name of each community of a round."""
    rows = db.query(
        "select distinct community, community_name from places where round_id = :id",
        {"id": round_id},
    )
    return {row["community"]: json.loads(row["community_name"]) for row in rows}


def _select(db: Database, where: str, facts: dict[str, Any]) -> list[SurveyRound]:
    rows = db.query(f"select {_COLUMNS} from rounds {where}", facts)  # noqa: S608 (clauses of ours)
    return [
        SurveyRound(
            **row
            | {
                "title": json.loads(row["title"]),
                "about": json.loads(row["about"]),
                "is_open": bool(row["is_open"]),
                "opened_on": _date(row["opened_on"]),
                "closed_on": _date(row["closed_on"]),
            }
        )
        for row in rows
    ]


def _place(row: dict[str, Any]) -> Place:
    words = ("name", "community_name")
    return Place(**(row | {key: json.loads(row[key]) for key in words}))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
