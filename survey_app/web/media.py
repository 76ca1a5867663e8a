"""Recordings and pictures: the page where they are made, and the files themselves."""

from io import BytesIO

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response

from survey_app.core.questionnaire.media import (
    ABOUT,
    DECISION,
    DECLINE,
    START,
    MediaFile,
    Slot,
)
from survey_app.errors import NotFound
from survey_app.interchange import media_archive as archive
from survey_app.services import media, media_exchange
from survey_app.services.media import MediaUpload, Spoken
from survey_app.store import instruments, rounds
from survey_app.store import media as store
from survey_app.web import access, context, uploads, words
from survey_app.web.words import _

bp = Blueprint("media", __name__)

#: Bytes of one form with a recording or picture, and of one with an archive of them.
LARGEST_FILE, LARGEST_ARCHIVE = 3 * 1024**2, 64 * 1024**2

#: Pages on which the microphone may be asked for; no others may.
MICROPHONE = "geolocation=(), camera=(), microphone=(self)"


@bp.get("/instruments/<instrument_id>/media")
@access.open_to("coordinator")
def show(instrument_id: str) -> Response:
    """Show every text of a language with its recording, and every picture."""
    db = context.db()
    instrument = instruments.get(db, instrument_id)
    shown = request.args.get("in", words.language().code)
    if shown not in instrument.languages:
        shown = instrument.languages[0]
    page = render_template(
        "instruments/media.html",
        instrument_id=instrument_id,
        instrument=instrument,
        shown=shown,
        spoken=media.texts(db, instrument_id, shown),
        drawn=media.drawn(db, instrument_id),
        completeness=media.completeness(db, instrument_id),
        place=_place,
    )
    reply = make_response(page)
    reply.headers["Permissions-Policy"] = MICROPHONE
    return reply


@bp.post("/instruments/<instrument_id>/media")
@access.open_to("coordinator")
@access.takes(LARGEST_FILE)
def add(instrument_id: str) -> Response:
    """Keep a recording of a text, or a picture of an option."""
    upload = uploaded()
    if "text" in request.form:
        language, text = request.form.get("language", ""), request.form["text"]
        media.record(context.db(), instrument_id, language, text, upload)
    else:
        media.draw(context.db(), instrument_id, _slot(), upload)
    return _back(instrument_id)


@bp.post("/instruments/<instrument_id>/media/remove")
@access.open_to("coordinator")
def remove(instrument_id: str) -> Response:
    """Remove a recording or a picture."""
    db = context.db()
    name = instruments.get(db, instrument_id).name
    if "text" in request.form:
        store.forget(db, request.form.get("language", ""), request.form["text"])
    else:
        store.erase(db, name, _slot())
    return _back(instrument_id)


@bp.get("/instruments/<instrument_id>/media/export")
@access.open_to("coordinator")
def export(instrument_id: str) -> Response:
    """Give the list of all that can be spoken or drawn, with the files there are."""
    files = media_exchange.export(context.db(), instrument_id)
    return send_file(
        BytesIO(archive.write_zip(files)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{instrument_id}-media.zip",
    )


@bp.post("/instruments/<instrument_id>/media/import")
@access.open_to("coordinator")
@access.takes(LARGEST_ARCHIVE)
def take_in(instrument_id: str) -> Response:
    """Keep the recordings and pictures of an archive."""
    upload = uploaded()
    files = archive.read_zip(upload.name, upload.data)
    count = media_exchange.take_in(context.db(), instrument_id, files)
    flash(_("{count} recordings and pictures are kept.").format(count=count))
    return _back(instrument_id)


@bp.get("/media/<sha256>")
@access.signed_in
def file(sha256: str) -> Response:
    """Give a recording or picture to somebody of the team."""
    return served(media.get(context.db(), sha256))


@bp.get("/s/<slug>/media/<sha256>")
@access.open_to_anybody
def heard(slug: str, sha256: str) -> Response:
    """Give a recording or picture of a questionnaire to whoever answers it."""
    survey_round = rounds.find_by_slug(context.db(), slug)
    if survey_round is None:
        raise NotFound("round.no_such_address", slug=slug)
    found = media.of_rounds(context.db(), [survey_round.round_id], sha256)
    return served(found)


def served(found: MediaFile) -> Response:
    """Return the file under its own type and nothing else; parts of it may be asked."""
    reply = send_file(
        BytesIO(found.data),
        mimetype=found.content.type,
        conditional=True,
        etag=found.content.sha256,
    )
    reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reply.headers["Cache-Control"] = "no-store"
    return reply


def uploaded() -> MediaUpload:
    """Return the file of the form; raise Rejected where none was chosen."""
    return MediaUpload(*uploads.chosen())


def _slot() -> Slot:
    owner = request.form.get("owner")
    return Slot(
        "scale" if owner == "scale" else "item",
        request.form.get("owner_id", ""),
        request.form.get("option", ""),
    )


def _back(instrument_id: str) -> Response:
    shown = request.form.get("language", "")
    address = url_for("media.show", instrument_id=instrument_id)
    return redirect(f"{address}?in={shown}" if shown else address, 303)


def _place(spoken: Spoken) -> str:
    """Return where a text stands, in words where it is no question."""
    names = {
        START: _("Start page"),
        ABOUT: _("What the round says of itself"),
        DECLINE: _("Ways of declining"),
        DECISION: _("You said, we did"),
    }
    found = [names.get(slot.owner_id, slot.owner_id) for slot in spoken.slots]
    return ", ".join(dict.fromkeys(found))
