"""The report of a round as a file, and what people say of how the round was made."""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.config import settings
from survey_app.core.disclosure.released import Released
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.methods import ITEMS, NEEDED
from survey_app.errors import NotFound, Unanswerable
from survey_app.i18n import SOURCE_LANGUAGE, languages
from survey_app.services import methods, releases, reporting
from survey_app.services.naming import Names, Words
from survey_app.store import community, instruments, rounds
from survey_app.store import releases as store
from survey_app.web import access, context, words
from survey_app.web.loading import loaded
from survey_app.words.methods import ITEM_WORDS

bp = Blueprint("reports", __name__, url_prefix="/results/<round_id>/report")


@bp.get("/")
@access.open_to("coordinator", "analyst", "leader")
def show(round_id: str) -> str:
    """Offer the report of every release the reader may see, and the poster."""
    survey_round = rounds.get(context.db(), round_id)
    said = methods.said(context.db(), survey_round)
    return _page(
        "results/report.html",
        survey_round,
        releases=_readable(survey_round),
        audiences=reporting.AUDIENCES,
        forms=reporting.FORMS,
        lacking=[words._(ITEM_WORDS[item][0]) for item in methods.lacking(said)],
        told=community.of_round(context.db(), round_id),
    )


@bp.get("/file")
@access.open_to("coordinator", "analyst", "leader")
def file(round_id: str) -> Response:
    """Write the report of a release in a language; raise NotFound."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    released = _chosen(survey_round)
    form = reporting.FORMS.get(request.args.get("as", ""), reporting.FORMS["pdf"])
    if released.audience == "analyst":
        role, page = access.account().role, str(request.endpoint)
        store.count_query(db, context.now().date(), role, round_id, page)
    paper = reporting.paper(db, released, _language())
    content = form.writer(paper, _template(form.template))
    name = f"{released.round_id}-{released.release_id}{form.suffix}"
    reply = Response(content, mimetype=form.media_type)
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply


@bp.get("/methods")
@access.open_to("coordinator")
def ask(round_id: str) -> str:
    """Show the items of the methods statement, and what is said of them."""
    survey_round = rounds.get(context.db(), round_id)
    return _page(
        "results/methods.html",
        survey_round,
        items=[(item, *ITEM_WORDS[item], item in NEEDED) for item in ITEMS],
        said=methods.said(context.db(), survey_round),
        longest=methods.LONGEST,
    )


@bp.post("/methods")
@access.open_to("coordinator")
def write(round_id: str) -> Response:
    """Keep what is said of the items, in the language of the page."""
    db = context.db()
    # Browsers send two signs for a line break.
    texts: dict[str, str] = {
        item: request.form.get(item, "").strip().replace("\r\n", "\n") for item in ITEMS
    }
    by = (access.account().name, context.now().date())
    language = words.language().code
    methods.write(db, rounds.get(db, round_id), language, texts, by)
    return redirect(url_for("reports.show", round_id=round_id))


def _readable(survey_round: SurveyRound) -> list[Released]:
    """Return the releases the reader may see, the newest first.

    The first look of the public makes a release, as on every other page.
    """
    is_public = access.release() == "public"
    if is_public:
        try:
            loaded(survey_round)
        except Unanswerable:
            return []
    found = releases.of_round(context.db(), survey_round)
    return [each for each in found if each.audience == "public" or not is_public]


def _chosen(survey_round: SurveyRound) -> Released:
    """Return the release asked for; one that is not for the reader is not there."""
    number = request.args.get("release", type=int)
    for each in _readable(survey_round):
        if number in (None, each.release_id):
            return each
    raise NotFound("report.not_released", round=survey_round.name)


def _language() -> str:
    wanted = request.args.get("in", SOURCE_LANGUAGE)
    known = [each.code for each in languages()]
    return wanted if wanted in known else SOURCE_LANGUAGE


def _template(name: str) -> bytes | None:
    """Return the operator's own template, None where there is none."""
    path: Path = settings().instance / name
    return path.read_bytes() if path.is_file() else None


def _page(template: str, survey_round: SurveyRound, **facts: object) -> str:
    db = context.db()
    instrument = instruments.get(db, survey_round.instrument_id)
    communities = rounds.communities(db, survey_round.round_id)
    return render_template(
        template,
        page="report",
        survey_round=survey_round,
        names=Names(Words(instrument, communities), words.language().code),
        **facts,
    )
