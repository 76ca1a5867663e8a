"""Change between two rounds, with the covariance of the clusters they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np

from survey_app.core.estimation.cells import Cell, cells_of, others
from survey_app.core.estimation.contrasts import Contrast, contrast
from survey_app.core.estimation.estimates import divided_means, means
from survey_app.core.estimation.intervals import p_below
from survey_app.core.estimation.moments import Moments
from survey_app.core.estimation.rows import ChangeRow, GapChangeRow, number
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import FloatArray, IntArray, stack

ChangeDesign = Literal["same_clusters", "new_clusters", "mixed"]

#: A change is called out from this many points on 0-10 (or standard deviations of a
#: number: half a point of the usual 2.5); surely within it, a change is none.
RELEVANT_POINTS = 0.5
RELEVANT_SD = 0.2
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Side:
    """One round of a comparison; measures and groups in the order of the other side."""

    name: str
    frame: Frame
    measures: Sequence[Measure]
    grouping: Grouping


@dataclass(frozen=True, slots=True)
class Difference:
    """What a comparison found: (groups, measures) arrays of both sides and of change.

    `gap` is the change of each group's gap to everyone else, None for the whole sample;
    `behind` are the cells of both sides: of each group, then of everyone else.
    """

    before: Moments
    after: Moments
    change: Contrast
    gap: Contrast | None
    behind: tuple[list[list[Cell]], list[list[Cell]]]


Table = list[tuple[ChangeRow, list[Cell]]]


def design_of(earlier: Frame, later: Frame, *, linked: bool) -> ChangeDesign:
    """Return how the clusters of two rounds relate, decided from their names."""
    before, after = set(earlier.design.psus), set(later.design.psus)
    if not linked or not before & after:
        return "new_clusters"
    return "same_clusters" if before == after else "mixed"


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many clusters two rounds asked: both, and each of them; and what that is."""

    design: ChangeDesign
    shared: int
    earlier: int
    later: int
    is_clustered: bool


def overlap(earlier: Frame, later: Frame, *, linked: bool) -> Overlap:
    """Return how the clusters of two rounds relate, with their numbers.

    Clusters that only bear the same name in unlinked rounds are not shared. Without
    known clusters the numbers are of respondents.
    """
    before, after = set(earlier.design.psus), set(later.design.psus)
    return Overlap(
        design_of(earlier, later, linked=linked),
        len(before & after) if linked else 0,
        len(before),
        len(after),
        earlier.design.is_clustered and later.design.is_clustered,
    )


def changes(earlier: Side, later: Side, *, linked: bool) -> Table:
    """Return a row for each group and measure, and the cells it stands on.

    They are the group's in both rounds, then everyone else's beside it in both.
    With `linked` rounds PSUs of one name are one PSU, and the variance is
    V(later) + V(earlier) - 2 Cov (R: long-form svydesign, svyby(covmat=TRUE) and
    svycontrast); df are the stacked design's. p is not adjusted yet, nothing judged.
    """
    design = design_of(earlier.frame, later.frame, linked=linked)
    found = _difference(earlier, later, linked=design != "new_clusters")
    groups = len(later.grouping.groups)
    return [
        (
            _row(earlier, later, found, design, (g, k)),
            [side[place][k] for place in (g, groups + g) for side in found.behind],
        )
        for k in range(len(later.measures))
        for g in range(groups)
    ]


def gap_changes(
    earlier: Side, later: Side, *, linked: bool
) -> list[tuple[GapChangeRow, list[Cell]]]:
    """Return a row for every two groups and measure, and the four cells it stands on.

    The difference of differences on the parts of the stacked design (R: long-form
    svydesign and svycontrast). p is not adjusted yet, nothing judged.
    """
    design = design_of(earlier.frame, later.frame, linked=linked)
    (before, cells_before), (after, cells_after) = _moments(earlier), _moments(later)
    both = stack(
        [earlier.frame.design, later.frame.design], linked=design != "new_clusters"
    )
    parts = _placed(after.parts, both.places[1], len(both.design.psus))
    parts -= _placed(before.parts, both.places[0], len(both.design.psus))
    behind = [cells_before, cells_after]
    names, rows = later.grouping.groups, []
    for a, b in combinations(range(len(names)), 2):
        gaps = [each.mean[a] - each.mean[b] for each in (before, after)]
        found = contrast(gaps[1] - gaps[0], parts[:, a] - parts[:, b], both.design)
        rows += [
            (
                _gap_change(
                    (earlier, later), found, (str(names[a]), str(names[b])), k, gaps
                ),
                [side[group][k] for side in behind for group in (a, b)],
            )
            for k in range(len(later.measures))
        ]
    return [(replace(row, design=design), behind_it) for row, behind_it in rows]


