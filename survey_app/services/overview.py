"""Overview: what rounds there are, and what the last one found."""

from dataclasses import dataclass

from survey_app.core.disclosure.door import Protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.rows import GapRow
from survey_app.core.measurement.groups import CROSS, FACT_GROUPS
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import analysis
from survey_app.services.analysis import RoundData
from survey_app.store import responses
from survey_app.store import rounds as round_store
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round and the number of its responses."""

    survey_round: SurveyRound
    responses: int


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


def headline_measures(data: RoundData) -> list[str]:
    """Return what pages show first: constructs, else items, else numbers."""
    for kind in ("construct", "item", "number"):
        if found := [each.of for each in data.measures if each.kind == kind]:
            return found
    return []


def shared_headline(before: RoundData, after: RoundData) -> list[str]:
    """Return the headline measures of a round that an earlier one has too."""
    shared = set(headline_measures(before))
    return [name for name in headline_measures(after) if name in shared]


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
