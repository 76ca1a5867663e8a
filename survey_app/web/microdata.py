"""Answers of single people: ask for them, decide on what others ask, take the file."""

from datetime import date, timedelta
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from survey_app.core.applications import (
    LONGEST,
    LONGEST_TEXT,
    Application,
    Deed,
)
from survey_app.errors import Conflict, NotFound, SurveyError, Unanswerable
from survey_app.services import microdata, microdata_files
from survey_app.services.naming import Names
from survey_app.services.releases import Asking
from survey_app.store import microdata as store
from survey_app.store import rounds
from survey_app.web import access, context, words
from survey_app.web.loading import loaded
from survey_app.words.microdata import DEEDS, HOWS, STATES

bp = Blueprint("microdata", __name__, url_prefix="/results/<round_id>/microdata")

#: What a form says a decision is, and what it does.
DECISIONS: dict[str, Deed] = {"yes": "approve", "no": "refuse"}
#: The formats and what reads them.
READERS = {
    "csv": "CSV: R, Python, LibreOffice",
    "xlsx": "Excel, LibreOffice",
    "sav": "SPSS, PSPP, jamovi",
    "dta": "Stata",
    "parquet": "Parquet: R, Python, DuckDB",
}


@bp.get("/")
@access.open_to("coordinator", "analyst")
def index(round_id: str) -> str:
    """Show the requests of a round, and a form to ask."""
    db = context.db()
    survey_round = rounds.get(db, round_id)
    data = loaded(survey_round)
    offer, problem = None, None
    try:
        offer = microdata.offer(db, survey_round, _asking())
    except (Conflict, Unanswerable) as error:
        problem = words.tell_problem(error)
    return render_template(
        "results/microdata.html",
        page="microdata",
        survey_round=survey_round,
        names=Names(data, words.language().code),
        offer=offer,
        problem=problem,
        found=store.of_round(db, round_id)[::-1],
        today=_today(),
        latest=_today() + LONGEST,
        usual=_today() + timedelta(days=90),
        states=STATES,
        terms=microdata_files.terms(words.language().code),
        longest=LONGEST_TEXT,
    )


@bp.post("/")
@access.open_to("coordinator", "analyst")
def ask(round_id: str) -> Response:
    """Keep a request."""
    form = request.form
    is_agreed = form.get("agreed") == "yes"
    wanted = Application(
        0,
        round_id,
        form.get("purpose", "").strip()[:LONGEST_TEXT],
        form.get("recipient", "").strip()[:LONGEST_TEXT],
        tuple(form.getlist("keys")),
        tuple(form.getlist("items")),
        form.get("design") == "yes",
        _day(form.get("until", "")),
        microdata_files.agreement(words.language().code) if is_agreed else "",
        0,
    )
    db = context.db()
    survey_round = rounds.get(db, round_id)
    number = microdata.ask(db, survey_round, wanted, access.account(), _today())
    return redirect(url_for("microdata.show", round_id=round_id, number=number), 303)


@bp.get("/<int:number>")
@access.open_to("coordinator", "analyst")
def show(round_id: str, number: int) -> str:
    """Show a request, its risk report, and what can be done about it."""
    db = context.db()
    application = _application(round_id, number)
    survey_round = rounds.get(db, round_id)
    data = loaded(survey_round)
    found, problem = None, None
    try:
        found = microdata.find(db, application, _asking())
    except SurveyError as error:
        problem = words.tell_problem(error)
    return render_template(
        "results/microdata_request.html",
        page="microdata",
        survey_round=survey_round,
        names=Names(data, words.language().code),
        application=application,
        state=application.state(_today()),
        states=STATES,
        deeds=DEEDS,
        hows=HOWS,
        report=found.report if found else None,
        problem=problem,
        may_decide=microdata.may_decide(application, access.account(), _today()),
        readers=READERS,
    )


@bp.post("/<int:number>")
@access.open_to("coordinator", "analyst")
def decide(round_id: str, number: int) -> Response:
    """Keep a decision."""
    _application(round_id, number)
    deed = DECISIONS.get(request.form.get("decision", ""), "refuse")
    seen = request.form.get("seen", "")
    microdata.decide(context.db(), number, access.account(), deed, seen, _today())
    return redirect(url_for("microdata.show", round_id=round_id, number=number), 303)


@bp.get("/<int:number>/file")
@access.open_to("coordinator", "analyst")
def file(round_id: str, number: int) -> Response:
    """Send the file of an approved request; `?as=` says in which format."""
    _application(round_id, number)
    form = request.args.get("as", "csv")
    if form not in microdata_files.FORMATS:
        raise NotFound("page.unknown", path=form[:20])
    account = access.account()
    application, found = microdata.release(
        context.db(), number, _asking(), account.name
    )
    made = microdata_files.package(
        application, found, words.language().code, form, _today()
    )
    return send_file(
        BytesIO(made.content),
        mimetype="application/zip",
        as_attachment=True,
        download_name=made.name,
    )


def _application(round_id: str, number: int) -> Application:
    found = store.get(context.db(), number)
    if found.round_id != round_id:
        raise NotFound("microdata.unknown", number=number)
    return found


def _asking() -> Asking:
    return Asking(access.account().role, str(request.endpoint), _today())


def _today() -> date:
    return context.now().date()


def _day(text: str) -> date:
    """Return the day in a form; what is none lies before every other."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
