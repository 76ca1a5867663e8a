"""How unequal the groups of a grouping are: range, gap index, between-group share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from survey_app.core.estimation.cells import Counts
from survey_app.core.estimation.contrasts import Contrast, contrast
from survey_app.core.estimation.estimates import divided_means, means
from survey_app.core.estimation.gaps import (
    LEAST_N,
    RELEVANT_POINTS,
    RELEVANT_SD,
    SIGNIFICANT,
)
from survey_app.core.estimation.moments import Moments, variance
from survey_app.core.estimation.rows import InequalityRow, PairRow, number
from survey_app.core.estimation.studentised import expected_range, range_p
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import (
    BoolArray,
    Design,
    FloatArray,
    IntArray,
)


@dataclass(frozen=True, slots=True)
class Divided:
    """The means of one measure in the groups that may be shown, with their parts.

    `mean`, `sd`, `n` (groups,); `parts` (psus, groups) linearised. `shares` (groups,)
    are those of the people in these groups, `share_parts` (psus, groups) linearised;
    `is_apart` tells whether nobody is in two groups.
    """

    groups: tuple[str, ...]
    mean: FloatArray
    sd: FloatArray
    n: IntArray
    parts: FloatArray
    shares: FloatArray
    share_parts: FloatArray
    design: Design
    is_apart: bool

    @property
    def overall(self) -> float:
        """Return the mean of the groups by their shares."""
        return float(self.shares @ self.mean)

    @property
    def between(self) -> float:
        """Return the variance between the groups."""
        return float(self.shares @ (self.mean - self.overall) ** 2)

    @property
    def total_sd(self) -> float:
        """Return the standard deviation of everyone: between and within groups."""
        return float(np.sqrt(self.between + self.shares @ self.sd**2))


@dataclass(frozen=True, slots=True)
class Division:
    """Several measures in all groups of a grouping, before anything is withheld.

    `found` and `counts` have the groups as their domains, then everyone else beside
    each of them.
    """

    grouping: Grouping
    found: Moments
    counts: Counts
    people: Moments
    design: Design
    is_apart: bool

    def shown(self, measure: int, shown: BoolArray) -> Divided:
        """Return one measure in the groups flagged in `shown` (groups,) alone.

        Nobody else takes part: what is withheld cannot be worked out from the rest.
        """
        at = np.flatnonzero(shown)
        part = self.people.mean[0, at]
        whole = part.sum() or 1.0
        shares = part / whole
        moved = self.people.parts[:, 0, at]
        return Divided(
            groups=tuple(str(self.grouping.groups[place]) for place in at),
            mean=self.found.mean[at, measure],
            sd=self.found.sd[at, measure],
            n=self.found.n[at, measure],
            parts=self.found.parts[:, at, measure],
            shares=shares,
            share_parts=(moved - moved.sum(axis=1)[:, None] * shares) / whole,
            design=self.design,
            is_apart=self.is_apart,
        )


def divide(frame: Frame, measures: Sequence[Measure], grouping: Grouping) -> Division:
    """Return several measures in all groups of a grouping."""
    belongs = [
        Measure(str(grouping.by), "share", column.astype(np.float64))
        for column in grouping.members.T
    ]
    return Division(
        grouping,
        *divided_means(frame, measures, grouping),
        means(frame, belongs, grouping.known[:, None]),
        frame.design,
        grouping.is_apart,
    )


def inequality(round_name: str, of: str, by: str, each: Divided) -> InequalityRow:
    """Return how unequal groups are; p is not adjusted yet, nothing judged.

    Range: the largest less the smallest mean, corrected by the range d2 that as many
    equal groups have by chance, and tested by the studentised range of the pair
    furthest apart for its own standard error (Tukey and Kramer, covariance kept). Gap
    index: Σ p |μ_g − μ| with p the groups' shares of people and μ = Σ p μ_g; share
    between: Σ p (μ_g − μ)² of that and Σ p σ_g². Groups that overlap have neither. `n`
    counts who is in two groups in both.
    """
    count = len(each.groups)
    row = InequalityRow(
        round=round_name, of=of, by=by, groups=count, n=int(each.n.sum()),
        lowest=None, highest=None, range=None, range_corrected=None,
        standardised=None, df=each.design.df, p=None, p_adjusted=None, gap_index=None,
        gap_index_se=None, share_between=None, verdict="too_few",
    )  # fmt: skip
    if count < 2 or np.isnan(each.mean).any():
        return row
    return _indexed(_ranged(row, each), each)


def _ranged(row: InequalityRow, each: Divided) -> InequalityRow:
    count = len(each.groups)
    se = np.sqrt(variance(each.parts, each.design))
    width = float(each.mean.max() - each.mean.min())
    corrected = max(0.0, width - expected_range(count) * float(se.mean()))
    furthest = _furthest(pairs(each))
    return replace(
        row,
        lowest=each.groups[int(each.mean.argmin())],
        highest=each.groups[int(each.mean.argmax())],
        range=width,
        range_corrected=corrected,
        standardised=number(corrected / each.total_sd) if each.total_sd else None,
        p=number(range_p(furthest, count, each.design.df)),
    )


def _furthest(pairs: Contrast) -> float:
    """Return the largest difference in standard errors of one mean, NaN without any."""
    has_error = pairs.se > 0
    if not has_error.any():
        return float("nan")
    ratios = np.sqrt(2) * np.abs(pairs.value[has_error]) / pairs.se[has_error]
    return float(ratios.max())


def _indexed(row: InequalityRow, each: Divided) -> InequalityRow:
    if not each.is_apart:
        return row
    away = each.mean - each.overall
    # Delta method: derivatives of Σ p |μ_g − Σ p μ_g| by the means and by the shares.
    sign = np.sign(away)
    lean = float(each.shares @ sign)
    parts = each.parts @ (each.shares * (sign - lean))
    parts = parts + each.share_parts @ (np.abs(away) - lean * each.mean)
    sd = each.total_sd
    return replace(
        row,
        gap_index=float(each.shares @ np.abs(away)),
        gap_index_se=number(float(np.sqrt(variance(parts[:, None], each.design)[0]))),
        share_between=number(each.between / sd**2) if sd else None,
    )


def pairs(each: Divided) -> Contrast:
    """Return every group less every later one, in the order of combinations."""
    first, second = _places(len(each.groups))
    return contrast(
        each.mean[first] - each.mean[second],
        each.parts[:, first] - each.parts[:, second],
        each.design,
    )


def _places(groups: int) -> tuple[list[int], list[int]]:
    both = list(combinations(range(groups), 2))
    return [a for a, _ in both], [b for _, b in both]


def pair_rows(round_name: str, of: str, by: str, each: Divided) -> list[PairRow]:
    """Return a row for every two groups; p is not adjusted yet, nothing judged."""
    if len(each.groups) < 2:
        return []
    found, sd = pairs(each), each.total_sd
    return [
        PairRow(
            round=round_name,
            of=of,
            by=by,
            group=each.groups[a],
            other=each.groups[b],
            n=int(each.n[a]),
            n_other=int(each.n[b]),
            mean=number(each.mean[a]),
            mean_other=number(each.mean[b]),
            difference=number(found.value[i]),
            se=number(found.se[i]),
            df=found.df,
            ci_low=number(found.low[i]),
            ci_high=number(found.high[i]),
            p=number(found.p[i]),
            p_adjusted=None,
            standardised=number(found.value[i] / sd) if sd else None,
            verdict="too_few",
        )
        for i, (a, b) in enumerate(zip(*_places(len(each.groups)), strict=True))
    ]


def judged(row: InequalityRow, *, is_number: bool) -> InequalityRow:
    """Return the row with its verdict: unequal, no_clear_gap or too_few.

    Unequal is both relevant, after the correction for chance, and certain.
    """
    size = row.standardised if is_number else row.range_corrected
    return replace(row, verdict=_verdict(size, row.p_adjusted, is_number=is_number))


def judged_pair(row: PairRow, *, is_number: bool) -> PairRow:
    """Return the row with its verdict: unequal, no_clear_gap or too_few.

    A group of fewer than 30 is too small to be called either.
    """
    if min(row.n or 0, row.n_other or 0) < LEAST_N:
        return replace(row, verdict="too_few")
    size = row.standardised if is_number else row.difference
    return replace(row, verdict=_verdict(size, row.p_adjusted, is_number=is_number))


def _verdict(size: float | None, p: float | None, *, is_number: bool) -> str:
    if size is None or p is None:
        return "too_few"
    least = RELEVANT_SD if is_number else RELEVANT_POINTS
    return "unequal" if p < SIGNIFICANT and abs(size) >= least else "no_clear_gap"
