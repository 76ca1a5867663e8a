"""A published questionnaire as an XForm's parts: screens, nodes and rules.

What is asked beside the questions (language, place) comes first. Nothing is asked or
computed that must not be kept: no hour, no name, no position, no device.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from survey_app.core.questionnaire import receipts, targets
from survey_app.core.questionnaire.answers import LONGEST_TEXT
from survey_app.core.questionnaire.instrument import DRAWN, Instrument, Item, Labels
from survey_app.core.questionnaire.interview import MUST_ANSWER
from survey_app.core.questionnaire.media import (
    ABOUT,
    DECLINE,
    START,
    Slot,
    option_slot,
)
from survey_app.core.sampling.fieldwork import Place
from survey_app.interchange import xform_names, xform_rules
from survey_app.interchange.xform_names import Names

ControlKind = Literal["input", "select1", "select"]
MediaForm = Literal["audio", "image"]
#: More choices than these are shown in a list that can be searched.
MOST_SHOWN = 20
_KINDS: dict[str, ControlKind] = {
    "scored": "select1", "choice": "select1", "choices": "select",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class XForm:
    """All a form is made of; `words` are the texts around the questions by name.

    `media` are (what it is, file name) by slot and language, None for all languages.
    """

    form_id: str
    version: str
    title: Labels
    instrument: Instrument
    names: Names
    places: tuple[Place, ...]
    words: Mapping[str, Labels]
    language_names: Mapping[str, str]
    media: Mapping[tuple[Slot, str | None], tuple[tuple[MediaForm, str], ...]]


@dataclass(frozen=True, slots=True)
class Text:
    """What is said in every language, and the slot of its recording and picture."""

    name: str
    labels: Labels
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """A node and what holds for it; `first` is its value when the form is begun."""

    node: str
    type: str = "string"
    relevant: str = ""
    is_required: bool = False
    constraint: str = ""
    calculate: str = ""
    first: str = ""
    is_shown_only: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """What is asked or shown on a screen."""

    kind: ControlKind
    bind: Bind
    text: Text
    choices: tuple[tuple[str, Text], ...] = ()
    fault: Text | None = None
    appearance: str = ""


def screens(form: XForm) -> Iterator[tuple[Control, ...]]:
    """Yield the screens in order, most with one control."""
    yield _start(form)
    yield from ((each,) for each in _around(form))
    ending: list[Item] = []
    for item in form.instrument.items:
        if item.role not in DRAWN:
            yield _asked(form, item, _relevant(form, item, ending))
        ending += [item] if item.role in MUST_ANSWER else []
    going_on = xform_rules.not_ended(ending, form.names)
    if going_on:
        stopped = f"not({going_on})"
        yield (_note(form, xform_names.ENDED, "ended", stopped),)
    yield (_receipt(form, going_on),)


def hidden(form: XForm) -> Iterator[Bind]:
    """Yield the nodes nobody sees: day and half of the day, lots, what they draw."""
    yield Bind(xform_names.DAY, first="format-date(today(), '%Y-%m-%d')")
    half = "if(number(format-date-time(now(), '%H')) < 12, 'am', 'pm')"
    yield Bind(xform_names.HALF_DAY, first=half)
    for place in range(receipts.LENGTH):
        lot = f"int(random() * {len(receipts.ALPHABET)})"
        yield Bind(_sign(place), "int", first=lot)
    for item in form.instrument.items:
        if item.role == "half":
            values = list(form.names.values[item.item_id].values())
            node = form.names.nodes[item.item_id]
            yield Bind(node, first=xform_rules.one_by_lot(values))
    yield from _targets(form)


def text_of(form: XForm, item: Item, code: str) -> Text:
    """Return the text of an option, or of a way of declining."""
    for option in form.instrument.options(item):
        if option.code == code:
            owner = _owner(form, item)
            name = f"{owner}:{form.names.values[item.item_id][code]}"
            return Text(name, option.label, option_slot(item, code))
    return Text(f"decline:{code}", form.words[code], Slot("scale", DECLINE, code))


def _owner(form: XForm, item: Item) -> str:
    """Return the name of what options belong to: options of a scale are said once."""
    if item.scale:
        return f"scale.{list(form.instrument.scales).index(item.scale)}"
    return form.names.nodes[item.item_id]


def declines(item: Item) -> tuple[str, ...]:
    """Return the codes of the ways a question can be declined."""
    return () if item.role in MUST_ANSWER else ("dont_know", "refused")


def _start(form: XForm) -> tuple[Control, ...]:
    """Return the first screen: who asks and why, and what is promised."""
    notes = [_note(form, xform_names.START, "start", slot=Slot("item", START))]
    if form.words["about"]:
        slot = Slot("item", ABOUT, form.form_id)
        notes = [_note(form, xform_names.ABOUT, "about", slot=slot), *notes]
    return tuple(notes)


def _around(form: XForm) -> Iterator[Control]:
    """Yield what is asked beside the questions: the language and the place."""
    if len(form.instrument.languages) > 1:
        choices = tuple(
            (code, Text(f"language:{code}", {"en": form.language_names[code]}))
            for code in form.instrument.languages
        )
        yield _choice(form, xform_names.LANGUAGE, "language", choices)
    if form.places:
        choices = tuple(
            (place.place_id, Text(f"place:{number}", _placed(place)))
            for number, place in enumerate(form.places)
        )
        yield _choice(form, xform_names.PLACE, "place", choices)


def _placed(place: Place) -> Labels:
    """Return a place with its community, by which the list is in order."""
    languages = place.name.keys() | place.community_name.keys()
    return {
        each: f"{_in(place.community_name, each)}: {_in(place.name, each)}"
        for each in sorted(languages)
    }


def _in(labels: Labels, language: str) -> str:
    return labels.get(language) or labels.get("en", "")


def _choice(
    form: XForm, node: str, word: str, choices: tuple[tuple[str, Text], ...]
) -> Control:
    shown = "minimal autocomplete" if len(choices) > MOST_SHOWN else ""
    text = Text(f"word:{word}", form.words[word])
    bind = Bind(node, is_required=True)
    return Control("select1", bind, text, choices, appearance=shown)


def _note(
    form: XForm, node: str, word: str, relevant: str = "", slot: Slot | None = None
) -> Control:
    bind = Bind(node, relevant=relevant, is_shown_only=True)
    return Control("input", bind, Text(f"word:{word}", form.words[word], slot))


def _receipt(form: XForm, relevant: str) -> Control:
    """Return the last screen: the code by which answers can be taken back."""
    signs = [_sign(place) for place in range(receipts.LENGTH)]
    bind = Bind(
        xform_names.RECEIPT,
        relevant=relevant,
        calculate=xform_rules.receipt(signs),
        is_shown_only=True,
    )
    return Control("input", bind, Text("word:receipt", form.words["receipt"]))


def _sign(place: int) -> str:
    return f"survey.sign.{place}"


def _relevant(form: XForm, item: Item, ending: list[Item]) -> str:
    """Return when a question is asked: nothing has ended it, and its rule holds."""
    rule = item.ask
    own = xform_rules.xpath(rule, form.instrument, form.names) if rule else ""
    return xform_rules.all_of(xform_rules.not_ended(ending, form.names), own)


def _asked(form: XForm, item: Item, relevant: str) -> tuple[Control, ...]:
    node = form.names.nodes[item.item_id]
    text = Text(f"item:{node}", item.text, Slot("item", item.item_id))
    if item.kind in _KINDS:
        return (_options(form, item, relevant, text),)
    declined = form.names.declined(item.item_id)
    choices = tuple((code, text_of(form, item, code)) for code in declines(item))
    instead = Control(
        "select1",
        Bind(declined, relevant=relevant),
        Text("word:declined", form.words["declined"]),
        choices,
    )
    asked = Bind(
        node,
        "decimal" if item.kind == "number" else "string",
        xform_rules.all_of(relevant, f"/data/{declined} = ''"),
        is_required=True,
        constraint=f"string-length(.) <= {LONGEST_TEXT}" if item.kind == "text" else "",
    )
    return Control("input", asked, text), instead


def _options(form: XForm, item: Item, relevant: str, text: Text) -> Control:
    values = form.names.values[item.item_id]
    codes = [option.code for option in form.instrument.options(item)]
    choices = tuple(
        (values.get(code, code), text_of(form, item, code))
        for code in (*codes, *declines(item))
    )
    many = item.kind == "choices"
    bind = Bind(
        form.names.nodes[item.item_id],
        relevant=relevant,
        is_required=True,
        constraint=xform_rules.alone(list(declines(item))) if many else "",
    )
    fault = Text("word:alone", form.words["alone"]) if many else None
    return Control(_KINDS[item.kind], bind, text, choices, fault)


def _targets(form: XForm) -> Iterator[Bind]:
    """Yield the lots of the groups to ask about, and the groups with the lowest."""
    item = targets.targets_item(form.instrument)
    if item is None:
        return
    for code in form.names.values[item.item_id]:
        yield Bind(form.names.lot(item.item_id, code), "decimal", first="random()")
    drawn = xform_rules.few_by_lot(item, form.instrument, form.names)
    relevant = _relevant(form, item, [])
    yield Bind(form.names.nodes[item.item_id], relevant=relevant, calculate=drawn)
