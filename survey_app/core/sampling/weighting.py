"""Weights: nonresponse adjustment, raking to a population, trimming, and their cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from survey_app.core.sampling.design import Calibration, Design, FloatArray, IntArray
from survey_app.errors import Problem, Rejected, Unanswerable

#: Raked totals are this close to the population, relative, or raking has failed ...
PROMISED = 1e-6
#: ... after this many rounds over all margins. From there on it only gets closer.
MOST_ITERATIONS = 100
#: Raking stops when it is this close.
EXACT = 1e-12
LONGEST = 1000
#: Weights above this many medians are usually trimmed (docs/methods.md).
USUAL_TRIM = 5.0
#: Margins that differ by more, relative, speak of different populations.
SAME_TOTAL = 1e-6


@dataclass(frozen=True, slots=True)
class Margin:
    """How many people of each group there are, and which group each row belongs to.

    `codes` (rows,) are positions in `groups`; `population` (groups,) counts people.
    """

    by: str
    groups: tuple[str, ...]
    population: FloatArray
    codes: IntArray

    def totals(self, weights: FloatArray) -> FloatArray:
        """Return the sum of weights in each group."""
        counts = np.bincount(self.codes, weights, len(self.groups))
        return np.asarray(counts, dtype=np.float64)


#: People by grouping and group, as somebody counted them.
Population = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants a round weighted to.

    `margins` are people of the population; `sampled` are the people who were chosen,
    whether they answered or not; `trim` is the largest weight allowed, in medians.
    """

    margins: Population
    trim: float | None = None
    sampled: Population = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighting:
    """A plan beside the rows of a sample."""

    margins: tuple[Margin, ...]
    trim: float | None = None
    sampled: tuple[Margin, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weights (rows,) and how they came about.

    `base` are the weights that entered the last raking, `trimmed` says how many were
    cut, `iterations` and `error` (relative) tell how raking ended.
    """

    weights: FloatArray
    base: FloatArray
    iterations: int
    error: float
    trimmed: int = 0


def weigh(weights: FloatArray, how: Weighting) -> Weighted:
    """Return base weights adjusted for nonresponse, raked, trimmed and raked again.

    Raise Rejected with every fault of the margins, or Unanswerable where they
    contradict each other or the trimming.
    """
    if faults := problems(weights, how):
        raise Rejected(faults)
    for each in how.sampled:
        weights = adjusted_for_nonresponse(weights, each)
    raked = rake(weights, how.margins)
    if how.trim is None:
        return raked
    base = trim(raked.weights, how.trim)
    over = int((raked.weights > limit(raked.weights, how.trim)).sum())
    return replace(rake(base, how.margins), trimmed=over)


def problems(weights: FloatArray, how: Weighting) -> list[Problem]:
    """Return everything that keeps margins from being used."""
    faults = [
        fault
        for each in (*how.margins, *how.sampled)
        for fault in _empty_groups(weights, each)
    ]
    totals = [float(each.population.sum()) for each in how.margins]
    for each, total in zip(how.margins, totals, strict=True):
        if abs(total - totals[0]) > SAME_TOTAL * totals[0]:
            facts = {"total": f"{total:g}", "first": how.margins[0].by,
                     "expected": f"{totals[0]:g}"}  # fmt: skip
            faults.append(Problem(each.by, "weights.totals_differ", facts))
    for each in how.sampled:
        faults += _more_than_sampled(weights, each)
    return faults


def _more_than_sampled(weights: FloatArray, sampled: Margin) -> list[Problem]:
    counts = sampled.totals((weights > 0).astype(np.float64))
    return [
        Problem(
            sampled.by,
            "weights.more_than_sampled",
            {"group": group, "n": f"{n:g}", "sampled": f"{chosen:g}"},
        )
        for group, n, chosen in zip(
            sampled.groups, counts, sampled.population, strict=True
        )
        if n > chosen * (1 + SAME_TOTAL)
    ]


def _empty_groups(weights: FloatArray, margin: Margin) -> list[Problem]:
    return [
        Problem(margin.by, "weights.empty_group", {"group": group})
        for group, total in zip(margin.groups, margin.totals(weights), strict=True)
        if total <= 0
    ]


def adjusted_for_nonresponse(weights: FloatArray, sampled: Margin) -> FloatArray:
    """Return weights times people sampled over people who answered, class by class.

    The weighting-class adjustment (Little 1986): those who answered in a class stand
    for all who were chosen in it. Rows without weight did not answer.
    """
    answered = sampled.totals((weights > 0).astype(np.float64))
    factor = sampled.population / np.maximum(answered, 1)
    adjusted: FloatArray = weights * factor[sampled.codes]
    return adjusted


def rake(weights: FloatArray, margins: Sequence[Margin]) -> Weighted:
    """Return weights whose totals are the population's in every margin.

    Iterative proportional fitting (Deming and Stephan 1940; R: survey::rake); with one
    margin it is post-stratification. Raise Unanswerable, naming the group that is
    furthest off, where totals do not come within PROMISED in MOST_ITERATIONS.
    """
    sizes = [len(each.groups) for each in margins]
    joint = np.ravel_multi_index([each.codes for each in margins], sizes)
    found, cell = np.unique(joint, return_inverse=True)
    codes = np.unravel_index(found, sizes)
    start = np.bincount(cell, weights, len(found))
    factor, iterations, error = np.ones(len(found)), 0, np.inf
    while error > EXACT and iterations < LONGEST:
        iterations += 1
        errors = []
        for margin, own in zip(margins, codes, strict=True):
            total = np.bincount(own, start * factor, len(margin.groups))
            ratio = margin.population / total
            factor = factor * ratio[own]
            errors.append(np.abs(1 / ratio - 1))
        # In the first round the errors are those of the weights as they came.
        error = max(float(each.max()) for each in errors)
        if iterations >= MOST_ITERATIONS and error > PROMISED:
            raise _not_converged(margins, errors, iterations)
    return Weighted(weights * factor[cell], weights, iterations, error)


def _not_converged(
    margins: Sequence[Margin], errors: Sequence[FloatArray], iterations: int
) -> Unanswerable:
    worst = max(range(len(margins)), key=lambda m: float(errors[m].max()))
    group = margins[worst].groups[int(errors[worst].argmax())]
    return Unanswerable(
        "weights.not_converged",
        by=margins[worst].by,
        group=group,
        off=f"{float(errors[worst].max()):.2g}",
        iterations=iterations,
    )


def limit(weights: FloatArray, times: float) -> float:
    """Return `times` the median of the weights above zero."""
    return times * float(np.median(weights[weights > 0]))


def trim(weights: FloatArray, times: float) -> FloatArray:
    """Return weights of at most `times` the median, with the same sum.

    What is cut off is given to the weights below the limit in equal parts (R:
    trimWeights(strict = TRUE)). Raise Unanswerable where there is no room for it.
    """
    most = limit(weights, times)
    trimmed, total = weights, weights.sum()
    if total > most * (weights > 0).sum():
        raise Unanswerable("weights.trim_too_low", trim=f"{times:g}")
    while (trimmed > most * (1 + EXACT)).any():
        trimmed = np.minimum(trimmed, most)
        room = (trimmed < most) & (weights > 0)
        trimmed = trimmed + room * (total - trimmed.sum()) / max(room.sum(), 1)
    return trimmed


def kish(weights: FloatArray) -> tuple[float, float]:
    """Return Kish's design effect of unequal weights, and the effective n.

    Kish (1965): n Σw² / (Σw)², and n over it; n are the weights above zero.

    >>> kish(np.array([1.0, 1, 1, 1, 4, 0]))
    (1.5625, 3.2)
    """
    n = int((weights > 0).sum())
    deff = float(n * (weights**2).sum() / weights.sum() ** 2)
    return deff, n / deff


def calibrated(design: Design, weighted: Weighted, margins: Sequence[Margin]) -> Design:
    """Return the design with its new weights, and with what their variance needs."""
    indicators = np.column_stack(
        [each.codes[:, None] == np.arange(len(each.groups)) for each in margins]
    ).astype(np.float64)
    psus = [
        _crossed((design.psu, len(design.psus)), _coded(each), weighted.weights)
        for each in margins
    ]
    gram = np.block(
        [
            [_crossed(_coded(a), _coded(b), weighted.base) for b in margins]
            for a in margins
        ]
    )
    scale = 1 / np.sqrt(np.diag(gram))
    inverse = np.linalg.pinv(gram * np.outer(scale, scale), 1e-12, hermitian=True)
    calibration = Calibration(
        by=tuple(each.by for each in margins),
        given=design.weights,
        base=weighted.base,
        indicators=indicators,
        totals=np.column_stack(psus),
        inverse=inverse * np.outer(scale, scale),
    )
    return replace(design, weights=weighted.weights, calibration=calibration)


def _coded(margin: Margin) -> tuple[IntArray, int]:
    return margin.codes, len(margin.groups)


def _crossed(
    rows: tuple[IntArray, int], columns: tuple[IntArray, int], weights: FloatArray
) -> FloatArray:
    """Return the weights in each crossing of two ways to divide the rows."""
    joint = rows[0] * columns[1] + columns[0]
    counts = np.bincount(joint, weights, rows[1] * columns[1])
    return np.asarray(counts, np.float64).reshape(rows[1], columns[1])
