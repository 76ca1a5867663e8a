"""Alerts: what rings, who takes it, what is done until when, and what was learned."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.warning.lessons import HELPED, Lesson
from survey_app.core.warning.lifecycle import SEVERITIES, STEPS, open_steps
from survey_app.core.warning.series import Cell
from survey_app.errors import NotAllowed, NotFound
from survey_app.services import alert_views, answering
from survey_app.services.answering import Deed
from survey_app.store import alerts, around
from survey_app.web import access, alert_page, alert_words, context, words
from survey_app.web.alert_drawing import drawing
from survey_app.web.words import _

bp = Blueprint("alerts", __name__, url_prefix="/warning/alerts")

READERS = access.open_to("coordinator", "analyst", "leader")
LONGEST = 500
#: What somebody found when closing an alert.
OUTCOMES = ("true", "false", "unknown")


@bp.get("/")
@READERS
def index() -> str:
    """List what rings, what waits, and what was closed."""
    db, role = context.db(), access.account().role
    found = [e for e in alerts.everything(db) if alert_views.may_read(role, e)]
    return render_template(
        "alerts/index.html",
        tab="alerts",
        waiting=[e for e in found if e.alert.state not in ("closed", "pending")],
        pending=[e for e in found if e.alert.state == "pending"],
        closed=[e for e in found if e.alert.state == "closed"],
        figures=alert_views.figures(db),
        severities=SEVERITIES,
        **alert_page.words_of_alerts(),
    )


@bp.get("/<int:alert_id>")
@READERS
def show(alert_id: int) -> str:
    """Show one alert: why it rings, what to do until when, and what happened."""
    return _page(alert_id, "alerts/show.html")


@bp.get("/<int:alert_id>/plan")
@READERS
def plan(alert_id: int) -> str:
    """Show the plan of an alert to be printed and taken along on paper."""
    return _page(alert_id, "alerts/plan.html")


@bp.post("/<int:alert_id>/steps")
@READERS
def step(alert_id: int) -> Response:
    """Take a step about an alert."""
    _may_act(alert_id)
    name = request.form.get("step", "")
    if name not in STEPS:
        raise NotFound("alert.step_not_open", step=name, state="?")
    outcome = request.form.get("outcome", "")
    deed = Deed(
        name,
        access.account().name,
        _typed("reason"),
        outcome if outcome in OUTCOMES else "unknown",  # type: ignore[arg-type]
        _lesson() if name == "close" else None,
        "checked" in request.form,
    )
    answering.step(context.db(), alert_id, deed, context.now())
    flash(_(alert_words.TAKEN_WORDS[name]))
    return redirect(url_for("alerts.show", alert_id=alert_id), 303)


@bp.post("/<int:alert_id>/actions")
@READERS
def do(alert_id: int) -> Response:
    """Keep that something of the plan is done."""
    _may_act(alert_id)
    deed = Deed("note", access.account().name, _typed("reason"))
    name = request.form.get("action", "")
    answering.act(context.db(), alert_id, name, deed, context.now())
    return redirect(url_for("alerts.show", alert_id=alert_id, _anchor="plan"), 303)


@bp.post("/")
@READERS
def report() -> Response:
    """Raise an alert no number tells, or begin a drill."""
    severity = request.form.get("severity", "")
    by, _sep, group = request.form.get("cell", "").partition("=")
    said = (
        _typed("rule") or "report",
        Cell(by, group),
        severity if severity in SEVERITIES else "alert",
    )
    deed = Deed("note", access.account().name, _typed("reason"))
    is_drill = request.form.get("kind") == "drill"
    number = answering.raise_by_hand(
        context.db(), said, deed, context.now(), is_drill=is_drill
    )
    return redirect(url_for("alerts.show", alert_id=number), 303)


@bp.get("/lessons")
@READERS
def lessons() -> str:
    """Show what was learned of all alerts, or of those that hold some words."""
    return render_template(
        "alerts/lessons.html",
        tab="lessons",
        found=around.search_lessons(context.db(), request.args.get("q", "")[:100]),
        **alert_page.words_of_alerts(),
    )


def _page(alert_id: int, template: str) -> str:
    _may_act(alert_id)
    db = context.db()
    view = alert_views.view(db, alert_id)
    state = view.found.alert.state
    is_analyst = access.account().role != "leader"
    return render_template(
        template,
        tab="alerts",
        view=view,
        now=context.now(),
        steps=[each for each in open_steps(state) if each != "note"],
        drawing=drawing(view.found.evidence, words.language()) if is_analyst else None,
        shows_numbers=is_analyst,
        after=alert_views.afterwards(db, view.found) if is_analyst else None,
        helped=HELPED,
        outcomes=OUTCOMES,
        longest=LONGEST,
        **alert_page.words_of_alerts(),
    )


def _may_act(alert_id: int) -> None:
    role = access.account().role
    if not alert_views.may_read(role, alerts.get(context.db(), alert_id)):
        raise NotAllowed("account.may_not", role=role)


def _lesson() -> Lesson:
    names = ("happened", "did", "helped", "next_time")
    return Lesson(*(request.form.get(name, "").strip() for name in names))


def _typed(field: str) -> str:
    return request.form.get(field, "").strip()[:LONGEST]
