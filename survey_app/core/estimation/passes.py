"""Sums of a frame that were asked for once are kept with it, and cut as is needed.

Rows are read once for a page: everyone else beside each group is what other groups add
up to, and every table takes its own measures and groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from survey_app.core.estimation.calibrated import Cross
from survey_app.core.estimation.gathering import Gathered, few, gather
from survey_app.core.estimation.sums import Sums
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping, all_known, others
from survey_app.core.measurement.values import Column
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray


def gathered(
    frame: Frame, columns: Sequence[Column], groupings: Sequence[Grouping]
) -> Gathered:
    """Return what the rows of a frame add, kept with the frame as long as may be.

    Treat it as read-only.
    """
    with frame.sums.lock:
        for kept in frame.sums:
            if isinstance(kept, _Pass) and kept.holds(columns, groupings):
                return kept.of(columns, groupings)
        asked_by = frame.facts["enumerator"]
        found = gather(frame.design, columns, groupings, asked_by)
        new = _Pass(tuple(columns), tuple(groupings), found)
        frame.sums.put(new, found.sums.weight.size)
    return found


#: An array of any kind.
Values = TypeVar("Values", FloatArray, IntArray, BoolArray)


@dataclass(frozen=True, slots=True)
class _Pass:
    """What was gathered for some columns and groupings, which are known by identity."""

    columns: tuple[Column, ...]
    groupings: tuple[Grouping, ...]
    found: Gathered

    def holds(self, columns: Sequence[Column], groupings: Sequence[Grouping]) -> bool:
        """Return whether all of these were gathered."""
        return set(map(id, columns)) <= set(map(id, self.columns)) and set(
            map(_members, groupings)
        ) <= set(map(_members, self.groupings))

    def of(self, columns: Sequence[Column], groupings: Sequence[Grouping]) -> Gathered:
        """Return what was gathered of these."""
        place = {id(column): at for at, column in enumerate(self.columns)}
        start, starts = 0, {}
        for at, each in enumerate(self.groupings):
            starts[_members(each)] = at, start
            start += len(each.groups)
        own = [starts[_members(each)] for each in groupings]
        domains = [
            first + group
            for each, (_, first) in zip(groupings, own, strict=True)
            for group in range(len(each.groups))
        ]
        measures = [place[id(column)] for column in columns]
        return _chosen(self.found, [at for at, _ in own], domains, measures)


def _members(grouping: Grouping) -> int:
    # What is kept is not forgotten, so that nothing else is where it is.
    return id(grouping.members)


def _chosen(
    found: Gathered, groupings: list[int], domains: list[int], measures: list[int]
) -> Gathered:
    """Return what was gathered for some groupings, their domains, and measures."""
    groups, of = found.sums.n.shape
    if (domains, measures) == (list(range(groups)), list(range(of))):
        return found
    sums, crossed = found.sums, found.crossed

    def cut(values: Values) -> Values:
        """Return the chosen domains and measures of (..., d, k)."""
        return values[..., domains, :][..., measures]

    back = {
        (domain, measure): (d, k)
        for d, domain in enumerate(domains)
        for k, measure in enumerate(measures)
    }
    return Gathered(
        Sums(
            cut(sums.weight),
            cut(sums.total),
            sums.members[:, domains],
            cut(sums.square),
            cut(sums.n),
        ),
        crossed and Cross(cut(crossed.weight), cut(crossed.total)),
        found.known[groupings][:, measures],
        None if found.asked is None else cut(found.asked),
        {back[cell]: own for cell, own in found.few.items() if cell in back},
    )


def divided(frame: Frame, columns: Sequence[Column], grouping: Grouping) -> Gathered:
    """Return what rows add to each group, to everyone else beside each, to all known.

    Everyone else are the other groups together where nobody is in two.
    """
    if not grouping.is_partition:
        three = grouping, others(grouping), all_known(grouping)
        return gather(frame.design, columns, three, frame.facts["enumerator"])
    found = gathered(frame, columns, [grouping])
    sums, crossed, asked = found.sums, found.crossed, found.asked
    n = _beside(sums.n, 0)
    return Gathered(
        Sums(
            _beside(sums.weight),
            _beside(sums.total),
            _beside(sums.members),
            _beside(sums.square, 0),
            n,
        ),
        crossed and Cross(_beside(crossed.weight), _beside(crossed.total)),
        np.repeat(found.known, 3, axis=0),
        None if asked is None else _beside(asked.astype(np.int64)) > 0,
        few(columns, n, lambda domain: _inside(grouping, domain)),
    )


def _inside(grouping: Grouping, domain: int) -> BoolArray:
    """Return who is in a domain of `divided` (rows,)."""
    groups = len(grouping.groups)
    if domain < groups:
        return grouping.members[:, domain]
    if domain == 2 * groups:
        return grouping.known
    beside: BoolArray = grouping.known & ~grouping.members[:, domain - groups]
    return beside


def _beside(values: np.ndarray, axis: int = 1) -> np.ndarray:
    """Return sums of each group, of all but each, and of all, along an axis.

    Added up, not subtracted: what is empty is exactly nothing.
    """
    own = np.moveaxis(values, axis, 0)
    groups = len(own)
    found = np.zeros((2 * groups + 1, *own.shape[1:]), dtype=values.dtype)
    found[:groups] = own
    rest = found[groups:-1]
    np.cumsum(own[:-1], axis=0, out=rest[1:])
    behind = np.zeros_like(found[-1])
    for group in range(groups - 1, -1, -1):
        rest[group] += behind
        behind += own[group]
    found[-1] = behind
    return np.moveaxis(found, 0, axis)
