"""Outcomes: what became of everybody chosen for a round, counted and entered."""

from collections.abc import Mapping

from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.outcomes import Outcomes
from survey_app.errors import Problem, Rejected
from survey_app.store import interviews, outcomes, responses
from survey_app.store.database import Database

#: Which outcome a refusal is that the program counted.
COUNTED: Mapping[str, str] = {
    "consent": "refused",
    "broken_off": "refused",
    "adult": "ineligible",
}
MOST = 1_000_000


def entered(db: Database, survey_round: SurveyRound) -> dict[str, int]:
    """Return what people entered of a round, by outcome."""
    return outcomes.entered(db, survey_round.round_id)


def enter(db: Database, survey_round: SurveyRound, counts: Mapping[str, int]) -> None:
    """Keep how many people were of each outcome; raise Rejected with every fault."""
    faults = [
        Problem(outcome, "outcomes.count", {"value": str(count)})
        for outcome, count in counts.items()
        if not 0 <= count <= MOST
    ]
    if faults:
        raise Rejected(faults)
    outcomes.replace(db, survey_round.round_id, counts)


def enter_typed(
    db: Database, survey_round: SurveyRound, typed: Mapping[str, str]
) -> None:
    """Keep counts as people wrote them; raise Rejected with every one that is none."""
    faults = [
        Problem(outcome, "outcomes.count", {"value": text})
        for outcome, text in typed.items()
        if not text.isdecimal()
    ]
    if faults:
        raise Rejected(faults)
    enter(db, survey_round, {name: int(text) for name, text in typed.items()})


def of_round(db: Database, survey_round: SurveyRound) -> Outcomes:
    """Return what became of everybody chosen, as far as it is known."""
    round_id = survey_round.round_id
    found: dict[str, int] = {"complete": responses.totals(db).get(round_id, 0)}
    for reason, count in interviews.refusals(db, round_id).items():
        outcome = COUNTED.get(reason, "other")
        found[outcome] = found.get(outcome, 0) + count
    for outcome, count in entered(db, survey_round).items():
        found[outcome] = found.get(outcome, 0) + count
    return Outcomes(**found)
