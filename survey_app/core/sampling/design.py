"""The sample design: who was drawn with whom, and how many people each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: What a stratum with a single PSU adds to a variance; the words of R's survey.
Lonely = Literal["adjust", "average", "remove", "certainty"]
LONELY: tuple[Lonely, ...] = ("adjust", "average", "remove", "certainty")


#: Up to so many codes are looked up in a list, ten times faster than sorted.
MOST_LISTED = 2_000_000


def distinct(flags: BoolArray) -> tuple[IntArray, IntArray]:
    """Return where each of the different rows of `flags` comes first, and its number.

    >>> first, number = distinct(np.array([[True], [False], [True]]))
    >>> first.tolist(), number.tolist()
    ([1, 0], [1, 0, 1])
    """
    number, count = np.zeros(len(flags), dtype=np.int64), 1
    for column in np.packbits(flags, axis=1).T:
        number, count = _renumbered(number * 256 + column, count * 256)
    first = np.zeros(count if len(flags) else 0, dtype=np.int64)
    # Of those written to one place the last stays, which is the first row.
    first[number[::-1]] = np.arange(len(flags) - 1, -1, -1)
    return first, number


def _renumbered(codes: IntArray, below: int) -> tuple[IntArray, int]:
    """Return codes, all `below` a number, numbered without gaps, and how many are."""
    if below > MOST_LISTED:
        used, number = np.unique(codes, return_inverse=True)
        return number, len(used)
    is_used = np.bincount(codes, minlength=below) > 0
    return (np.cumsum(is_used) - 1)[codes], int(is_used.sum())


@dataclass(frozen=True, slots=True)
class Calibration:
    """What weights were raked to, as the variance of calibrated means needs it.

    `given` (rows,) are the weights of the responses as they came, `base` (rows,) those
    before the last raking; `indicators` (rows, c) say
    which group of each margin a row is in; `totals` (psus, c) are their weighted sums;
    `inverse` (c, c) is (X'DX)^-1 with D the base weights; `by` names the margins.
    """

    by: tuple[str, ...]
    given: FloatArray
    base: FloatArray
    indicators: FloatArray
    totals: FloatArray
    inverse: FloatArray
    #: What was computed of the rows already.
    _known: dict[str, tuple[FloatArray, IntArray]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def kinds(self) -> tuple[FloatArray, IntArray]:
        """Return the different rows of the indicators, and which each row is (rows,).

        Respondents of one kind are in the same group of every margin.
        """
        if "kinds" not in self._known:
            first, kind = distinct(self.indicators > 0)
            self._known["kinds"] = self.indicators[first], kind
        return self._known["kinds"]


@dataclass(frozen=True, slots=True)
class Design:
    """Strata, PSUs and weights of the rows of one sample, rows sorted by PSU.

    `weights` (rows,) are people; `psu` (rows,) indexes `psus`, whose entries are
    (stratum, PSU) pairs sorted by stratum; `stratum` (psus,) indexes the strata;
    `population` (strata,) is the number of PSUs the stratum has in all (inf: no fpc).
    `calibration` is None for weights that are as they came, or are taken as fixed.
    """

    weights: FloatArray
    psu: IntArray
    psus: tuple[tuple[str, str], ...]
    stratum: IntArray
    population: FloatArray
    lonely: Lonely = "adjust"
    calibration: Calibration | None = None
    #: What was computed of the rows already: every contrast asks for the same.
    _known: dict[str, int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def psus_in(self) -> IntArray:
        """Return the number of sampled PSUs of each stratum."""
        return np.bincount(self.stratum, minlength=len(self.population))

    @property
    def fraction(self) -> FloatArray:
        """Return the share 0-1 of each stratum's PSUs that was sampled."""
        return np.minimum(self.psus_in / self.population, 1.0)

    @property
    def df(self) -> int:
        """Return the design degrees of freedom: PSUs less strata that carry weight."""
        if "df" not in self._known:
            carries = np.bincount(self.psu, self.weights, len(self.psus)) > 0
            strata = len(np.unique(self.stratum[carries]))
            self._known["df"] = int(carries.sum()) - strata
        return self._known["df"]

    @property
    def is_clustered(self) -> bool:
        """Return whether some PSU holds more than one respondent."""
        return len(self.psus) < len(self.psu)

    @property
    def lonely_strata(self) -> list[str]:
        """Return the names of the strata with a single sampled PSU."""
        alone = self.psus_in[self.stratum] == 1
        return [key[0] for key, single in zip(self.psus, alone, strict=True) if single]


def lay_out(
    weights: Sequence[float],
    strata: Sequence[str],
    psus: Sequence[str],
    populations: Sequence[float] | None = None,
) -> tuple[Design, IntArray]:
    """Return the design of a sample and the order that sorts its rows by PSU.

    PSU names count within their stratum. `populations` gives for every row the number
    of PSUs its stratum has in all; a stratum takes the first it meets.

    >>> design, order = lay_out([1, 1, 2], ["b", "a", "a"], ["x", "z", "y"])
    >>> order.tolist(), design.psus
    ([2, 1, 0], (('a', 'y'), ('a', 'z'), ('b', 'x')))
    """
    pairs = list(zip(strata, psus, strict=True))
    keys = tuple(sorted(set(pairs)))
    place = {key: index for index, key in enumerate(keys)}
    psu = np.array([place[pair] for pair in pairs], dtype=np.int64)
    order = np.argsort(psu, kind="stable").astype(np.int64)
    names = sorted({stratum for stratum, _ in keys})
    known = dict(zip(reversed(strata), reversed(populations or ()), strict=False))
    design = Design(
        weights=np.asarray(weights, dtype=np.float64)[order],
        psu=psu[order],
        psus=keys,
        stratum=np.array([names.index(s) for s, _ in keys], dtype=np.int64),
        population=np.array([known.get(name, np.inf) for name in names]),
    )
    return design, order


@dataclass(frozen=True, slots=True)
class Stack:
    """Several samples read as one design, and where the PSUs of each stand in it."""

    design: Design
    places: tuple[IntArray, ...]


def stack(designs: Sequence[Design], *, linked: bool) -> Stack:
    """Return the designs as one: PSUs of the same name are one PSU only if `linked`."""
    return stack_eras(designs, [0 if linked else n for n in range(len(designs))])


def stack_eras(designs: Sequence[Design], eras: Sequence[int]) -> Stack:
    """Return the designs as one: PSUs of the same name and era are one PSU.

    This is R's long-form `svydesign`: linked rounds share strata and PSUs, unlinked
    ones have each their own.
    """
    is_one = len(set(eras)) == 1
    keys = [
        [key if is_one else (f"{era}\x1f{key[0]}", key[1]) for key in design.psus]
        for era, design in zip(eras, designs, strict=True)
    ]
    every = sorted({key for part in keys for key in part})
    place = {key: index for index, key in enumerate(every)}
    places = tuple(np.array([place[key] for key in part], np.int64) for part in keys)
    names = sorted({stratum for stratum, _ in every})
    populations = {
        key[0]: float(design.population[stratum])
        for part, design in zip(reversed(keys), reversed(designs), strict=True)
        for key, stratum in zip(part, design.stratum, strict=True)
    }
    joint = Design(
        weights=np.concatenate([design.weights for design in designs]),
        psu=np.concatenate(
            [where[d.psu] for where, d in zip(places, designs, strict=True)]
        ),
        psus=tuple(every),
        stratum=np.array([names.index(s) for s, _ in every], np.int64),
        population=np.array([populations[name] for name in names]),
        lonely=designs[0].lonely,
    )
    return Stack(joint, places)
