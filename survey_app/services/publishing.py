"""Publishing: from a definition to an instrument that is never edited again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import msgspec

from survey_app import i18n
from survey_app.core.questionnaire import building, checking, translation
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument, decode, encode
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.services import banks, program_words, translating
from survey_app.store import instruments
from survey_app.store.database import Database

_decode_definition = msgspec.json.Decoder(Definition).decode


def define(db: Database, definition: Definition) -> None:
    """Keep a definition in place of an earlier one of its name; raise Rejected."""
    if found := building.problems(definition, banks.shipped()):
        raise Rejected(found)
    document = msgspec.json.encode(definition).decode()
    instruments.save_definition(db, definition.name, document)


def definition(db: Database, name: str) -> Definition:
    """Return the definition of that name; raise NotFound."""
    document = instruments.find_definition(db, name)
    if document is None:
        known = ", ".join(instruments.definition_names(db))
        raise NotFound("instrument.not_defined", instrument=name, known=known)
    return _decode_definition(document)


def draft(db: Database, name: str) -> Instrument:
    """Return the instrument a definition makes today; raise NotFound or Rejected."""
    return build(definition(db, name))


def build(definition: Definition) -> Instrument:
    """Return the instrument of a definition in all its languages; raise Rejected."""
    found = building.problems(definition, banks.shipped())
    found += _unknown_languages(definition.languages)
    if found:
        raise Rejected(found)
    return building.build(definition, banks.shipped(), i18n.bank_words)


def check(instrument: Instrument) -> None:
    """Raise Rejected with everything that keeps an instrument from being published."""
    if found := checking.problems(instrument):
        raise Rejected(found)


def publish(
    db: Database, instrument: Instrument, today: date, pilot: Collection[str] = ()
) -> str:
    """Return the id of the instrument's new, or already published, version.

    It carries the languages of which every text is locked, and those opened for a
    `pilot`. Raise Rejected with every fault, or where no language remains.
    """
    carried = translating.ready(db, instrument, pilot)
    check(carried)
    return instruments.publish(db, carried, today)


def export(db: Database, instrument_id: str) -> bytes:
    """Return a published version, or the newest of that name, as JSON."""
    newest = instruments.versions(db, instrument_id)[-1:]
    return encode(instruments.get(db, newest[0] if newest else instrument_id))


def take_in(
    db: Database, name: str, content: bytes, today: date, pilot: Collection[str] = ()
) -> str:
    """Publish an instrument exported elsewhere and return the id of its version.

    Languages it does not call reviewed must be opened for a `pilot`; raise Rejected.
    """
    try:
        instrument = decode(content)
    except msgspec.DecodeError as error:
        raise Rejected(
            [Problem(name, "file.damaged", {"reason": str(error)})]
        ) from None
    return adopt(db, instrument, today, pilot)


def adopt(
    db: Database, instrument: Instrument, today: date, pilot: Collection[str] = ()
) -> str:
    """Publish an instrument made elsewhere as it is; return the id of its version.

    Languages it does not call reviewed must be opened for a `pilot`, and so must those
    in which nobody has locked the program's sentences here; raise Rejected.
    """
    locked = (c for c in instrument.reviewed if not program_words.unlocked(db, c))
    carried = replace(instrument, reviewed=tuple(locked))
    if unopened := sorted({*translation.pilots(carried)} - {*pilot}):
        codes = ("translation.not_reviewed", {"pilot": " ".join(unopened)})
        raise Rejected([Problem(code, *codes) for code in unopened])
    check(carried)
    return instruments.publish(db, carried, today)


def _unknown_languages(languages: Collection[str]) -> list[Problem]:
    known = ", ".join(language.code for language in i18n.languages())
    return [
        Problem(code, "language.unknown", {"language": code, "known": known})
        for code in languages
        if not i18n.is_language(code)
    ]
