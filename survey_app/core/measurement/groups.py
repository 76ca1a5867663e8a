"""Who belongs to which group: the domains that estimates are made for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.frame import Frame
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.sampling.design import BoolArray

#: Facts of a response that make groups without being asked.
FACT_GROUPS = ("community", "language", "mode")

#: Between the parts of a crossed grouping and of its group codes.
CROSS = "*"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to divide respondents; `members` (rows, groups) may overlap.

    `known` (rows,) says whose group is known: only they are "everyone else". `by` and
    the single group are None for the whole sample. `is_partition`: everybody who is
    known is in one group and nobody is in two.
    """

    by: str | None
    groups: tuple[str | None, ...]
    members: BoolArray
    known: BoolArray
    is_partition: bool = False

    @property
    def rest(self) -> BoolArray:
        """Return for each group everyone else whose group is known (rows, groups)."""
        return self.known[:, None] & ~self.members

    @property
    def is_apart(self) -> bool:
        """Return whether nobody is in two groups."""
        return self.is_partition or bool((self.members.sum(axis=1) < 2).all())


def others(grouping: Grouping) -> Grouping:
    """Return the grouping of everyone else, group by group; they have no names."""
    nameless = (None,) * len(grouping.groups)
    return Grouping(grouping.by, nameless, grouping.rest, grouping.known)


def all_known(grouping: Grouping) -> Grouping:
    """Return everyone whose group is known as one group without a name."""
    known = grouping.known
    return Grouping(grouping.by, (None,), known[:, None], known, is_partition=True)


def everyone(frame: Frame) -> Grouping:
    """Return the whole sample as one group without a name."""
    inside = np.ones(len(frame.design.psu), dtype=np.bool_)
    return Grouping(None, (None,), inside[:, None], inside, is_partition=True)


def groupings(instrument: Instrument, frame: Frame) -> dict[str, Grouping]:
    """Return every grouping of the round by name: items, rules, facts, crossings."""
    found: dict[str, Grouping] = {}
    for fact in FACT_GROUPS:
        if any(frame.facts[fact].names):
            found[fact] = _of_fact(fact, frame)
    for item in instrument.items:
        if item.group:
            found[item.group] = _of_item(instrument, frame, item)
    for by, rules in instrument.rule_groups.items():
        masks = [holds(instrument, frame, each.rule) for each in rules]
        found[by] = _exclusive(by, tuple(each.code for each in rules), masks)
    for first, second in instrument.crossings:
        crossed = _cross(found[first], found[second])
        found[str(crossed.by)] = crossed
    return found


def _of_item(instrument: Instrument, frame: Frame, item: Item) -> Grouping:
    groups = tuple(option.code for option in instrument.options(item))
    if item.kind == "choices":
        chosen, answered = frame.chosen[item.item_id], frame.answered[item.item_id]
        return Grouping(item.group, groups, chosen, answered)
    return _of_codes(item.group, groups, frame.codes[item.item_id])


def _of_fact(fact: str, frame: Frame) -> Grouping:
    names, places = frame.facts[fact].names, frame.facts[fact].places
    groups = tuple(sorted(set(names) - {""}))
    place = {group: number for number, group in enumerate(groups)}
    codes = np.array([place.get(name, -1) for name in names])[places]
    return _of_codes(fact, groups, codes)


def _of_codes(by: str | None, groups: tuple[str, ...], codes: CodeArray) -> Grouping:
    members: BoolArray = codes[:, None] == np.arange(len(groups), dtype=codes.dtype)
    return Grouping(by, groups, members, codes >= 0, is_partition=True)


def _exclusive(by: str, groups: tuple[str, ...], masks: list[BoolArray]) -> Grouping:
    taken = np.zeros(len(masks[0]), dtype=np.bool_)
    members = []
    for mask in masks:
        members.append(mask & ~taken)
        taken |= mask
    return Grouping(by, groups, np.column_stack(members), taken, is_partition=True)


def _cross(first: Grouping, second: Grouping) -> Grouping:
    groups = tuple(f"{a}{CROSS}{b}" for a in first.groups for b in second.groups)
    members = first.members[:, :, None] & second.members[:, None, :]
    return Grouping(
        f"{first.by}{CROSS}{second.by}",
        groups,
        members.reshape(len(members), len(groups)),
        first.known & second.known,
        first.is_partition and second.is_partition,
    )


def holds(instrument: Instrument, frame: Frame, rule: Mapping[str, Any]) -> BoolArray:
    """Return `routing.holds` for every row at once."""
    match rule:
        case {"all": rules}:
            every: BoolArray = np.logical_and.reduce(_masks(instrument, frame, rules))
            return every
        case {"any": rules}:
            some: BoolArray = np.logical_or.reduce(_masks(instrument, frame, rules))
            return some
        case {"not": inner}:
            return ~holds(instrument, frame, inner)
    item = instrument.item(rule["item"])
    place = {o.code: i for i, o in enumerate(instrument.options(item))} | MISSING
    wanted = [place[code] for code in rule["in"] if code in place]
    return np.isin(frame.codes[item.item_id], wanted)


def _masks(
    instrument: Instrument, frame: Frame, rules: Sequence[Mapping[str, Any]]
) -> BoolArray:
    return np.array([holds(instrument, frame, each) for each in rules], np.bool_)
