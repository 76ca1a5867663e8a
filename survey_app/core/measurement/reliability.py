"""Is a construct measured by its items? Agreement of items that should say the same.

Computed on the complete answers, unweighted, with reversed items turned round: it says
how the questions work, not what people think.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from survey_app.core.sampling.design import FloatArray

#: Fewer complete answers say nothing about reliability.
LEAST_COMPLETE = 100
#: Below: show the items separately; below the second: with caution (docs/methods.md).
WEAK, CAUTION = 0.6, 0.7
#: An item that agrees with the others less than this is probably wrongly translated.
LEAST_ITEM_REST = 0.2

Verdict = Literal["sound", "caution", "weak", "too_few"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """How k items agree, over `n` complete answers; (k,) arrays are by item.

    `alpha` Cronbach's with Feldt's (1965) 95 % limits, `alpha_standardised` the same of
    correlations, `omega` McDonald's of one factor;
    `item_rest` is each item's correlation with the sum of the others, `alpha_without`
    alpha if the item were left out (NaN for two items), `loadings` on the one factor.
    NaN where the items do not vary.
    """

    n: int
    alpha: float
    low: float
    high: float
    alpha_standardised: float
    omega: float
    item_rest: FloatArray
    alpha_without: FloatArray
    loadings: FloatArray

    @property
    def verdict(self) -> Verdict:
        """Return whether the construct may be shown as one number."""
        # Two items have no omega of their own.
        worst = self.alpha if np.isnan(self.omega) else min(self.alpha, self.omega)
        if self.n < LEAST_COMPLETE or np.isnan(worst):
            return "too_few"
        if worst < WEAK:
            return "weak"
        return "caution" if worst < CAUTION else "sound"


def reliability(scores: FloatArray) -> Reliability:
    """Return how the items of `scores` (rows, items; reversed ones turned) agree.

    Rows with a missing answer take no part (R: psych::alpha on complete cases).

    >>> rows = [(3, 4, 3), (2, 3, 4), (4, 4, 5), (3, 2, 3), (4, 4, 4)]
    >>> round(reliability(np.array(rows, float)).alpha, 7)
    0.7325581
    """
    complete = scores[~np.isnan(scores).any(axis=1)]
    items = scores.shape[1]
    if len(complete) < 2 or items < 2:
        nothing = np.full(items, np.nan)
        return Reliability(
            len(complete), np.nan, np.nan, np.nan, np.nan, np.nan,
            nothing, nothing, nothing,
        )  # fmt: skip
    covariance = np.atleast_2d(np.cov(complete, rowvar=False))
    correlation = _correlation(covariance)
    loadings = one_factor(correlation)
    alpha = _alpha(covariance)
    low, high = _limits(alpha, len(complete), items)
    return Reliability(
        n=len(complete),
        alpha=alpha,
        low=low,
        high=high,
        alpha_standardised=_alpha(correlation),
        omega=_omega(loadings),
        item_rest=_item_rest(covariance),
        alpha_without=_without_each(covariance),
        loadings=loadings,
    )


def one_factor(correlation: FloatArray) -> FloatArray:
    """Return the loadings (items,) of one common factor by maximum likelihood.

    Agrees with R's factanal(factors = 1) and psych::fa(fm = "ml"). NaN where a
    correlation is undefined, or where fewer than three items leave it open.
    """
    items = len(correlation)
    if items < 3 or not np.isfinite(correlation).all():
        return np.full(items, np.nan)
    start = np.full(items, 0.5)
    if np.linalg.matrix_rank(correlation) == items:
        start = (1 - 0.5 / items) / np.diag(np.linalg.inv(correlation))
    fit = _minimize()(
        _misfit, start, args=(correlation,), jac=True, method="L-BFGS-B",
        bounds=[(0.005, 1.0)] * items, options={"ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    loadings = _loadings(fit.x, correlation)[0]
    return loadings if loadings.sum() >= 0 else -loadings


def _misfit(unique: FloatArray, correlation: FloatArray) -> tuple[float, FloatArray]:
    """Return the likelihood's misfit given uniquenesses, and its gradient."""
    loadings, rest = _loadings(unique, correlation)
    misfit = float((rest - np.log(rest) - 1).sum())
    implied = np.outer(loadings, loadings) + np.diag(unique)
    return misfit, np.diag(implied - correlation) / unique**2


def _loadings(
    unique: FloatArray, correlation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the best loadings given uniquenesses, and the other eigenvalues."""
    scale = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(scale, scale))
    strength = np.sqrt(max(values[-1] - 1, 0.0))
    return scale * vectors[:, -1] * strength, np.maximum(values[:-1], 1e-12)


def _alpha(covariance: FloatArray) -> float:
    items, total = len(covariance), covariance.sum()
    if total <= 0:
        return np.nan
    return float(items / (items - 1) * (1 - np.trace(covariance) / total))


def _limits(alpha: float, n: int, items: int) -> tuple[float, float]:
    """Return Feldt's 95 % limits of alpha."""
    degrees = (n - 1, (n - 1) * (items - 1))
    quantiles = (_special().fdtri(*degrees, each) for each in (0.975, 0.025))
    low, high = (1 - (1 - alpha) * float(quantile) for quantile in quantiles)
    return low, high


def _omega(loadings: FloatArray) -> float:
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


def _item_rest(covariance: FloatArray) -> FloatArray:
    variances = np.diag(covariance)
    with_rest = covariance.sum(axis=0) - variances
    rest = covariance.sum() - 2 * covariance.sum(axis=0) + variances
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = with_rest / np.sqrt(variances * rest)
    return found


def _without_each(covariance: FloatArray) -> FloatArray:
    items = len(covariance)
    if items < 3:
        return np.full(items, np.nan)
    left = (np.delete(np.arange(items), item) for item in range(items))
    return np.array([_alpha(covariance[np.ix_(rest, rest)]) for rest in left])


def _correlation(covariance: FloatArray) -> FloatArray:
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = covariance / np.outer(spread, spread)
    return found


def _minimize() -> Any:
    """Load the optimiser only when reliability is asked for."""
    from scipy.optimize import minimize  # noqa: PLC0415

    return minimize


def _special() -> Any:
    """Load scipy only when it is asked for."""
    from scipy import special  # noqa: PLC0415

    return special
