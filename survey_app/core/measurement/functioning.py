"""Does an item work the same in every language and mode?

Differential item functioning (DIF): people equal in all else the construct asks answer
one item differently in one version of the questionnaire. Usually it is a translation.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: Answers each version needs for the model; with fewer, matched differences are used.
LEAST_FOR_MODEL = 200
#: Fewer than this in a version cannot be judged at all.
LEAST_TO_MATCH = 30
#: Share of McFadden's R² (lordif's default), and standard deviations, that count.
LARGE_R2, LARGE_SD = 0.02, 0.5
#: "Do not know" rates of two versions that differ by more than this share 0-1.
LARGE_UNKNOWN = 0.15

Method = Literal["ordinal", "matched", "too_few"]


@dataclass(frozen=True, slots=True)
class Functioning:
    """How one item differs in one version from all others.

    `size` is the gain in McFadden's R² ("ordinal"), or the difference in standard
    deviations among people alike in the rest ("matched"); NaN for "too_few".
    """

    method: Method
    size: float
    n: int
    n_others: int

    @property
    def is_flagged(self) -> bool:
        """Return whether somebody should look at the item's translation."""
        least = LARGE_R2 if self.method == "ordinal" else LARGE_SD
        return bool(abs(self.size) >= least)


def functioning(scores: FloatArray, item: int, version: BoolArray) -> Functioning:
    """Return how column `item` of `scores` (rows, items) differs in `version` (rows,).

    Only complete rows count; the rest score is the mean of the other items.
    """
    complete = ~np.isnan(scores).any(axis=1)
    answers, inside = scores[complete, item], version[complete]
    rest = np.delete(scores[complete], item, axis=1).mean(axis=1)
    n, others = int(inside.sum()), int((~inside).sum())
    fewest = min(n, others)
    if fewest < LEAST_TO_MATCH or len(np.unique(answers)) < 2:
        return Functioning("too_few", np.nan, n, others)
    if fewest < LEAST_FOR_MODEL:
        return Functioning("matched", _matched(answers, rest, inside), n, others)
    levels = np.unique(answers, return_inverse=True)[1]
    return Functioning("ordinal", _gain(levels, rest, inside), n, others)


def unknown_difference(
    unknown: BoolArray, asked: BoolArray, version: BoolArray
) -> float:
    """Return how much more often (share 0-1) "do not know" is said in a version.

    NaN where the item was asked in one of both only.
    """
    inside, outside = asked & version, asked & ~version
    if not inside.any() or not outside.any():
        return np.nan
    return float(unknown[inside].mean() - unknown[outside].mean())


def _matched(answers: FloatArray, rest: FloatArray, inside: BoolArray) -> float:
    """Return the mean difference within thirds of the rest score, in pooled SDs."""
    third = np.searchsorted(np.quantile(rest, [1 / 3, 2 / 3]), rest)
    differences, weights = [], []
    for place in range(3):
        ours, theirs = (
            answers[(third == place) & inside],
            answers[(third == place) & ~inside],
        )
        if len(ours) and len(theirs):
            differences.append(ours.mean() - theirs.mean())
            weights.append(len(ours) * len(theirs) / (len(ours) + len(theirs)))
    pooled = answers.std(ddof=1)
    if not weights or not pooled:
        return np.nan
    return float(np.average(differences, weights=weights) / pooled)


def _gain(levels: IntArray, rest: FloatArray, inside: BoolArray) -> float:
    """Return by how much McFadden's R² grows when the version, and its slope, count.

    Models 1 and 3 of Zumbo (1999): proportional odds on the rest score alone, and with
    the version and its product with the rest score.
    """
    centred = (rest - rest.mean()) / (rest.std() or 1.0)
    group = inside.astype(np.float64)
    alone = log_likelihood(levels, centred[:, None])
    full = log_likelihood(levels, np.column_stack([centred, group, centred * group]))
    return (full - alone) / -log_likelihood(levels, np.empty((len(levels), 0)))


def log_likelihood(levels: IntArray, terms: FloatArray) -> float:
    """Return the largest log likelihood of a proportional-odds model (R: MASS::polr).

    `levels` (rows,) count from 0; `terms` (rows, k). Without terms it is that of the
    shares of the levels.
    """
    counts = np.bincount(levels)
    shares = counts / counts.sum()
    if not terms.shape[1]:
        return float((counts * np.log(shares)).sum())
    cuts = np.cumsum(shares)[:-1]
    first = np.log(cuts / (1 - cuts))
    start = np.concatenate(
        [first[:1], np.log(np.diff(first)), np.zeros(terms.shape[1])]
    )
    fit = _minimize()(
        _minus_log_likelihood, start, args=(levels, terms, len(counts)), jac=True,
        method="BFGS", options={"gtol": 1e-6},
    )  # fmt: skip
    return -float(fit.fun)


def _minus_log_likelihood(
    point: FloatArray, levels: IntArray, terms: FloatArray, count: int
) -> tuple[float, FloatArray]:
    """Return minus the log likelihood, and its gradient.

    The cut points are a first one and the logarithms of the steps to the next, so that
    they stay in order.
    """
    steps = np.concatenate([point[:1], np.exp(point[1 : count - 1])])
    cuts = np.concatenate([[-np.inf], np.cumsum(steps), [np.inf]])
    place = terms @ point[count - 1 :]
    upper, lower = _logistic(cuts[levels + 1] - place), _logistic(cuts[levels] - place)
    chance = np.maximum(upper - lower, 1e-300)
    up, down = upper * (1 - upper) / chance, lower * (1 - lower) / chance
    by_cut = np.bincount(levels, up, count)[:-1] - np.bincount(levels, down, count)[1:]
    by_step = np.cumsum(by_cut[::-1])[::-1] * np.concatenate([[1.0], steps[1:]])
    gradient = np.concatenate([by_step, -terms.T @ (up - down)])
    return -float(np.log(chance).sum()), -gradient


def _logistic(x: FloatArray) -> FloatArray:
    return np.asarray(_special().expit(x), dtype=np.float64)


def _minimize() -> Any:
    """Load the optimiser only when it is asked for."""
    from scipy.optimize import minimize  # noqa: PLC0415

    return minimize


def _special() -> Any:
    """Load scipy only when it is asked for."""
    from scipy import special  # noqa: PLC0415

    return special
