"""The questionnaires translators work on: those that are defined or being written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.i18n import SOURCE_LANGUAGE, is_language, languages
from survey_app.services import program_words, publishing, workshop
from survey_app.store import drafts, instruments
from survey_app.store.database import Database


def questionnaires(db: Database) -> dict[str, Instrument]:
    """Return what each questionnaire under work would be today, by name.

    One that has faults waits until they are mended.
    """
    found = {}
    for name in names(db):
        try:
            found[name] = instrument(db, name)
        except Rejected:
            continue
    return found


def names(db: Database) -> list[str]:
    """Return the names of all questionnaires under work."""
    return sorted({*_written(db), *instruments.definition_names(db)})


def instrument(db: Database, name: str) -> Instrument:
    """Return what a questionnaire under work would be today, in all its languages.

    What is written in the workshop goes before a definition of the same name. Raise
    NotFound, or Rejected where it has faults.
    """
    return publishing.build(_definition(db, name))


def texts(db: Database, name: str, code: str) -> Instrument:
    """Return what is translated into a language under a name: the program's, or asked.

    Raise NotFound where it lacks the language, or Rejected where it has faults.
    """
    if name == program_words.NAME:
        return program_words.instrument(code)
    found = instrument(db, name)
    if code not in found.languages:
        known = ", ".join(found.languages)
        raise NotFound("translation.not_asked", language=code, known=known)
    return found


def own_languages(found: Iterable[Instrument]) -> list[str]:
    """Return the languages the program's sentences are, or shall be, said in."""
    asked = (code for each in found for code in each.languages)
    known = (each.code for each in languages())
    return sorted({*asked, *known} - {SOURCE_LANGUAGE})


def add_language(db: Database, name: str, code: str, by: str, today: date) -> None:
    """Let a questionnaire be translated into one more language; raise Rejected."""
    if not is_language(code):
        known = ", ".join(each.code for each in languages())
        facts = {"language": code, "known": known}
        raise Rejected([Problem(code, "language.unknown", facts)])
    if name in _written(db):
        draft = workshop.get(db, name)
        deed = workshop.Deed("settings", {}, by, today)
        workshop.edit(db, name, draft.revision, lambda d: _speaking(d, code), deed)
    else:
        publishing.define(db, _speaking(_definition(db, name), code))


def _definition(db: Database, name: str) -> Definition:
    if name in _written(db):
        return workshop.get(db, name).definition
    return publishing.definition(db, name)


def _written(db: Database) -> set[str]:
    """Return the names of what is written in the workshop."""
    return {str(row["draft_id"]) for row in drafts.everything(db)}


def _speaking(definition: Definition, code: str) -> Definition:
    spoken = dict.fromkeys((*definition.languages, code))
    return replace(definition, languages=tuple(spoken))
