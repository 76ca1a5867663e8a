"""How groups see each other: who trusts whom, and what follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.estimation.contrasts import Contrast, contrast
from survey_app.core.estimation.estimates import means
from survey_app.core.estimation.gaps import RELEVANT_POINTS, SIGNIFICANT
from survey_app.core.estimation.intervals import holm, t_interval
from survey_app.core.estimation.moments import Moments, variance
from survey_app.core.estimation.rows import DyadRow, hidden, number
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import BoolArray, Design, FloatArray


@dataclass(frozen=True, slots=True)
class Matrix:
    """How groups rate each other on one measure.

    `ratings` has the raters' groups as domains and, in the same order, the rated groups
    as measures; `people` are the groups' shares among all whose group is known.
    `own` (groups,) tells whether a group was also asked about itself.
    """

    of: str
    groups: tuple[str, ...]
    ratings: Moments
    people: Moments
    design: Design

    @property
    def share(self) -> FloatArray:
        """Return each group's share of people (groups,)."""
        share: FloatArray = self.people.mean[0]
        return share

    @property
    def share_parts(self) -> FloatArray:
        """Return the linearised parts of the shares (psus, groups)."""
        parts: FloatArray = self.people.parts[:, 0]
        return parts


def matrix(
    of: str,
    frame: Frame,
    grouping: Grouping,
    about: Mapping[str, Measure],
    drawn: BoolArray | None,
) -> Matrix:
    """Return how the groups of a grouping rate each other on one measure.

    `about` are the ratings by rated group. `drawn` (rows, groups) says which groups
    each respondent was asked about: a rating weighs by how many could have been drawn
    over how many were. None: everyone was asked about all groups.
    """
    groups = tuple(str(group) for group in grouping.groups)
    nobody = Measure(of, "item", np.full(len(grouping.known), np.nan))
    measures = [about.get(group, nobody) for group in groups]
    raters = frame
    if drawn is not None:
        raters = replace(frame, design=_reweighted(frame.design, grouping, drawn))
    belongs = [
        Measure(of, "share", column.astype(np.float64)) for column in grouping.members.T
    ]
    return Matrix(
        of,
        groups,
        means(raters, measures, grouping.members),
        means(frame, belongs, grouping.known[:, None]),
        frame.design,
    )


def _reweighted(design: Design, grouping: Grouping, drawn: BoolArray) -> Design:
    """Return the design with weights over the chance each group had to be drawn."""
    could = (~grouping.members).sum(axis=1)
    asked = drawn.sum(axis=1)
    factor = np.where(asked > 0, could / np.maximum(asked, 1), 1.0)
    raked = design.calibration
    if raked is not None:
        raked = replace(raked, base=raked.base * factor)
    return replace(design, weights=design.weights * factor, calibration=raked)


def cells(found: Matrix, by: str | None) -> list[list[Cell]]:
    """Return who stands behind each rater's group (outer) and rated group (inner).

    `by` is the grouping that groups them.
    """
    n, psus = found.ratings.n, found.ratings.psus
    return [
        [
            Cell(
                int(n[a, b]),
                int(psus[a, b]),
                0,
                is_group=True,
                is_sensitive=True,
                at=CellName(f"{found.of}:{rated}", "item", by, rater),
            )
            for b, rated in enumerate(found.groups)
        ]
        for a, rater in enumerate(found.groups)
    ]


def rows(round_name: str, found: Matrix, shown: BoolArray) -> list[DyadRow]:
    """Return the matrix and its summaries from the cells in `shown` (raters, rated).

    A cell of two groups is shown only with its mirror. Asymmetry `T_ab − T_ba` keeps
    its covariance; Holm's adjustment runs over the pairs. Received trust
    `Σ_a p_a T_ab / Σ p_a` and bridging `Σ p_a p_b T_ab / Σ p_a p_b` (a ≠ b) count the
    shares p as estimated too. Own preference needs groups asked about themselves.
    """
    pairs = shown & shown.T
    groups = range(len(found.groups))
    asymmetry = _asymmetries(found, pairs)
    cell_rows = [
        _cell(round_name, found, asymmetry, (a, b), is_shown=bool(pairs[a, b]))
        for a in groups
        for b in groups
        if a != b
    ]
    others = pairs & ~np.eye(len(found.groups), dtype=np.bool_)
    summaries = [_own(round_name, found, a, pairs) for a in groups if pairs[a, a]]
    summaries += [_received(round_name, found, b, others) for b in groups]
    return [*cell_rows, *summaries, _bridging(round_name, found, others)]


@dataclass(frozen=True, slots=True)
class _Asymmetries:
    """T_ab − T_ba of all cells (groups, groups), adjusted p over the pairs shown."""

    contrast: Contrast
    p_adjusted: FloatArray


