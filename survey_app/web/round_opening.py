"""The page where a coordinator opens a round: what is asked, where people answer."""

from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.fieldwork import Place, Sample
from survey_app.errors import Rejected
from survey_app.i18n import N_
from survey_app.interchange.places_csv import read_places
from survey_app.services import fieldwork
from survey_app.services.fieldwork import NewRound
from survey_app.store import instruments
from survey_app.web import access, context, uploads, words
from survey_app.web.words import _

bp = Blueprint("round_opening", __name__, url_prefix="/rounds/new")

#: How people come to be asked, in words.
SAMPLE_WORDS: dict[Sample, str] = {
    "open": N_("whoever wants to may answer"),
    "quota": N_("people are chosen until quotas are full"),
    "probability": N_("people are drawn by chance"),
}
#: Bytes a list of places may have.
LARGEST_FILE = 2 * 1024**2


@bp.get("")
@access.open_to("coordinator")
def show() -> str:
    """Show the form of a new round."""
    return _page()


@bp.post("")
@access.open_to("coordinator")
@access.takes(LARGEST_FILE)
def open_it() -> Response | tuple[str, int]:
    """Open the round; a faulty form comes back as it was filled in."""
    try:
        opened = fieldwork.open_round(context.db(), _wanted(), context.now().date())
    except Rejected as rejected:
        for fault in rejected.problems:
            flash(" ".join(words.tell_problem(fault)))
        return _page(), 422
    flash(_("The round is open."))
    return redirect(url_for("rounds.show", round_id=opened.round_id), 303)


def _page() -> str:
    versions = [str(r["instrument_id"]) for r in instruments.published(context.db())]
    chosen = request.values.get("instrument", "")
    if chosen not in versions:
        chosen = next(reversed(versions), "")
    instrument = instruments.get(context.db(), chosen) if chosen else None
    return render_template(
        "rounds/new.html",
        versions=versions,
        chosen=chosen,
        instrument=instrument,
        typed=request.form,
        year=context.now().year,
        samples=SAMPLE_WORDS,
    )


def _wanted() -> NewRound:
    """Return the round the form asks for; raise Rejected for a faulty file."""
    form = request.form
    instrument_id = form.get("instrument", "")
    instrument = instruments.get(context.db(), instrument_id)
    title = _written("title", instrument.languages)
    sample = next((s for s in get_args(Sample) if s == form.get("sample")), None)
    return NewRound(
        name=form.get("name", "").strip() or str(context.now().year),
        survey=form.get("survey", "").strip() or instrument.name,
        instrument_id=instrument_id,
        slug=form.get("slug", "").strip() or None,
        title=title or instrument.title,
        about=_written("about", instrument.languages),
        sample=sample,
        places=_places(),
    )


def _written(name: str, languages: tuple[str, ...]) -> Labels:
    found = {code: request.form.get(f"{name}-{code}", "").strip() for code in languages}
    return {code: " ".join(text.split()) for code, text in found.items() if text}


def _place(number: int, name: str) -> Place:
    """Return a place of which nothing is known but its name: a cluster by itself."""
    place_id = f"p{number}"
    label = {words.language().code: name}
    return Place(place_id, label, place_id, label, "", place_id)


def _places() -> list[Place]:
    given = uploads.if_chosen("places")
    if given is None:
        lines = request.form.get("listed", "").splitlines()
        names = dict.fromkeys(" ".join(line.split()) for line in lines if line.strip())
        return [_place(number, name) for number, name in enumerate(names, 1)]
    return read_places(*given)
