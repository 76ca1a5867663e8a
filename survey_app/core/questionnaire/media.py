"""What of an instrument can be spoken and drawn, for people who do not read.

A recording belongs to a text in a language: wherever that text stands, in any version,
it is spoken by the same recording. A picture belongs to an option.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from survey_app.core.questionnaire.instrument import Instrument, Item, Option, say

Owner = Literal["item", "scale"]
MediaKind = Literal["audio", "picture"]

#: Slots that are no item or scale: the start page, what a round says of itself, the two
#: ways of declining, and what was decided. No item or scale can have such an id.
START, ABOUT, DECLINE, DECISION = "@start", "@about", "@decline", "@decision"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a recording or a picture stands; `option` None: the question itself."""

    owner: Owner
    owner_id: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A recording or picture that is kept, known by the SHA-256 of its bytes."""

    sha256: str
    type: str
    bytes: int

    @property
    def kind(self) -> MediaKind:
        """Return whether it is heard or seen."""
        return "audio" if self.type.startswith("audio/") else "picture"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A recording or picture with its bytes, checked and free of hidden facts."""

    content: Content
    data: bytes


def spoken(
    instrument: Instrument, language: str, around: Mapping[Slot, str]
) -> dict[Slot, str]:
    """Return the text of every slot in a language, in the order they are met.

    `around` are the texts outside the questions. What only an interviewer reads is not
    spoken. A language without a written text has the recording of the English one.
    """
    found = dict(around)
    told: set[str] = set()
    for item in instrument.items:
        if item.role not in ("privacy", "mode"):
            found[Slot("item", item.item_id)] = say(item.text, language)
            for slot, option in _options(instrument, item, told):
                found[slot] = say(option.label, language)
    return {slot: text for slot, text in found.items() if text.strip()}


def drawable(instrument: Instrument) -> dict[Slot, Option]:
    """Return the options a picture can stand beside, those of a scale once."""
    told: set[str] = set()
    return {
        slot: option
        for item in instrument.items
        if item.role not in ("privacy", "mode")
        for slot, option in _options(instrument, item, told)
    }


def option_slot(item: Item, option: str) -> Slot:
    """Return where the recording and picture of an item's option stand."""
    if item.scale:
        return Slot("scale", item.scale, option)
    return Slot("item", item.item_id, option)


def by_text(texts: Mapping[Slot, str]) -> dict[str, list[Slot]]:
    """Return the slots of each text, texts in the order they are first met."""
    found: dict[str, list[Slot]] = {}
    for slot, text in texts.items():
        found.setdefault(text, []).append(slot)
    return found


def _options(
    instrument: Instrument, item: Item, told: set[str]
) -> Iterator[tuple[Slot, Option]]:
    """Yield an item's options with their slots; a scale in `told` yields nothing."""
    if item.scale in told:
        return
    if item.scale:
        told.add(item.scale)
    for option in instrument.options(item):
        yield option_slot(item, option.code), option
