"""Interviews equal or nearly equal to another, judged against honest ones of the form.

How alike honest interviews are depends on the questions, on how many there are, and on
how many people answered. So the limit is found by simulating honest answers.
"""

from math import ceil
from statistics import NormalDist

import numpy as np

from survey_app.core.quality.blocking import nearest
from survey_app.core.quality.duplicates import (
    LEAST_ITEMS,
    NEARLY_THE_SAME,
    closest,
    closest_to,
)
from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

_NORMAL = NormalDist()

#: The share of honest interviews that may be closer to another than the limit.
HONEST = 0.995
#: Simulated interviews: at least so many in all, at most so many beside each other.
LEAST_SIMULATED, MOST_TOGETHER = 1000, 2000
#: Items with fewer options are answered alike too often to tell copies.
LEAST_OPTIONS = 5


def exact_duplicate(interviews: Interviews) -> BoolArray:
    """Return which answer every scored question as another interview of the round.

    Nobody, where honest interviews of the form are equal too.
    """
    codes = interviews.codes[:, interviews.scored]
    if interviews.equal_from > 1 or not codes.size:
        return np.zeros(len(codes), np.bool_)
    _, which, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    answered = (codes >= 0).mean(axis=1) >= 0.5
    return np.asarray((counts[which.ravel()] > 1) & answered)


def near_duplicate(interviews: Interviews) -> BoolArray:
    """Return which are nearly another interview of the same enumerator.

    Nobody on forms with too few questions; `calibrated` gives the limit.
    """
    columns = comparable(interviews)
    found = np.zeros(len(interviews.codes), np.bool_)
    if len(columns) < LEAST_ITEMS or interviews.nearly_from > 1:
        return found
    for name in set(interviews.enumerator.tolist()) - {""}:
        rows = np.flatnonzero(interviews.enumerator == name)
        if len(rows) > 1:
            shares, _ = closest(interviews.codes[rows][:, columns])
            found[rows] = shares >= interviews.nearly_from
    return found


def near_elsewhere(interviews: Interviews) -> BoolArray:
    """Return which are nearly an interview of somebody else, or one nobody asked.

    All pairs of a round are looked at as `blocking` does; `calibrated_anywhere` gives
    the limit. Those near one of the same enumerator have their own flag.
    """
    columns = comparable(interviews)
    if len(columns) < LEAST_ITEMS or interviews.anywhere_from > 1:
        return np.zeros(len(interviews.codes), np.bool_)
    shares = nearest(interviews.codes[:, columns], interviews.draws)
    is_near = shares >= interviews.anywhere_from
    return np.asarray(is_near & ~near_duplicate(interviews))


def comparable(interviews: Interviews) -> list[int]:
    """Return the columns that tell copies: scored, with five options or more."""
    options = [
        len(interviews.instrument.options(item)) >= LEAST_OPTIONS
        for item in interviews.items
    ]
    return [column for column in interviews.scored if options[column]]


def calibrated(codes: IntArray, rng: np.random.Generator) -> float:
    """Return the share of equal answers that 99.5 % of honest interviews stay below.

    `codes` (rows, items) are the answers given. Honest ones are drawn with the same
    correlations, the same share of each answer and of missing ones, and each compared
    with the likest of the others; never below 0.85 (Kuriakose and Robbins 2016).
    """
    rows = min(len(codes), MOST_TOGETHER)
    if rows < 2 or codes.shape[1] < 2:
        return 2.0
    times = ceil(LEAST_SIMULATED / rows)
    root = _root(_correlations(codes))
    shares = [closest(_simulated(codes, root, rows, rng))[0] for _ in range(times)]
    return _limit(np.concatenate(shares))


def calibrated_anywhere(codes: IntArray, rng: np.random.Generator) -> float:
    """Return `calibrated` where each interview is compared with all others of a round.

    The more interviews, the likelier the likest honest one; a thousand simulated ones
    are compared with as many as there are.
    """
    if len(codes) <= MOST_TOGETHER:
        return calibrated(codes, rng)
    found = honest(codes, len(codes), rng)
    return _limit(closest_to(found[:LEAST_SIMULATED], found))


def honest(codes: IntArray, rows: int, rng: np.random.Generator) -> IntArray:
    """Return simulated honest interviews (rows, items) of the form of `codes`."""
    return _simulated(codes, _root(_correlations(codes)), rows, rng)


def _limit(shares: FloatArray) -> float:
    limit = float(np.quantile(shares, HONEST, method="higher"))
    # The limit itself must be passed: one honest interview in 200 reaches it.
    return max(NEARLY_THE_SAME, float(np.nextafter(limit, 2.0)))


def _simulated(
    codes: IntArray, root: FloatArray, rows: int, rng: np.random.Generator
) -> IntArray:
    latent = rng.standard_normal((rows, codes.shape[1])) @ root.T
    ranks = latent.argsort(axis=0).argsort(axis=0)
    found = np.empty(latent.shape, np.int64)
    for column, given in enumerate(codes.T):
        known = np.sort(given[given >= 0])
        if not len(known):
            found[:, column] = -1
            continue
        places = (ranks[:, column] + 0.5) / len(ranks) * len(known)
        found[:, column] = known[places.astype(np.int64)]
    found[rng.random(found.shape) < (codes < 0).mean(axis=0)] = -1
    return found


def _correlations(codes: IntArray) -> FloatArray:
    """Return the correlations of what is behind the answers, as if it were normal.

    Answers on a few steps correlate less than what is behind them; each item's share of
    that loss is the correlation of a normal variable with itself on those steps (the
    point-polyserial correction). Missing answers stand at the item's mean.
    """
    values = np.where(codes >= 0, codes, np.nan)
    means = np.nan_to_num(_column_means(values))
    centred = np.where(np.isnan(values), 0.0, values - means)
    spread = np.sqrt((centred**2).sum(axis=0))
    spread[spread == 0] = np.inf
    scaled = centred / spread
    kept = np.array([_kept_by_steps(column[column >= 0]) for column in codes.T])
    found = np.clip((scaled.T @ scaled) / np.outer(kept, kept), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _kept_by_steps(given: IntArray) -> float:
    """Return how a normal variable correlates with itself cut into these answers."""
    values, counts = np.unique(given, return_counts=True)
    spread = float(np.std(given)) if len(values) > 1 else 0.0
    if not spread:
        return 1.0
    below = np.cumsum(counts)[:-1] / counts.sum()
    heights = [_NORMAL.pdf(_NORMAL.inv_cdf(float(share))) for share in below]
    return float(np.diff(values) @ np.array(heights)) / spread


def _column_means(values: FloatArray) -> FloatArray:
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(known.sum(axis=0), 1))


def _root(correlations: FloatArray) -> FloatArray:
    """Return A with A A' the correlations, negative eigenvalues set to nothing."""
    values, vectors = np.linalg.eigh(correlations)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.asarray(root / np.sqrt((root**2).sum(axis=1, keepdims=True)))
