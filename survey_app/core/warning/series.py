"""What is watched: readings of one indicator in one cell, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from survey_app.core.sampling.design import FloatArray


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Whom or where a series is about: a group of a grouping; "" "": everyone."""

    by: str = ""
    group: str = ""

    def meets(self, other: "Cell") -> bool:
        """Return whether both are the same, or one of them is everyone."""
        return self == other or not self.by or not other.by


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a period that ends `on`; None: none could be had or shown.

    `se` is its standard error where one is known, `n` the people it is of, `df` the
    degrees of freedom of the error.
    """

    period: str
    on: date
    value: float | None
    se: float | None = None
    n: int | None = None
    df: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one indicator in one cell, in the order of time."""

    cell: Cell
    readings: tuple[Reading, ...]

    @property
    def last(self) -> Reading | None:
        """Return the newest reading, if there is one."""
        return self.readings[-1] if self.readings else None

    @property
    def values(self) -> FloatArray:
        """Return the values (readings,), NaN where there is none."""
        return _array([each.value for each in self.readings])

    @property
    def variances(self) -> FloatArray:
        """Return the squared standard errors (readings,), NaN where there is none."""
        found: FloatArray = _array([each.se for each in self.readings]) ** 2
        return found

    def until(self, count: int) -> "Series":
        """Return the series as it was after its first `count` readings."""
        return Series(self.cell, self.readings[:count])


@dataclass(frozen=True, slots=True)
class Moved:
    """How the newest round differs from the one before, with their covariance.

    `gap_change` is how the distance to everyone else moved, with its p (two-sided).
    """

    change: float
    se: float
    df: int
    n_before: int
    n: int
    gap_change: float | None = None
    gap_change_p: float | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a group is from everyone else in the newest round."""

    gap: float
    se: float
    df: int
    n: int


@dataclass(frozen=True, slots=True)
class Case:
    """A series to be judged, and what only the answers themselves can tell of it.

    `beside` is another series of the same cell: violence against persons beside all
    incidents. `is_linked`: some of its rounds went to the same clusters, so that their
    means are not independent and a chart of them is indicative only.
    """

    series: Series
    moved: Moved | None = None
    apart: Apart | None = None
    beside: Series | None = None
    is_linked: bool = False


def matrix(found: Sequence[Series]) -> tuple[FloatArray, FloatArray]:
    """Return values and variances (series, readings), the newest in the last column.

    Shorter series begin with NaN.
    """
    width = max((len(each.readings) for each in found), default=0)
    values, variances = (np.full((len(found), width), np.nan) for _ in range(2))
    for row, series in enumerate(found):
        if series.readings:
            values[row, -len(series.readings) :] = series.values
            variances[row, -len(series.readings) :] = series.variances
    return values, variances


def _array(numbers: list[float | None]) -> FloatArray:
    return np.array([np.nan if x is None else x for x in numbers], dtype=np.float64)
