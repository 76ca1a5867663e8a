"""The desk where feedback is sorted, answered and shown as done."""

import secrets as random

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.listening.feedback import BY_STAFF, STEPS, Record, Step
from survey_app.core.people import ASKING, Role
from survey_app.errors import NotFound, Rejected
from survey_app.interchange import feedback_csv
from survey_app.services import feedback, feedback_desk
from survey_app.services.feedback_desk import Sorting
from survey_app.store import accounts
from survey_app.store import feedback as store
from survey_app.web import access, context, feedback_words, words
from survey_app.web.feedback import form_page, names_in, said
from survey_app.web.uploads import chosen
from survey_app.web.words import _, ngettext

bp = Blueprint("feedback_desk", __name__, url_prefix="/feedback/desk")

#: Who may be named to read sealed records, and is let in if they are.
NAMEABLE: tuple[Role, ...] = ("coordinator", "analyst", "leader", "enumerator")
LARGEST_FILE = 16 * 1024**2


@bp.get("/")
@access.open_to("coordinator", "leader")
def index() -> str:
    """Show what waits, those due first before others."""
    db, which = context.db(), request.args.get("list", "waiting")
    kind, place = request.args.get("kind", ""), request.args.get("place", "")
    return render_template(
        "feedback/desk.html",
        records=feedback_desk.listed(db, which, kind, place),
        counts=feedback_desk.counts(db),
        focal=feedback_desk.focal_people(db),
        people=[a for a in accounts.everyone(db) if a.role in NAMEABLE],
        places=store.places(db),
        chosen={"list": which, "kind": kind, "place": place},
        lists=feedback_desk.LISTS,
        most=feedback_desk.MOST_LISTED,
        today=context.now().date(),
        named=feedback_words,
    )


@bp.get("/<int:number>")
@access.open_to("coordinator", "leader")
def show(number: int) -> str:
    """Show a record and what may be done about it."""
    return _shown(feedback_desk.record(context.db(), number), is_sealed=False)


@bp.post("/<int:number>/sort")
@access.open_to("coordinator", "leader")
def sort(number: int) -> Response:
    """Keep how a record was sorted."""
    secret = context.secrets().secret
    feedback_desk.sort(context.db(), number, _sorting(), secret)
    flash(_("It is sorted. What only named people may read is no longer listed."))
    return redirect(url_for("feedback_desk.index"), 303)


@bp.post("/<int:number>/step")
@access.open_to("coordinator", "leader")
def step(number: int) -> Response:
    """Keep what was done about a record."""
    feedback_desk.step(context.db(), number, _step())
    return redirect(url_for("feedback_desk.show", number=number), 303)


@bp.post("/<int:number>/done")
@access.open_to("coordinator", "leader")
def done(number: int) -> Response:
    """Keep what may be told to everybody: said and done."""
    halves = request.form.get("said", ""), request.form.get("did", "")
    feedback_desk.say_done(context.db(), number, halves, _step())
    return redirect(url_for("feedback_desk.sheet"), 303)


@bp.get("/sheet")
@access.open_to("coordinator", "leader")
def sheet() -> str:
    """Show what people said and what was done, to be printed and hung up."""
    db, place = context.db(), request.args.get("place", "")
    return render_template(
        "feedback/sheet.html",
        told=feedback_desk.told(db, place),
        places=store.places(db),
        place=place,
    )


@bp.route("/log", methods=["GET", "POST"])
@access.open_to(*ASKING)
def log() -> str | tuple[str, int]:
    """Write down what somebody said, and give them the code."""
    form = request.form
    once = form.get("once") or random.token_hex(16)
    if request.method == "GET":
        return form_page("log", {}, once)
    content = said(form.get("channel", ""), form.get("language", ""))
    if names := names_in(content.text):
        return form_page("log", form, once, names=names), 422
    try:
        code = feedback.give(
            context.db(), content, once, context.secrets(), context.now().date()
        )
    except Rejected as rejected:
        told = [words.tell_problem(each) for each in rejected.problems]
        return form_page("log", form, once, told=told), 422
    return render_template("feedback/given.html", code=code)


