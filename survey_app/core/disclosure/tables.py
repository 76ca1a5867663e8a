"""The tables of a round that hang together: what adds up to what, who answered.

People who belong to exactly the same groups are one kind; all counts come from kinds,
so that a million respondents cost no more than a few hundred kinds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from survey_app.core.estimation.cells import REST, Cell
from survey_app.core.measurement.groups import CROSS, Grouping
from survey_app.core.sampling.design import (
    BoolArray,
    FloatArray,
    IntArray,
    distinct,
)

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

    `names` are (grouping, group), first all groups, then in the same order everyone
    else beside each (`beside` tells whom). `lines` add up but for those whose group is
    not known; a part of `parts` are the cells whose lines hang together. `kinds`
    (kinds, cells) says which cells each kind of people belongs to, `kind` (rows,) is
    theirs.
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

    @property
    def groups(self) -> int:
        """Return the number of groups."""
        return len(self.names) // 2

    def beside(self, cell: int) -> int | None:
        """Return the group that a cell is everyone else of, None if it is a group."""
        return cell - self.groups if cell > self.groups else None


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
    known = [grouping.known[:, None] for grouping in groupings.values()]
    members = np.concatenate([*columns, *known], axis=1)
    first, kind = distinct(members)
    kinds = members[first]
    known_of = dict(zip(groupings, kinds[:, len(names) :].T, strict=True))
    kinds = kinds[:, : len(names)]
    places = {
        by: [place for place, name in enumerate(names) if name[0] == by]
        for by in groupings
        if _is_exclusive(groupings[by])
    }
    lines = tuple(dict.fromkeys([*_lines(names, places), *_finer(kinds, places)]))
    rests = [
        known_of[str(by)] & ~kinds[:, place]
        for place, (by, _) in enumerate(names)
        if place != EVERYONE
    ]
    beside = [(by, f"{REST}{group}") for by, group in names[1:]]
    return Family(
        (*names, *beside), lines, _parts(lines),
        np.column_stack([kinds, *rests]), kind,
    )  # fmt: skip


def everyone_else(
    family: Family, groups: Sequence[Cell], counts: Counts
) -> Iterator[Cell]:
    """Yield who stands beside each group, from the cells of everyone and of all groups.

    Where they were asked, and by whom, is left to the rows that show them.
    """
    n = family.kinds.T @ counts.n
    for group, cell in enumerate(groups[1:], start=1):
        here = int(n[group + family.groups])
        at = (
            None
            if cell.at is None
            else cell.at._replace(group=f"{REST}{cell.at.group}")
        )
        yield replace(
            cell, n=here, psus=max(here, cell.psus), rest=cell.n, enumerators=None,
            agreement=0.0, at=at,
        )  # fmt: skip


def counts(family: Family, values: FloatArray, weights: FloatArray) -> Counts:
    """Return who answered a measure (rows,; NaN is missing), by kind."""
    answered = ~np.isnan(values) & (weights > 0)
    own, w, kinds = family.kind[answered], weights[answered], len(family.kinds)
    return Counts(
        np.bincount(own, minlength=kinds).astype(np.float64),
        np.bincount(own, w, kinds).astype(np.float64),
        np.bincount(own, w * values[answered], kinds).astype(np.float64),
    )


def _is_exclusive(grouping: Grouping) -> bool:
    return bool((grouping.members.sum(axis=1) <= 1).all())


def _lines(
    names: Sequence[tuple[str | None, str | None]], places: Mapping[str, list[int]]
) -> Iterator[Line]:
    """Yield each grouping's line to everyone, and a crossing's rows and columns."""
    for by, cells in places.items():
        margins = by.split(CROSS)
        if len(margins) == 1 or not places.keys() >= set(margins):
            yield Line(EVERYONE, tuple(cells))
            continue
        for at, margin in enumerate(margins):
            for total in places[margin]:
                group = names[total][1]
                yield Line(
                    total,
                    tuple(
                        c for c in cells if str(names[c][1]).split(CROSS)[at] == group
                    ),
                )


def _finer(kinds: BoolArray, places: Mapping[str, list[int]]) -> Iterator[Line]:
    """Yield the line of each cell that is made up of cells of another grouping.

    Such are the villages of a district: whoever knows them can add them up.
    """
    sizes = kinds.sum(axis=0)
    for by, cells in places.items():
        for total in cells:
            inside = kinds[kinds[:, total]].sum(axis=0)
            for other, parts in places.items():
                within = tuple(c for c in parts if sizes[c] and inside[c] == sizes[c])
                if (
                    other != by
                    and len(within) > 1
                    and sum(sizes[list(within)]) == sizes[total]
                ):
                    yield Line(total, within)


def _parts(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines in lists of those that share a cell other than everyone."""
    found: list[tuple[set[int], list[Line]]] = []
    for line in lines:
        cells = {line.total, *line.parts} - {EVERYONE}
        joined = [part for part in found if part[0] & cells]
        found = [part for part in found if not part[0] & cells]
        every = cells.union(*(part[0] for part in joined))
        found.append((every, [each for part in joined for each in part[1]] + [line]))
    return tuple(tuple(part) for _, part in found)
