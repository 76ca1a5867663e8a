"""Keeps dialogues: statements, votes without a moment or an order, sheets of paper."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from survey_app.core.listening.dialogue import (
    Dialogue,
    Participant,
    Sheet,
    Standing,
    State,
    Statement,
)
from survey_app.core.listening.votes import Choice
from survey_app.core.questionnaire.instrument import Labels
from survey_app.store.database import Database

_DIALOGUE = """
    dialogue_id, instrument_id, title, about, by, state, keeps_straight, measured_votes,
    outcome is not null as is_published
"""
_COUNTED: dict[Choice, str] = {
    "agree": "agree", "disagree": "disagree", "pass": "passed",
}  # fmt: skip


def add(db: Database, made: Dialogue, by: str, today: date) -> None:
    """Keep a new dialogue."""
    db.execute(
        """
        insert into dialogues (
            dialogue_id, instrument_id, title, about, by, state, keeps_straight,
            made_by, made_on
        ) values (
            :dialogue_id, :instrument_id, :title, :about, :by, :state, :keeps_straight,
            :made_by, :made_on
        )
        """,
        {
            "dialogue_id": made.dialogue_id,
            "instrument_id": made.instrument_id,
            "title": _json(made.title),
            "about": _json(made.about),
            "by": made.by,
            "state": made.state,
            "keeps_straight": int(made.keeps_straight),
            "made_by": by,
            "made_on": today.isoformat(),
        },
    )


def find(db: Database, dialogue_id: str) -> Dialogue | None:
    """Return the dialogue of that id, if there is one."""
    rows = db.query(
        f"select {_DIALOGUE} from dialogues where dialogue_id = :id",  # noqa: S608 (column names of ours)
        {"id": dialogue_id},
    )
    return next(map(_dialogue, rows), None)


def every(db: Database) -> list[Dialogue]:
    """Return all dialogues, the newest first."""
    rows = db.query(
        f"select {_DIALOGUE} from dialogues order by made_on desc, dialogue_id"  # noqa: S608 (column names of ours)
    )
    return [_dialogue(row) for row in rows]


def set_state(db: Database, dialogue_id: str, state: State) -> None:
    """Keep how a dialogue stands."""
    db.execute(
        "update dialogues set state = :state where dialogue_id = :id",
        {"state": state, "id": dialogue_id},
    )


def keep_straight(db: Database, dialogue_id: str, *, keeps: bool) -> None:
    """Keep whether those who vote the same on everything are counted."""
    db.execute(
        "update dialogues set keeps_straight = :keeps where dialogue_id = :id",
        {"keeps": int(keeps), "id": dialogue_id},
    )


def publish(
    db: Database, dialogue_id: str, outcome: str | None, by: str, today: date
) -> None:
    """Keep what is published of a dialogue, None: nothing any more."""
    db.execute(
        """
        update dialogues set outcome = :outcome, published_by = :by, published_on = :on
        where dialogue_id = :id
        """,
        {"outcome": outcome, "by": by, "on": today.isoformat(), "id": dialogue_id},
    )


def published(db: Database, dialogue_id: str) -> str | None:
    """Return what is published of a dialogue, None: nothing."""
    rows = db.query(
        "select outcome from dialogues where dialogue_id = :id", {"id": dialogue_id}
    )
    return next((row["outcome"] for row in rows), None)


def add_statements(db: Database, dialogue_id: str, added: Iterable[Statement]) -> None:
    """Keep new statements."""
    db.conn.executemany(
        """
        insert into dialogue_statements (dialogue_id, number, said, origin, state)
        values (?, ?, ?, ?, ?)
        """,
        [
            (dialogue_id, each.number, _json(each.said), each.origin, each.state)
            for each in added
        ],
    )


def statements(db: Database, dialogue_id: str) -> list[Statement]:
    """Return all statements of a dialogue by number, also those that are refused."""
    rows = db.query(
        """
        select number, said, origin, state, agree, disagree, passed, extremity
        from dialogue_statements where dialogue_id = :id order by number
        """,
        {"id": dialogue_id},
    )
    return [Statement(**row | {"said": json.loads(row["said"])}) for row in rows]


def judge(
    db: Database, of: tuple[str, int], state: Standing, said: Labels, by: str, on: date
) -> None:
    """Keep what was decided about the statement of (dialogue, number)."""
    db.execute(
        """
        update dialogue_statements set state = :state, said = :said, judged_by = :by,
            judged_on = :on
        where dialogue_id = :id and number = :number
        """,
        {
            "state": state,
            "said": _json(said),
            "by": by,
            "on": on.isoformat(),
            "id": of[0],
            "number": of[1],
        },
    )


def measure(
    db: Database, dialogue_id: str, votes: int, pulls: Iterable[tuple[int, float]]
) -> None:
    """Keep (number, how far it pulls people apart) of statements, at so many votes."""
    db.conn.executemany(
        """
        update dialogue_statements set extremity = ?
        where dialogue_id = ? and number = ?
        """,
        [(pull, dialogue_id, number) for number, pull in pulls],
    )
    db.execute(
        "update dialogues set measured_votes = :votes where dialogue_id = :id",
        {"votes": votes, "id": dialogue_id},
    )


def join(db: Database, joined: Participant) -> None:
    """Keep that somebody takes part."""
    db.execute(
        """
        insert into dialogue_participants (participant_id, dialogue_id)
        values (:participant_id, :dialogue_id)
        """,
        {
            "participant_id": joined.participant_id,
            "dialogue_id": joined.dialogue_id,
        },
    )


def participant(db: Database, participant_id: str) -> Participant | None:
    """Return whoever has that random id, if anybody."""
    rows = db.query(
        """
        select participant_id, dialogue_id, group_code, votes, added
        from dialogue_participants where participant_id = :id
        """,
        {"id": participant_id},
    )
    return next((Participant(group=row.pop("group_code"), **row) for row in rows), None)


def keep(db: Database, changed: Participant) -> None:
    """Keep what somebody said and voted."""
    db.execute(
        """
        update dialogue_participants set group_code = :group, votes = :votes,
            added = :added
        where participant_id = :id
        """,
        {
            "group": changed.group,
            "votes": changed.votes,
            "added": changed.added,
            "id": changed.participant_id,
        },
    )


def count_vote(
    db: Database, of: tuple[str, int], choice: Choice, before: Choice | None
) -> None:
    """Count a vote on the statement of (dialogue, number), in place of one before."""
    changes = [f"{_COUNTED[choice]} = {_COUNTED[choice]} + 1"]
    if before:
        changes.append(f"{_COUNTED[before]} = {_COUNTED[before]} - 1")
    db.execute(
        f"""
        update dialogue_statements set {", ".join(changes)}
        where dialogue_id = :id and number = :number
        """,  # noqa: S608 (column names of ours)
        {"id": of[0], "number": of[1]},
    )


def votes(db: Database, dialogue_id: str) -> tuple[list[str], list[str]]:
    """Return the votes and the groups of all who voted, in no telling order."""
    rows = db.conn.execute(
        """
        select votes, coalesce(group_code, '') from dialogue_participants
        where dialogue_id = ? and votes <> '' order by participant_id
        """,
        (dialogue_id,),
    ).fetchall()
    return [row[0] for row in rows], [row[1] for row in rows]


def people(db: Database, dialogue_id: str) -> int:
    """Return how many people voted."""
    rows = db.query(
        """
        select count(*) as n from dialogue_participants
        where dialogue_id = :id and votes <> ''
        """,
        {"id": dialogue_id},
    )
    return int(next(iter(rows))["n"])


def add_sheet(
    db: Database, dialogue_id: str, sheet: Sheet, by: str, today: date
) -> None:
    """Keep the votes counted at a gathering; the sheet's number is given here."""
    db.execute(
        """
        insert into dialogue_sheets (
            dialogue_id, group_code, people, counts, entered_by, entered_on
        ) values (:id, :group, :people, :counts, :by, :on)
        """,
        {
            "id": dialogue_id,
            "group": sheet.group,
            "people": sheet.people,
            "counts": json.dumps(sheet.counts),
            "by": by,
            "on": today.isoformat(),
        },
    )


