"""Weighting: a round weighted to its population, and what that costs and shows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey_app.core.disclosure.counts import shown_count
from survey_app.core.disclosure.rules import Release
from survey_app.core.sampling.design import Design, FloatArray
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.weighting import Margin, Plan, kish
from survey_app.services import analysis, weights
from survey_app.services.weights import Applied
from survey_app.store import weightings
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A group among those who answered beside the population.

    `sample_share` 0-1 is by base weights, `target_share` the population's, `ratio` the
    first over the second; `weight_min` and `weight_max` are of the final weights.
    Numbers of too few people are None. `group` "" is everybody whose group is unknown.
    """

    round: str
    grouping: str
    group: str
    n: int | None
    sample_share: float | None
    target: float
    target_share: float
    ratio: float | None
    weight_min: float | None
    weight_max: float | None


#: What is not said of a group of too few.
HIDDEN: dict[str, Any] = dict.fromkeys(
    ("n", "sample_share", "ratio", "weight_min", "weight_max")
)


@dataclass(frozen=True, slots=True)
class WeightingReport:
    """What weighting did to a round; `n_eff` people of equal weight would do as well.

    `largest` is the largest weight in medians; `deff_before` Kish's design effect of
    the base weights.
    """

    by: tuple[str, ...]
    rows: list[MarginRow]
    n: int
    deff_before: float
    deff: float
    n_eff: float
    iterations: int
    trimmed: int
    largest: float


def keep(
    db: Database, survey_round: SurveyRound, plan: Plan, release: Release = "analyst"
) -> WeightingReport:
    """Weight a round from now on; raise Rejected with every fault, changing nothing."""
    data = analysis.load_unweighted(db, survey_round)
    applied = weights.apply(plan, data.frame, data.groupings)
    weightings.replace(db, survey_round.round_id, plan)
    return report(survey_round.name, data.frame.design, applied, release)


def remove(db: Database, survey_round: SurveyRound) -> bool:
    """Go back to the weights the round came with; return whether it had others."""
    return weightings.remove(db, survey_round.round_id)


def report(
    name: str, before: Design, applied: Applied, release: Release
) -> WeightingReport:
    """Return what weighting did, with counts as exact as the reader may see them."""
    final = applied.weighted.weights
    deff, n_eff = kish(final)
    return WeightingReport(
        by=tuple(each.by for each in applied.weighting.margins),
        rows=[
            row
            for margin in applied.weighting.margins
            for row in _rows(name, margin, before.weights, final, release)
        ],
        n=int((final > 0).sum()),
        deff_before=kish(before.weights)[0],
        deff=deff,
        n_eff=n_eff,
        iterations=applied.weighted.iterations,
        trimmed=applied.weighted.trimmed,
        largest=float(final.max() / np.median(final[final > 0])),
    )


def _rows(
    name: str, margin: Margin, base: FloatArray, final: FloatArray, release: Release
) -> list[MarginRow]:
    total = float(margin.population.sum())
    shares = margin.totals(base) / base.sum()
    rows = []
    for place, group in enumerate(margin.groups):
        own = final[(margin.codes == place) & (final > 0)]
        n, is_few = shown_count(len(own), release)
        target, share = float(margin.population[place]), float(shares[place])
        row = MarginRow(
            round=name,
            grouping=margin.by,
            group=group,
            n=n,
            sample_share=share,
            target=target,
            target_share=target / total,
            ratio=share / (target / total),
            weight_min=float(own.min()),
            weight_max=float(own.max()),
        )
        rows.append(replace(row, **HIDDEN) if is_few else row)
    return rows
