"""How often each answer was given, by PSU: all that shares of answers need of the rows.

The shares of all answers to a question are sums of one histogram, so that rows are read
once for them and not once for each share.
"""

from collections.abc import Sequence

import numpy as np

from survey_app.core.estimation.blocks import counted
from survey_app.core.estimation.calibrated import Cross
from survey_app.core.estimation.gathering import Gathered, few
from survey_app.core.estimation.sums import Sums
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.frame import Fact
from survey_app.core.measurement.values import Coded
from survey_app.core.sampling.design import Design, FloatArray


def gather_codes(
    design: Design, columns: Sequence[Coded], enumerators: Fact
) -> Gathered:
    """Return what rows add to columns that are all of the same codes, of everyone.

    It is what `gather` returns, but for rounding.
    """
    codes, width = columns[0].codes, len(columns[0].worth)
    valid, value = np.array([each.by_code for each in columns]).transpose(1, 2, 0)
    weight = counted(design.psu, len(design.psus), codes, design.weights, width)
    people = max(1, len(enumerators.names))
    has_weight = (design.weights > 0).astype(np.float64)
    each_asked = counted(enumerators.places, people, codes, has_weight, width)
    n = np.rint(each_asked.sum(axis=0) @ valid).astype(np.int64)[None]
    is_known = any(enumerators.names)
    return Gathered(
        Sums(
            (weight @ valid)[:, None],
            (weight @ value)[:, None],
            weight.sum(axis=1)[:, None],
            (weight.sum(axis=0) @ value**2)[None],
            n,
        ),
        _crossed(design, codes, valid, value),
        n,
        (each_asked @ valid > 0)[:, None] if is_known else None,
        few(columns, n, lambda _: np.ones(len(codes), dtype=np.bool_)),
    )


def _crossed(
    design: Design, codes: CodeArray, valid: FloatArray, value: FloatArray
) -> Cross | None:
    calibration = design.calibration
    if calibration is None:
        return None
    kinds, kind = calibration.kinds
    found = counted(kind, len(kinds), codes, calibration.base, len(valid))
    by_group = kinds.T @ found
    return Cross((by_group @ valid)[:, None], (by_group @ value)[:, None])
