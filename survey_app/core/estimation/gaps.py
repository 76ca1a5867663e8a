"""Inclusion gaps: each group against everyone else."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from survey_app.core.estimation.cells import Cell, cells_of, others
from survey_app.core.estimation.contrasts import Contrast, contrast
from survey_app.core.estimation.estimates import divided_means, pieces
from survey_app.core.estimation.moments import Moments
from survey_app.core.estimation.passes import gathered
from survey_app.core.estimation.rows import GapRow, number
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure

#: A gap is called out from this many points on 0-10, or, for a number in its own unit,
#: from this many standard deviations (1 point of the usual 2.5), ...
RELEVANT_POINTS = 1.0
RELEVANT_SD = 0.4
#: ... when Holm's p is below this and the group has at least this many respondents.
SIGNIFICANT = 0.05
LEAST_N = 30

Table = list[tuple[GapRow, list[Cell]]]


def gaps(
    round_name: str, frame: Frame, measures: Sequence[Measure], *groupings: Grouping
) -> Table:
    """Return a row for each group and measure, and the two cells it stands on.

    The gap is the group's mean minus the mean of everyone else whose group is known;
    its variance keeps their covariance (R: svyby(covmat=TRUE) and svycontrast), its
    degrees of freedom are the whole design's. p is not adjusted yet, nothing judged.
    """
    tables: list[Table] = [[] for _ in groupings]
    domains = sum(2 * len(grouping.groups) + 1 for grouping in groupings)
    apart = [grouping for grouping in groupings if grouping.is_partition]
    for piece in pieces(frame.design, measures, domains):
        # All rows are read once, for all groupings.
        gathered(frame, [measure.column for measure in piece], apart)
        for table, grouping in zip(tables, groupings, strict=True):
            table.extend(_piece(round_name, frame, piece, grouping))
    return list(chain.from_iterable(tables))


def _piece(
    round_name: str,
    frame: Frame,
    measures: Sequence[Measure],
    grouping: Grouping,
) -> Table:
    """Return the rows of some measures."""
    by, groups = grouping.by, len(grouping.groups)
    found, counts = divided_means(frame, measures, grouping)
    gap = contrast(
        found.mean[:groups] - found.mean[groups:-1],
        found.parts[:, :groups] - found.parts[:, groups:-1],
        frame.design,
    )
    inside = cells_of(measures, by, grouping.groups, counts.of_domains(slice(groups)))
    rest = counts.of_domains(slice(groups, -1))
    outside = cells_of(measures, by, others(grouping.groups), rest)
    return [
        (
            _row(round_name, measure.of, grouping, found, gap, (g, k)),
            [inside[g][k], outside[g][k]],
        )
        for k, measure in enumerate(measures)
        for g in range(groups)
    ]


def _row(
    round_name: str,
    of: str,
    grouping: Grouping,
    found: Moments,
    gap: Contrast,
    at: tuple[int, int],
) -> GapRow:
    group, measure = at
    with np.errstate(divide="ignore", invalid="ignore"):
        standardised = gap.value[at] / found.sd[-1, measure]
    return GapRow(
        round=round_name,
        of=of,
        by=str(grouping.by),
        group=str(grouping.groups[group]),
        n=int(found.n[at]),
        mean=number(found.mean[at]),
        rest_mean=number(found.mean[len(grouping.groups) + group, measure]),
        gap=number(gap.value[at]),
        se=number(gap.se[at]),
        df=gap.df,
        ci_low=number(gap.low[at]),
        ci_high=number(gap.high[at]),
        p=number(gap.p[at]),
        p_adjusted=None,
        standardised=number(standardised),
        verdict="too_few",
    )


def judged(row: GapRow, *, is_number: bool) -> GapRow:
    """Return the row with its verdict: behind, ahead, no_clear_gap or too_few.

    Behind and ahead are both relevant (a point of 0-10) and certain (Holm's p below
    5 %); a group of fewer than 30 is too small to be called either.
    """
    if row.gap is None or row.p_adjusted is None or (row.n or 0) < LEAST_N:
        return replace(row, verdict="too_few")
    size = row.standardised if is_number else row.gap
    least = RELEVANT_SD if is_number else RELEVANT_POINTS
    if row.p_adjusted >= SIGNIFICANT or size is None or abs(size) < least:
        return replace(row, verdict="no_clear_gap")
    return replace(row, verdict="behind" if size < 0 else "ahead")
