"""Translations out into files and in again; nothing is written over unseen."""

from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import Literal

from survey_app.core.questionnaire import translation_exchange as exchange
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.translation import Deed, Step
from survey_app.core.questionnaire.translation_exchange import Lines, Merged
from survey_app.errors import Problem, Rejected
from survey_app.interchange import (
    translations_po,
    translations_xliff,
    translations_xlsx,
)
from survey_app.services import translating
from survey_app.store.database import Database, writing

Form = Literal["po", "xliff", "xlsx"]

#: How a form is written, and the media type of its files.
FORMS: dict[Form, tuple[Callable[[str, Lines], bytes], str]] = {
    "po": (translations_po.write, "text/x-gettext-translation"),
    "xliff": (translations_xliff.write, "application/xliff+xml"),
    "xlsx": (
        translations_xlsx.write,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}

#: Endings of files -> how they are read.
_READ: dict[str, Callable[[str, bytes], Lines]] = {
    ".po": translations_po.read,
    ".xlf": translations_xliff.read,
    ".xliff": translations_xliff.read,
    ".xlsx": translations_xlsx.read,
}

#: Bytes of a file; a hundred questionnaires fit.
LARGEST = 4 * 1024**2


def export(
    db: Database, instrument: Instrument, code: str, form: Form, by: str = ""
) -> bytes:
    """Return a file of every text in a language: agreed on, else the draft of `by`."""
    found = translating.entries(db, instrument, code)
    lines = Lines(code, exchange.exported(found, by))
    write, _ = FORMS[form]
    return write(instrument.name, lines)


def examine(
    db: Database,
    instrument: Instrument,
    code: str,
    file: tuple[str, bytes],
    by: str,
) -> list[Merged]:
    """Return what becomes of each line of a file (name, content) as drafts of `by`.

    Raise Rejected with every fault of the file and of its texts.
    """
    name, content = file
    read = _READ.get(PurePath(name).suffix.lower())
    if read is None:
        raise Rejected([Problem(name, "translation.file_kind")])
    if len(content) > LARGEST:
        most = {"most": LARGEST // 1024**2}
        raise Rejected([Problem(name, "translation.file_too_large", most)])
    lines = read(name, content)
    if lines.language not in ("", code):
        facts = {"language": lines.language, "expected": code}
        raise Rejected([Problem(name, "translation.other_language", facts)])
    found = translating.entries(db, instrument, code)
    rows, faults = exchange.merged(found, lines.lines, by)
    if faults:
        raise Rejected(faults)
    return rows


def take_in(
    db: Database,
    instrument: Instrument,
    code: str,
    file: tuple[str, bytes],
    written: tuple[str, date],
) -> list[Merged]:
    """Keep a file (name, content) as drafts that were `written` by whom, on which day.

    Return what became of each line, nothing else being kept; raise Rejected.
    """
    by, today = written
    with writing(db):
        rows = examine(db, instrument, code, file, by)
        deeds = {
            row.key: Step(_DEEDS[row.outcome], by, today, row.text)
            for row in rows
            if row.outcome in _DEEDS
        }
        translating.take(db, instrument, code, deeds)
    return rows


#: What a line does -> the deed it is.
_DEEDS: dict[str, Deed] = {"new": "draft", "changed": "redraft"}
