"""The variance of means under raked weights: that of the residuals of the calibration.

R: calibrate(calfun = "raking"), not rake(), whose projection ignores the base weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.blocks import by_run, counted
from survey_app.core.estimation.sums import Domains
from survey_app.core.measurement.values import Coded, Column, block
from survey_app.core.sampling.design import (
    Calibration,
    Design,
    FloatArray,
    IntArray,
    distinct,
)


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

    margins, margin = calibration.kinds
    members = np.concatenate(domains.members, axis=1)
    # People of one kind are in the same margin groups and in the same domains; kinds of
    # the same margin groups follow each other.
    first, kind = distinct(np.hstack([calibration.indicators > 0, members]))
    own = margin[first]
    starts = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
    table = _by_kind(columns, kind, len(first), calibration.base)
    cells = by_run(members[first].T.astype(np.float64), table, starts)
    found = np.tensordot(margins[own[starts]].T, cells, axes=1)
    return Cross(weight=found[..., : len(columns)], total=found[..., len(columns) :])


def _by_kind(
    columns: Sequence[Column], kind: IntArray, kinds: int, base: FloatArray
) -> FloatArray:
    """Return rows of base weights of what is valid, and of weights times values.

    Each (2 columns, kinds). Answers to a question are counted once for all its columns.
    """
    table = np.empty((2 * len(columns), kinds))
    histograms: dict[int, FloatArray] = {}
    for place, column in enumerate(columns):
        if isinstance(column, Coded):
            if id(column.codes) not in histograms:
                histograms[id(column.codes)] = counted(
                    kind, kinds, column.codes, base, len(column.worth)
                )
            valid, value = column.by_code
            found = histograms[id(column.codes)]
            table[place], table[len(columns) + place] = found @ valid, found @ value
        else:
            (values,) = block([column])
            known = ~np.isnan(values)
            own, weights = kind[known], base[known]
            table[place] = np.bincount(own, weights, kinds)
            table[len(columns) + place] = np.bincount(
                own, weights * values[known], kinds
            )
    return table


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
