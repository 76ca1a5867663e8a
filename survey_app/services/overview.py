"""Overview: what rounds there are, who answered them, and what the last one found."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.counts import Count, shown_count, shown_counts
from survey_app.core.disclosure.door import Protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.rows import GapRow
from survey_app.core.measurement.frame import ALONE
from survey_app.core.measurement.groups import CROSS, FACT_GROUPS
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import analysis
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions, respondents
from survey_app.store import interviews, responses
from survey_app.store import rounds as round_store
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round and the number of its responses."""

    survey_round: SurveyRound
    responses: int


@dataclass(frozen=True, slots=True)
class Collected:
    """Who answered a round: counts as exact as the reader may see them."""

    responses: Count
    refusals: dict[str, Count]
    languages: dict[str, Count]
    modes: dict[str, Count]
    communities: dict[str, Count]
    enumerators: dict[str, Count]
    is_clustered: bool
    clusters: int
    strata: int
    alone: Count | None
    lonely_strata: list[str]


@dataclass(frozen=True, slots=True)
class GapFindings:
    """All gaps of a round on its headline measures, by grouping and worst first."""

    data: RoundData
    measures: list[str]
    groupings: list[str]
    rows: Protected[GapRow]

    def of(self, by: str) -> Protected[GapRow]:
        """Return the gaps of one grouping, the furthest behind first."""
        return self.rows.where(lambda row: row.by == by)

    @property
    def behind(self) -> Protected[GapRow]:
        """Return the gaps of groups clearly behind, without crossed groups."""
        return self.rows.where(
            lambda row: row.verdict == "behind" and CROSS not in row.by
        )


def rounds(db: Database) -> list[RoundSummary]:
    """Return all rounds with their number of responses, newest first."""
    totals = responses.totals(db)
    found = [
        RoundSummary(each, totals.get(each.round_id, 0))
        for each in round_store.everything(db)
    ]
    return sorted(found, key=lambda r: str(r.survey_round.opened_on), reverse=True)


def previous(db: Database, survey_round: SurveyRound) -> SurveyRound | None:
    """Return the round of the same survey before this one, if there is one."""
    survey = round_store.of_survey(db, survey_round.survey)
    place = [each.round_id for each in survey].index(survey_round.round_id)
    return survey[place - 1] if place else None


def collected(db: Database, data: RoundData, release: Release) -> Collected:
    """Return who answered a round."""
    round_id = data.survey_round.round_id
    design = data.frame.design

    def counts(of: Mapping[str, int]) -> dict[str, Count]:
        return shown_counts({name: n for name, n in of.items() if name}, release)

    clusters = [key for key in design.psus if not key[1].startswith(ALONE)]
    alone = len(design.psus) - len(clusters)
    return Collected(
        responses=shown_count(len(design.psu), release),
        refusals=counts(interviews.refusals(db, round_id)),
        languages=_of_fact(data, "language", release),
        modes=_of_fact(data, "mode", release),
        communities=_of_fact(data, "community", release),
        enumerators=counts(responses.count_by(db, round_id, "enumerator")),
        is_clustered=design.is_clustered,
        clusters=len(clusters),
        strata=len({stratum for stratum, _ in clusters}),
        alone=shown_count(alone, release) if alone else None,
        lonely_strata=[name for name in design.lonely_strata if name],
    )


def _of_fact(data: RoundData, fact: str, release: Release) -> dict[str, Count]:
    """Return how many answered by a fact; withheld where a mean would be for that."""
    found = data.frame.facts[fact]
    counted = np.bincount(found.places, minlength=len(found.names)).tolist()
    decided = decisions(data, release, [respondents(data)])
    withheld = {str(name.group) for name in decided.withheld if name.by == fact}
    by_name = {n: k for n, k in zip(found.names, counted, strict=True) if n}
    return shown_counts(by_name, release, withheld)


def headline_measures(data: RoundData) -> list[str]:
    """Return what pages show first: constructs, else items, else numbers."""
    for kind in ("construct", "item", "number"):
        if found := [each.of for each in data.measures if each.kind == kind]:
            return found
    return []


def headline_groupings(data: RoundData) -> list[str]:
    """Return the groupings that say who people are, not how they were asked."""
    who = [by for by in data.groupings if by not in FACT_GROUPS]
    return who + [by for by in data.groupings if by == "community"]


def gap_findings(data: RoundData, release: Release) -> GapFindings:
    """Return the gaps of a round: one family of tests over all groupings shown.

    They are the rows of `survey-app gaps` for the same measures and groupings.
    """
    measures, by = headline_measures(data), headline_groupings(data)
    if not (by and measures):
        by, measures = [], []
    rows = analysis.find_gaps(data, by, measures, release)
    return GapFindings(data, measures, by, worst_first(rows))


def worst_first(rows: Protected[GapRow]) -> Protected[GapRow]:
    """Return gaps with clear ones before unclear ones, the furthest behind first."""
    order = {"behind": 0, "no_clear_gap": 1, "ahead": 1, "too_few": 2}
    return rows.ordered(lambda row: (order[row.verdict], row.gap or 0.0))
