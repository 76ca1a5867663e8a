"""Keeps what people say of how a round was made, and what was known at a release."""

from collections.abc import Mapping
from datetime import date

import msgspec

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.methods import MethodsFacts
from survey_app.store.database import Database, writing

#: Made here, by one thread: msgspec crashes where two first meet a type at once.
_decoder = msgspec.json.Decoder(MethodsFacts)


def said(db: Database, round_id: str) -> dict[str, Labels]:
    """Return what people say of a round, by item and language."""
    rows = db.query(
        """
        select item, language, text from methods_statements
        where round_id = :round_id order by item, language
        """,
        {"round_id": round_id},
    )
    found: dict[str, Labels] = {}
    for row in rows:
        found.setdefault(row["item"], {})[row["language"]] = row["text"]
    return found


def write(
    db: Database,
    round_id: str,
    language: str,
    texts: Mapping[str, str],
    by: tuple[str, date],
) -> None:
    """Keep what somebody says on a day, in a language; an empty text takes it away."""
    name, day = by
    with writing(db):
        for item, text in texts.items():
            db.execute(
                """
                delete from methods_statements
                where round_id = ? and item = ? and language = ?
                """,
                (round_id, item, language),
            )
            if text:
                db.execute(
                    "insert into methods_statements values (?, ?, ?, ?, ?, ?)",
                    (round_id, item, language, text, name, day.isoformat()),
                )


def facts(db: Database, release_id: int) -> MethodsFacts | None:
    """Return what was known of a release's round when it was made, if it was kept."""
    rows = db.query(
        "select facts from release_facts where release_id = :id", {"id": release_id}
    )
    for row in rows:
        return _decoder.decode(row["facts"])
    return None


def keep_facts(db: Database, release_id: int, found: MethodsFacts) -> None:
    """Keep what is known of a release's round; what was kept before stays."""
    with writing(db):
        db.execute(
            "insert into release_facts values (?, ?) on conflict do nothing",
            (release_id, msgspec.json.encode(found).decode()),
        )
