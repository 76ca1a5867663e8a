"""Keeps interviews under way, and counts those that were refused."""

from dataclasses import asdict
from datetime import date

import msgspec

from survey_app.core.questionnaire.interview import Interview, Met, Refusal
from survey_app.core.questionnaire.routing import Answer
from survey_app.store.database import Database, writing

_decoder = msgspec.json.Decoder(dict[str, str | float | list[str]])


def save(db: Database, interview: Interview) -> None:
    """Keep an interview as it is now; on disk when this returns."""
    db.execute(
        """
        insert into interviews (
            interview_id, round_id, place_id, enumerator, language, item, answers,
            touched_on
        ) values (
            :interview_id, :round_id, :place_id, :enumerator, :language, :item,
            :answers, :touched_on
        ) on conflict (interview_id) do update set
            language = excluded.language, item = excluded.item,
            answers = excluded.answers, touched_on = excluded.touched_on
        """,
        {
            "interview_id": interview.interview_id,
            "round_id": interview.round_id,
            "place_id": interview.place_id,
            "enumerator": interview.enumerator,
            "language": interview.language,
            "item": interview.item,
            "answers": msgspec.json.encode(interview.answers).decode(),
            "touched_on": interview.touched_on.isoformat(),
        },
    )


def find(db: Database, interview_id: str) -> Interview | None:
    """Return an interview under way, if there is one of that id."""
    rows = db.query(
        """
        select interview_id, round_id, place_id, enumerator, language, item, answers,
            touched_on
        from interviews where interview_id = :id
        """,
        {"id": interview_id},
    )
    for row in rows:
        answers: dict[str, Answer] = dict(_decoder.decode(row["answers"]))
        touched_on = date.fromisoformat(row["touched_on"])
        return Interview(**(row | {"answers": answers, "touched_on": touched_on}))
    return None


def remove(db: Database, interview_id: str) -> None:
    """Forget an interview under way."""
    db.execute("delete from interviews where interview_id = :id", {"id": interview_id})


def break_off(db: Database, interview_id: str) -> None:
    """Forget an interview that somebody left; of one that was begun the count grows."""
    with writing(db):
        _count_broken_off(db, "interview_id = :id", {"id": interview_id})
        remove(db, interview_id)


def remove_untouched(db: Database, since: date) -> int:
    """Forget interviews nobody touched since that day; return how many.

    Those that were begun are counted as broken off.
    """
    facts = {"since": since.isoformat()}
    with writing(db):
        _count_broken_off(db, "touched_on < :since", facts)
        return db.execute(
            "delete from interviews where touched_on < :since", facts
        ).rowcount


def _count_broken_off(db: Database, where: str, facts: dict[str, str]) -> None:
    db.execute(
        f"""
        insert into refusals (round_id, reason, count)
        select round_id, 'broken_off', count(*) from interviews
        where {where} and answers <> '{{}}' group by round_id
        on conflict (round_id, reason) do update set count = count + excluded.count
        """,  # noqa: S608 (clauses of ours)
        facts,
    )


def count_refusal(
    db: Database, round_id: str, reason: Refusal, met: Met | None = None
) -> None:
    """Add one to the refusals of a round, of an enumerator, of a place and of a day.

    Each is counted for itself, so that nobody reads who refused whom where and when.
    """
    for fact, value in asdict(met or Met()).items():
        if value:
            db.execute(
                """
                insert into refusal_counts (round_id, fact, value, count)
                values (:round_id, :fact, :value, 1)
                on conflict (round_id, fact, value) do update set count = count + 1
                """,
                {"round_id": round_id, "fact": fact, "value": value},
            )
    db.execute(
        """
        insert into refusals (round_id, reason, count) values (:round_id, :reason, 1)
        on conflict (round_id, reason) do update set count = count + 1
        """,
        {"round_id": round_id, "reason": reason},
    )


def refusals(db: Database, round_id: str) -> dict[str, int]:
    """Return the number of refusals of a round by reason."""
    rows = db.query(
        "select reason, count from refusals where round_id = :id", {"id": round_id}
    )
    return {row["reason"]: row["count"] for row in rows}


def refusals_by(db: Database, round_id: str) -> dict[str, dict[str, int]]:
    """Return the refusals by enumerator, by place_id and by day: {fact: {value: n}}."""
    found: dict[str, dict[str, int]] = {}
    rows = db.query(
        "select fact, value, count from refusal_counts where round_id = :id",
        {"id": round_id},
    )
    for row in rows:
        found.setdefault(row["fact"], {})[row["value"]] = row["count"]
    return found
