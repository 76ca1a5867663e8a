"""From sums to means, and from linearised PSU totals to variances.

The variance is the ultimate-cluster Taylor variance of R's survey::svymean: every
statistic is a sum of linearised parts per PSU, so that covariances come free.
"""

from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.calibrated import Cross, projection
from survey_app.core.estimation.sums import Sums
from survey_app.core.sampling.design import Design, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Moments:
    """Means of k measures in d domains with their linearised parts.

    `mean`, `sd`, `srs` (d, k), NaN where nobody answered; `srs` is the variance a
    simple random sample with replacement would have; `parts` (psus, d, k) are the
    linearised PSU totals; `n` and `psus` (d, k) count the respondents who answered and
    their PSUs; `df` (d,) are the PSUs less the strata the domain's members live in, as
    R's degf(subset()).
    """

    mean: FloatArray
    sd: FloatArray
    srs: FloatArray
    parts: FloatArray
    n: IntArray
    psus: IntArray
    df: IntArray

    def of_domains(self, domains: slice) -> "Moments":
        """Return the moments of some domains."""
        return Moments(
            self.mean[domains],
            self.sd[domains],
            self.srs[domains],
            self.parts[:, domains],
            self.n[domains],
            self.psus[domains],
            self.df[domains],
        )


def moments(sums: Sums, design: Design, crossed: Cross | None = None) -> Moments:
    """Return the means in `sums` and the linearised parts of their variance.

    With the `crossed` sums of calibrated weights the parts are those of residuals.
    """
    weight = sums.weight.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.total.sum(axis=0) / weight
        parts = sums.weight * mean
        np.subtract(sums.total, parts, out=parts)
        parts /= weight
        scatter = np.maximum(sums.square / weight - mean**2, 0.0)
        srs = scatter / (sums.n - 1)
    if crossed is not None and design.calibration is not None:
        parts -= projection(crossed, design.calibration, mean, weight)
    parts[:, weight == 0] = 0.0
    lives = sums.members > 0
    return Moments(
        mean=mean,
        sd=np.sqrt(srs * sums.n),
        srs=srs,
        parts=parts,
        n=sums.n,
        psus=(sums.weight > 0).sum(axis=0),
        df=lives.sum(axis=0) - _by_stratum(lives, design, np.logical_or).sum(axis=0),
    )


def variance(parts: FloatArray, design: Design) -> FloatArray:
    """Return the variance (...) of the sum of linearised `parts` (psus, ...).

    A stratum with one PSU is centred at the grand mean ("adjust"), adds nothing
    ("remove", "certainty") or the mean of the others ("average"): options of R's
    survey.lonely.psu.
    """
    count = design.psus_in
    lonely = count == 1
    centre = _by_stratum(parts, design, np.add) / _column(count, parts)
    centre[lonely] = 0.0
    squares = _by_stratum((parts - centre[design.stratum]) ** 2, design, np.add)
    scale = np.where(lonely, 1.0, count / np.maximum(count - 1, 1))
    scale = scale * (1 - design.fraction)
    if design.lonely != "adjust":
        scale[lonely] = 0.0
    total: FloatArray = (squares * _column(scale, parts)).sum(axis=0)
    if design.lonely == "average":
        present = _by_stratum(parts != 0, design, np.logical_or)
        total *= present.sum(axis=0) / np.maximum(present[~lonely].sum(axis=0), 1)
    return total


def _by_stratum(values: np.ndarray, design: Design, how: np.ufunc) -> np.ndarray:
    starts = np.searchsorted(design.stratum, np.arange(len(design.population)))
    gathered: np.ndarray = how.reduceat(values, starts, axis=0)
    return gathered


def _column(values: np.ndarray, like: FloatArray) -> np.ndarray:
    return values.reshape(-1, *[1] * (like.ndim - 1))
