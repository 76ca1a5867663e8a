"""Weighting: a round weighted to its population, and what that costs and shows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from survey_app.core.disclosure.counts import shown_count
from survey_app.core.disclosure.rules import RULES, Release
from survey_app.core.sampling.design import Design, FloatArray
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.weighting import Margin, Plan, Population, kish
from survey_app.services import analysis, weights
from survey_app.services.analysis import RoundData
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


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """The design of a round; `largest_weight` is in medians of the weights."""

    round: str
    n: int
    psus: int
    strata: int
    lonely_strata: int
    df: int
    sample: str | None
    weighted_to: str | None
    kish_deff: float
    n_eff: float
    largest_weight: float


#: What is not said of a group of too few.
HIDDEN: dict[str, Any] = dict.fromkeys(
    ("n", "sample_share", "ratio", "weight_min", "weight_max")
)

#: Weights stay confidential.
UNSAID: dict[str, Any] = dict.fromkeys(("weight_min", "weight_max"))


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


def of_round(
    db: Database, data: RoundData, release: Release = "analyst"
) -> WeightingReport | None:
    """Return what the weighting of a round did, None where it has none."""
    plan = weightings.find(db, data.survey_round.round_id)
    if plan is None:
        return None
    before = weights.as_came(data.frame.design)
    frame = replace(data.frame, design=before)
    applied = weights.apply(plan, frame, data.groupings)
    return report(data.survey_round.name, before, applied, release)


def represented(
    data: RoundData, population: Population, release: Release = "analyst"
) -> list[MarginRow]:
    """Return each group among those who answered beside a population.

    Weights stay as they are; raise Rejected with every fault of the population.
    """
    before = weights.as_came(data.frame.design)
    frame = replace(data.frame, design=before)
    found = weights.beside(Plan(population), frame, data.groupings)
    final = data.frame.design.weights
    return [
        row
        for margin in found.margins
        for row in _rows(data.survey_round.name, margin, before.weights, final, release)
    ]


def facts(data: RoundData, release: Release = "analyst") -> DesignFacts:
    """Return the design of a round in numbers, as exact as the reader may see them."""
    design = data.frame.design
    final = design.weights
    deff, n_eff = kish(final)
    calibration = design.calibration
    return DesignFacts(
        round=data.survey_round.name,
        n=shown_count(int((final > 0).sum()), release)[0],
        psus=len(design.psus),
        strata=len(design.population),
        lonely_strata=len(design.lonely_strata),
        df=design.df,
        sample=data.survey_round.sample,
        weighted_to=", ".join(calibration.by) if calibration else None,
        kish_deff=deff,
        n_eff=5.0 * round(n_eff / 5) if RULES[release].is_rounded else n_eff,
        largest_weight=float(final.max() / np.median(final[final > 0])),
    )


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
    is_public = RULES[release].is_rounded
    shares = np.round(margin.totals(base) / base.sum(), 2 if is_public else 15)
    counts = margin.totals((final > 0).astype(np.float64)).astype(int).tolist()
    hidden = _hidden(counts, release)
    rows = []
    for place, group in enumerate(margin.groups):
        own = final[(margin.codes == place) & (final > 0)]
        target, share = float(margin.population[place]), float(shares[place])
        row = MarginRow(
            round=name,
            grouping=margin.by,
            group=group,
            n=shown_count(counts[place], release)[0],
            sample_share=share,
            target=target,
            target_share=target / total,
            ratio=share / (target / total),
            weight_min=float(own.min()) if len(own) else None,
            weight_max=float(own.max()) if len(own) else None,
        )
        unsaid = HIDDEN if place in hidden else UNSAID if is_public else {}
        rows.append(replace(row, **unsaid))
    return rows


def _hidden(counts: list[int], release: Release) -> set[int]:
    """Return which groups of a margin are not shown: those of too few.

    Shares add up to one, so a group is never hidden alone: the next smallest goes too.
    """
    few = {place for place, n in enumerate(counts) if shown_count(n, release)[1]}
    others = [place for place, n in enumerate(counts) if n and place not in few]
    if len(few) == 1 and others:
        few.add(min(others, key=lambda place: counts[place]))
    return few
