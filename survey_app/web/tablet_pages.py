"""What a tablet shows beside its questions: the interface's words, and a calendar.

All of it is the same for everybody and says nothing of a survey, so that a tablet may
keep it in clear.
"""

from functools import cache

from flask import Blueprint, json, make_response, render_template, request
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.errors import NotFound
from survey_app.web import access

bp = Blueprint("tablet_pages", __name__)

#: Where the texts stand that a tablet says.
TABLET_CODE = "survey_app/web/static/collect/"
#: More than texts a tablet says; no two of them may have one key.
KEYS = 999_983


@bp.get("/collect/words/<language>.json")
@access.open_to_anybody
def say(language: str) -> Response:
    """Give the words of the tablet in a language, its direction and plural forms."""
    if not i18n.is_language(language):
        known = ", ".join(each.code for each in i18n.languages())
        raise NotFound("language.unknown", language=language[:20], known=known)
    reply = make_response(_words_file(language))
    reply.mimetype = "application/json"
    reply.cache_control.no_cache = True
    reply.add_etag()
    return reply.make_conditional(request)


@bp.get("/collect/calendar")
@access.open_to_anybody
def calendar() -> str:
    """Show this month: where leaving at once leads on a tablet."""
    return render_template("collect_calendar.html")


def key_of(text: str) -> int:
    """Return what static/collect/words.js looks a text up by, shorter than the text."""
    key = 0
    for sign in text:
        key = (31 * key + ord(sign)) % KEYS
    return key


@cache
def _words_file(code: str) -> str:
    """Return the file static/collect/words.js reads."""
    return json.dumps(
        _about(i18n.language(code))
        | {
            "plurals": "".join(map(str, i18n.plural_forms(code))),
            "words": {
                key_of(text): said
                for text, said in i18n.words_in(code, TABLET_CODE).items()
            },
            "languages": [_about(each) for each in i18n.languages()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _about(language: i18n.Language) -> dict[str, object]:
    return {
        "language": language.code,
        "name": language.name,
        "direction": language.direction,
    }
