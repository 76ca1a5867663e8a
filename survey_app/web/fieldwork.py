"""The coordinator's page of fieldwork: work in numbers, and questions to ask."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.core.questionnaire.instrument import say
from survey_app.interchange.targets_csv import read_targets
from survey_app.services import assignments, supervision
from survey_app.services.naming import MODES, group_names
from survey_app.store import instruments, rounds
from survey_app.web import access, context, uploads, words
from survey_app.web.words import _
from survey_app.words.flags import FLAG_WORDS

bp = Blueprint("fieldwork", __name__, url_prefix="/rounds/<round_id>/fieldwork")


@bp.get("")
@access.open_to("coordinator")
def show(round_id: str) -> str:
    """Show who did how much, where, when and how, and what to ask them."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    places = {
        each.place_id: say(each.name, words.language().code)
        for each in rounds.places(db, round_id)
    }
    return render_template(
        "rounds/fieldwork.html",
        survey_round=survey_round,
        work=supervision.fieldwork_of(db, survey_round),
        place=lambda place_id: places.get(place_id) or _("Without a place"),
        person=lambda name: name or _("Nobody: answered alone"),
        mode=lambda mode: _(MODES[mode]) if mode in MODES else mode,
        flag=lambda name: tuple(_(text) for text in FLAG_WORDS[name]),
        language_name=lambda code: i18n.language(code).name,
        day_name=lambda day: words.day(day) if day else _("Day unknown"),
        group=group_names(
            instruments.get(db, survey_round.instrument_id), words.language().code
        ),
    )


@bp.post("/targets")
@access.open_to("coordinator")
def assign(round_id: str) -> Response:
    """Take the assignments of a round from a CSV file, in place of earlier ones."""
    db = context.db()
    lines = read_targets(*uploads.chosen())
    kept = assignments.assign(db, rounds.get(db, round_id), lines)
    flash(_("{count} targets are kept.").format(count=len(kept)))
    return redirect(url_for("fieldwork.show", round_id=round_id), 303)
