"""What differs between two versions of a questionnaire, as people read it."""

from dataclasses import dataclass

from survey_app import i18n
from survey_app.core.measurement.comparability import Note
from survey_app.core.measurement.differences import (
    Difference,
    Differences,
    Standing,
)
from survey_app.core.questionnaire.instrument import Instrument, say
from survey_app.web import words
from survey_app.web.words import _
from survey_app.words.comparing import NOTES
from survey_app.words.workshop import DIFFERENCES


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: a sentence, and the texts before and now where there are any."""

    says: str
    before: str = ""
    after: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ToldDifferences:
    """All that differs in sentences, and the names of what stays comparable or not."""

    lines: list[Line]
    blocking: list[Line]
    standing: dict[Standing, list[str]]


def told(found: Differences, before: Instrument, after: Instrument) -> ToldDifferences:
    """Return the differences of two versions in the language of the request."""
    names = _names(before) | _names(after)
    standing: dict[Standing, list[str]] = {}
    for name, stands in found.standing.items():
        standing.setdefault(stands, []).append(names.get(name, name))
    return ToldDifferences(
        [_line(each, names) for each in found.found],
        [_note(each, names) for each in found.notes],
        standing,
    )


def _line(each: Difference, names: dict[str, str]) -> Line:
    says = _(DIFFERENCES[each.kind]).format(
        about=words.apart(names.get(each.about, each.about)),
        language=i18n.language(each.language).name if each.language else "",
    )
    return Line(says, each.before, each.after, each.language)


def _note(note: Note, names: dict[str, str]) -> Line:
    texts = [note.before, note.after]
    if note.kind == "items":
        texts = [
            words.listed(names.get(item, item) for item in text.split(" / "))
            for text in texts
        ]
    language = i18n.language(note.language).name if note.language else ""
    return Line(
        _(NOTES[note.kind]).format(
            about=words.apart(names.get(note.about, note.about)),
            before=words.apart(texts[0]),
            after=words.apart(texts[1]),
            language=language,
        )
    )


def _names(instrument: Instrument) -> dict[str, str]:
    """Return the words of every question and construct, by id."""
    language = words.language().code
    named = {c.construct_id: say(c.name, language) for c in instrument.constructs}
    return named | {i.item_id: say(i.text, language) for i in instrument.items}
