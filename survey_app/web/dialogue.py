"""What people vote on, one statement a screen, without an account.

As with questionnaires there is one address for all screens: a browser's history holds
no statement. Who takes part is a random id in the session, gone with *Leave now*.
"""

import secrets
from time import time

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response

from survey_app.core.listening.dialogue import (
    LONGEST,
    MOST_ADDED,
    Dialogue,
    Participant,
)
from survey_app.core.listening.outcome import Outcome
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.errors import Problem, SurveyError
from survey_app.services import dialogue_outcomes, dialogues, voting
from survey_app.web import access, context, words
from survey_app.web.questionnaire import QUIET
from survey_app.words.dialogues import CHOICES, PROMISES

bp = Blueprint("dialogue", __name__, url_prefix="/d/<slug>")

#: What a session holds: the dialogue, the participant, the statement voted on last.
HERE = "dialogue"
Reply = str | Response | tuple[str, int]


@bp.get("")
@access.open_to_anybody
def show(slug: str) -> Reply:
    """Show the start, the question about groups, or the next statement."""
    if time() - session.get("left_at", 0) < QUIET:
        return redirect("/calendar")
    dialogue = dialogues.get(context.db(), slug)
    return _screen(dialogue, _participant(dialogue))


@bp.post("")
@access.open_to_anybody
def act(slug: str) -> Reply:
    """Take a vote, a statement or a wish, keep it, and go on."""
    action = request.form.get("action", "")
    if action == "stop":
        return _stop()
    dialogue = dialogues.get(context.db(), slug)
    if action == "language":
        return _say_in(dialogue)
    if action == "begin":
        return _begin(dialogue)
    who = _participant(dialogue)
    if who is None:
        return redirect(request.path, 303)
    return _take(dialogue, who, action)


@bp.get("/results")
@access.open_to_anybody
def results(slug: str) -> str:
    """Show what came of a dialogue, once it is published."""
    dialogue = dialogues.get(context.db(), slug)
    found = dialogue_outcomes.published(context.db(), dialogue)
    return _page("results", dialogue, **told(dialogue, found))


def told(dialogue: Dialogue, found: Outcome) -> dict[str, object]:
    """Return what pages need to tell what came of a dialogue."""
    instrument = dialogues.instrument_of(context.db(), dialogue)
    item = dialogues.declared(instrument, dialogue)
    options = instrument.options(item) if item else ()
    every = voting.shown(context.db(), dialogue)
    return {
        "found": found,
        "statements": {each.number: each.said for each in every},
        "labels": {option.code: option.label for option in options},
    }


def _take(dialogue: Dialogue, who: Participant, action: str) -> Reply:
    form, db = request.form, context.db()
    if action == "back":
        return _screen(dialogue, who, again=True)
    if action == "group":
        voting.declare(db, dialogue, who, form.get("group", ""))
    elif action == "add":
        return _add(dialogue, who)
    else:
        number = form.get("number", default=0, type=int)
        voting.vote(db, dialogue, who, number, form.get("choice", ""))
        session[HERE] = session[HERE] | {"last": number}
    return redirect(request.path, 303)


def _add(dialogue: Dialogue, who: Participant) -> Reply:
    """Keep a statement; one that may tell who somebody is comes back once."""
    text, db = request.form.get("said", ""), context.db()
    what = voting.telling(dialogues.instrument_of(db, dialogue), text)
    if what and request.form.get("warned", "").split() != text.split():
        fault = Problem("said", "dialogue.telling", {"what": what})
        return _screen(dialogue, who, fault=fault, typed=text), 422
    try:
        voting.add(db, dialogue, who, (words.language().code, text))
    except SurveyError as error:
        fault = next(iter(getattr(error, "problems", [])), None) or Problem(
            "said", error.code, error.facts
        )
        return _screen(dialogue, who, fault=fault, typed=text), 422
    session[HERE] = session[HERE] | {"thanks": True}
    return redirect(request.path, 303)


def _screen(
    dialogue: Dialogue,
    who: Participant | None,
    *,
    again: bool = False,
    fault: Problem | None = None,
    typed: str = "",
) -> str:
    """Return the screen somebody stands at; `again` the statement voted on last."""
    instrument = _speak(dialogue)
    item = dialogues.declared(instrument, dialogue)
    if who is None or dialogue.state != "open":
        return _page("start", dialogue, instrument=instrument, promises=PROMISES)
    if who.group is None and item is not None:
        options = instrument.options(item)
        return _page("group", dialogue, item=item, options=options)
    following, total = voting.next_statement(context.db(), dialogue, who)
    last = session[HERE].get("last")
    every = {each.number: each for each in voting.shown(context.db(), dialogue)}
    here = dict(session[HERE])
    is_thanked = bool(here.pop("thanks", False))
    session[HERE] = here
    return _page(
        "statement",
        dialogue,
        instrument=instrument,
        statement=every.get(last) if again else following,
        choice=who.on(last) if again and last else None,
        choices=CHOICES,
        done=sum(who.on(number) is not None for number in every),
        total=total,
        has_last=last in every and not again,
        may_add=who.added < MOST_ADDED,
        longest=LONGEST,
        is_thanked=is_thanked,
        problem=words.tell_problem(fault) if fault else None,
        typed=typed,
    )


def _page(name: str, dialogue: Dialogue, **facts: object) -> str:
    _speak(dialogue)
    return render_template(
        f"dialogue/{name}.html",
        dialogue=dialogue,
        stop_address=f"/d/{dialogue.dialogue_id}",
        **facts,
    )


def _begin(dialogue: Dialogue) -> Reply:
    joined = voting.join(context.db(), dialogue, secrets.token_hex(16))
    session[HERE] = {"id": dialogue.dialogue_id, "who": joined.participant_id}
    session.pop("left_at", None)
    return redirect(request.path, 303)


def _stop() -> Response:
    """Leave at once: this browser knows nothing more of the dialogue."""
    session.pop(HERE, None)
    session["left_at"] = int(time())
    reply = redirect("/calendar", 303)
    reply.headers["Clear-Site-Data"] = '"cache"'
    return reply


def _say_in(dialogue: Dialogue) -> Response:
    instrument = dialogues.instrument_of(context.db(), dialogue)
    if request.form.get("language") in instrument.languages:
        session["language"] = request.form["language"]
    return redirect(request.path, 303)


def _speak(dialogue: Dialogue) -> Instrument:
    """Speak the visitor's language if the dialogue has it, else its first."""
    instrument = dialogues.instrument_of(context.db(), dialogue)
    known = instrument.languages
    wished = (session.get("language"), words.language().code)
    words.use_language(next((code for code in wished if code in known), known[0]))
    return instrument


def _participant(dialogue: Dialogue) -> Participant | None:
    here = session.get(HERE) or {}
    if here.get("id") != dialogue.dialogue_id:
        return None
    return voting.find(context.db(), dialogue, here.get("who", ""))
