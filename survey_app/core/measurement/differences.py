"""What differs between two versions of a questionnaire, and what stays comparable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from survey_app.core.measurement.comparability import Note, asked_differently
from survey_app.core.questionnaire.instrument import Instrument, Item, say

DifferenceKind = Literal[
    "added", "removed", "order", "rule", "sensitive", "not_sensitive", "text",
    "answers", "language_added", "language_removed", "title",
]  # fmt: skip
Standing = Literal["comparable", "not_comparable", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: at which question or language, and the texts of both sides."""

    kind: DifferenceKind
    about: str = ""
    before: str = ""
    after: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs; `notes` are what keeps results from being compared.

    `standing` tells of every construct, and every scored or counted question of none.
    """

    found: tuple[Difference, ...]
    notes: tuple[Note, ...]
    standing: dict[str, Standing]


def differences(before: Instrument, after: Instrument) -> Differences:
    """Return what differs between two versions, languages both have counting."""
    shared = [code for code in after.languages if code in before.languages] or ["en"]
    notes = asked_differently(before, after, shared)
    found = (
        *_of_whole(before, after),
        *_of_items(before, after, shared, {note.about for note in notes}),
    )
    return Differences(found, tuple(notes), _standing(before, after, notes))


def _of_whole(before: Instrument, after: Instrument) -> Iterator[Difference]:
    for code in after.languages:
        if code not in before.languages:
            yield Difference("language_added", language=code)
    for code in before.languages:
        if code not in after.languages:
            yield Difference("language_removed", language=code)
    for code in dict.fromkeys([*before.title, *after.title]):
        old, new = before.title.get(code, ""), after.title.get(code, "")
        if old != new:
            yield Difference("title", "", old, new, code)


def _of_items(
    before: Instrument, after: Instrument, languages: list[str], noted: set[str]
) -> Iterator[Difference]:
    old = {item.item_id: item for item in before.items}
    new = {item.item_id: item for item in after.items}
    for name in new:
        if name not in old:
            yield Difference("added", name)
    for name in old:
        if name not in new:
            yield Difference("removed", name)
    both = [name for name in old if name in new]
    if both != [name for name in new if name in old]:
        yield Difference("order")
    for name in both:
        yield from _of_item(old[name], new[name])
        if name not in noted:
            yield from _of_texts((before, old[name]), (after, new[name]), languages)


def _of_item(old: Item, new: Item) -> Iterator[Difference]:
    if old.ask != new.ask and old.sensitive == new.sensitive:
        yield Difference("rule", new.item_id)
    if old.sensitive != new.sensitive:
        kind: DifferenceKind = "sensitive" if new.sensitive else "not_sensitive"
        yield Difference(kind, new.item_id)


def _of_texts(
    old: tuple[Instrument, Item], new: tuple[Instrument, Item], languages: list[str]
) -> Iterator[Difference]:
    for code in languages:
        texts = [say(item.text, code) for _, item in (old, new)]
        if texts[0].split() != texts[1].split():
            yield Difference("text", new[1].item_id, texts[0], texts[1], code)
        answers = [
            " / ".join(say(option.label, code) for option in instrument.options(item))
            for instrument, item in (old, new)
        ]
        if answers[0].split() != answers[1].split():
            yield Difference("answers", new[1].item_id, answers[0], answers[1], code)


def _standing(
    before: Instrument, after: Instrument, notes: list[Note]
) -> dict[str, Standing]:
    old, new = _measures(before), _measures(after)
    found: dict[str, Standing] = {}
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            found[name] = "new"
        elif name not in new:
            found[name] = "gone"
        elif any(note.blocks_on(name) for note in notes):
            found[name] = "not_comparable"
        else:
            found[name] = "comparable"
    return found


def _measures(instrument: Instrument) -> list[str]:
    """Return the constructs, and the questions that measure something by themselves."""
    inside = {item for each in instrument.constructs for item in each.items}
    return [
        *(each.construct_id for each in instrument.constructs),
        *(
            item.item_id
            for item in instrument.items
            if item.kind in ("scored", "number") and item.item_id not in inside
        ),
    ]
