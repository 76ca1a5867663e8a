"""What a community may read about itself, without an account and without a cookie."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from survey_app.core.community import spoken
from survey_app.core.questionnaire.instrument import say
from survey_app.core.questionnaire.media import option_slot
from survey_app.errors import NotFound
from survey_app.services import community, media
from survey_app.services.community import Telling
from survey_app.web import access, context, telling, words
from survey_app.web.local_network import qr_code
from survey_app.web.media import served

bp = Blueprint("public", __name__, url_prefix="/public/<slug>")

#: How much of a page a poster holds.
MOST_TOPICS, MOST_DECISIONS = 4, 3
#: The largest letters with which so many letters of decisions still fit on one sheet.
SIZES = ((400, "large"), (800, "middle"))


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
    return render_template("public/poster.html", **poster_facts(found))


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
        decisions=decisions(found),
        aids=community.aids(context.db(), found, language),
        slot=option_slot,
        spoken=[spoken(each, language) for each in found.decisions],
        is_preview=is_preview,
    )


def poster_facts(found: Telling) -> dict[str, object]:
    """Return what stands on a poster."""
    told, latest = telling.told(found), decisions(found)[-MOST_DECISIONS:]
    letters = sum(len(text) for pair in latest for text in pair)
    return {
        "telling": found,
        "told": told,
        "topics": told.topics[:MOST_TOPICS],
        "decisions": latest,
        "size": next((size for most, size in SIZES if letters <= most), "small"),
        "code": qr_code(found.page.address),
    }


def decisions(found: Telling) -> list[tuple[str, str]]:
    """Return what was said and done as far as it is written in this language.

    A decision that is not translated is told in a language it has: better than not.
    """
    language = words.language().code
    return [
        (say(each.said, language), say(each.done, language)) for each in found.decisions
    ]


def use_language(found: Telling) -> None:
    """Say everything in the language of `?in=`, else in one the round was asked in."""
    known = found.instrument.languages
    wished = request.args.get("in", words.language().code)
    words.use_language(wished if wished in known else known[0])
