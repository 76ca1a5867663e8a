"""Does a number of one round mean what it meant in another? What changed in between.

A change that touches what was asked, or how, keeps a difference from being called
better, worse or stable; a change of who was asked is only told beside it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np

from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Labels,
    say,
)

NoteKind = Literal[
    "wording", "translation", "options", "codes", "direction", "items", "mode",
    "mode_mix", "language_mix", "sample_mix",
]  # fmt: skip

#: Notes that leave no verdict on a change: what was measured may not be the same.
BLOCKING: frozenset[NoteKind] = frozenset(
    ("wording", "translation", "options", "codes", "direction", "items", "mode")
)
#: Shares that differ by more than this between rounds are told.
MIX = 0.10
#: Two names of one code that are less alike than this are names of two things.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Note:
    """What differs between two rounds, the old and the new side by side.

    `of` are the measures it touches, empty: all of them. `about` is the item, or for a
    mix the grouping and, after a space, the group; `language` is that of the texts, ""
    where they are of none. Texts of mixes are shares 0-1 with two decimals.
    """

    kind: NoteKind
    of: tuple[str, ...]
    about: str
    before: str
    after: str
    language: str = ""

    @property
    def blocks(self) -> bool:
        """Return whether the note leaves no verdict on a change."""
        return self.kind in BLOCKING

    def blocks_on(self, of: str) -> bool:
        """Return whether the note leaves no verdict on a change of a measure."""
        return self.blocks and self.touches(of)

    def touches(self, of: str) -> bool:
        """Return whether the note is about a measure."""
        return not self.of or of in self.of


def shared_languages(
    earlier: tuple[Instrument, Frame], later: tuple[Instrument, Frame]
) -> list[str]:
    """Return the languages people answered in in both rounds.

    Where nobody recorded them, or none is shared, those both questionnaires have; at
    last English, which every text has.
    """
    used = [_met(frame.facts["language"]) for _, frame in (earlier, later)]
    written = [set(instrument.languages) for instrument, _ in (earlier, later)]
    return sorted(used[0] & used[1] or written[0] & written[1]) or ["en"]


def _met(fact: Fact) -> set[str]:
    """Return the texts some row has."""
    return {fact.names[place] for place in np.unique(fact.places)} - {""}


def asked_differently(
    before: Instrument, after: Instrument, languages: Sequence[str]
) -> list[Note]:
    """Return how the items and constructs both rounds measure were asked differently.

    The wording counts in `languages` only, as people heard it.
    """
    old = {item.item_id: item for item in before.items}
    found: list[Note] = []
    for item in after.items:
        if item.kind in ("scored", "number") and item.item_id in old:
            of = _touched(after, item.item_id)
            for note in _of_item(before, after, old[item.item_id], languages):
                found.append(Note(of=of, about=item.item_id, **note))  # type: ignore[arg-type]
    known = {each.construct_id: each for each in before.constructs}
    for construct in after.constructs:
        earlier = known.get(construct.construct_id)
        if earlier and earlier.items != construct.items:
            found.append(_other_items(after, earlier, construct))
    return found


def _of_item(
    before: Instrument, after: Instrument, old: Item, languages: Sequence[str]
) -> Iterator[dict[str, str]]:
    new = after.item(old.item_id)
    options = before.options(old), after.options(new)
    codes = [tuple(option.code for option in each) for each in options]
    if (old.kind, codes[0]) != (new.kind, codes[1]):
        yield {"kind": "codes", "before": _list(codes[0]), "after": _list(codes[1])}
    if old.reverse != new.reverse:
        signs = ["−" if item.reverse else "+" for item in (old, new)]
        yield {"kind": "direction", "before": signs[0], "after": signs[1]}
    for language in languages:
        texts = say(old.text, language), say(new.text, language)
        if _differ(*texts):
            source = say(old.text, "en"), say(new.text, "en")
            is_meant = language == "en" or _differ(*source)
            yield _words("wording" if is_meant else "translation", texts, language)
        labels = [_list(say(o.label, language) for o in each) for each in options]
        if codes[0] == codes[1] and _differ(labels[0], labels[1]):
            yield _words("options", (labels[0], labels[1]), language)


def _words(kind: str, texts: tuple[str, str], language: str) -> dict[str, str]:
    return {
        "kind": kind, "before": texts[0], "after": texts[1], "language": language,
    }  # fmt: skip


def _other_items(instrument: Instrument, old: Construct, new: Construct) -> Note:
    of = (new.construct_id, *_domains_with(instrument, [new.construct_id]))
    return Note("items", of, new.construct_id, _list(old.items), _list(new.items))


def _touched(instrument: Instrument, item_id: str) -> tuple[str, ...]:
    """Return the item and the constructs and domains it is part of."""
    constructs = [c.construct_id for c in instrument.constructs if item_id in c.items]
    return (item_id, *constructs, *_domains_with(instrument, constructs))


def _domains_with(instrument: Instrument, constructs: Sequence[str]) -> list[str]:
    found = (c.domain for c in instrument.constructs if c.construct_id in constructs)
    return list(dict.fromkeys(domain for domain in found if domain))


def _list(texts: Iterable[str]) -> str:
    return " / ".join(texts)


def _differ(one: str, other: str) -> bool:
    """Return whether two texts differ by more than spaces; nothing is no text."""
    return bool(one and other) and one.split() != other.split()


def asked_otherwise(earlier: Frame, later: Frame) -> list[Note]:
    """Return how the ways and the languages of asking differ between two rounds.

    With another commonest way of asking the whole round was asked otherwise.
    """
    shares = [_shares(frame, "mode") for frame in (earlier, later)]
    if all(shares):
        common = [max(each, key=lambda mode: each[mode]) for each in shares]
        if common[0] != common[1]:
            return [
                Note("mode", (), "mode", common[0], common[1]),
                *_mix("language_mix", "language", earlier, later),
            ]
    return [
        *_mix("mode_mix", "mode", earlier, later),
        *_mix("language_mix", "language", earlier, later),
    ]


def _mix(
    kind: Literal["mode_mix", "language_mix"], fact: str, earlier: Frame, later: Frame
) -> Iterator[Note]:
    before, after = _shares(earlier, fact), _shares(later, fact)
    if before and after:
        yield from _moved(kind, fact, before, after)


def other_people(earlier: Sequence[Grouping], later: Sequence[Grouping],
                 frames: tuple[Frame, Frame], least: int) -> list[Note]:  # fmt: skip
    """Return the groups whose share of the sample moved by more than ten points.

    Groups of fewer than `least` respondents in a round are not told.
    """
    found: list[Note] = []
    known = {grouping.by: grouping for grouping in earlier}
    for grouping in later:
        if before := known.get(grouping.by):
            shares = [
                _group_shares(frame, each, least)
                for frame, each in zip(frames, (before, grouping), strict=True)
            ]
            both = shares[0].keys() & shares[1].keys()
            narrowed = [{g: each[g] for g in each if g in both} for each in shares]
            found += _moved("sample_mix", str(grouping.by), narrowed[0], narrowed[1])
    return found


def _moved(
    kind: Literal["mode_mix", "language_mix", "sample_mix"],
    about: str,
    before: Mapping[str, float],
    after: Mapping[str, float],
) -> Iterator[Note]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, 0.0), after.get(name, 0.0)
        if abs(new - old) > MIX:
            yield Note(kind, (), f"{about} {name}", f"{old:.2f}", f"{new:.2f}")


def _shares(frame: Frame, fact: str) -> dict[str, float]:
    """Return the weighted share of each value of a fact among those who have one."""
    found = frame.facts[fact]
    weights = np.bincount(found.places, frame.design.weights, len(found.names))
    by_name = {n: float(w) for n, w in zip(found.names, weights, strict=True) if n}
    total = sum(by_name.values())
    return {name: w / total for name, w in by_name.items() if w} if total else {}


def _group_shares(frame: Frame, grouping: Grouping, least: int) -> dict[str, float]:
    weights = frame.design.weights
    total = weights[grouping.known].sum()
    if not total > 0:
        return {}
    return {
        str(group): float(weights[members].sum() / total)
        for group, members in zip(grouping.groups, grouping.members.T, strict=True)
        if members.sum() >= least
    }


def other_places(
    before: Mapping[str, Labels], after: Mapping[str, Labels]
) -> list[str]:
    """Return the codes that name another group in the other round.

    A code does when its words are those of another code there, or are not alike.

    >>> other_places({"1": {"en": "Ben Arous"}}, {"1": {"en": "North West"}})
    ['1']
    >>> other_places({"1": {"en": "Béja"}}, {"1": {"en": "Beja"}})
    []
    """
    old = {code: _plain(say(labels, "en")) for code, labels in before.items()}
    new = {code: _plain(say(labels, "en")) for code, labels in after.items()}
    return [
        code
        for code in old.keys() & new.keys()
        if old[code] and new[code] and old[code] != new[code]
        and (
            new[code] in old.values()
            or SequenceMatcher(None, old[code], new[code]).ratio() < ALIKE
        )
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Return a name without what is written in two ways: case, accents, signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isalnum())
