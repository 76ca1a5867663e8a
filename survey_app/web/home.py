"""The first page, the choice of language, a neutral page, and health."""

import calendar

from babel.dates import format_date, get_day_names
from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.errors import SurveyError
from survey_app.services import alert_views, overview, releases
from survey_app.services.naming import Names
from survey_app.services.releases import Asking
from survey_app.store.database import is_writable
from survey_app.web import access, context, first, moves, words

bp = Blueprint("home", __name__)


@bp.get("/")
@access.open_to_anybody
def show() -> str | Response:
    """Say what this is, or show what the last round found."""
    account = access.current()
    if account is None:
        return render_template("welcome.html", is_new=first.is_open())
    if account.role == "translator":
        return redirect(url_for("translations.index"))
    if account.role == "enumerator":
        return render_template("home.html", rounds=[], newest=None)
    db = context.db()
    asking = Asking(account.role, str(request.endpoint), context.now().date())
    newest = releases.newest_finding(db, access.release(), asking)
    names = Names(newest.data, words.language().code) if newest else None
    return render_template(
        "home.html",
        rounds=overview.rounds(db),
        newest=newest,
        names=names,
        moves=moves.of_gaps(newest.data, newest.behind[:5]) if newest else {},
        waiting=alert_views.waiting(db, account.role),
        answered=alert_views.figures(db),
    )


@bp.post("/language")
@access.open_to_anybody
def choose_language() -> Response:
    """Remember the language of the visitor and go back to where they were."""
    code = request.form.get("language", "")
    if code in [language.code for language in i18n.languages()]:
        session["language"] = code
    back = request.form.get("back", "/")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    return redirect(back if is_ours else "/")


@bp.get("/calendar")
@access.open_to_anybody
def neutral() -> str:
    """Show a calendar: the page somebody sees who had to stop at once."""
    today = context.now().date()
    locale = i18n.locale(words.language().code)
    first = locale.first_week_day
    weeks = calendar.Calendar(first).monthdayscalendar(today.year, today.month)
    days = get_day_names("short", locale=locale)
    return render_template(
        "calendar.html",
        month=format_date(today, "LLLL y", locale=locale),
        days=[days[(first + offset) % 7] for offset in range(7)],
        weeks=weeks,
        today=today.day,
    )


@bp.get("/favicon.ico")
@access.open_to_anybody
def no_icon() -> tuple[str, int]:
    """Answer browsers that ask for it while a page of ours is still loading.

    A page saying it is not there would begin a session beside that of the page, and the
    form on the page would be refused.
    """
    return "", 204


@bp.get("/healthz")
@access.open_to_anybody
def alive() -> str:
    """Answer that the process is there."""
    return "ok"


@bp.get("/readyz")
@access.open_to_anybody
def ready() -> tuple[str, int]:
    """Answer whether the database is there, up to date and writable."""
    try:
        ready = is_writable(context.db())
    except SurveyError as error:
        return error.code, 503
    return ("ready", 200) if ready else ("database.not_writable", 503)
