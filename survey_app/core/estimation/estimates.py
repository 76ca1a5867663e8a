"""Means and shares of groups with their standard errors, intervals, design effects."""

from collections.abc import Sequence

import numpy as np

from survey_app.core.estimation.calibrated import cross
from survey_app.core.estimation.cells import Cell, cells
from survey_app.core.estimation.intervals import logit_interval, t_interval
from survey_app.core.estimation.moments import Moments, moments, variance
from survey_app.core.estimation.rows import EstimateRow, number
from survey_app.core.estimation.sums import sums
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import BoolArray, FloatArray

Table = list[tuple[EstimateRow, list[Cell]]]


def estimates(
    round_name: str, frame: Frame, measures: Sequence[Measure], grouping: Grouping
) -> Table:
    """Return a row for each group and measure, and the cell it stands on.

    Mean and standard error as R's svymean in the full design, t interval with the
    degrees of freedom of the PSUs and strata the group lives in; shares have the logit
    interval of R's svyciprop(method="xlogit"). Nothing is suppressed yet.
    """
    found = means(frame, measures, grouping.members)
    se = np.sqrt(variance(found.parts, frame.design))
    low, high = _limits(found, se, measures)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(found.srs > 0, se**2 / found.srs, np.nan)
    behind = cells(frame, measures, grouping, found)
    return [
        (
            EstimateRow(
                round=round_name,
                of=measure.of,
                kind=measure.kind,
                by=grouping.by,
                group=group,
                n=int(found.n[g, k]),
                mean=number(found.mean[g, k]),
                se=number(se[g, k]),
                df=int(found.df[g]),
                ci_low=number(low[g, k]),
                ci_high=number(high[g, k]),
                deff=number(deff[g, k]),
            ),
            [behind[g][k]],
        )
        for k, measure in enumerate(measures)
        for g, group in enumerate(grouping.groups)
    ]


def means(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Moments:
    """Return the means of `measures` in `domains` (rows, d), with linearised parts."""
    values = np.column_stack([measure.values for measure in measures])
    crossed = cross(frame.design, values, domains)
    return moments(sums(frame.design, values, domains), frame.design, crossed)


def _limits(
    found: Moments, se: FloatArray, measures: Sequence[Measure]
) -> tuple[FloatArray, FloatArray]:
    df = found.df[:, None]
    plain = t_interval(found.mean, se, df)
    logit = logit_interval(found.mean, se, df, found.n)
    is_share = np.array([measure.kind == "share" for measure in measures])
    return (
        np.where(is_share, logit[0], plain[0]),
        np.where(is_share, logit[1], plain[1]),
    )
