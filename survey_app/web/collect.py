"""The page of those who ask while online: rounds, the place, how many they have done.

It needs neither JavaScript nor https; the tablet's home (web/tablet.py) needs both.
"""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from survey_app.core.people import ASKING
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.services import assignments
from survey_app.services.naming import group_names
from survey_app.store import instruments, responses, rounds
from survey_app.web import access, context, questionnaire, words

bp = Blueprint("collect", __name__)


@bp.get("/collect/online")
@access.open_to(*ASKING)
def show() -> str:
    """Show the open rounds and what this account has collected in each."""
    db = context.db()
    mine, language = access.account().name, words.language().code
    found = [
        {
            "round": each,
            "places": rounds.places(db, each.round_id),
            "names": {p.place_id: p.name for p in rounds.places(db, each.round_id)},
            "standings": assignments.standings(db, each, mine),
            "group": group_names(instruments.get(db, each.instrument_id), language),
            "done": responses.count_by(db, each.round_id, "enumerator").get(mine, 0),
        }
        for each in _open_rounds()
    ]
    return render_template("collect_online.html", found=found)


@bp.post("/collect/online")
@access.open_to(*ASKING)
def begin() -> Response:
    """Begin an interview at a place."""
    db = context.db()
    wanted = request.form.get("round", "")
    survey_round = next((r for r in _open_rounds() if r.round_id == wanted), None)
    if survey_round is None:
        raise NotFound("round.no_such_address", slug=wanted)
    known = {place.place_id for place in rounds.places(db, survey_round.round_id)}
    place = request.form.get("place") or None
    if known and place not in known:
        raise Rejected([Problem("place", "response.place", {"place": place or "–"})])
    asked = instruments.get(db, survey_round.instrument_id).languages
    wished = words.language().code
    questionnaire.begin(survey_round, wished if wished in asked else asked[0], place)
    return redirect(f"/s/{survey_round.slug}", 303)


def _open_rounds() -> list[SurveyRound]:
    return [r for r in rounds.everything(context.db()) if r.is_open and r.slug]
