"""The pages by which anybody says something, sees the answer, or takes it back."""

import secrets as random
from dataclasses import replace

from flask import Blueprint, Flask, current_app, render_template, request

from survey_app.core.listening.feedback import RATINGS, Content, Step
from survey_app.core.questionnaire.identifying import identifying, words_in
from survey_app.errors import Problem, Rejected, Unavailable
from survey_app.interchange.media_file import read_recording
from survey_app.services import feedback
from survey_app.store import feedback as store
from survey_app.web import access, context, feedback_words, words
from survey_app.web.rate_limit import RateLimit
from survey_app.web.uploads import if_chosen

bp = Blueprint("feedback", __name__, url_prefix="/feedback")

Reply = str | tuple[str, int]
#: Strangers together may send so many at once, and how many each second; addresses are
#: never looked at.
BURST, PER_SECOND = 60.0, 1.0
#: Signs a place may be written with.
LONGEST_PLACE = 60
#: A recording of 2 MiB and the form around it.
LARGEST_FILE = 3 * 1024**2


def install(app: Flask) -> None:
    """Give the application what slows down floods of feedback and guessing of codes."""
    limit = app.config.get("STRANGER_LIMIT") or RateLimit(BURST, PER_SECOND)
    app.extensions["strangers"] = limit


@bp.get("/")
@access.open_to_anybody
def show() -> str:
    """Show the form."""
    return form_page("give", {}, random.token_hex(16))


@bp.post("/")
@access.open_to_anybody
@access.takes(LARGEST_FILE)
def give() -> Reply:
    """Keep what was sent and show its code; what cannot be kept stays in the form."""
    form, once = request.form, request.form.get("once", "")
    content = said(form.get("channel") or "web", words.language().code)
    try:
        _slow("give")
        content = spoken(content)
        if names := names_in(content.text):
            return form_page("give", form, once, names=names), 422
        code = feedback.give(
            context.db(), content, once, context.secrets(), context.now().date()
        )
    except (Rejected, Unavailable) as error:
        told = [words.tell_problem(each) for each in getattr(error, "problems", [])]
        return form_page(
            "give", form, once, told=told or [words.tell_problem(error)]
        ), 422
    return render_template("feedback/given.html", code=code)


@bp.get("/code")
@access.open_to_anybody
def ask() -> str:
    """Ask for a code."""
    return render_template("feedback/code.html", seen=None)


@bp.post("/code")
@access.open_to_anybody
def look() -> str:
    """Show how far the record of a code is, after what its holder did about it."""
    code, deed = request.form.get("code", ""), request.form.get("deed", "")
    db, secrets = context.db(), context.secrets()
    _slow("look")
    if deed == "withdraw":
        feedback.withdraw(db, code, secrets)
        return render_template("feedback/code.html", seen=None, is_withdrawn=True)
    if deed:
        text = request.form.get("text", "")
        if deed == "rate" and text not in RATINGS:
            raise Rejected([Problem("text", "feedback.no_words")])
        step = Step(deed, "", context.now().date(), text)  # type: ignore[arg-type]  # judged
        feedback.respond(db, code, step, secrets)
    return render_template(
        "feedback/code.html", seen=feedback.seen(db, code, secrets), code=code,
        named=feedback_words, is_kept=bool(deed),
    )  # fmt: skip


def said(channel: str, language: str) -> Content:
    """Return what the form says."""
    form = request.form
    return Content(
        text=form.get("text", ""),
        language=language,
        kind=form.get("kind") or "incomplete",  # type: ignore[arg-type]  # checked
        channel=channel,
        place=" ".join(form.get("place", "").split())[:LONGEST_PLACE],
        sex=form.get("sex", ""),
        age=form.get("age", ""),
        may_quote=bool(form.get("may_quote")),
        # Nothing said about it: a named person decides.
        sensitivity=form.get("sensitivity") or "unclear",  # type: ignore[arg-type]  # checked
    )


def spoken(content: Content) -> Content:
    """Return what was said with the recording of the form; raise Rejected."""
    given = if_chosen("voice")
    if given is None or not given[1]:
        return content
    found = read_recording(*given)
    return replace(content, audio=found.data, audio_type=found.content.type)


def names_in(text: str) -> list[str]:
    """Return what may tell who somebody is, unless it shall be sent as it is."""
    known = words_in(store.places(context.db()))
    return [] if request.form.get("as_it_is") else identifying(text, known)


def _slow(name: str) -> None:
    limit: RateLimit = current_app.extensions["strangers"]
    if limit.wait(name):
        raise Unavailable("feedback.too_many")


def form_page(
    name: str,
    form: object,
    once: str,
    *,
    told: list[tuple[str, str]] | None = None,
    names: list[str] | None = None,
) -> str:
    """Return a form of feedback with what was written, faults and names in it."""
    return render_template(
        f"feedback/{name}.html",
        form=form,
        once=once,
        told=told or [],
        names=names or [],
        named=feedback_words,
    )
