"""What each enumerator brought from each place: numbers, sums and squares of scores."""

from dataclasses import dataclass

import numpy as np

from survey_app.core.measurement.scoring import construct_scores
from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Cells:
    """Pairs of a person and a place (c,), with the scores of k constructs there.

    `who` and `where` number persons and places; `n`, `total` and `squares` (c, k) are
    how many scores are known, their sum, and their squared distances from their mean.
    """

    names: tuple[str, ...]
    who: IntArray
    where: IntArray
    n: FloatArray
    total: FloatArray
    squares: FloatArray

    def only(self, chosen: BoolArray) -> "Cells":
        """Return some of the cells (c,)."""
        return Cells(
            self.names,
            self.who[chosen],
            self.where[chosen],
            self.n[chosen],
            self.total[chosen],
            self.squares[chosen],
        )

    def of(self, name: str) -> BoolArray:
        """Return which cells (c,) are of a person."""
        if name not in self.names:
            return np.zeros(len(self.who), np.bool_)
        return np.asarray(self.who == self.names.index(name))

    def shared(self) -> "Cells":
        """Return the cells of places where more than one person asked."""
        return self.only(np.bincount(self.where)[self.where] > 1)

    def variance(self) -> tuple[FloatArray, FloatArray]:
        """Return the variance within cells, and its degrees of freedom (k,)."""
        df = self.n.sum(axis=0) - (self.n > 0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.squares.sum(axis=0) / df), np.asarray(df)

    def at_places(self, values: FloatArray) -> FloatArray:
        """Return for each cell the sum of `values` (c, k) over those of its place."""
        return by_number(values, self.where)[self.where]


def cells(interviews: Interviews) -> Cells:
    """Return the cells of all interviews somebody asked at a place that is known."""
    rows = (interviews.enumerator != "") & (interviews.cluster != "")
    names, who = _numbered(interviews.enumerator[rows])
    places, where = _numbered(interviews.cluster[rows])
    pairs, cell = _numbered(who * max(1, len(places)) + where)
    values = scores(interviews)[rows]
    known = ~np.isnan(values)
    n = by_number(known.astype(np.float64), cell)
    total = by_number(np.where(known, values, 0.0), cell)
    apart = np.where(known, values - (total / np.maximum(n, 1))[cell], 0.0)
    return Cells(
        tuple(names.tolist()),
        pairs // max(1, len(places)),
        pairs % max(1, len(places)),
        n,
        total,
        by_number(apart**2, cell),
    )


def scores(interviews: Interviews) -> FloatArray:
    """Return the 0-10 score (rows, constructs) of every construct, NaN if missing."""
    place = {item.item_id: n for n, item in enumerate(interviews.items)}
    columns = [
        construct_scores(
            np.column_stack([_item(interviews, place[item]) for item in each.items])
        )
        for each in interviews.instrument.constructs
        if all(item in place for item in each.items)
    ]
    return np.array(columns).reshape(len(columns), len(interviews.codes)).T


def by_number(values: FloatArray, number: IntArray) -> FloatArray:
    """Return the sums (numbers, k) of the rows (rows, k) of each number."""
    groups = int(number.max(initial=-1)) + 1
    found = [np.bincount(number, column, groups) for column in values.T]
    return np.array(found, np.float64).reshape(values.shape[1], groups).T


def _item(interviews: Interviews, column: int) -> FloatArray:
    item = interviews.items[column]
    points = np.array(interviews.instrument.scales[str(item.scale)].scores)
    worth = 10 - points if item.reverse else points
    codes = interviews.codes[:, column]
    return np.where(codes >= 0, worth[np.maximum(codes, 0)], np.nan)


def _numbered(values: np.ndarray) -> tuple[np.ndarray, IntArray]:
    names, number = np.unique(values, return_inverse=True)
    return names, np.asarray(number.ravel(), np.int64)
