"""Additive sums over PSUs: all that is ever read from the rows of a sample.

Sums of parts of a data set add up to the sums of the whole; every statistic is
computed from them alone.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from survey_app.core.sampling.design import BoolArray, Design, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of k measures in d domains.

    `weight` and `total` (psus, d, k): weights, and weights times value, of the valid
    rows of each PSU; `members` (psus, d): weights of the domain's rows, valid or not;
    `square` (d, k): weights times value squared; `n` (d, k): valid respondents of
    positive weight.
    """

    weight: FloatArray
    total: FloatArray
    members: FloatArray
    square: FloatArray
    n: IntArray


def sums(design: Design, values: FloatArray, domains: BoolArray) -> Sums:
    """Return the sums of `values` (rows, k; NaN is missing) in `domains` (rows, d)."""
    valid = ~np.isnan(values)
    known = np.where(valid, values, 0.0)
    weighted = domains * design.weights[:, None]
    shape = (len(design.psus), domains.shape[1], values.shape[1])
    weight, total, members = np.zeros(shape), np.zeros(shape), np.zeros(shape[:2])
    edges = np.searchsorted(design.psu, np.arange(len(design.psus) + 1))
    for psu, (start, stop) in enumerate(pairwise(edges)):
        inside = weighted[start:stop].T
        members[psu] = inside.sum(axis=1)
        weight[psu] = inside @ valid[start:stop]
        total[psu] = inside @ known[start:stop]
    counted = (domains & (design.weights > 0)[:, None]).astype(np.float64)
    return Sums(
        weight=weight,
        total=total,
        members=members,
        square=weighted.T @ known**2,
        n=np.rint(counted.T @ valid).astype(np.int64),
    )
