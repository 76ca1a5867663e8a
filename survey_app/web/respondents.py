"""The page *Who answered?*: respondents against the population and the plan."""

from flask import Blueprint, render_template

from survey_app.core import strips
from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import RespondentRow
from survey_app.core.questionnaire.instrument import say
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.outcomes import rates
from survey_app.services import outcomes, respondents, weighting
from survey_app.services.naming import Names
from survey_app.services.weighting import WeightingReport
from survey_app.store import rounds
from survey_app.web import access, context, words
from survey_app.web.loading import loaded
from survey_app.words.outcomes import ENTERED, HEADLINES

bp = Blueprint("respondents", __name__, url_prefix="/results/<round_id>/respondents")


@bp.get("")
@access.open_to("coordinator", "analyst", "leader")
def show(round_id: str) -> str:
    """Who answered? People beside the population, refusals, ways of asking, places."""
    db, release = context.db(), access.release()
    survey_round = rounds.get(db, round_id)
    data = loaded(survey_round)
    rows = respondents.counted(data, release)
    report = weighting.of_round(db, data, release)
    return render_template(
        "results/respondents.html",
        page="respondents",
        survey_round=survey_round,
        names=Names(data, words.language().code),
        collected=respondents.collected(db, data, release),
        groups=_by_grouping(rows, respondents.groupings_shown(data)),
        wanted=respondents.against_targets(db, data, release),
        reached=respondents.reached(db, data),
        place=lambda labels: say(labels, words.language().code),
        facts=weighting.facts(data, release),
        weighting=report,
        axis=_axis(report),
        strip=strips.strip,
        **_outcomes(survey_round),
    )


def _by_grouping(
    rows: Protected[RespondentRow], groupings: list[str]
) -> dict[str, Protected[RespondentRow]]:
    """Return the rows of each grouping in which somebody is."""
    found = {by: _of(rows, by) for by in groupings}
    return {by: of for by, of in found.items() if any(row.n != 0 for row in of)}


def _of(rows: Protected[RespondentRow], by: str) -> Protected[RespondentRow]:
    return rows.where(lambda row: row.by == by)


def _axis(report: WeightingReport | None) -> strips.Axis:
    """Return an axis of percents that holds every share of a margin."""
    rows = report.rows if report else []
    both = ((row.sample_share, row.target_share) for row in rows)
    shares = [share for pair in both for share in pair if share is not None]
    return strips.percents(shares, is_mirrored=words.language().direction == "rtl")


def _outcomes(survey_round: SurveyRound) -> dict[str, object]:
    """Return what became of everybody chosen, for those who may see it."""
    if access.account().role not in ("coordinator", "analyst"):
        return {}
    found = outcomes.of_round(context.db(), survey_round)
    return {
        "outcomes": found,
        "rates": rates(found),
        "headlines": HEADLINES,
        "outcome_words": ENTERED,
        "entered": outcomes.entered(context.db(), survey_round),
    }
