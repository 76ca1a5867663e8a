"""Builds the Flask application from its parts."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, render_template, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from survey_app import errors
from survey_app.config import PACKAGE, secret_key, settings
from survey_app.web import (
    access,
    access_tokens,
    accounts,
    alerts,
    api,
    api_alerts,
    api_problems,
    around,
    backchecks,
    banks,
    boundaries,
    cap,
    coding,
    collect,
    community,
    context,
    deeds,
    devices,
    dialogue,
    dialogues,
    exports,
    feedback,
    feedback_desk,
    fieldwork,
    first,
    home,
    hubs,
    instruments,
    local_network,
    me,
    media,
    metrics,
    microdata,
    openrosa,
    openrosa_access,
    planning,
    plans,
    proposals,
    public,
    questionnaire,
    releases,
    reports,
    respondents,
    results,
    review,
    round_opening,
    rounds,
    security,
    signin,
    static_files,
    sync,
    tablet,
    tablet_access,
    tablet_pages,
    translations,
    warning,
    words,
    workshop,
    workshop_checks,
    workshop_pages,
    workshop_preview,
    workshop_versions,
    xlsforms,
)

#: What an error means to a browser.
STATUS: dict[type[errors.SurveyError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Rejected: 422,
    errors.Unanswerable: 422,
    errors.Unavailable: 503,
    errors.SurveyError: 400,
}

Reply = tuple[str, int] | Response

PAGES = (
    home,
    signin,
    questionnaire,
    public,
    collect,
    tablet_pages,
    tablet,
    rounds,
    releases,
    community,
    coding,
    fieldwork,
    backchecks,
    boundaries,
    results,
    respondents,
    exports,
    reports,
    instruments,
    translations,
    media,
    microdata,
    planning,
    warning,
    accounts,
    access_tokens,
    api,
    api_alerts,
    local_network,
    devices,
    review,
    sync,
    hubs,
    openrosa,
    workshop,
    workshop_checks,
    workshop_pages,
    workshop_preview,
    workshop_versions,
    xlsforms,
    banks,
    proposals,
    round_opening,
    alerts,
    cap,
    around,
    plans,
    feedback,
    feedback_desk,
    dialogue,
    dialogues,
    me,
    first,
    metrics,
    deeds,
)

#: A form larger than this is no questionnaire.
LARGEST_FORM = 256 * 1024


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Return an application configured by `config` on top of the settings."""
    found = settings()
    app = Application(
        "survey_app",
        root_path=str(PACKAGE / "web"),
        instance_path=str(found.instance.resolve()),
    )
    app.config.from_mapping(
        DATABASE=found.database,
        TIMEZONE=found.timezone,
        TABLET_NAME=found.tablet_name,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=found.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),
        # An interview may take days; the token lives as long as its session.
        WTF_CSRF_TIME_LIMIT=None,
        # Pages tell nobody where a visitor comes from, not even us (Referrer-Policy).
        WTF_CSRF_SSL_STRICT=False,
    )
    app.config.from_mapping(config or {})
    if not app.secret_key:
        app.secret_key = secret_key(found.instance)
    app.config["DATABASE"] = Path(app.config["DATABASE"])
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.session_interface = Sessions()
    metrics.install(app)
    app.before_request(access.limit)
    protection = CSRFProtect(app)
    protection.exempt(sync.bp)
    protection.exempt(hubs.bp)
    protection.exempt(openrosa.bp)
    tablet_access.install(app)
    access.install(app)
    feedback.install(app)
    openrosa_access.install()
    words.install(app)
    static_files.install(app)
    local_network.install(app)
    app.jinja_env.globals["account"] = access.current
    app.jinja_env.globals["digits"] = access.digits
    app.before_request(access.check)
    app.before_request(access.tell_who)
    app.after_request(security.protect)
    app.after_request(security.pack)
    app.teardown_appcontext(context.close_db)
    for page in PAGES:
        app.register_blueprint(page.bp)
    app.register_error_handler(errors.SurveyError, tell)
    app.register_error_handler(CSRFError, tell_of_token)
    app.register_error_handler(HTTPException, tell_of_http)
    return app


class Application(Flask):
    """The application; what it writes down of a fault quotes no request."""

    def log_exception(self, exc_info: Any) -> None:
        """Write down that a view failed, without the address that was asked for."""
        facts = {"endpoint": request.endpoint, "method": request.method}
        self.logger.error("a view failed", exc_info=exc_info, extra={"facts": facts})


#: Programs that ask here are told in JSON what went wrong.
API = "/api/"


class Sessions(SecureCookieSessionInterface):
    """Sessions for browsers; programs with a token of their own get none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a browser, an empty one for a program."""
        if request.path.startswith((API, openrosa_access.ROOT)):
            return SecureCookieSession()
        return super().open_session(app, request)


def tell(error: errors.SurveyError) -> Reply:
    """Return a page, or JSON, that says what is wrong and what to do."""
    if request.path.startswith(API):
        return api_problems.tell(error)
    if request.path.startswith(openrosa_access.ROOT):
        return openrosa.tell(error)
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    problems = [error, *getattr(error, "problems", [])]
    told = [
        (getattr(problem, "where", ""), *words.tell_problem(problem))
        for problem in problems
    ]
    return render_template("error.html", told=told), status


def tell_of_token(_error: CSRFError) -> Reply:
    """Return a page for a form that did not come from one of our pages."""
    return tell(errors.SurveyError("form.no_token"))


def tell_of_http(error: HTTPException) -> Reply:
    """Return a page for what is not there, or not to be done this way."""
    if request.path.startswith(API):
        return api_problems.tell_of_http(error)
    if request.path.startswith(openrosa_access.ROOT):
        return openrosa.tell_of_http(error)
    known = {404: "page.unknown", 405: "page.method", 413: "page.too_large"}
    code = known.get(error.code or 500, "page.broken")
    facts = {"path": request.path[:80]}
    told = [("", *words.tell_problem(errors.SurveyError(code, **facts)))]
    return render_template("error.html", told=told), error.code or 500
