"""The coordinator's page of back-checks: whom to ask again, and what came of it."""

import numpy as np
from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Reply

from survey_app.core.questionnaire.instrument import Instrument, Item, say
from survey_app.errors import Problem, Rejected
from survey_app.i18n import N_
from survey_app.interchange.backchecks_csv import (
    SecondAnswers,
    read_second_answers,
    write_sheet,
)
from survey_app.services import backchecks
from survey_app.store import accounts, instruments, rounds
from survey_app.web import access, context, words
from survey_app.web.words import _

bp = Blueprint("backchecks", __name__, url_prefix="/rounds/<round_id>/backchecks")

#: What is said of how many answers differed.
VERDICT_WORDS = {
    "flagged": N_("ask how these interviews were made"),
    "agrees": N_("the answers agree"),
    "too_few": N_("too few to tell"),
}


@bp.get("")
@access.open_to("coordinator")
def show(round_id: str) -> str:
    """Show whom to ask again, and how many answers differed."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    instrument = instruments.get(db, survey_round.instrument_id)
    language = words.language().code
    places = {each.place_id: each.name for each in rounds.places(db, round_id)}
    return render_template(
        "rounds/backchecks.html",
        survey_round=survey_round,
        asked=backchecks.still_to_ask(db, survey_round),
        rows=backchecks.results(db, survey_round),
        questions=[
            (item, say(item.text, language), _options(instrument, item, language))
            for item in backchecks.questions(db, survey_round)
        ],
        asks_for_agreement=backchecks.asks_for_agreement(instrument),
        people=[a.name for a in accounts.everyone(db) if not a.is_disabled],
        place=lambda place_id: (
            say(places.get(place_id, {}), language) or _("Without a place")
        ),
        verdict_words=VERDICT_WORDS,
    )


@bp.post("/draw")
@access.open_to("coordinator")
def draw(round_id: str) -> Reply:
    """Draw what is missing to a tenth of everybody's interviews."""
    db = context.db()
    count = backchecks.draw(db, rounds.get(db, round_id), np.random.default_rng())
    said = _("Interviews drawn: {count}.") if count else _("Nobody is missing.")
    flash(said.format(count=count))
    return _back(round_id)


@bp.get("/sheet.csv")
@access.open_to("coordinator")
def sheet(round_id: str) -> Response:
    """Return the list as a file to fill in."""
    db = context.db()
    content = write_sheet(backchecks.sheet(db, rounds.get(db, round_id)))
    headers = {"Content-Disposition": "attachment; filename=backchecks.csv"}
    return Response(content, mimetype="text/csv", headers=headers)


@bp.post("/answers")
@access.open_to("coordinator")
def enter(round_id: str) -> Reply:
    """Compare the second answers to one interview."""
    prefix = "answer-"
    answers = {
        name.removeprefix(prefix): text.strip()
        for name, text in request.form.items()
        if name.startswith(prefix) and text.strip()
    }
    code, person = request.form.get("code", ""), request.form.get("checked_by", "")
    return _take(round_id, [SecondAnswers(code, code, person, answers)])


@bp.post("/upload")
@access.open_to("coordinator")
def upload(round_id: str) -> Reply:
    """Compare the second answers in a file."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Rejected([Problem("", "media.none")])
    with given.stream as stream:
        lines = read_second_answers(given.filename, stream.read())
    return _take(round_id, lines)


def _take(round_id: str, lines: list[SecondAnswers]) -> Reply:
    db = context.db()
    count = backchecks.take(db, rounds.get(db, round_id), lines)
    flash(_("Interviews checked: {count}.").format(count=count))
    return _back(round_id)


def _back(round_id: str) -> Reply:
    return redirect(url_for("backchecks.show", round_id=round_id), 303)


def _options(
    instrument: Instrument, item: Item, language: str
) -> list[tuple[str, str]]:
    """Return the code and the words of each answer, none for a number."""
    options = instrument.options(item)
    return [(each.code, say(each.label, language) or each.code) for each in options]
