"""Intervals and p-values. scipy.special only: it loads four times faster than stats."""

from typing import Any

import numpy as np

from survey_app.core.sampling.design import FloatArray, IntArray

LEVEL = 0.95


def t_interval(
    mean: FloatArray, se: FloatArray, df: IntArray | int
) -> tuple[FloatArray, FloatArray]:
    """Return the limits `mean` ± t(df)·`se`; NaN where no degree of freedom is left."""
    reach = _quantile(df) * se
    return mean - reach, mean + reach


def logit_interval(
    share: FloatArray, se: FloatArray, df: IntArray | int, n: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return the limits 0-1 of a share, symmetric on the logit (R's svyciprop xlogit).

    A share of exactly 0 or 1 has no standard error; there Wilson's limits for the `n`
    respondents are given (Newcombe 1998), as nobody having said so is not certainty.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(share / (1 - share))
        reach = _quantile(df) * se / (share * (1 - share))
        low, high = _expit(centre - reach), _expit(centre + reach)
    certain = (share <= 0) | (share >= 1)
    wilson = wilson_interval(share, n)
    return np.where(certain, wilson[0], low), np.where(certain, wilson[1], high)


def wilson_interval(
    share: FloatArray, n: IntArray, z: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score limits 0-1 of a share among `n` (Newcombe 1998, method 3).

    `z` is the normal quantile they reach to, that of 95 % on two sides by default.

    >>> low, high = wilson_interval(np.array([0.0]), np.array([20]))
    >>> low.round(4), high.round(4)
    (array([0.]), array([0.1611]))
    """
    z = _normal_quantile() if z is None else z
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        spread = np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        reach = z * spread / (1 + z**2 / n)
    return np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)


def p_value(
    estimate: FloatArray, se: FloatArray, df: IntArray | int, *, null: float = 0.0
) -> FloatArray:
    """Return the two-sided p 0-1 of `estimate` against `null` by Student's t.

    NaN where the standard error is zero or no degree of freedom is left.
    """
    return 2 * p_below(-np.abs(estimate - null), se, df)


def p_below(difference: FloatArray, se: FloatArray, df: IntArray | int) -> FloatArray:
    """Return the chance 0-1 of a difference this low or lower if there were none."""
    degrees = np.asarray(df, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(se > 0, difference / se, np.nan)
    chance: FloatArray = np.where(
        degrees >= 1, special_functions().stdtr(np.maximum(degrees, 1), t), np.nan
    )
    return chance


def f_above(value: float, df1: int, df2: int) -> float:
    """Return the chance 0-1 of an F (df1, df2) this large or larger."""
    return float(special_functions().fdtrc(df1, df2, value))


def holm(p_values: FloatArray) -> FloatArray:
    """Return p-values adjusted by Holm (1979), R's p.adjust(method="holm").

    NaN takes no part and stays NaN.

    >>> holm(np.array([0.01, 0.04, np.nan, 0.03, 0.005])).tolist()
    [0.03, 0.06, nan, 0.06, 0.02]
    """
    adjusted = np.full_like(p_values, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """Return p-values adjusted by Benjamini and Hochberg (1995), R's p.adjust("BH").

    Calling those below a level found keeps the expected share of false ones among them
    below that level. NaN takes no part and stays NaN.

    >>> benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03, 0.005])).tolist()
    [0.02, 0.04, nan, 0.04, 0.02]
    """
    adjusted = np.full_like(p_values, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(-p_values[tested], kind="stable")]
    steps = p_values[order] * len(order) / np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps), 1.0)
    return adjusted


def special_functions() -> Any:
    """Load scipy only when a result is asked for: it takes longer than Flask."""
    from scipy import special  # noqa: PLC0415

    return special


def _quantile(df: IntArray | int) -> FloatArray:
    degrees = np.asarray(df, dtype=np.float64)
    t = special_functions().stdtrit(np.maximum(degrees, 1), (1 + LEVEL) / 2)
    quantile: FloatArray = np.where(degrees >= 1, t, np.nan)
    return quantile


def _normal_quantile() -> float:
    return float(special_functions().ndtri((1 + LEVEL) / 2))


def _expit(x: FloatArray) -> FloatArray:
    expit: FloatArray = 1 / (1 + np.exp(-x))
    return expit
