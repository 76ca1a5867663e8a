"""Additive sums over PSUs: all that is ever read from the rows of a sample.

Sums of parts of a data set add up to the sums of the whole; every statistic is
computed from them alone. Rows are read block by block, so that a table needs memory for
its cells and not for copies of its rows, and the blocks are shared among threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.blocks import by_run, over_blocks, product
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.values import Column, Rows, block
from survey_app.core.sampling.design import BoolArray, Design, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of k measures in d domains.

    `weight` and `total` (psus, d, k): weights, and weights times value, of the valid
    rows of each PSU; `members` (psus, d): weights of the domain's rows, valid or not;
    `square` (d, k): weights times value squared; `n` (d, k): valid respondents of
    positive weight.
    """

    weight: FloatArray
    total: FloatArray
    members: FloatArray
    square: FloatArray
    n: IntArray


def sums(design: Design, values: FloatArray, domains: BoolArray) -> Sums:
    """Return the sums of `values` (rows, k; NaN is missing) in `domains` (rows, d)."""
    return sums_of(design, list(values.T), domains)


def sums_of(design: Design, columns: Sequence[Column], domains: BoolArray) -> Sums:
    """Return the sums of `columns` in `domains` (rows, d); rows may be in any order.

    Equal, but for rounding, whatever the order of the rows or the size of the blocks.
    """
    return added(design, columns, Domains((domains,))).sums


@dataclass(frozen=True, slots=True)
class Domains:
    """Which domains rows are in: arrays `members` (rows, d) side by side.

    `known` are flags (rows,) of whom to count beside; `asked_by` (rows,) is who of
    `people` asked.
    """

    members: Sequence[BoolArray]
    known: Sequence[BoolArray] = ()
    asked_by: CodeArray | None = None
    people: int = 1

    @property
    def count(self) -> int:
        """Return the number of domains."""
        return sum(each.shape[1] for each in self.members)

    def inside(self, rows: Rows) -> BoolArray:
        """Return who of some rows is in which domain (d, rows)."""
        return np.concatenate([each[rows].T for each in self.members])


@dataclass(frozen=True, slots=True)
class Added:
    """What rows add up to: `sums`; and who answered and was asked by whom.

    `known` (known, k) counts valid rows of positive weight, `asked` (people, d, k)
    tells who asked one of them; None where nobody knows.
    """

    sums: Sums
    known: IntArray
    asked: BoolArray | None


def added(design: Design, columns: Sequence[Column], domains: Domains) -> Added:
    """Return what rows, in any order, add to `columns` in domains: read only once."""
    measures = len(columns)
    groups = domains.count
    # Weights and totals of all measures, and the weight of all members, side by side.
    cells = np.zeros((len(design.psus), groups, 2 * measures + 1))
    square = np.zeros((groups, measures))
    n = np.zeros((groups + len(domains.known), measures), dtype=np.int64)
    asked = np.zeros((domains.people, groups, measures), dtype=np.bool_)

    def work(rows: slice) -> _Part:
        return _part(design, columns, domains, rows)

    for part in over_blocks(len(design.psu), work):
        cells[part.psus] += part.cells
        square += part.square
        n += part.n
        for person, clump in zip(part.people, part.asked, strict=True):
            asked[person] |= clump
    sums = Sums(
        weight=cells[..., :measures],
        total=cells[..., measures:-1],
        members=cells[..., -1],
        square=square,
        n=n[:groups],
    )
    return Added(sums, n[groups:], None if domains.asked_by is None else asked)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one block of rows adds to the sums of the PSUs it holds.

    `people` asked in the cells `asked`, one after the other.
    """

    psus: IntArray
    cells: FloatArray
    square: FloatArray
    n: IntArray
    people: list[int]
    asked: BoolArray


def _part(
    design: Design, columns: Sequence[Column], domains: Domains, run: slice
) -> _Part:
    rows, clump = _in_clumps(design, domains, run)
    starts = np.flatnonzero(np.append(True, clump[1:] != clump[:-1]))
    weights, inside = design.weights[rows], domains.inside(rows)
    table = flags_and_values(block(columns, rows))
    weighted, measures = inside * weights, len(columns)
    cells = by_run(weighted, table, starts)
    psus, people = np.divmod(clump[starts], domains.people)
    known = table[measures:-1]
    known_too = (each[rows][None] for each in domains.known)
    counted = np.concatenate([inside, *known_too]) & (weights > 0)
    first = np.flatnonzero(np.append(True, psus[1:] != psus[:-1]))
    has_asked = domains.asked_by is not None
    return _Part(
        psus=psus[first],
        cells=cells if len(first) == len(psus) else np.add.reduceat(cells, first),
        square=product(weighted, known * known),
        n=product(
            counted.astype(np.float32), table[:measures].astype(np.float32)
        ).astype(np.int64),
        people=people.tolist() if has_asked else [],
        asked=cells[..., :measures] > 0 if has_asked else np.empty(0, np.bool_),
    )


def _in_clumps(design: Design, domains: Domains, run: slice) -> tuple[Rows, IntArray]:
    """Return the rows of a run in the order of their clump, and the clump of each.

    A clump are those of one PSU whom the same person asked.
    """
    clump = design.psu[run]
    if domains.asked_by is not None:
        clump = clump * domains.people + domains.asked_by[run]
    if (clump[1:] >= clump[:-1]).all():
        return run, clump
    order = np.argsort(clump, kind="stable")
    return order + run.start, clump[order]


def flags_and_values(values: FloatArray) -> FloatArray:
    """Return rows of flags of what is valid, of the values or 0, and a row of ones."""
    measures, rows = values.shape
    table = np.ones((2 * measures + 1, rows))
    valid = values == values  # noqa: PLR0124 (NaN is not itself; isnan takes longer)
    table[:measures] = valid
    table[measures:-1] = 0.0
    np.copyto(table[measures:-1], values, where=valid)
    return table
