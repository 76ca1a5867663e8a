"""Control charts of series: what each round adds, cumulative sums, moving averages.

Arrays run over rounds along their last axis, series along the others. NaN is a round
without a reading: it leaves every sum as it was.
"""

from collections.abc import Callable, Sequence

import numpy as np

from survey_app.core.estimation.intervals import special_functions
from survey_app.core.sampling.design import FloatArray

#: What really moves between rounds is estimated from so many earlier ones, the newest
#: left out: a fall that begins shall not pass for usual variation.
ROUNDS_FOR_SPREAD = 6
NEWEST_ROUNDS = 3
#: Days of newest counts that EARS C2 leaves out of its baseline.
GUARD = 2
EARS_BASELINE = 7

Step = Callable[[FloatArray, FloatArray], FloatArray]


def cusum(values: FloatArray, reference: float, start: float = 0.0) -> FloatArray:
    """Return the upper cumulative sums `S_t = max(0, S_{t−1} + x_t − k)` (Page 1954).

    `values` are deviations from the target, in any unit; `reference` k is in the same
    one. For falls give `-values`; a `start` of half the limit is a fast one.

    >>> cusum(np.array([0.2, 1.0, np.nan, 1.5]), 0.5).tolist()
    [0.0, 0.5, 0.5, 1.5]
    """
    return _running(
        values, start, lambda sums, x: np.maximum(0.0, sums + x - reference)
    )


def ewma(values: FloatArray, weight: float, start: float = 0.0) -> FloatArray:
    """Return the moving averages `E_t = λ x_t + (1 − λ) E_{t−1}` (Roberts 1959)."""
    return _running(values, start, lambda mean, x: weight * x + (1 - weight) * mean)


def ewma_spread(weight: float, rounds: int) -> FloatArray:
    """Return the standard deviations (rounds,) of moving averages of unit deviation.

    `sqrt(λ / (2 − λ) · (1 − (1 − λ)^{2t}))`, which nears its limit as rounds go by.
    """
    times = np.arange(1, rounds + 1)
    spread: FloatArray = np.sqrt(_settled(weight) * (1 - (1 - weight) ** (2 * times)))
    return spread


def settled_spread(weight: float) -> float:
    """Return the standard deviation moving averages end at: `sqrt(λ / (2 − λ))`."""
    return float(np.sqrt(_settled(weight)))


def residuals(
    values: FloatArray,
    variances: FloatArray,
    rounds_for_spread: int | None = ROUNDS_FOR_SPREAD,
) -> FloatArray:
    """Return how far each round is from the rounds before it, in standard deviations.

    `z_t = (θ_t − θ̄) / sqrt(v_t + 1/Σ 1/v_s)` with the precision-weighted mean θ̄ of
    earlier rounds: independent and standard normal while nothing changes, however few
    rounds there are (Brown, Durbin and Evans 1975). Once `rounds_for_spread` rounds
    came before the NEWEST_ROUNDS, variances hold what really moves between them
    (DerSimonian and Laird 1986), as in Laney's charts; None: never. NaN for the first.
    """
    found = np.full(values.shape, np.nan)
    for t in range(1, values.shape[-1]):
        before, spread = values[..., :t], variances[..., :t]
        added = np.zeros(values.shape[:-1])
        settled = t - NEWEST_ROUNDS
        if rounds_for_spread is not None and settled >= rounds_for_spread:
            added = between_rounds(
                before[..., :settled], spread[..., :settled], rounds_for_spread
            )
        weights = _weights(before, spread + added[..., None])
        total = weights.sum(-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            centre = (weights * np.nan_to_num(before)).sum(-1) / total
            own = variances[..., t] + added + 1 / total
            found[..., t] = (values[..., t] - centre) / np.sqrt(own)
    found[~np.isfinite(found)] = np.nan
    return found


def between_rounds(
    values: FloatArray, variances: FloatArray, least: int = 2
) -> FloatArray:
    """Return how much rounds really vary, τ² of DerSimonian and Laird (1986).

    0 where there are fewer than `least` rounds, or no more variation than sampling.

    >>> round(float(between_rounds(np.array([1.0, 2.0, 3.0]), np.full(3, 0.1))), 2)
    0.9
    """
    weights = _weights(values, variances)
    known, total = (weights > 0).sum(-1), weights.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (weights * np.nan_to_num(values)).sum(-1) / total
        apart = (weights * (np.nan_to_num(values) - centre[..., None]) ** 2).sum(-1)
        found = (apart - (known - 1)) / (total - (weights**2).sum(-1) / total)
    usable: FloatArray = np.where(
        (known >= max(least, 2)) & np.isfinite(found), np.maximum(found, 0), 0.0
    )
    return usable


def baseline(values: FloatArray, variances: FloatArray) -> tuple[float, float]:
    """Return the precision-weighted mean of rounds (rounds,) and its variance.

    NaN where no round has a reading with a variance.
    """
    weights = _weights(values, variances)
    total = float(weights.sum())
    if not total:
        return float("nan"), float("nan")
    return float((weights * np.nan_to_num(values)).sum() / total), 1 / total


def first_above(values: FloatArray, limits: FloatArray | float) -> int | None:
    """Return the first place (rounds,) beyond its limit, None where there is none."""
    beyond = np.flatnonzero(values > limits)
    return int(beyond[0]) if len(beyond) else None


def ears(counts: Sequence[float], alpha: float) -> tuple[FloatArray, ...]:
    """Return the upper limits C1, C2 and C3 of counts (Hutwagner and others 2003).

    C1 is mean + z·sd of the 7 counts before; C2 leaves the newest 2 of those out; C3
    rings where the two counts before were together z standard deviations beyond one
    each, told as a limit of the count itself as R's surveillance does. NaN where there
    are too few counts; arrays of the shape of `counts`.
    """
    x = np.asarray(counts, dtype=np.float64)
    z = -float(special_functions().ndtri(alpha))
    first, second, third = (np.full(len(x), np.nan) for _ in range(3))
    excess = np.full(len(x), np.nan)
    for t in range(EARS_BASELINE, len(x)):
        first[t] = _mean_and_sd(x[t - EARS_BASELINE : t]) @ (1, z)
        start = t - EARS_BASELINE - GUARD
        if start >= 0:
            mean, sd = _mean_and_sd(x[start : t - GUARD])
            second[t] = mean + z * sd
            excess[t] = (x[t] - mean) / sd
            carried = sum(max(0.0, excess[t - i] - 1) for i in (1, 2))
            if not np.isnan(carried) and start >= GUARD:
                third[t] = max(0.0, x[t] + sd * (z - carried))
    return first, second, third


def _mean_and_sd(counts: FloatArray) -> FloatArray:
    return np.array([counts.mean(), counts.std(ddof=1)])


def _settled(weight: float) -> float:
    return weight / (2 - weight)


def _weights(values: FloatArray, variances: FloatArray) -> FloatArray:
    """Return 1 / variance, 0 where there is no reading or no uncertainty is known."""
    known = ~np.isnan(values) & (variances > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.where(known, 1 / variances, 0.0)
    return found


def _running(values: FloatArray, start: float, step: Step) -> FloatArray:
    found = np.empty(values.shape)
    state = np.full(values.shape[:-1], start)
    for t in range(values.shape[-1]):
        x = values[..., t]
        state = np.where(np.isnan(x), state, step(state, x))
        found[..., t] = state
    return found
