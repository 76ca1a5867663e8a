"""What a community may read about itself, without an account and without a cookie."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from survey_app.core.community import spoken
from survey_app.core.questionnaire.media import option_slot
from survey_app.errors import NotFound
from survey_app.interchange.poster_pdf import can_write
from survey_app.services import community, media
from survey_app.services.community import Telling
from survey_app.web import access, context, telling, words
from survey_app.web import poster as posters
from survey_app.web.local_network import qr_code
from survey_app.web.media import served

bp = Blueprint("public", __name__, url_prefix="/public/<slug>")


@bp.get("")
@access.open_to_anybody
def show(slug: str) -> str:
    """Show what was found, what was decided because of it, and how sure it is."""
    return page(community.at(context.db(), slug))


@bp.get("/poster")
@access.open_to_anybody
def poster(slug: str) -> str:
    """Show the page's poster: one sheet in black and white."""
    found = community.at(context.db(), slug)
    use_language(found)
    return render_template(
        "public/poster.html",
        telling=found,
        poster=posters.poster(found),
        code=qr_code(found.page.address),
        has_file=can_write(),
    )


@bp.get("/poster.pdf")
@access.open_to_anybody
def poster_file(slug: str) -> Response:
    """Give the poster as a file to print."""
    found = community.at(context.db(), slug)
    use_language(found)
    name = f"{slug}-{words.language().code}.pdf"
    headers = {"Content-Disposition": f"inline; filename={name}"}
    content = posters.file_of(found)
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get("/media/<sha256>")
@access.open_to_anybody
def heard(slug: str, sha256: str) -> Response:
    """Give a recording or picture that stands on the page."""
    db = context.db()
    if not community.holds(db, community.at(db, slug), sha256):
        raise NotFound("media.unknown")
    return served(media.get(db, sha256))


def page(found: Telling, *, is_preview: bool = False) -> str:
    """Return a page in the language asked for."""
    use_language(found)
    language = words.language().code
    return render_template(
        "public/page.html",
        telling=found,
        told=telling.told(found),
        aids=community.aids(context.db(), found, language),
        slot=option_slot,
        spoken=[spoken(each, language) for each in found.decisions],
        is_preview=is_preview,
    )


def use_language(found: Telling) -> None:
    """Say everything in the language of `?in=`, else in one the round was asked in."""
    known = found.instrument.languages
    wished = request.args.get("in", words.language().code)
    words.use_language(wished if wished in known else known[0])
