"""Keeps what surrounds alerts: decisions, risks, and what institutions need."""

from dataclasses import replace
from datetime import date

import msgspec

from survey_app.core.warning.decisions import LoggedDecision
from survey_app.core.warning.lessons import Learned, Lesson
from survey_app.core.warning.needs import Panel, Rating
from survey_app.core.warning.risks import Risk
from survey_app.errors import NotFound
from survey_app.store import protocols
from survey_app.store.database import Database

_risk = msgspec.json.Decoder(Risk)
_ratings = msgspec.json.Decoder(dict[str, Rating])


def decide(db: Database, logged: LoggedDecision) -> None:
    """Keep a decision for ever."""
    db.execute(
        """
        insert into logged_decisions (
            finding, decision, responsible, ground, number, evidence, evidence_hash,
            decided_by, decided_on
        ) values (
            :finding, :decision, :responsible, :ground, :number, :evidence,
            :evidence_hash, :decided_by, :decided_on
        )
        """,
        {
            "finding": logged.finding,
            "decision": logged.decision,
            "responsible": logged.responsible,
            "ground": logged.ground,
            "number": logged.number,
            "evidence": logged.evidence,
            "evidence_hash": logged.evidence_hash,
            "decided_by": logged.decided_by,
            "decided_on": logged.decided_on,
        },
    )


def add_effect(
    db: Database, decision_id: int, effect: str, author: str, today: date
) -> None:
    """Keep what came of a decision; raise NotFound."""
    if not any(each.decision_id == decision_id for each in decisions(db)):
        raise NotFound("decision.unknown", number=decision_id)
    db.execute(
        """
        insert into decision_effects (decision_id, effect, written_by, written_on)
        values (:id, :effect, :by, :day)
        """,
        {"id": decision_id, "effect": effect, "by": author, "day": today.isoformat()},
    )


def decisions(db: Database) -> list[LoggedDecision]:
    """Return all decisions with what came of them, the newest first."""
    effects: dict[int, list[str]] = {}
    rows = db.query(
        "select decision_id, effect from decision_effects order by effect_id"
    )
    for row in rows:
        effects.setdefault(row["decision_id"], []).append(row["effect"])
    rows = db.query(
        """
        select decision_id, finding, decision, responsible, ground, number, evidence,
            evidence_hash, decided_by, decided_on
        from logged_decisions order by decision_id desc
        """
    )
    return [
        LoggedDecision(**row, effects=tuple(effects.get(row["decision_id"], ())))
        for row in rows
    ]


def keep_risk(db: Database, risk: Risk, author: str, today: date) -> None:
    """Keep a risk, new or in place of what was known of it."""
    db.execute(
        """
        insert into risks (risk_id, document, kept_by, kept_on)
        values (:id, :document, :by, :day)
        on conflict (risk_id) do update set document = excluded.document,
            kept_by = excluded.kept_by, kept_on = excluded.kept_on
        """,
        {
            "id": risk.risk_id or None,
            "document": msgspec.json.encode(risk).decode(),
            "by": author,
            "day": today.isoformat(),
        },
    )


def risks(db: Database) -> list[Risk]:
    """Return all risks in the order they were written."""
    rows = db.query("select risk_id, document from risks order by risk_id")
    return [
        replace(_risk.decode(row["document"]), risk_id=row["risk_id"]) for row in rows
    ]


def add_panel(db: Database, panel: Panel, author: str, today: date) -> None:
    """Keep a form a panel filled in."""
    db.execute(
        """
        insert into need_panels (institution, panel, ratings, filled_by, filled_on)
        values (:institution, :panel, :ratings, :by, :day)
        """,
        {
            "institution": panel.institution,
            "panel": panel.panel,
            "ratings": msgspec.json.encode(dict(panel.ratings)).decode(),
            "by": author,
            "day": today.isoformat(),
        },
    )


def panels(db: Database) -> list[Panel]:
    """Return all forms panels filled in, the newest first."""
    rows = db.query(
        """
        select panel_id, institution, panel, ratings, filled_on from need_panels
        order by panel_id desc
        """
    )
    return [Panel(**row | {"ratings": _ratings.decode(row["ratings"])}) for row in rows]


def search_lessons(db: Database, words: str) -> list[Learned]:
    """Return the lessons that hold all of some words, wherever they stand in them.

    Parts of words are found too, in any script, from three signs on (FTS5's trigrams).
    The index is made for the search: lessons are few, and a copy could go stale.
    """
    known = protocols.lessons(db)
    quoted = " ".join('"' + word.replace('"', "") + '"' for word in words.split())
    if not quoted.strip('" '):
        return known
    db.conn.execute(
        """
        create virtual table if not exists temp.lessons_search using fts5 (
            words, tokenize = 'trigram'
        )
        """
    )
    db.conn.execute("delete from temp.lessons_search")
    db.conn.executemany(
        "insert into temp.lessons_search (rowid, words) values (?, ?)",
        [(each.alert_id, _told(each.lesson)) for each in known],
    )
    rows = db.conn.execute(
        "select rowid from temp.lessons_search where lessons_search match ?", (quoted,)
    ).fetchall()
    db.conn.commit()
    found = {row[0] for row in rows}
    return [each for each in known if each.alert_id in found]


def _told(lesson: Lesson) -> str:
    return "\n".join((lesson.happened, lesson.did, lesson.next_time))
