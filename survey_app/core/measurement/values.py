"""A value per respondent, computed for the rows asked for: tables need no copy of all.

A column is an array, codes with the value of each, or the mean of other columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.questionnaire.instrument import MISSING
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: Which rows: a run of them, or their places.
Rows = slice | IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """What the codes (rows,) of an item are worth; missing answers are worth NaN."""

    codes: CodeArray
    worth: FloatArray

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    @property
    def by_code(self) -> tuple[FloatArray, FloatArray]:
        """Return whether each code is worth anything, 1 or 0, and what, 0 for NaN.

        The negative codes of missing answers come first.
        """
        worth = np.roll(self.worth, len(MISSING))
        return (~np.isnan(worth)).astype(np.float64), np.nan_to_num(worth)


@dataclass(frozen=True, slots=True, eq=False)
class MeanOf:
    """Each row's mean of the columns it has a value in, NaN in fewer than `least`."""

    columns: tuple["Column", ...]
    least: int

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0])


Column = FloatArray | Coded | MeanOf

EVERY = slice(None)


def coded(codes: CodeArray, worth: Sequence[float] | FloatArray) -> Coded:
    """Return the column of codes of which the one at place i is worth `worth[i]`."""
    return Coded(codes, np.concatenate([worth, [np.nan] * len(MISSING)]))


def declined(codes: CodeArray, options: int) -> Coded:
    """Return who was asked and gave none of so many options: 1, else 0.

    >>> declined(np.array([0, -1, -2, -3], np.int8), options=2).worth.tolist()
    [0.0, 0.0, nan, 1.0, 1.0]
    """
    worth = np.zeros(options + len(MISSING))
    for name, code in MISSING.items():
        worth[code] = np.nan if name == "not_asked" else 1.0
    return Coded(codes, worth)


def block(columns: Sequence[Column], rows: Rows = EVERY) -> FloatArray:
    """Return the values (columns, rows) of some rows; NaN is missing."""
    done: dict[int, FloatArray] = {}
    return np.array([_read(column, rows, done) for column in columns])


def valid(columns: Sequence[Column], rows: Rows = EVERY) -> BoolArray:
    """Return which values (columns, rows) are not missing."""
    flags: BoolArray = ~np.isnan(block(columns, rows))
    return flags


def mean_of_valid(scores: FloatArray, least: int) -> FloatArray:
    """Return the mean over the first axis of what is not NaN, NaN if too few.

    >>> mean_of_valid(np.array([[0.0, 5.0], [10.0, np.nan]]), least=2).tolist()
    [5.0, nan]
    """
    known = ~np.isnan(scores)
    count = known.sum(axis=0)
    total = np.where(known, scores, 0.0).sum(axis=0)
    return np.where(count >= least, total / np.maximum(count, 1), np.nan)


def _read(column: Column, rows: Rows, done: dict[int, FloatArray]) -> FloatArray:
    if isinstance(column, np.ndarray):
        return column[rows]
    if id(column) not in done:
        if isinstance(column, Coded):
            # Negative codes count from the end, where the NaN are.
            found = np.take(column.worth, column.codes[rows], mode="wrap")
        else:
            inner = np.array([_read(each, rows, done) for each in column.columns])
            found = mean_of_valid(inner, column.least)
        done[id(column)] = found
    return done[id(column)]
