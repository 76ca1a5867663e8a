"""Means and shares of groups with their standard errors, intervals, design effects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from survey_app.core.estimation.calibrated import cross
from survey_app.core.estimation.cells import Cell, cells
from survey_app.core.estimation.intervals import logit_interval, t_interval
from survey_app.core.estimation.moments import Moments, moments, variance
from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.estimation.sums import sums_of
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

Table = list[tuple[EstimateRow, list[Cell]]]

#: Numbers held for each PSU at one time: measures are taken in pieces of this size.
LARGEST = 8_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of k measures in d domains: arrays (d, k), NaN where nothing is.

    `n` respondents in `psus` PSUs; `low` and `high` are 95 % limits.
    """

    n: IntArray
    psus: IntArray
    mean: FloatArray
    se: FloatArray
    df: IntArray
    low: FloatArray
    high: FloatArray
    deff: FloatArray

    def of_domains(self, domains: slice) -> "Figures":
        """Return the figures of some domains."""
        return Figures(*(getattr(self, field.name)[domains] for field in fields(self)))


def figures(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Figures:
    """Return the figures of `measures` in `domains` (rows, d).

    Mean and standard error as R's svymean in the full design, t interval with the
    degrees of freedom of the PSUs and strata the domain lives in; shares have the logit
    interval of R's svyciprop(method="xlogit").
    """
    cells = len(frame.design.psus) * domains.shape[1]
    piece = max(1, LARGEST // cells)
    found = [
        _figures(frame, measures[first : first + piece], domains)
        for first in range(0, len(measures), piece)
    ]
    joined = (
        np.concatenate([getattr(each, field.name) for each in found], axis=1)
        for field in fields(Figures)
    )
    return found[0] if len(found) == 1 else Figures(*joined)


def _figures(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Figures:
    found = means(frame, measures, domains)
    se = np.sqrt(variance(found.parts, frame.design))
    low, high = _limits(found, se, measures)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(found.srs > 0, se**2 / found.srs, np.nan)
    df = np.broadcast_to(found.df[:, None], se.shape)
    return Figures(found.n, found.psus, found.mean, se, df, low, high, deff)


def estimates(
    round_name: str, frame: Frame, measures: Sequence[Measure], *groupings: Grouping
) -> Table:
    """Return a row for each group and measure, and the cell it stands on.

    All groupings are read in one pass over the rows. Nothing is suppressed yet.
    """
    domains = np.concatenate([each.members for each in groupings], axis=1)
    found = figures(frame, measures, domains)
    ends = np.cumsum([0, *(len(each.groups) for each in groupings)]).tolist()
    table: Table = []
    for grouping, start, end in zip(groupings, ends, ends[1:], strict=False):
        own = found.of_domains(slice(start, end))
        behind = cells(frame, measures, grouping, own)
        table += zip(
            _rows(round_name, measures, grouping, own),
            ([cell] for of_measure in zip(*behind, strict=True) for cell in of_measure),
            strict=True,
        )
    return table


def _rows(
    round_name: str, measures: Sequence[Measure], grouping: Grouping, found: Figures
) -> Iterator[EstimateRow]:
    """Yield the rows of a grouping, measure by measure."""
    numbers = ("mean", "se", "low", "high", "deff")
    mean, se, low, high, deff = (plain(getattr(found, name)) for name in numbers)
    n, df = found.n.T.ravel().tolist(), found.df.T.ravel().tolist()
    names = ((measure, group) for measure in measures for group in grouping.groups)
    for i, (measure, group) in enumerate(names):
        yield EstimateRow(
            round_name,
            measure.of,
            measure.kind,
            grouping.by,
            group,
            n=n[i],
            mean=mean[i],
            se=se[i],
            df=df[i],
            ci_low=low[i],
            ci_high=high[i],
            deff=deff[i],
        )


def plain(values: FloatArray) -> list[float | None]:
    """Return numbers (d, k) measure by measure, None for NaN and infinities."""
    turned = values.T.ravel()
    listed = turned.astype(object)
    listed[~np.isfinite(turned)] = None
    return list(listed)


def means(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Moments:
    """Return the means of `measures` in `domains` (rows, d), with linearised parts."""
    columns = [measure.column for measure in measures]
    crossed = cross(frame.design, columns, domains)
    return moments(sums_of(frame.design, columns, domains), frame.design, crossed)


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