def _asymmetries(found: Matrix, pairs: BoolArray) -> _Asymmetries:
    mean, parts = found.ratings.mean, found.ratings.parts
    difference = contrast(mean - mean.T, parts - parts.transpose(0, 2, 1), found.design)
    above = np.triu_indices(len(found.groups), 1)
    tested = np.where(pairs[above], difference.p[above], np.nan)
    adjusted = np.full_like(mean, np.nan)
    adjusted[above] = holm(tested)
    adjusted.T[above] = adjusted[above]
    return _Asymmetries(difference, adjusted)


def _cell(
    round_name: str,
    found: Matrix,
    asymmetry: _Asymmetries,
    at: tuple[int, int],
    *,
    is_shown: bool,
) -> DyadRow:
    rater, rated = found.groups[at[0]], found.groups[at[1]]
    row = DyadRow(round_name, found.of, "cell", rater, rated)
    if not is_shown:
        return hidden(row)
    mean, back = found.ratings.mean[at], found.ratings.mean[at[::-1]]
    row = replace(
        _estimated(row, mean, found.ratings.parts[:, *at], found.design),
        n=int(found.ratings.n[at]),
        back=number(back),
        mutual=number(min(mean, back)),
        asymmetry=number(asymmetry.contrast.value[at]),
        asymmetry_se=number(asymmetry.contrast.se[at]),
        asymmetry_low=number(asymmetry.contrast.low[at]),
        asymmetry_high=number(asymmetry.contrast.high[at]),
        p=number(asymmetry.contrast.p[at]),
        p_adjusted=number(asymmetry.p_adjusted[at]),
    )
    return judged(row)


def judged(row: DyadRow) -> DyadRow:
    """Return a cell with its verdict: asymmetric, no_clear_gap or too_few."""
    if row.asymmetry is None or row.p_adjusted is None:
        return replace(row, verdict="too_few")
    is_clear = row.p_adjusted < SIGNIFICANT and abs(row.asymmetry) >= RELEVANT_POINTS
    return replace(row, verdict="asymmetric" if is_clear else "no_clear_gap")


def _estimated(row: DyadRow, mean: float, parts: FloatArray, design: Design) -> DyadRow:
    se = np.sqrt(variance(parts[:, None], design))
    low, high = t_interval(np.array([mean]), se, design.df)
    return replace(
        row, mean=number(mean), se=number(se[0]), df=design.df,
        ci_low=number(low[0]), ci_high=number(high[0]), verdict="",
    )  # fmt: skip


def _own(round_name: str, found: Matrix, a: int, pairs: BoolArray) -> DyadRow:
    """Return how much more a group thinks of itself than of the others."""
    row = DyadRow(round_name, found.of, "own_preference", found.groups[a])
    others = [b for b in np.flatnonzero(pairs[a]) if b != a]
    if not others:
        return hidden(row)
    mean, parts = found.ratings.mean[a], found.ratings.parts[:, a]
    value = mean[a] - mean[others].mean()
    linear = parts[:, a] - parts[:, others].mean(axis=1)
    row = _estimated(row, value, linear, found.design)
    return replace(row, n=int(found.ratings.n[a, a]))


def _received(round_name: str, found: Matrix, b: int, others: BoolArray) -> DyadRow:
    row = DyadRow(round_name, found.of, "received", about=found.groups[b])
    cells = others & (np.arange(len(found.groups)) == b)
    weights = cells * found.share[:, None]
    return _pooled(row, found, cells, weights, lambda away: away.sum(axis=1))


def _bridging(round_name: str, found: Matrix, others: BoolArray) -> DyadRow:
    row = DyadRow(round_name, found.of, "bridging")
    share = found.share
    weights = others * np.outer(share, share)
    return _pooled(
        row, found, others, weights, lambda away: away @ share + away.T @ share
    )


def _pooled(
    row: DyadRow,
    found: Matrix,
    cells: BoolArray,
    weights: FloatArray,
    by_share: Callable[[FloatArray], FloatArray],
) -> DyadRow:
    """Return the mean of `cells` by `weights`, which are made of the groups' shares.

    Delta method: `by_share` turns the distances of the cells from the mean (groups,
    groups) into the derivatives of the weighted sum by each share (groups,).
    """
    if not cells.any():
        return hidden(row)
    whole = weights.sum()
    ratings = np.where(cells, found.ratings.mean, 0.0)
    mean = float((weights * ratings).sum() / whole)
    slopes = by_share((ratings - mean) * cells) / whole
    parts = np.tensordot(found.ratings.parts, weights / whole, axes=2)
    row = _estimated(row, mean, parts + found.share_parts @ slopes, found.design)
    return replace(row, n=int(found.ratings.n[cells].sum()))


def of_measures(names: Sequence[str]) -> list[str]:
    """Return what dyadic measures are of, without the groups they are about.

    >>> of_measures(["DY1:hill", "DY1:river", "DY3.1:hill"])
    ['DY1', 'DY3.1']
    """
    return list(dict.fromkeys(name.rpartition(":")[0] for name in names))
