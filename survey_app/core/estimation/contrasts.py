"""Differences of means: their parts are subtracted, so covariances come free."""

from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.intervals import p_value, t_interval
from survey_app.core.estimation.moments import variance
from survey_app.core.sampling.design import Design, FloatArray


@dataclass(frozen=True, slots=True)
class Contrast:
    """Differences (any shape) with standard error, limits, p, and the design's df."""

    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    df: int

    def of(self, place: int) -> "Contrast":
        """Return the differences at a place of the first axis."""
        return Contrast(
            self.value[place],
            self.se[place],
            self.low[place],
            self.high[place],
            self.p[place],
            self.df,
        )


def contrast(value: FloatArray, parts: FloatArray, design: Design) -> Contrast:
    """Return a difference whose linearised PSU totals are `parts` (psus, ...).

    Its degrees of freedom are those of the whole design.
    """
    se = np.sqrt(variance(parts, design))
    low, high = t_interval(value, se, design.df)
    return Contrast(value, se, low, high, p_value(value, se, design.df), design.df)
