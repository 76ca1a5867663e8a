"""How well people are hidden in a file of single answers, and hiding them better.

People share a class who look the same in all key variables; a value that is not there
is a look of its own, which counts stricter than sdcMicro, where it equals every other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: The code of a key variable without a value.
NONE = -1
#: The least people a class has.
LEAST_ALIKE = 5
#: The share of people who may be found by somebody who looks for them (HDX).
MOST_FOUND = 0.03
#: The size from which 2F1 is summed here.
_SERIES_FROM = 30
#: Greater than every code of an answer.
_ABOVE = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True)
class Classes:
    """Who looks alike: `of` (rows,) is each row's class; the others are by class.

    `population` estimates how many people of the population look so; `is_diverse` says
    whether each sensitive item has two different answers, or none at all.
    """

    of: IntArray
    sizes: IntArray
    population: FloatArray
    is_diverse: BoolArray

    @property
    def is_safe(self) -> BoolArray:
        """Return which classes are large enough and diverse (classes,)."""
        return (self.sizes >= LEAST_ALIKE) & self.is_diverse

    @property
    def faults(self) -> BoolArray:
        """Return which rows are in a class that is not safe (rows,)."""
        return ~self.is_safe[self.of]

    @property
    def risk(self) -> FloatArray:
        """Return the chance that a person of a class is found (classes,)."""
        return individual_risk(self.sizes, self.population)

    @property
    def global_risk(self) -> float:
        """Return the share of all people that are expected to be found."""
        return float((self.risk * self.sizes).sum() / max(len(self.of), 1))


def classes(looks: CodeArray, sensitive: CodeArray, weights: FloatArray) -> Classes:
    """Return who looks alike in `looks` (rows, keys).

    `sensitive` (items, rows) are codes of answers, negative where there is none.
    """
    _, of = np.unique(_numbered(looks), return_inverse=True)
    order = np.argsort(of, kind="stable")
    starts = np.flatnonzero(np.diff(of[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(of)))
    return Classes(
        of.astype(np.int64),
        sizes.astype(np.int64),
        np.add.reduceat(weights[order], starts) if len(of) else np.empty(0),
        _is_diverse(sensitive[:, order], starts),
    )


def _numbered(looks: CodeArray) -> IntArray:
    """Return a number for each row, the same for rows that look the same."""
    numbers = np.zeros(len(looks), dtype=np.int64)
    for column in looks.T:
        wide = numbers * (int(column.max(initial=0)) + 2) + column - NONE
        _, numbers = np.unique(wide, return_inverse=True)
    return numbers


def _is_diverse(answers: CodeArray, starts: IntArray) -> BoolArray:
    """Return which classes, whose answers stand together, have two of each item's."""
    if not answers.size:
        return np.ones(len(starts), dtype=np.bool_)
    known, answers = answers >= 0, answers.astype(np.int16)
    low = np.minimum.reduceat(np.where(known, answers, _ABOVE), starts, axis=1)
    high = np.maximum.reduceat(np.where(known, answers, NONE), starts, axis=1)
    flags: BoolArray = (low != high).all(axis=0)
    return flags


def individual_risk(sizes: IntArray, population: FloatArray) -> FloatArray:
    """Return the chance that a person of a class is found, given its size and weights.

    Benedetti and Franconi (1998), the individual risk of sdcMicro: the mean of 1/F over
    the population F of the class, negative binomial given the f people of the sample,
    with p = f / sum of weights: p^f/f 2F1(f, f; f+1; 1-p). Euler's transformation makes
    of it (p/f) 2F1(1, 1; f+1; 1-p), which no size makes overflow. Weights that say
    nothing of the population (p >= 1) leave 1/f. Large classes take the series itself,
    which scipy does not sum there.

    >>> individual_risk(np.array([1, 2]), np.array([17.0, 84.5])).round(5).tolist()
    [0.17708, 0.02204]
    """
    from scipy import special  # noqa: PLC0415 (loads only when somebody asks)

    p = np.minimum(sizes / population, 1.0)
    small = np.minimum(sizes, _SERIES_FROM)
    whole = special.hyp2f1(1.0, 1.0, small + 1.0, 1.0 - p)
    return p / sizes * np.where(sizes < _SERIES_FROM, whole, _series(sizes, 1.0 - p))


def _series(f: IntArray, q: FloatArray) -> FloatArray:
    """Return 2F1(1, 1; f+1; q) by its series, exact to 1e-12 for f >= 30."""
    term = total = np.ones(len(f))
    for n in range(1, 20):
        term = term * n * q / (f + n)
        total = total + term
    return total


def suppress(
    looks: CodeArray, sensitive: CodeArray, weights: FloatArray
) -> tuple[CodeArray, Classes]:
    """Return looks in which every class is safe, by taking away as little as may be.

    Each row in danger loses the smallest set of keys with which it joins a safe class,
    of equally small sets the one of the least important keys (the last columns). Rows
    left over lose all, and smallest classes with them until they are enough.
    """
    found = looks.copy()
    wrong = classes(found, sensitive, weights).faults
    for lost in _subsets(looks.shape[1]):
        if not wrong.any():
            break
        fixed = _joining(found, wrong, lost, sensitive, weights)
        found[np.ix_(fixed, lost)] = NONE
        wrong[fixed] = False
    while True:
        stand = classes(found, sensitive, weights)
        if not stand.faults.any() or len(stand.sizes) == 1:
            return found, stand
        found[_rest(stand, found)] = NONE


def _subsets(keys: int) -> Iterator[IntArray]:
    """Yield sets of keys, small ones first, then those of the last keys first.

    >>> [lost.tolist() for lost in _subsets(2)]
    [[1], [0], [0, 1]]
    """
    for size in range(1, keys + 1):
        for lost in sorted(combinations(range(keys), size), reverse=True):
            yield np.array(lost, dtype=np.int64)


def _joining(
    looks: CodeArray,
    wrong: BoolArray,
    lost: IntArray,
    sensitive: CodeArray,
    weights: FloatArray,
) -> IntArray:
    """Return the rows in danger that would be safe without the keys `lost`."""
    # Nobody else can come to look like them.
    rows = np.flatnonzero(wrong | (looks[:, lost] == NONE).all(axis=1))
    trial = looks[rows]
    trial[np.ix_(np.flatnonzero(wrong[rows]), lost)] = NONE
    stand = classes(trial, sensitive[:, rows], weights[rows])
    return rows[wrong[rows] & ~stand.faults]


def _rest(stand: Classes, looks: CodeArray) -> BoolArray:
    """Return the rows in danger, and those of the smallest class that shows a value."""
    shows = np.zeros(len(stand.sizes), dtype=np.bool_)
    shows[stand.of[(looks != NONE).any(axis=1)]] = True
    smallest = np.where(shows, stand.sizes, len(stand.of) + 1).argmin()
    rows: BoolArray = stand.faults | (stand.of == smallest)
    return rows
