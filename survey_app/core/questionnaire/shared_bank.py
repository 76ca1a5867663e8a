"""A bank that travels: questions in all their languages, and where they come from."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import msgspec

from survey_app.core.questionnaire.bank import GROUP_PLACEHOLDER, Bank
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Labels,
    Option,
    Scale,
)
from survey_app.errors import Problem

#: (context, English text) -> the text in every language there is.
Speaking = Callable[[str, str], Labels]

#: What a bank may hold: many times the largest that comes along.
MOST_ITEMS, MOST_OPTIONS, LONGEST_TEXT = 500, 100, 2000
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
#: Controls but for the line's end, and marks that turn all text behind them.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NAME = re.compile(r"\w[\w.-]{0,59}")


@dataclass(frozen=True, slots=True)
class SharedBank:
    """Questions with all their words, their licence and their source.

    `inspired` says for each construct which published idea is behind it, `reviewed`
    which languages were reviewed and locked where the bank was made.
    """

    name: str
    title: Labels
    licence: str
    source: str
    made_on: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    constructs: tuple[Construct, ...] = ()
    domains: dict[str, Labels] = field(default_factory=dict)
    group_names: dict[str, Labels] = field(default_factory=dict)
    inspired: dict[str, str] = field(default_factory=dict)
    reviewed: tuple[str, ...] = ()

    @property
    def languages(self) -> list[str]:
        """Return the languages that any question has words in, English first."""
        found = dict.fromkeys(code for item in self.items for code in item.text)
        return sorted(found, key=lambda code: (code != "en", code))


#: Made here, by one thread: msgspec crashes where two first meet a type at once.
_decoder = msgspec.json.Decoder(SharedBank)


def encode(bank: SharedBank) -> bytes:
    """Return the bank as JSON; equal banks, equal bytes."""
    return msgspec.json.encode(bank, order="deterministic")


def decode(document: bytes) -> SharedBank:
    """Return the bank in a JSON document; raise msgspec.ValidationError."""
    return _decoder.decode(document)


def of_bank(bank: Bank, name: str, about: SharedBank, speak: Speaking) -> SharedBank:
    """Return one of the banks that come along, without what only works here.

    Questions with a part in every interview, about drawn groups, or in a sensitive
    module stay; `about` has the licence and source.
    """
    inside = {item for module in bank.modules.values() for item in module.items}
    items = {
        found.item.item_id: found.item
        for found in bank.items.values()
        if found.bank == name and not (found.item.role or found.is_site)
        and found.item.item_id not in inside
        and GROUP_PLACEHOLDER not in found.item.text.get("en", "")
    }  # fmt: skip
    constructs = {
        key: found
        for key, found in bank.constructs.items()
        if found.bank == name and set(found.construct.items) <= items.keys()
    }
    used = {item.scale for item in items.values()}
    return replace(
        about,
        name=name,
        title=bank.titles.get(name, {"en": name}),
        items=tuple(_spoken(item, speak) for item in items.values()),
        scales=tuple(
            spoken_scale(scale, speak)
            for key, scale in bank.scales.items()
            if key in used
        ),
        constructs=tuple(
            replace(
                each.construct,
                name=speak(key, each.construct.name["en"]),
                higher=speak(f"{key} higher", each.construct.higher["en"]),
            )
            for key, each in constructs.items()
            if each.has_index
        ),
        domains={
            key: speak(key, words["en"])
            for key, words in bank.domains.items()
            if key in {each.construct.domain for each in constructs.values()}
        },
        group_names={
            item.group: speak(item.group, bank.group_names[item.group]["en"])
            for item in items.values()
            if item.group
        },
        inspired={key: each.inspired for key, each in constructs.items()},
    )


def of_definition(definition: Definition, about: SharedBank) -> SharedBank:
    """Return what a community asks in its own words as a bank."""
    return replace(
        about,
        name=definition.name,
        title=definition.title,
        items=definition.own_items,
        scales=definition.own_scales,
        constructs=definition.own_constructs,
        group_names=definition.own_group_names,
    )


def put_into(
    definition: Definition, bank: SharedBank, scales_here: Iterable[str]
) -> Definition:
    """Return a definition that also asks a bank's questions, in their languages.

    `scales_here` come along with the program and are not put in.
    """
    known = {item.item_id for item in definition.own_items}
    scales = {scale.scale_id for scale in definition.own_scales} | {*scales_here}
    constructs = {each.construct_id for each in definition.own_constructs}
    return replace(
        definition,
        own_items=(
            *definition.own_items,
            *(item for item in bank.items if item.item_id not in known),
        ),
        own_scales=(
            *definition.own_scales,
            *(scale for scale in bank.scales if scale.scale_id not in scales),
        ),
        own_constructs=(
            *definition.own_constructs,
            *(
                replace(each, domain="")
                for each in bank.constructs
                if each.construct_id not in constructs
            ),
        ),
        own_group_names=bank.group_names | definition.own_group_names,
    )


def texts(bank: SharedBank) -> Iterator[tuple[str, str, str]]:
    """Yield (id, language, text) of every question and construct."""
    for item in bank.items:
        yield from ((item.item_id, code, text) for code, text in item.text.items())
    for each in bank.constructs:
        yield from ((each.construct_id, code, text) for code, text in each.name.items())


def spoken(bank: SharedBank) -> set[tuple[str, str]]:
    """Return (language, text) of all that a respondent can hear."""
    labels = [item.text for item in bank.items]
    labels += [option.label for item in bank.items for option in item.options]
    labels += [option.label for scale in bank.scales for option in scale.options]
    return {pair for each in labels for pair in each.items()}


def problems(bank: SharedBank) -> Iterator[Problem]:
    """Yield every fault of a bank that somebody sent."""
    if not _NAME.fullmatch(bank.name):
        yield Problem(bank.name, "draft.name", {"name": bank.name[:80]})
    if not bank.licence.strip() or not bank.source.strip():
        yield Problem(bank.name, "bank.no_provenance")
    if not bank.items or len(bank.items) > MOST_ITEMS:
        size = {"count": len(bank.items), "most": MOST_ITEMS}
        yield Problem(bank.name, "bank.size", size)
    scales = {scale.scale_id: scale for scale in bank.scales}
    known = {item.item_id: item for item in bank.items}
    for scale in bank.scales:
        yield from _of_options(scale.scale_id, scale.options)
    for item in bank.items:
        yield from _of_item(item, scales)
    for name in _twice(item.item_id for item in bank.items):
        yield Problem(name, "bank.id_twice", {"id": name})
    for each in bank.constructs:
        for name in each.items:
            if name not in known or known[name].kind != "scored":
                facts = {"name": name, "where": each.construct_id}
                yield Problem(each.construct_id, "instrument.unknown_name", facts)
    if any(UNSEEN.search(text) for _, text in spoken(bank)):
        yield Problem(bank.name, "bank.unseen_signs")
    if any(len(text) > LONGEST_TEXT for _, text in spoken(bank)):
        limit = {"most": LONGEST_TEXT, "column": "text"}
        yield Problem(bank.name, "form.text_too_long", limit)


def spoken_scale(scale: Scale, speak: Speaking) -> Scale:
    """Return a scale of the banks in every language."""
    return replace(scale, options=_options(scale.options, scale.scale_id, speak))


def _of_item(item: Item, scales: dict[str, Scale]) -> Iterator[Problem]:
    facts = {"item": item.item_id[:80]}
    if not _ID.fullmatch(item.item_id):
        yield Problem(item.item_id, "own.id", facts)
    if not any(text.strip() for text in item.text.values()):
        yield Problem(item.item_id, "own.no_text", facts)
    if item.role or item.about or item.ask:
        yield Problem(item.item_id, "bank.not_plain", facts)
    if item.scale and item.scale not in scales:
        unknown = {"scale": item.scale, "known": ", ".join(scales)}
        yield Problem(item.item_id, "scale.unknown", unknown)
    if item.kind in ("choice", "choices", "scored") and not item.scale:
        yield from _of_options(item.item_id, item.options)


def _of_options(where: str, options: tuple[Option, ...]) -> Iterator[Problem]:
    codes = [option.code for option in options]
    if not 2 <= len(codes) <= MOST_OPTIONS:
        yield Problem(where, "bank.no_options")
    if len(set(codes)) < len(codes):
        yield Problem(where, "bank.option_twice")


def _spoken(item: Item, speak: Speaking) -> Item:
    return replace(
        item,
        text=speak(item.item_id, item.text["en"]),
        options=_options(item.options, item.item_id, speak),
    )


def _options(
    options: tuple[Option, ...], context: str, speak: Speaking
) -> tuple[Option, ...]:
    return tuple(
        Option(
            option.code,
            speak(context, option.label["en"]),
            speak(f"{context} people", option.people["en"]) if option.people else {},
        )
        for option in options
    )


def _twice(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, count in seen.items() if count > 1]
