"""Glossaries: terms that are said the same in every text of a language."""

from dataclasses import replace

from survey_app.core.questionnaire.glossary import Term
from survey_app.core.questionnaire.translation_checks import tidied
from survey_app.errors import Problem, Rejected
from survey_app.store import translations
from survey_app.store.database import Database

#: Signs of a term, its word, and the note about it.
LONGEST = 200


def agree(db: Database, language: str, term: Term) -> None:
    """Keep how a term is said, in place of what was agreed before; raise Rejected."""
    texts = {name: tidied(getattr(term, name)) for name in ("term", "word", "note")}
    faults = [
        Problem(name, "glossary.empty") for name in ("term", "word") if not texts[name]
    ]
    faults += [
        Problem(name, "glossary.too_long", {"most": LONGEST})
        for name, text in texts.items()
        if len(text) > LONGEST
    ]
    if faults:
        raise Rejected(faults)
    kept = replace(term, term=texts["term"], word=texts["word"], note=texts["note"])
    translations.set_term(db, language, kept)
