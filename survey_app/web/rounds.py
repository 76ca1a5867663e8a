"""Pages about rounds: which there are, and how one stands."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.disclosure.counts import Count
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Unanswerable
from survey_app.services import (
    fieldwork,
    outcomes,
    overview,
    quality,
    respondents,
    translating,
)
from survey_app.store import community, instruments, review, rounds
from survey_app.web import access, context
from survey_app.web.loading import loaded
from survey_app.words.outcomes import ENTERED

bp = Blueprint("rounds", __name__, url_prefix="/rounds")


@bp.get("/")
@access.open_to("coordinator", "analyst", "leader")
def index() -> str:
    """List the rounds."""
    return render_template(
        "rounds/index.html",
        rounds=overview.rounds(context.db()),
        to_judge=review.waiting(context.db()),
    )


@bp.get("/<round_id>")
@access.open_to("coordinator", "analyst", "leader")
def show(round_id: str) -> str:
    """Show how a round stands, and let a coordinator open or close it."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    instrument = instruments.get(db, survey_round.instrument_id)
    answered = _answered(survey_round)
    may_see_quality = access.account().role in ("coordinator", "analyst")
    return render_template(
        "rounds/show.html",
        survey_round=survey_round,
        answered=answered,
        copies=quality.copies(db, survey_round) if answered and may_see_quality else [],
        told=community.of_round(db, round_id),
        pilots=translating.pilots(instrument),
    )


def _answered(survey_round: SurveyRound) -> Count | None:
    """Return how many answered as the reader may see it, None where nobody did."""
    try:
        data = loaded(survey_round)
    except Unanswerable as error:
        if error.code != "round.no_responses":
            raise
        return None
    return respondents.collected(context.db(), data, access.release()).responses


@bp.post("/<round_id>/outcomes")
@access.open_to("coordinator")
def enter_outcomes(round_id: str) -> Response:
    """Keep how many people were not reached, or not of the population."""
    survey_round = rounds.get(context.db(), round_id)
    typed = {name: request.form.get(name, "").strip() or "0" for name in ENTERED}
    outcomes.enter_typed(context.db(), survey_round, typed)
    return redirect(url_for("respondents.show", round_id=round_id, _anchor="outcomes"))


@bp.post("/<round_id>/open")
@access.open_to("coordinator")
def open_it(round_id: str) -> Response:
    """Open a round for answers."""
    return _set(round_id, is_open=True)


@bp.post("/<round_id>/close")
@access.open_to("coordinator")
def close_it(round_id: str) -> Response:
    """Close a round: nothing more is taken."""
    return _set(round_id, is_open=False)


def _set(round_id: str, *, is_open: bool) -> Response:
    db = context.db()
    rounds.get(db, round_id)
    fieldwork.set_open(db, round_id, is_open=is_open, today=context.now().date())
    return redirect(url_for("rounds.show", round_id=round_id))