def remove_sheet(db: Database, dialogue_id: str, sheet_id: int) -> bool:
    """Remove a sheet of a dialogue; return whether it was there."""
    done = db.execute(
        "delete from dialogue_sheets where dialogue_id = :id and sheet_id = :sheet",
        {"id": dialogue_id, "sheet": sheet_id},
    )
    return bool(done.rowcount)


def sheets(db: Database, dialogue_id: str) -> list[Sheet]:
    """Return the sheets of a dialogue, as they were entered."""
    rows = db.query(
        """
        select sheet_id, group_code, people, counts from dialogue_sheets
        where dialogue_id = :id order by sheet_id
        """,
        {"id": dialogue_id},
    )
    return [_sheet(row) for row in rows]


def _sheet(row: dict[str, Any]) -> Sheet:
    counts: dict[str, Sequence[int]] = json.loads(row["counts"])
    return Sheet(
        row["sheet_id"],
        row["group_code"],
        row["people"],
        {int(number): (a, d, p) for number, (a, d, p) in counts.items()},
    )


def _dialogue(row: dict[str, Any]) -> Dialogue:
    flags = {name: bool(row[name]) for name in ("keeps_straight", "is_published")}
    words = {name: json.loads(row[name]) for name in ("title", "about")}
    return Dialogue(**row | flags | words)


def _json(labels: Labels) -> str:
    return json.dumps(labels, ensure_ascii=False)
