"""Additive sums over PSUs: all that is ever read from the rows of a sample.

Sums of parts of a data set add up to the sums of the whole; every statistic is
computed from them alone. Rows are read block by block, so that a table needs memory for
its cells and not for copies of its rows, and the blocks are shared among threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from survey_app.core.estimation.blocks import by_run, over_blocks, product
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
    psus, shape = len(design.psus), (domains.shape[1], len(columns))
    # Weights and totals of all measures, and the weight of all members, side by side.
    cells = np.zeros((psus, shape[0], 2 * shape[1] + 1))
    square, n = np.zeros(shape), np.zeros(shape, dtype=np.int64)

    def work(rows: slice) -> _Part:
        return _part(design, columns, domains, rows)

    for part in over_blocks(len(design.psu), work):
        cells[part.psus] += part.cells
        square += part.square
        n += part.n
    return Sums(
        weight=cells[..., : shape[1]],
        total=cells[..., shape[1] : -1],
        members=cells[..., -1],
        square=square,
        n=n,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one block of rows adds to the sums of the PSUs it holds."""

    psus: IntArray
    cells: FloatArray
    square: FloatArray
    n: IntArray


def _part(
    design: Design, columns: Sequence[Column], domains: BoolArray, run: slice
) -> _Part:
    psu, rows = design.psu[run], cast(Rows, run)
    if (psu[1:] < psu[:-1]).any():
        rows = np.argsort(psu, kind="stable") + run.start
        psu = design.psu[rows]
    values = block(columns, rows)
    weights, inside = design.weights[rows], domains[rows].T
    weighted = inside * weights
    table = flags_and_values(values)
    starts = np.flatnonzero(np.append(True, psu[1:] != psu[:-1]))
    measures = len(columns)
    known = table[measures:-1]
    counted = (inside & (weights > 0)).astype(np.float32)
    return _Part(
        psus=psu[starts],
        cells=by_run(weighted, table, starts),
        square=product(weighted, known * known),
        n=product(counted, table[:measures].astype(np.float32)).astype(np.int64),
    )


def flags_and_values(values: FloatArray) -> FloatArray:
    """Return rows of flags of what is valid, of the values or 0, and a row of ones."""
    measures, rows = values.shape
    table = np.ones((2 * measures + 1, rows))
    valid = values == values  # noqa: PLR0124 (NaN is not itself; isnan takes longer)
    table[:measures] = valid
    table[measures:-1] = 0.0
    np.copyto(table[measures:-1], values, where=valid)
    return table
