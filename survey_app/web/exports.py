"""Results to take away: which tables in which formats, and the files themselves."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from survey_app.core.disclosure.released import Released
from survey_app.core.people import Role
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound
from survey_app.interchange.outgoing import Book
from survey_app.services import exporting, releases
from survey_app.services.exporting import FORMATS
from survey_app.store import rounds
from survey_app.web import access, context, words
from survey_app.web.file_reply import chosen, sent
from survey_app.web.loading import asking, loaded
from survey_app.words import exporting as said

bp = Blueprint("exports", __name__, url_prefix="/results/<round_id>/export")

#: What stands in an address for the round as it stands.
LIVE = "live"
READERS: tuple[Role, ...] = ("coordinator", "analyst", "leader")


@bp.get("")
@access.open_to(*READERS)
def show(round_id: str) -> str:
    """Offer every table of a release in every format."""
    survey_round = rounds.get(context.db(), round_id)
    known = _releases(survey_round)
    newest = str(known[0].release_id) if known else LIVE
    source = request.args.get("source", newest)
    book = _book(survey_round, source)
    released = next((each for each in known if str(each.release_id) == source), None)
    return render_template(
        "results/export.html",
        page="export",
        survey_round=survey_round,
        known=known,
        may_see_live=_may_see_live(),
        source=source,
        released=released,
        tables=[
            (table, [form for form in FORMATS if _fits(form, table.name)])
            for table in book.tables
        ],
        whole=[form for form, kind in FORMATS.items() if not kind.is_one_table],
        size=lambda form, table: _size(book, form, table),
        formats=said.FORMATS,
        audiences=said.AUDIENCES,
    )


@bp.get("/<source>/<form>/<table>")
@access.open_to(*READERS)
def take(round_id: str, source: str, form: str, table: str) -> Response:
    """Send a file: written to the disk first, then sent piece by piece."""
    book = _book(rounds.get(context.db(), round_id), source)
    return sent(chosen(book, form, table), form)


def _may_see_live() -> bool:
    """Return whether somebody may see more than what everybody was shown."""
    return access.release() == "analyst"


def _releases(survey_round: SurveyRound) -> list[Released]:
    """Return the releases somebody may take away, the newest first.

    Leaders may take the newest to everybody; looking for it may be the first look.
    """
    if _may_see_live():
        return releases.of_round(context.db(), survey_round)
    loaded(survey_round)
    return [exporting.newest_public(context.db(), survey_round)]


def _book(survey_round: SurveyRound, source: str) -> Book:
    """Return the tables of a source in the reader's language; raise NotFound."""
    db, language = context.db(), words.language().code
    if source == LIVE and _may_see_live():
        data = loaded(survey_round)
        return exporting.live_book(db, data, language, asking().day)
    known = {str(each.release_id): each for each in _releases(survey_round)}
    if source not in known:
        raise NotFound("export.other_release", release=source, known=", ".join(known),
                       round=survey_round.name)  # fmt: skip
    if known[source].audience == "analyst":
        releases.note(db, survey_round, asking())
    return exporting.released_book(db, survey_round, known[source], language)


def _fits(form: str, table: str) -> bool:
    return FORMATS[form].is_one_table and FORMATS[form].takes(table)


def _size(book: Book, form: str, table: str | None) -> int:
    """Return about how many thousand bytes a file has, at least one."""
    part = exporting.chosen(book, form, [table] if table else [])
    return max(1, round(exporting.about_bytes(part, form) / 1000))
