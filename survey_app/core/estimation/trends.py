"""Several rounds as one line: its slope, and whether anything changed at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.estimation.cells import Cell, cells_of
from survey_app.core.estimation.changes import RELEVANT_POINTS, Side, verdict_on
from survey_app.core.estimation.contrasts import Contrast, contrast
from survey_app.core.estimation.estimates import standing_means
from survey_app.core.estimation.intervals import f_above
from survey_app.core.estimation.moments import Moments, variance
from survey_app.core.estimation.rows import TrendRow, number
from survey_app.core.sampling.design import Design, FloatArray, stack_eras

Table = list[tuple[TrendRow, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Line:
    """Rounds in order, when each was, and which share clusters of the same name.

    `times` are in `unit`; rounds of one era share PSUs. Measures and groups stand in
    the same order on every side.
    """

    sides: Sequence[Side]
    times: Sequence[float]
    eras: Sequence[int]
    unit: str

    @property
    def span(self) -> float:
        """Return the time from the first round to the last."""
        return self.times[-1] - self.times[0]


@dataclass(frozen=True, slots=True)
class _Joint:
    """Means (rounds, groups, measures) and parts (rounds, psus, ...) in one design."""

    mean: FloatArray
    parts: FloatArray
    design: Design


def trends(line: Line) -> Table:
    """Return a row for each group and measure, and the cells of all rounds.

    Slope: `Σ c_t μ_t` with `c_t = (x_t − x̄) / Σ (x_t − x̄)²`, the least squares line
    through the means; its variance is that of the contrast in the stacked design, with
    all covariances of shared PSUs. Any change: the Wald test that all rounds are equal,
    `F = W (df − q + 1) / (q df)` on q and df − q + 1 (Korn and Graubard 1990), q the
    rounds less one. p is not adjusted yet, nothing judged.
    """
    stood = [standing_means(side.frame, side.measures, [side.grouping])
             for side in line.sides]  # fmt: skip
    found = [each for each, _ in stood]
    joint = _joined(line, found)
    centred = np.array(line.times) - np.mean(line.times)
    weights = centred / (centred**2).sum()
    slope = contrast(
        np.tensordot(weights, joint.mean, axes=1),
        np.tensordot(weights, joint.parts, axes=1),
        joint.design,
    )
    behind = [
        cells_of(side.measures, side.grouping.by, side.grouping.groups, counts)
        for side, (_, counts) in zip(line.sides, stood, strict=True)
    ]
    last = line.sides[-1]
    return [
        (_row(line, joint, slope, (g, k)), [each[g][k] for each in behind])
        for k in range(len(last.measures))
        for g in range(len(last.grouping.groups))
    ]


def _joined(line: Line, found: Sequence[Moments]) -> _Joint:
    both = stack_eras([side.frame.design for side in line.sides], line.eras)
    parts = np.zeros((len(found), len(both.design.psus), *found[0].mean.shape))
    for number_, (each, places) in enumerate(zip(found, both.places, strict=True)):
        parts[number_, places] = each.parts
    return _Joint(np.stack([each.mean for each in found]), parts, both.design)


def _row(line: Line, joint: _Joint, slope: Contrast, at: tuple[int, int]) -> TrendRow:
    group, measure = at
    last = line.sides[-1]
    return TrendRow(
        of=last.measures[measure].of,
        by=last.grouping.by,
        group=last.grouping.groups[group],
        from_=line.sides[0].name,
        to=last.name,
        rounds=len(line.sides),
        unit=line.unit,
        slope=number(slope.value[at]),
        se=number(slope.se[at]),
        df=slope.df,
        ci_low=number(slope.low[at]),
        ci_high=number(slope.high[at]),
        p=number(slope.p[at]),
        p_adjusted=None,
        any_change_p=number(
            any_change(joint.mean[:, *at], joint.parts[:, :, *at], joint.design)
        ),
        verdict="too_few",
    )


def any_change(mean: FloatArray, parts: FloatArray, design: Design) -> float:
    """Return the p 0-1 of means (rounds,) with parts (rounds, psus) all being equal.

    NaN where the clusters are too few for so many rounds, or an error is zero.
    """
    moved, moved_parts = mean[1:] - mean[0], (parts[1:] - parts[0]).T
    count, df = len(moved), design.df
    if df - count + 1 < 1 or np.isnan(moved).any():
        return float("nan")
    covariance = _covariance(moved_parts, design)
    if np.linalg.matrix_rank(covariance) < count:
        return float("nan")
    wald = float(moved @ np.linalg.solve(covariance, moved))
    return f_above(wald * (df - count + 1) / (count * df), count, df - count + 1)


def _covariance(parts: FloatArray, design: Design) -> FloatArray:
    """Return the covariances of sums of `parts` (psus, k): of sums and of differences.

    Cov(a, b) = (V(a + b) − V(a − b)) / 4, so that there is one formula for variances.
    """
    plus = variance(parts[:, :, None] + parts[:, None, :], design)
    minus = variance(parts[:, :, None] - parts[:, None, :], design)
    found: FloatArray = (plus - minus) / 4
    return found


def judged(
    row: TrendRow, *, span: float, relevant: float = RELEVANT_POINTS
) -> TrendRow:
    """Return the row with its verdict, by how far the line goes in the whole `span`.

    The rules are those of a change between two rounds.
    """
    moved = None if row.slope is None else row.slope * span
    se = None if row.se is None else row.se * span
    verdict = verdict_on(moved, se, row.df, row.p_adjusted, relevant=relevant)
    return replace(row, verdict=verdict)
