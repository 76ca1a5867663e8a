"""The tables of a round that hang together: what adds up to what, who answered.

People who belong to exactly the same groups are one kind; all counts come from kinds,
so that a million respondents cost no more than a few hundred kinds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_app.core.measurement.groups import CROSS, Grouping
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: The place of everyone among the cells of a family.
EVERYONE = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that add up to a total."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Family:
    """All cells of a round for one measure, everyone first, and what adds up to what.

    `names` are (grouping, group); `lines` add up but for those whose group is not
    known; a part of `parts` are the cells whose lines hang together. `kinds` (kinds,
    cells) says which cells each kind of people belongs to, `kind` (rows,) is theirs.
    """

    names: tuple[tuple[str | None, str | None], ...]
    lines: tuple[Line, ...]
    parts: tuple[tuple[Line, ...], ...]
    kinds: BoolArray
    kind: IntArray

    @cached_property
    def place(self) -> Mapping[tuple[str | None, str | None], int]:
        """Return where each (grouping, group) stands."""
        return {name: place for place, name in enumerate(self.names)}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each kind answered (kinds,), their weight, and weight times value."""

    n: FloatArray
    weight: FloatArray
    total: FloatArray


def family(groupings: Mapping[str, Grouping], rows: int) -> Family:
    """Return how the cells of all groupings of `rows` respondents hang together."""
    names: list[tuple[str | None, str | None]] = [(None, None)]
    columns = [np.ones((rows, 1), dtype=np.bool_)]
    for by, grouping in groupings.items():
        names += [(by, group) for group in grouping.groups]
        columns.append(grouping.members)
    kinds, kind = _kinds(np.concatenate(columns, axis=1))
    place = {name: index for index, name in enumerate(names)}
    parts = tuple(
        tuple(_lines(together, groupings, place)) for together in _together(groupings)
    )
    lines = tuple(dict.fromkeys(line for part in parts for line in part))
    return Family(tuple(names), lines, parts, kinds, kind)


def counts(family: Family, values: FloatArray, weights: FloatArray) -> Counts:
    """Return who answered a measure (rows,; NaN is missing), by kind."""
    answered = ~np.isnan(values) & (weights > 0)
    own, w, kinds = family.kind[answered], weights[answered], len(family.kinds)
    return Counts(
        np.bincount(own, minlength=kinds).astype(np.float64),
        np.bincount(own, w, kinds).astype(np.float64),
        np.bincount(own, w * values[answered], kinds).astype(np.float64),
    )


def _kinds(members: BoolArray) -> tuple[BoolArray, IntArray]:
    """Return the different rows of `members`, and which of them each row is."""
    packed = np.packbits(members, axis=1)
    code = np.zeros(len(members), dtype=np.int64)
    first = np.zeros(1, dtype=np.int64)
    for column in packed.T:
        _, first, code = np.unique(
            code * 256 + column, return_index=True, return_inverse=True
        )
    return members[first], code


def _together(groupings: Mapping[str, Grouping]) -> list[list[str]]:
    """Return the exclusive groupings, those that crossings tie together in one list."""
    exclusive = [by for by, each in groupings.items() if _is_exclusive(each)]
    found: list[list[str]] = []
    for by in exclusive:
        own = {by, *by.split(CROSS)}
        joined = [part for part in found if own & set(part)]
        found = [part for part in found if part not in joined]
        found.append([name for part in joined for name in part] + [by])
    return found


def _is_exclusive(grouping: Grouping) -> bool:
    return bool((grouping.members.sum(axis=1) <= 1).all())


def _lines(
    together: Sequence[str],
    groupings: Mapping[str, Grouping],
    place: Mapping[tuple[str | None, str | None], int],
) -> list[Line]:
    lines = []
    for by in together:
        cells = [(by, group) for group in groupings[by].groups]
        first, _, second = by.partition(CROSS)
        if first not in together or second not in together:
            lines.append(Line(EVERYONE, tuple(place[cell] for cell in cells)))
            continue
        for at, margin in enumerate((first, second)):
            for group in groupings[margin].groups:
                inside = tuple(
                    place[cell]
                    for cell in cells
                    if str(cell[1]).split(CROSS)[at] == group
                )
                lines.append(Line(place[margin, group], inside))
    return lines
