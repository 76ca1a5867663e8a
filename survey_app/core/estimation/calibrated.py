"""The variance of means under raked weights: that of the residuals of the calibration.

R: calibrate(calfun = "raking"), not rake(), whose projection ignores the base weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.blocks import over_blocks, product
from survey_app.core.estimation.sums import Domains, flags_and_values
from survey_app.core.measurement.values import Column, block
from survey_app.core.sampling.design import Calibration, Design, FloatArray


@dataclass(frozen=True, slots=True)
class Cross:
    """Sums over rows, additive like Sums, of base weights by margin group.

    `weight` and `total` (c, d, k): base weights, and base weights times value, of the
    valid rows of each margin group, domain and measure.
    """

    weight: FloatArray
    total: FloatArray


def cross(design: Design, columns: Sequence[Column], domains: Domains) -> Cross | None:
    """Return the sums calibration needs, None where weights were not calibrated."""
    calibration = design.calibration
    if calibration is None:
        return None

    measures = len(columns)
    shape = (calibration.indicators.shape[1], domains.count, 2 * measures)

    def work(rows: slice) -> FloatArray:
        # Rows one after the other in memory, so that those of a group are taken fast.
        table = np.ascontiguousarray(flags_and_values(block(columns, rows))[:-1].T)
        weighted = (domains.inside(rows) * calibration.base[rows]).T
        found = np.empty(shape)
        for group, own in enumerate(calibration.indicators[rows].T):
            inside = np.flatnonzero(own)
            left = np.ascontiguousarray(weighted.take(inside, axis=0).T)
            found[group] = product(left, table.take(inside, axis=0).T)
        return found

    found = sum(over_blocks(len(design.psu), work), np.zeros(shape))
    return Cross(weight=found[..., :measures], total=found[..., measures:])


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
