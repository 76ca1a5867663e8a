"""The variance of means under raked weights: that of the residuals of the calibration.

R: calibrate(calfun = "raking"), not rake(), whose projection ignores the base weights.
"""

from dataclasses import dataclass

import numpy as np

from survey_app.core.sampling.design import BoolArray, Calibration, Design, FloatArray


@dataclass(frozen=True, slots=True)
class Cross:
    """Sums over rows, additive like Sums, of base weights by margin group.

    `weight` and `total` (c, d, k): base weights, and base weights times value, of the
    valid rows of each margin group, domain and measure.
    """

    weight: FloatArray
    total: FloatArray


def cross(design: Design, values: FloatArray, domains: BoolArray) -> Cross | None:
    """Return the sums calibration needs, None where weights were not calibrated."""
    calibration = design.calibration
    if calibration is None:
        return None
    valid = ~np.isnan(values)
    known, valid = np.where(valid, values, 0.0), valid.astype(np.float64)
    weighted = [
        (domains * (calibration.base * own)[:, None]).T
        for own in calibration.indicators.T
    ]
    return Cross(
        weight=np.stack([each @ valid for each in weighted]),
        total=np.stack([each @ known for each in weighted]),
    )


def projection(
    crossed: Cross, calibration: Calibration, mean: FloatArray, weight: FloatArray
) -> FloatArray:
    """Return what the margins explain of linearised PSU totals (psus, d, k).

    With u = (y - mean) / weight in the domain, B = (X'DX)^-1 X'Du and PX the raked PSU
    totals of X it is PX B (Deville and Särndal 1992); subtracted from the totals it
    leaves those of the residuals.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        linear = (crossed.total - mean * crossed.weight) / weight
    slopes = np.tensordot(calibration.inverse, np.nan_to_num(linear), axes=1)
    explained: FloatArray = np.tensordot(calibration.totals, slopes, axes=1)
    return explained
