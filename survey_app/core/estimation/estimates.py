"""Means and shares of groups with their standard errors, intervals, design effects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from survey_app.core.estimation.calibrated import cross
from survey_app.core.estimation.cells import (
    Cell,
    Counted,
    Counts,
    agreements,
    cells_of,
    people,
)
from survey_app.core.estimation.gathering import Gathered
from survey_app.core.estimation.histograms import gather_codes
from survey_app.core.estimation.intervals import logit_interval, t_interval
from survey_app.core.estimation.moments import Moments, moments, variance
from survey_app.core.estimation.passes import divided, gathered
from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.estimation.sums import Domains, added
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Described, Measure
from survey_app.core.measurement.values import Coded
from survey_app.core.sampling.design import BoolArray, Design, FloatArray, IntArray

Table = list[tuple[EstimateRow, list[Cell]]]

#: Numbers of PSUs, domains and measures held at one time; more are taken in pieces.
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


Beside = TypeVar("Beside", Figures, Counts)


def figures(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Figures:
    """Return the figures of `measures` in `domains` (rows, d).

    Mean and standard error as R's svymean in the full design, t interval with the
    degrees of freedom of the PSUs and strata the domain lives in; shares have the logit
    interval of R's svyciprop(method="xlogit").
    """
    found = [
        _figures(means(frame, piece, domains), frame.design, piece)
        for piece in pieces(frame.design, measures, domains.shape[1])
    ]
    return _side_by_side(found)


def estimates(
    round_name: str, frame: Frame, measures: Sequence[Measure], *groupings: Grouping
) -> Table:
    """Return a row for each group and measure, and the cell it stands on.

    All groupings are read in one pass over the rows. Nothing is suppressed yet.
    """
    found: list[Figures] = []
    counts: list[Counts] = []
    sizes = [len(grouping.groups) for grouping in groupings]
    for piece in pieces(frame.design, measures, sum(sizes)):
        own = gathered(frame, [measure.column for measure in piece], groupings)
        found.append(_figures_of(own, frame.design, piece))
        counts.append(_counts(own, found[-1], sizes))
    both = _side_by_side(found), _side_by_side(counts)
    return _table(round_name, measures, groupings, *both)


def shares(round_name: str, frame: Frame, measures: Sequence[Measure]) -> Table:
    """Return `estimates` of everyone for measures that are worths of the same codes."""
    columns = [measure.column for measure in measures]
    coded = [column for column in columns if isinstance(column, Coded)]
    own = gather_codes(frame.design, coded, frame.facts["enumerator"])
    return table(round_name, frame.design, measures, [everyone(frame)], own)


def standing(
    frame: Frame, measures: Sequence[Measure], groupings: Sequence[Grouping]
) -> list[list[Cell]]:
    """Return the cells behind each measure (outer) in all groups of all groupings."""
    rows = iter(estimates("", frame, measures, *groupings))
    found: list[list[Cell]] = [[] for _ in measures]
    for grouping in groupings:
        for own in found:
            own += [cell for _, (cell,) in islice(rows, len(grouping.groups))]
    return found


def table(
    round_name: str,
    design: Design,
    measures: Sequence[Described],
    groupings: Sequence[Grouping],
    own: Gathered,
) -> Table:
    """Return the table of `estimates` from what was gathered of all rows elsewhere."""
    found = _figures_of(own, design, measures)
    counts = _counts(own, found, [len(grouping.groups) for grouping in groupings])
    return _table(round_name, measures, groupings, found, counts)


def pieces(
    design: Design, measures: Sequence[Measure], domains: int
) -> Iterator[Sequence[Measure]]:
    """Yield measures in pieces whose numbers for all PSUs fit into memory."""
    piece = max(1, LARGEST // max(1, len(design.psus) * domains))
    for first in range(0, len(measures), piece):
        yield measures[first : first + piece]


def _figures_of(
    own: Gathered, design: Design, measures: Sequence[Described]
) -> Figures:
    found = moments(own.sums, design, own.crossed)
    return _figures(found, design, measures)


def _figures(found: Moments, design: Design, measures: Sequence[Described]) -> Figures:
    se = np.sqrt(variance(found.parts, design))
    low, high = _limits(found, se, measures)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(found.srs > 0, se**2 / found.srs, np.nan)
    df = np.broadcast_to(found.df[:, None], se.shape)
    return Figures(found.n, found.psus, found.mean, se, df, low, high, deff)


def _counts(own: Gathered, found: Counted, groups: Sequence[int]) -> Counts:
    """Return who stands behind groupings of so many groups."""
    return Counts(
        found.n,
        found.psus,
        np.repeat(own.known, groups, axis=0) - found.n,
        people(own.asked),
        agreements(own.few, found.n),
    )


def _side_by_side(found: Sequence[Beside]) -> Beside:
    """Return the arrays (d, k) of several pieces of measures as those of all."""
    if len(found) == 1:
        return found[0]
    joined: Iterator[Any] = (
        None
        if getattr(found[0], field.name) is None
        else np.concatenate([getattr(each, field.name) for each in found], axis=1)
        for field in fields(found[0])
    )
    return type(found[0])(*joined)


def _table(
    round_name: str,
    measures: Sequence[Described],
    groupings: Sequence[Grouping],
    found: Figures,
    counts: Counts,
) -> Table:
    ends = np.cumsum([0, *(len(each.groups) for each in groupings)]).tolist()
    rows: Table = []
    for grouping, start, end in zip(groupings, ends, ends[1:], strict=False):
        own = slice(start, end)
        behind = cells_of(
            measures, grouping.by, grouping.groups, counts.of_domains(own)
        )
        rows += zip(
            _rows(round_name, measures, grouping, found.of_domains(own)),
            ([cell] for of_measure in zip(*behind, strict=True) for cell in of_measure),
            strict=True,
        )
    return rows


def _rows(
    round_name: str, measures: Sequence[Described], grouping: Grouping, found: Figures
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


def standing_means(
    frame: Frame, measures: Sequence[Measure], groupings: Sequence[Grouping]
) -> tuple[Moments, Counts]:
    """Return the means in all groups of all groupings, and who stands behind them."""
    own = gathered(frame, [measure.column for measure in measures], groupings)
    found = moments(own.sums, frame.design, own.crossed)
    return found, _counts(own, found, [len(each.groups) for each in groupings])


def divided_means(
    frame: Frame, measures: Sequence[Measure], grouping: Grouping
) -> tuple[Moments, Counts]:
    """Return the means in each group, in everyone else beside each, in all known.

    And who stands behind them.
    """
    own = divided(frame, [measure.column for measure in measures], grouping)
    found, groups = moments(own.sums, frame.design, own.crossed), len(grouping.groups)
    return found, _counts(own, found, [groups, groups, 1])


def means(frame: Frame, measures: Sequence[Measure], domains: BoolArray) -> Moments:
    """Return the means of `measures` in `domains` (rows, d), with linearised parts."""
    columns, whole = [measure.column for measure in measures], Domains((domains,))
    found = added(frame.design, columns, whole)
    crossed = cross(frame.design, columns, whole)
    return moments(found.sums, frame.design, crossed)


def _limits(
    found: Moments, se: FloatArray, measures: Sequence[Described]
) -> tuple[FloatArray, FloatArray]:
    df = found.df[:, None]
    plain = t_interval(found.mean, se, df)
    logit = logit_interval(found.mean, se, df, found.n)
    is_share = np.array([measure.kind == "share" for measure in measures])
    return (
        np.where(is_share, logit[0], plain[0]),
        np.where(is_share, logit[1], plain[1]),
    )