def rest_gap_changes(
    earlier: Side, later: Side, *, linked: bool
) -> list[tuple[GapChangeRow, list[Cell]]]:
    """Return a row for every group and measure: how its gap to everyone else changed.

    `other` is "" in all of them. The four cells a row stands on are the group's and
    everyone else's before, then now; all else is as in `gap_changes`.
    """
    design = design_of(earlier.frame, later.frame, linked=linked)
    found = _difference(earlier, later, linked=design != "new_clusters")
    if found.gap is None:
        return []
    names, rows = later.grouping.groups, []
    for g, name in enumerate(names):
        rest, own = len(names) + g, found.gap.of(g)
        gaps = [each.mean[g] - each.mean[rest] for each in (found.before, found.after)]
        rows += [
            (
                _gap_change((earlier, later), own, (str(name), ""), k, gaps),
                [side[place][k] for side in found.behind for place in (g, rest)],
            )
            for k in range(len(later.measures))
        ]
    return [(replace(row, design=design), behind_it) for row, behind_it in rows]


def _gap_change(
    sides: tuple[Side, Side],
    found: Contrast,
    groups: tuple[str, str],
    measure: int,
    gaps: Sequence[FloatArray],
) -> GapChangeRow:
    return GapChangeRow(
        of=sides[1].measures[measure].of,
        by=str(sides[1].grouping.by),
        group=groups[0],
        other=groups[1],
        from_=sides[0].name,
        to=sides[1].name,
        gap_from=number(gaps[0][measure]),
        gap_to=number(gaps[1][measure]),
        gap_change=number(found.value[measure]),
        se=number(found.se[measure]),
        df=found.df,
        ci_low=number(found.low[measure]),
        ci_high=number(found.high[measure]),
        p=number(found.p[measure]),
        p_adjusted=None,
        verdict="too_few",
        design="",
    )


def without_gap(row: ChangeRow) -> ChangeRow:
    """Return the row without how the group's gap changed."""
    return replace(row, gap_change=None, gap_change_se=None, gap_change_p=None)


def _difference(earlier: Side, later: Side, *, linked: bool) -> Difference:
    (before, cells_before), (after, cells_after) = _moments(earlier), _moments(later)
    both = stack([earlier.frame.design, later.frame.design], linked=linked)
    size = len(both.design.psus)
    change = after.mean - before.mean
    parts = _placed(after.parts, both.places[1], size)
    parts -= _placed(before.parts, both.places[0], size)
    groups = len(later.grouping.groups)
    gap = None
    if later.grouping.by is not None:
        gap = contrast(
            change[:groups] - change[groups:],
            parts[:, :groups] - parts[:, groups:],
            both.design,
        )
    if not linked:
        parts = _placed(after.parts * _own_sample(later), both.places[1], size)
        parts -= _placed(before.parts * _own_sample(earlier), both.places[0], size)
    whole = contrast(change[:groups], parts[:, :groups], both.design)
    return Difference(before, after, whole, gap, (cells_before, cells_after))


def _own_sample(side: Side) -> FloatArray:
    """Return by what factor (domains, 1) linearised parts of each domain grow.

    Respondents drawn alone, without clusters or strata, are in each group a simple
    random sample of the group: its variance has m/(m-1) for its m members, not n/(n-1)
    for all n respondents (R: svydesign(~1) on the group's rows). Else the factor is 1.
    """
    design = side.frame.design
    members = np.column_stack([side.grouping.members, side.grouping.rest]).sum(axis=0)
    if design.is_clustered or len(design.population) > 1:
        return np.ones((len(members), 1))
    m, n = np.maximum(members, 2), len(design.psus)
    factor: FloatArray = np.sqrt(m / (m - 1) * (n - 1) / n)[:, None]
    return factor


def _moments(side: Side) -> tuple[Moments, list[list[Cell]]]:
    """Return the means and cells of groups, then of everyone else beside each."""
    found, counts = divided_means(side.frame, side.measures, side.grouping)
    by, groups = side.grouping.by, side.grouping.groups
    both = [*groups, *others(groups)]
    own = counts.of_domains(slice(len(both)))
    return found.of_domains(slice(-1)), cells_of(side.measures, by, both, own)


