"""Who stands behind a number: what disclosure control must know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np

from survey_app.core.estimation.blocks import by_run, over_blocks
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure, MeasureKind
from survey_app.core.measurement.values import Column, block, valid
from survey_app.core.sampling.design import BoolArray, IntArray

#: Whether everyone agrees is looked for in cells smaller than this.
SMALL = 30


class CellName(NamedTuple):
    """Where a cell stands in what a round may show: measure, grouping, group."""

    of: str
    kind: MeasureKind
    by: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Who stands behind one number.

    `n` respondents answered, in `psus` clusters, asked by `enumerators` people (None:
    not recorded); `rest` of the others answered; `agreement` 0-1 is the share of the
    commonest answer where the cell is small, else 0. `at` is None for a cell that is no
    number of its own, such as everyone else.
    """

    n: int
    psus: int
    rest: int
    enumerators: int | None = None
    agreement: float = 0.0
    is_group: bool = False
    is_sensitive: bool = False
    at: CellName | None = None


def others(grouping: Grouping) -> Grouping:
    """Return the grouping of everyone else, group by group; they have no names."""
    nameless = (None,) * len(grouping.groups)
    return replace(grouping, groups=nameless, members=grouping.rest)


class Counted(Protocol):
    """Numbers of respondents and of their PSUs (d, k)."""

    @property
    def n(self) -> IntArray: ...  # noqa: D102
    @property
    def psus(self) -> IntArray: ...  # noqa: D102


def cells(
    frame: Frame,
    measures: Sequence[Measure],
    grouping: Grouping,
    found: Counted,
    skip: int = 0,
) -> list[list[Cell]]:
    """Return the cell behind each group (outer) and measure (inner).

    `found` may hold other domains before those of the grouping: `skip` of them.
    """
    columns = [measure.column for measure in measures]
    groups = slice(skip, skip + len(grouping.groups))
    n, psus = found.n[groups], found.psus[groups]
    known = _answered(frame, columns, grouping.known)
    asked_by = _enumerators(frame.facts["enumerator"], columns, grouping.members)
    agreement = _agreement(columns, grouping.members, n)
    return [
        [
            Cell(
                n=int(n[g, k]),
                psus=int(psus[g, k]),
                rest=int(known[k] - n[g, k]),
                enumerators=None if asked_by is None else int(asked_by[g, k]),
                agreement=agreement.get((g, k), 0.0),
                is_group=grouping.by is not None,
                is_sensitive=measure.sensitive,
                at=_place(measure, grouping, group),
            )
            for k, measure in enumerate(measures)
        ]
        for g, group in enumerate(grouping.groups)
    ]


def _place(measure: Measure, grouping: Grouping, group: str | None) -> CellName | None:
    if grouping.by is not None and group is None:
        return None
    return CellName(measure.of, measure.kind, grouping.by, group)


def _answered(frame: Frame, columns: Sequence[Column], known: BoolArray) -> IntArray:
    """Return how many of those `known` (rows,), of positive weight, have a value."""
    counts = known & (frame.design.weights > 0)

    def work(rows: slice) -> IntArray:
        counted: IntArray = (valid(columns, rows) & counts[rows]).sum(axis=1)
        return counted

    return sum(over_blocks(len(known), work), np.zeros(len(columns), dtype=np.int64))


def _enumerators(
    enumerators: Fact, columns: Sequence[Column], members: BoolArray
) -> IntArray | None:
    """Return how many people asked those who have a value in each group (d, k)."""
    if not any(enumerators.names):
        return None
    shape = (len(enumerators.names), members.shape[1], len(columns))
    asked = np.zeros(shape, dtype=np.bool_)

    def work(rows: slice) -> tuple[CodeArray, BoolArray]:
        own = enumerators.places[rows]
        order = np.argsort(own, kind="stable")
        own = own[order]
        starts = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
        inside = members[rows].T[:, order].astype(np.float32)
        answered = valid(columns, rows)[:, order].astype(np.float32)
        return own[starts], by_run(inside, answered, starts) > 0

    for places, has_asked in over_blocks(len(members), work):
        asked[places] |= has_asked
    people: IntArray = asked.sum(axis=0)
    return people


def _agreement(
    columns: Sequence[Column], members: BoolArray, n: IntArray
) -> dict[tuple[int, int], float]:
    """Return the share of the commonest value in each small cell (group, measure)."""
    found = {}
    small = n < SMALL
    for group in np.flatnonzero(small.any(axis=1)).tolist():
        rows = np.flatnonzero(members[:, group])
        places = np.flatnonzero(small[group]).tolist()
        for place in places:
            (values,) = block([columns[place]], rows)
            values = values[~np.isnan(values)]
            if 0 < len(values) < SMALL:
                _, counts = np.unique(values, return_counts=True)
                found[group, place] = float(counts.max() / len(values))
    return found
