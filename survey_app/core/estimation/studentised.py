"""The studentised range: how far apart the furthest of several equal means fall.

Distribution and expectation by numeric integration over scipy.special alone.
"""

from functools import cache

import numpy as np
from numpy.polynomial.legendre import leggauss

from survey_app.core.estimation.intervals import special_functions
from survey_app.core.sampling.design import FloatArray

#: Beyond this many standard errors nothing is left of a normal distribution.
EDGE = 8.5
#: From this many degrees of freedom on, Student's scale is as good as known.
MANY = 25_000
STEPS = 128


@cache
def expected_range(groups: int) -> float:
    """Return d2: the range expected of `groups` standard normal means that are equal.

    >>> [round(expected_range(groups), 3) for groups in (2, 3, 4, 5, 6)]
    [1.128, 1.693, 2.059, 2.326, 2.534]
    """
    x, weight = _nodes(-EDGE, EDGE)
    below = special_functions().ndtr(x)
    outside = below**groups + (1 - below) ** groups
    return float(weight @ (1 - outside))


def range_p(ratio: float, groups: int, df: int) -> float:
    """Return the chance that equal means range over `ratio` standard errors or more.

    The upper tail of R's ptukey(ratio, groups, df); NaN without a degree of freedom.

    >>> round(range_p(3.314, 3, 10**9), 3)
    0.05
    """
    if df < 1 or groups < 2 or not np.isfinite(ratio):
        return float("nan")
    if ratio <= 0:
        return 1.0
    if df >= MANY:
        return float(1 - _within(np.array([ratio]), groups)[0])
    scale, weight = _scales(df)
    inside = float(weight @ _within(ratio * scale, groups))
    return max(0.0, 1 - inside)


def _within(ratio: FloatArray, groups: int) -> FloatArray:
    """Return the chance that the range is below `ratio` (n,), the scale being known.

    groups ∫ φ(z) (Φ(z) − Φ(z − ratio))^(groups − 1) dz, z the largest of the means.
    """
    z, weight = _nodes(-EDGE, EDGE)
    ndtr = special_functions().ndtr
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    between = ndtr(z) - ndtr(z - ratio[:, None])
    chance: FloatArray = groups * (between ** (groups - 1)) @ (weight * density)
    return np.minimum(chance, 1.0)


def _scales(df: int) -> tuple[FloatArray, FloatArray]:
    """Return values s and weights of the density of sqrt(chi²(df) / df)."""
    reach = 9 / np.sqrt(2 * df)
    s, weight = _nodes(max(1e-9, 1 - reach), 1 + reach)
    half = df / 2
    log_density = (
        np.log(2)
        + half * np.log(half)
        - special_functions().gammaln(half)
        + (df - 1) * np.log(s)
        - half * s**2
    )
    return s, weight * np.exp(log_density)


@cache
def _legendre() -> tuple[FloatArray, FloatArray]:
    nodes, weights = leggauss(STEPS)
    return nodes, weights


def _nodes(low: float, high: float) -> tuple[FloatArray, FloatArray]:
    nodes, weights = _legendre()
    return (low + high + (high - low) * nodes) / 2, (high - low) / 2 * weights
