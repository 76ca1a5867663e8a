"""The coordinator's page of the outlines that a survey's maps are drawn of."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.maps.areas import Area
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.interchange.boundaries_geojson import read_area_codes, read_boundaries
from survey_app.services import boundaries
from survey_app.services.naming import Names, Words
from survey_app.store import boundaries as store
from survey_app.store import instruments, rounds
from survey_app.web import access, context, uploads, words
from survey_app.web.charts import areas
from survey_app.web.words import _

bp = Blueprint("boundaries", __name__, url_prefix="/rounds/<round_id>/boundaries")

#: Outlines of a country's districts, as they are given away, are not larger.
LARGEST_FILE = 8 * 1024 * 1024


@bp.get("")
@access.open_to("coordinator")
def show(round_id: str) -> str:
    """Show which areas there are, and who lives in none."""
    survey_round = rounds.get(context.db(), round_id)
    names = _names(survey_round)
    kept = store.of_survey(context.db(), survey_round.survey)
    groups = boundaries.groups_of(context.db(), survey_round.survey)
    return render_template(
        "rounds/boundaries.html",
        survey_round=survey_round,
        groupings={by: names.grouping(by) for by in groups},
        drawn=[(by, areas.sheet(found), _missing(found, groups.get(by, set())))
               for by, found in kept.items()],
        names=names,
    )  # fmt: skip


@bp.post("")
@access.open_to("coordinator")
@access.takes(LARGEST_FILE)
def bring_in(round_id: str) -> Response:
    """Take areas from a GeoJSON file, in place of earlier ones of the grouping."""
    survey_round = rounds.get(context.db(), round_id)
    outlines, faults = read_boundaries(*uploads.chosen())
    codes = uploads.if_chosen("codes")
    given = boundaries.Given(
        outlines,
        faults,
        request.form.get("key", "").strip(),
        read_area_codes(*codes) if codes else {},
    )
    by = request.form.get("by", boundaries.PLACES)
    found = boundaries.bring_in(context.db(), survey_round.survey, by, given)
    flash(_("{count} areas are kept.").format(count=found.areas))
    return _back(round_id)


@bp.post("/remove")
@access.open_to("coordinator")
def remove(round_id: str) -> Response:
    """Forget the areas of a grouping."""
    survey = rounds.get(context.db(), round_id).survey
    boundaries.remove(context.db(), survey, request.form.get("by", ""))
    flash(_("The map is gone."))
    return _back(round_id)


def _names(survey_round: SurveyRound) -> Names:
    """Return the words for the groups of a round, answered or not."""
    db = context.db()
    instrument = instruments.get(db, survey_round.instrument_id)
    communities = rounds.communities(db, survey_round.round_id)
    return Names(Words(instrument, communities), words.language().code)


def _missing(found: list[Area], groups: set[str]) -> list[str]:
    return sorted(groups - {area.group for area in found})


def _back(round_id: str) -> Response:
    return redirect(url_for("boundaries.show", round_id=round_id), 303)