@bp.post("/import")
@access.open_to("coordinator")
@access.takes(LARGEST_FILE)
def take_in() -> Response:
    """Keep the records of a table."""
    name, content = chosen("file")
    found = feedback_csv.read(name, content, context.now().date())
    count = feedback.take_in(context.db(), found, context.secrets())
    flash(ngettext("One record is new.", "%(num)s records are new.", count)
          % {"num": count})  # fmt: skip
    return redirect(url_for("feedback_desk.index"), 303)


@bp.post("/people")
@access.open_to("coordinator")
def people() -> Response:
    """Name somebody who may read sealed records, or let them read no more."""
    db, form = context.db(), request.form
    if form.get("remove"):
        store.unname_focal(db, form["remove"])
    else:
        by, today = access.account(), context.now().date()
        feedback_desk.name_focal(db, form.get("name", ""), by, today)
    return redirect(url_for("feedback_desk.index", _anchor="people"), 303)


@bp.get("/sealed/")
@access.open_to(*NAMEABLE)
def sealed() -> str:
    """Show named people which sealed records wait: their days, nothing else."""
    db = context.db()
    feedback_desk.check_focal(db, access.account())
    feedback_desk.forget_old(db, context.now().date())
    return render_template(
        "feedback/sealed.html", records=store.sealed(db), named=feedback_words,
        today=context.now().date(),
    )  # fmt: skip


@bp.get("/sealed/<int:number>")
@access.open_to(*NAMEABLE)
def show_sealed(number: int) -> str:
    """Show a named person a sealed record."""
    secret = context.secrets().secret
    found = feedback_desk.sealed_record(context.db(), number, access.account(), secret)
    return _shown(found, is_sealed=True)


@bp.get("/sealed/<int:number>/voice")
@access.open_to(*NAMEABLE)
def voice(number: int) -> Response:
    """Let a named person hear a sealed record."""
    secret = context.secrets().secret
    found = feedback_desk.sealed_record(context.db(), number, access.account(), secret)
    if not found.content.audio:
        raise NotFound("feedback.unknown", number=number)
    return Response(found.content.audio, mimetype=found.content.audio_type)


@bp.post("/sealed/<int:number>/sort")
@access.open_to(*NAMEABLE)
def sort_sealed(number: int) -> Response:
    """Keep how a named person sorted a sealed record."""
    who, secret = access.account(), context.secrets().secret
    feedback_desk.sort_sealed(context.db(), number, _sorting(), who, secret)
    return redirect(url_for("feedback_desk.sealed"), 303)


@bp.post("/sealed/<int:number>/step")
@access.open_to(*NAMEABLE)
def step_sealed(number: int) -> Response:
    """Keep what a named person did about a sealed record."""
    who, secret = access.account(), context.secrets().secret
    feedback_desk.step_sealed(context.db(), number, _step(), who, secret)
    return redirect(url_for("feedback_desk.show_sealed", number=number), 303)


def _step() -> Step:
    form, today = request.form, context.now().date()
    deed, text = form.get("deed", "done"), form.get("text", "")
    return Step(deed, access.account().name, today, text)  # type: ignore[arg-type]  # judged


def _sorting() -> Sorting:
    names = ("kind", "category", "criticality", "sensitivity", "text")
    return Sorting(*(request.form.get(name, "") for name in names))


def _shown(found: Record, *, is_sealed: bool) -> str:
    state = found.content.state
    may = [d for d in feedback_words.deeds() if d in BY_STAFF and (state, d) in STEPS]
    return render_template(
        "feedback/record.html",
        record=found,
        may=[deed for deed in may if deed != "done"],
        is_sealed=is_sealed,
        today=context.now().date(),
        named=feedback_words,
    )
