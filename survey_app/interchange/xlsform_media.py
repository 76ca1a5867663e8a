"""The recordings and pictures an XLSForm names: their files come apart from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey_app.core.questionnaire.instrument import Instrument, Labels
from survey_app.core.questionnaire.media import Slot, option_slot
from survey_app.errors import Problem
from survey_app.interchange.xlsform_rows import Walked
from survey_app.interchange.xlsform_sheets import FormRow, Sheets


@dataclass(frozen=True, slots=True)
class MediaReference:
    """A file a form names: the recording of a text in a language, or a picture.

    A picture has no language, and `slots` beside which it stands.
    """

    file: str
    language: str = ""
    text: str = ""
    slots: tuple[Slot, ...] = ()


def media(
    sheets: Sheets, walked: Walked, instrument: Instrument
) -> tuple[MediaReference, ...]:
    """Return what a form names, once each, and note that it does."""
    found = tuple(dict.fromkeys(_references(sheets, walked, instrument)))
    if found:
        names = ", ".join(dict.fromkeys(each.file for each in found[:5]))
        facts = {"count": len(found), "names": names}
        walked.notes.append(Problem(sheets.name, "form.media", facts))
    return found


def _references(
    sheets: Sheets, walked: Walked, instrument: Instrument
) -> Iterator[MediaReference]:
    items = {item.item_id: item for item in instrument.items}
    choices: dict[str, list[FormRow]] = {}
    for row in sheets.rows.get("choices", []):
        choices.setdefault(row["list"], []).append(row)
    told: set[str] = set()
    for question in walked.questions:
        item = items[question.item_id]
        yield from _of(question.row, item.text, ())
        if question.list_name in told:
            continue
        told.add(question.list_name)
        labels = {option.code: option.label for option in instrument.options(item)}
        sharing = [
            items[other.item_id]
            for other in walked.questions
            if other.list_name == question.list_name
        ]
        for row in choices.get(question.list_name, []):
            code = row["name"]
            if code in labels:
                slots = dict.fromkeys(option_slot(each, code) for each in sharing)
                yield from _of(row, labels[code], slots)


def _of(row: FormRow, words: Labels, slots: Iterable[Slot]) -> Iterator[MediaReference]:
    for language, file in row.said("audio").items():
        if language in words:
            yield MediaReference(file, language, words[language])
    for file in list(row.said("image").values())[:1]:
        if slots:
            yield MediaReference(file, slots=tuple(slots))
