"""Exact chances and limits of counts and shares, right at any size."""

import numpy as np

from survey_app.core.estimation.intervals import special_functions
from survey_app.core.sampling.design import FloatArray

#: Two chances this close relative to each other count as equal, as in R.
EQUAL = 1 + 1e-7


def binomial_above(count: float, n: float, share: float) -> float:
    """Return the chance 0-1 of `count` or more among `n` if the share is `share`.

    >>> round(binomial_above(12, 25, 0.2), 7)
    0.0015401
    """
    if count <= 0:
        return 1.0
    # The beta form also takes numbers that are not whole: effective ones.
    return float(special_functions().betainc(count, n - count + 1, share))


def poisson_above(count: float, mean: float) -> float:
    """Return the chance 0-1 of `count` or more events where `mean` are expected."""
    if count <= 0:
        return 1.0
    return float(special_functions().gammainc(count, mean))


def binomial_limit(n: int, share: float, tail: float) -> int:
    """Return the smallest count that is as rare as `tail` among `n`; n + 1 if none."""
    counts = (k for k in range(n + 1) if binomial_above(k, n, share) <= tail)
    return next(counts, n + 1)


def poisson_limit(mean: float, tail: float) -> int:
    """Return the smallest count that is as rare as `tail` where `mean` are expected."""
    count = int(mean)
    while poisson_above(count, mean) > tail:
        count += 1
    return count


def rate_above(count: float, exposure: float, before: float, earlier: float) -> float:
    """Return the chance of `count` or more in `exposure` after `before` in `earlier`.

    Given the sum, the newer count is binomial where the rate is the same (Przyborowski
    and Wilenski 1940): it holds its level however few the earlier periods are.
    """
    return binomial_above(count, count + before, exposure / (exposure + earlier))


def rates_differ(
    count: int, exposure: float, other: int, other_exposure: float
) -> float:
    """Return the two-sided p 0-1 of two Poisson rates being equal, R's poisson.test.

    >>> round(rates_differ(12, 4, 20, 12), 5)
    0.10559
    """
    total = count + other
    share = exposure / (exposure + other_exposure)
    tails = [binomial_above(k, total, share) for k in range(total + 2)]
    chances = -np.diff(tails)
    return float(chances[chances <= chances[count] * EQUAL].sum())


def rate_limit(exposure: float, before: int, earlier: float, tail: float) -> int:
    """Return the smallest count as rare as `tail` after `before` in `earlier`."""
    count = 0
    while rate_above(count, exposure, before, earlier) > tail:
        count += 1
    return count


def shares_above(
    count: FloatArray, n: FloatArray, before: FloatArray, n_before: FloatArray
) -> FloatArray:
    """Return Fisher's one-sided p 0-1 of the later share being no higher.

    Arrays of one shape, whole numbers: `count` of `n` later, `before` of `n_before`.
    """
    total = count + before
    low, high = np.maximum(0, total - n_before), np.minimum(n, total)
    steps = np.arange(int(np.max(high, initial=0)) + 1)
    at = np.minimum(np.maximum(steps, low[..., None]), high[..., None])
    logs = _log_chance(at, total[..., None], n[..., None], n_before[..., None])
    is_tail = (steps >= count[..., None]) & (steps <= high[..., None])
    found: FloatArray = np.minimum(np.where(is_tail, np.exp(logs), 0).sum(-1), 1.0)
    return found


def fisher(count: int, n: int, other: int, n_other: int) -> float:
    """Return Fisher's two-sided p 0-1 of two shares being equal, R's fisher.test.

    >>> round(fisher(15, 25, 30, 40), 5)
    0.27099
    """
    total = count + other
    at = np.arange(max(0, total - n_other), min(n, total) + 1.0)
    chances = np.exp(_log_chance(at, total, n, n_other))
    here = chances[count - int(at[0])]
    return min(1.0, float(chances[chances <= here * EQUAL].sum()))


def share_limit(n: int, before: int, n_before: int, tail: float) -> int:
    """Return the smallest count among `n` as rare as `tail`; n + 1 if none (Fisher)."""
    rest = [np.array([float(each)]) for each in (n, before, n_before)]
    low, high = -1, n + 1
    while high - low > 1:  # the chance falls with the count
        middle = (low + high) // 2
        rare = shares_above(np.array([float(middle)]), *rest)[0] <= tail
        low, high = (low, middle) if rare else (middle, high)
    return high


def _log_chance(
    count: FloatArray,
    total: FloatArray | int,
    n: FloatArray | int,
    n_other: FloatArray | int,
) -> FloatArray:
    """Return the log of the hypergeometric chance of `count` of `total` among `n`."""
    found: FloatArray = (
        _log_choose(n, count)
        + _log_choose(n_other, total - count)
        - _log_choose(n + n_other, total)
    )
    return found


def _log_choose(n: FloatArray | int, k: FloatArray | int) -> FloatArray:
    gammaln = special_functions().gammaln
    found: FloatArray = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found
