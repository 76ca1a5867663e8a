"""Keeps what was done about every translation, and the words agreed on."""

from collections.abc import Iterable
from datetime import date

from survey_app.core.questionnaire.glossary import Term
from survey_app.core.questionnaire.translation import Source, Step
from survey_app.store.database import Database


def steps(db: Database, language: str) -> dict[Source, list[Step]]:
    """Return all steps about the texts of a language, in the order they were done."""
    return steps_within(db, language, "")


def steps_within(
    db: Database, language: str, beginning: str
) -> dict[Source, list[Step]]:
    """Return the steps about texts whose place begins so, in the order they came."""
    found: dict[Source, list[Step]] = {}
    for row in db.query(
        """
        select context, part, source, source_language, deed, done_by, done_on, text,
            note
        from translation_steps
        where language = :language
            and context >= :beginning and context < :beginning || char(1114111)
        order by step_id
        """,
        {"language": language, "beginning": beginning},
    ):
        source = Source(
            row["context"], row["part"], row["source"], row["source_language"]
        )
        on = date.fromisoformat(row["done_on"]) if row["done_on"] else None
        step = Step(row["deed"], row["done_by"], on, row["text"], row["note"])
        found.setdefault(source, []).append(step)
    return found


def locked_texts(
    db: Database, language: str, beginning: str
) -> dict[tuple[str, str, str], str]:
    """Return the wording locked last of texts whose place begins so.

    By place, part and source; a text opened again keeps the wording it had.
    """
    agreed: dict[tuple[str, str, str], str] = {}
    locked: dict[tuple[str, str, str], str] = {}
    for context, part, source, deed, text in db.conn.execute(
        """
        select context, part, source, deed, text from translation_steps
        where language = :language and deed in ('review', 'adjudicate', 'lock')
            and context >= :beginning and context < :beginning || char(1114111)
        order by step_id
        """,
        {"language": language, "beginning": beginning},
    ):
        key = (context, part, source)
        if deed == "lock":
            locked[key] = agreed.get(key, "")
        else:
            agreed[key] = text
    return locked


def add(db: Database, language: str, source: Source, done: Iterable[Step]) -> None:
    """Keep steps about a text, after those that are kept."""
    db.conn.executemany(
        """
        insert into translation_steps (
            language, context, part, source, source_language, deed, done_by, done_on,
            text, note
        ) values (
            :language, :context, :part, :source, :source_language, :deed, :done_by,
            :done_on, :text, :note
        )
        """,
        [
            {
                "language": language,
                "context": source.context,
                "part": source.part,
                "source": source.text,
                "source_language": source.language,
                "deed": step.deed,
                "done_by": step.by,
                "done_on": step.on.isoformat() if step.on else "",
                "text": step.text,
                "note": step.note,
            }
            for step in done
        ],
    )


def glossary(db: Database, language: str) -> list[Term]:
    """Return what was agreed on for a language, by term."""
    rows = db.query(
        """
        select term, word, note, set_by, set_on from glossary_terms
        where language = :language order by term
        """,
        {"language": language},
    )
    return [
        Term(
            row["term"],
            row["word"],
            row["note"],
            row["set_by"],
            date.fromisoformat(row["set_on"]),
        )
        for row in rows
    ]


def set_term(db: Database, language: str, term: Term) -> None:
    """Keep a term in place of what was agreed on for it before."""
    db.execute(
        """
        insert into glossary_terms (language, term, word, note, set_by, set_on)
        values (:language, :term, :word, :note, :set_by, :set_on)
        on conflict (language, term) do update set word = excluded.word,
            note = excluded.note, set_by = excluded.set_by, set_on = excluded.set_on
        """,
        {
            "language": language,
            "term": term.term,
            "word": term.word,
            "note": term.note,
            "set_by": term.by,
            "set_on": term.on.isoformat(),
        },
    )


def drop_term(db: Database, language: str, term: str) -> None:
    """Forget what was said of a term."""
    db.execute(
        "delete from glossary_terms where language = :language and term = :term",
        {"language": language, "term": term},
    )
