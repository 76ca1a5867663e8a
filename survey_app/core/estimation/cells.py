"""Who stands behind a number: what disclosure control must know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from survey_app.core.estimation.gathering import agreement
from survey_app.core.measurement.scoring import Described, MeasureKind
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray


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
    number of its own.
    """

    n: int
    psus: int
    rest: int
    enumerators: int | None = None
    agreement: float = 0.0
    is_group: bool = False
    is_sensitive: bool = False
    at: CellName | None = None


class Counted(Protocol):
    """Numbers of respondents and of their PSUs (d, k)."""

    @property
    def n(self) -> IntArray: ...  # noqa: D102
    @property
    def psus(self) -> IntArray: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Counts:
    """Who stands behind the numbers of some domains: arrays (d, k) of Cell's facts."""

    n: IntArray
    psus: IntArray
    rest: IntArray
    enumerators: IntArray | None
    agreement: FloatArray

    def of_domains(self, domains: slice) -> "Counts":
        """Return the counts of some domains."""
        asked_by = self.enumerators
        return Counts(
            self.n[domains],
            self.psus[domains],
            self.rest[domains],
            None if asked_by is None else asked_by[domains],
            self.agreement[domains],
        )


#: Begins the name of everyone else beside a group.
REST = "\x00rest:"


def others(groups: Sequence[str | None]) -> list[str]:
    """Return what everyone else beside each group is called."""
    return [f"{REST}{group}" for group in groups]


def people(has_asked: BoolArray | None) -> IntArray | None:
    """Return how many people asked in each cell (d, k), from who did (people, d, k)."""
    return None if has_asked is None else np.count_nonzero(has_asked, axis=0)


def agreements(values: Mapping[tuple[int, int], FloatArray], n: IntArray) -> FloatArray:
    """Return the share of the commonest of a cell's `values`, 0 of none."""
    found = np.zeros(n.shape)
    for cell, own in values.items():
        found[cell] = agreement(own)
    return found


def cells_of(
    measures: Sequence[Described],
    by: str | None,
    groups: Sequence[str | None],
    counts: Counts,
) -> list[list[Cell]]:
    """Return the cells of a grouping, group by group, from the counts of its groups."""
    asked_by = counts.enumerators
    return [
        [
            Cell(
                n=int(counts.n[g, k]),
                psus=int(counts.psus[g, k]),
                rest=int(counts.rest[g, k]),
                enumerators=None if asked_by is None else int(asked_by[g, k]),
                agreement=float(counts.agreement[g, k]),
                is_group=by is not None,
                is_sensitive=measure.sensitive,
                at=_place(measure, by, group),
            )
            for k, measure in enumerate(measures)
        ]
        for g, group in enumerate(groups)
    ]


def _place(measure: Described, by: str | None, group: str | None) -> CellName | None:
    if by is not None and group is None:
        return None
    return CellName(measure.of, measure.kind, by, group)
