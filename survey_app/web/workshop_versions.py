"""Published versions beside each other, and the way from one back into the workshop."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.measurement.differences import differences
from survey_app.services import workshop
from survey_app.store import instruments
from survey_app.web import access, context, difference_words

bp = Blueprint("workshop_versions", __name__, url_prefix="/instruments/<instrument_id>")


@bp.get("/changes")
@access.open_to("coordinator", "analyst")
def changes(instrument_id: str) -> str:
    """Show what differs from another version, the one before unless asked."""
    db = context.db()
    after = instruments.get(db, instrument_id)
    versions = [str(row["instrument_id"]) for row in instruments.published(db)]
    own = instruments.versions(db, after.name)
    earlier = own[max(own.index(instrument_id) - 1, 0)]
    start = request.args.get("from", earlier)
    before = instruments.get(db, start)
    return render_template(
        "instruments/changes.html",
        instrument_id=instrument_id,
        start=start,
        versions=versions,
        told=difference_words.told(differences(before, after), before, after),
    )


@bp.post("/revise")
@access.open_to("coordinator")
def revise(instrument_id: str) -> Response:
    """Go on writing a version: in the draft of its name, which is begun if need be."""
    db = context.db()
    name = instruments.get(db, instrument_id).name
    if not workshop.is_draft(db, name):
        found = replace(workshop.reopen(db, instrument_id), name=name)
        by, today = access.account().name, context.now().date()
        workshop.create(db, found, by, today)
    return redirect(url_for("workshop.show", draft_id=name), 303)