def _placed(parts: FloatArray, places: IntArray, size: int) -> FloatArray:
    placed = np.zeros((size, *parts.shape[1:]))
    placed[places] = parts
    return placed


def _row(
    earlier: Side,
    later: Side,
    found: Difference,
    design: ChangeDesign,
    at: tuple[int, int],
) -> ChangeRow:
    group, measure = at
    return ChangeRow(
        of=later.measures[measure].of,
        by=later.grouping.by,
        group=later.grouping.groups[group],
        from_=earlier.name,
        to=later.name,
        n_from=int(found.before.n[at]),
        n_to=int(found.after.n[at]),
        mean_from=number(found.before.mean[at]),
        mean_to=number(found.after.mean[at]),
        change=number(found.change.value[at]),
        se=number(found.change.se[at]),
        df=found.change.df,
        ci_low=number(found.change.low[at]),
        ci_high=number(found.change.high[at]),
        p=number(found.change.p[at]),
        p_adjusted=None,
        verdict="too_few",
        gap_change=None if found.gap is None else number(found.gap.value[at]),
        gap_change_se=None if found.gap is None else number(found.gap.se[at]),
        gap_change_p=None if found.gap is None else number(found.gap.p[at]),
        design=design,
    )


def relevant_change(side: Side, measure: Measure) -> float:
    """Return the smallest change of a measure that matters, in its own unit."""
    return margin_of(side, measure, None)


def margin_of(side: Side, measure: Measure, margin: float | None) -> float:
    """Return a margin in a measure's own unit; None: that of a change that matters.

    It is given in points of 0-10 for what is scored, in standard deviations of the
    earlier round for a number.
    """
    if measure.kind != "number":
        return RELEVANT_POINTS if margin is None else margin
    everyone = np.ones((len(measure.values), 1), dtype=np.bool_)
    sd = float(means(side.frame, [measure], everyone).sd[0, 0])
    return (RELEVANT_SD if margin is None else margin) * sd


def judged(
    row: ChangeRow, *, relevant: float = RELEVANT_POINTS, margin: float | None = None
) -> ChangeRow:
    """Return the row with its verdict: better, worse, stable, cannot_tell or too_few.

    Better and worse are at least `relevant` and certain (adjusted p below 5 %). Stable
    needs two one-sided tests that the change is within ±`margin` (TOST; Schuirmann
    1987; None: within what is relevant): "not significant" alone is cannot_tell.
    """
    verdict = verdict_on(
        row.change, row.se, row.df, row.p_adjusted, relevant=relevant, margin=margin
    )
    return replace(row, verdict=verdict)


def verdict_on(
    change: float | None,
    se: float | None,
    df: int | None,
    p_adjusted: float | None,
    *,
    relevant: float,
    margin: float | None = None,
) -> str:
    """Return what `judged` says of a change with this error and adjusted p."""
    if change is None or se is None or p_adjusted is None or not df:
        return "too_few"
    if p_adjusted < SIGNIFICANT and abs(change) >= relevant:
        return "worse" if change < 0 else "better"
    outside = not_equivalent(change, se, df, relevant if margin is None else margin)
    return "stable" if outside < SIGNIFICANT else "cannot_tell"


def not_equivalent(change: float, se: float, df: int, margin: float) -> float:
    """Return the larger p of the two one-sided tests that a change is within ±`margin`.

    >>> round(not_equivalent(-0.1, 0.2, 10**9, 0.5), 5)
    0.02275
    """
    nearest = np.array([abs(change) - margin])
    return float(p_below(nearest, np.array([se]), df)[0])


def judged_gap(row: GapChangeRow, *, relevant: float) -> GapChangeRow:
    """Return the row with its verdict: widened, narrowed, stable, cannot_tell, too_few.

    Widened is away from no gap: the later gap is the larger one. The rules are those of
    a change.
    """
    verdict = verdict_on(
        row.gap_change, row.se, row.df, row.p_adjusted, relevant=relevant
    )
    if verdict in ("better", "worse"):
        is_wider = abs(row.gap_to or 0.0) > abs(row.gap_from or 0.0)
        verdict = "widened" if is_wider else "narrowed"
    return replace(row, verdict=verdict)
