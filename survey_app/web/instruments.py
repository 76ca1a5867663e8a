"""Pages about instruments: published versions and how far their words are reviewed."""

from flask import Blueprint, render_template, request

from survey_app.services import translating
from survey_app.store import instruments
from survey_app.web import access, context, words

bp = Blueprint("instruments", __name__, url_prefix="/instruments")


@bp.get("/")
@access.open_to("coordinator", "analyst")
def index() -> str:
    """List the published versions."""
    return render_template(
        "instruments/index.html", versions=instruments.published(context.db())
    )


@bp.get("/<instrument_id>")
@access.open_to("coordinator", "analyst")
def show(instrument_id: str) -> str:
    """Show the questions of a version in one of its languages."""
    instrument = instruments.get(context.db(), instrument_id)
    shown = request.args.get("in", words.language().code)
    if shown not in instrument.languages:
        shown = instrument.languages[0]
    return render_template(
        "instruments/show.html",
        instrument_id=instrument_id,
        instrument=instrument,
        shown=shown,
        pilots=translating.pilots(instrument),
    )
