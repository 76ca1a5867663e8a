"""Who stands behind a number: what disclosure control must know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.estimation.moments import Moments
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import BoolArray, FloatArray

#: Whether everyone agrees is looked for in cells smaller than this.
SMALL = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """Who stands behind one number.

    `n` respondents answered, in `psus` clusters, asked by `enumerators` people (None:
    not recorded); `rest` of the others answered; `agreement` 0-1 is the share of the
    commonest answer where the cell is small, else 0.
    """

    n: int
    psus: int
    rest: int
    enumerators: int | None = None
    agreement: float = 0.0
    is_group: bool = False
    is_sensitive: bool = False


def others(grouping: Grouping) -> Grouping:
    """Return the grouping of everyone else, group by group."""
    return replace(grouping, members=grouping.rest)


def cells(
    frame: Frame,
    measures: Sequence[Measure],
    grouping: Grouping,
    moments: Moments,
    skip: int = 0,
) -> list[list[Cell]]:
    """Return the cell behind each group (outer) and measure (inner).

    `moments` may hold other domains before those of the grouping: `skip` of them.
    """
    values = np.column_stack([measure.values for measure in measures])
    valid = ~np.isnan(values)
    counts = grouping.known & (frame.design.weights > 0)
    known = counts.astype(np.float64) @ valid
    asked_by = _enumerators(grouping.members, valid, frame.facts["enumerator"])
    return [
        [
            Cell(
                n=int(moments.n[skip + g, k]),
                psus=int(moments.psus[skip + g, k]),
                rest=int(known[k]) - int(moments.n[skip + g, k]),
                enumerators=None if asked_by is None else int(asked_by[g, k]),
                agreement=_agreement(values[grouping.members[:, g], k]),
                is_group=grouping.by is not None,
                is_sensitive=measure.sensitive,
            )
            for k, measure in enumerate(measures)
        ]
        for g in range(len(grouping.groups))
    ]


def _enumerators(
    members: BoolArray, valid: BoolArray, enumerators: Sequence[str]
) -> FloatArray | None:
    names, index = np.unique(np.array(enumerators), return_inverse=True)
    if not any(names):
        return None
    own = index[:, None] == np.arange(len(names))
    asked = np.zeros((members.shape[1], valid.shape[1]))
    answered = valid.astype(np.float64)
    for each in own.T:
        asked += (members[each].T.astype(np.float64) @ answered[each]) > 0
    return asked


def _agreement(values: FloatArray) -> float:
    values = values[~np.isnan(values)]
    if not 0 < len(values) < SMALL:
        return 0.0
    _, counts = np.unique(values, return_counts=True)
    return float(counts.max() / len(values))
