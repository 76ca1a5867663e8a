"""The questionnaire people answer, one question a screen.

There is one address for all questions: a browser's history holds none of them, and its
Back button shows no earlier one. What was answered is on disk before the next screen.
"""

import secrets
from dataclasses import replace
from time import time

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.core.questionnaire import interview, receipts
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.interview import MUST_ANSWER, Interview
from survey_app.core.questionnaire.reading import minutes
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Problem
from survey_app.services import collection, media, program_words
from survey_app.store import instruments, interviews, rounds
from survey_app.web import access, context, words
from survey_app.words.asking import PROMISES, PURPOSE

bp = Blueprint("questionnaire", __name__)

#: Seconds after a panic exit in which the address shows nothing of the survey.
QUIET = 600

Reply = str | Response | tuple[str, int]


@bp.get("/s/<slug>")
@access.open_to_anybody
def show(slug: str) -> Reply:
    """Show the start, or the question where this browser's interview stands."""
    if time() - session.get("left_at", 0) < QUIET:
        return redirect("/calendar")
    under_way = _under_way()
    if under_way is None or not _is_here(under_way, slug):
        return _start_page(collection.open_round(context.db(), slug))
    survey_round = rounds.get(context.db(), under_way.round_id)
    return _question_page(survey_round, under_way)


@bp.post("/s/<slug>")
@access.open_to_anybody
def act(slug: str) -> Reply:
    """Take an answer or a wish, keep it, and go on."""
    action = request.form.get("action", "next")
    under_way = _under_way()
    if action == "stop":
        return _stop(under_way)
    if under_way is None or not _is_here(under_way, slug):
        survey_round = collection.open_round(context.db(), slug)
        return _begin(survey_round, action)
    instrument = _instrument(under_way)
    if request.form.get("language") in instrument.languages:
        return _say_in(instrument, under_way, request.form["language"])
    if action == "back":
        return _go(interview.back(instrument, under_way))
    return _take(instrument, under_way)


@bp.route("/s/<slug>/withdraw", methods=["GET", "POST"])
@access.open_to_anybody
def withdraw(slug: str) -> Reply:
    """Remove the answers of a receipt code; never tell whether there were any."""
    code = request.form.get("code", "")
    if request.method == "POST" and code.strip():
        collection.withdraw(context.db(), code, context.receipt_key())
    is_done = request.method == "POST" and bool(code.strip())
    if survey_round := rounds.find_by_slug(context.db(), slug):
        _speak(instruments.get(context.db(), survey_round.instrument_id))
    return render_template("ask/withdraw.html", slug=slug, is_done=is_done)


def begin(survey_round: SurveyRound, language: str, place_id: str | None) -> Interview:
    """Begin an interview in this browser, by the enumerator who is signed in if any."""
    asker = access.current()
    by_enumerator = asker if asker and asker.role in ("enumerator", "leader") else None
    started = Interview(
        interview_id=secrets.token_hex(16),
        round_id=survey_round.round_id,
        language=language,
        answers={},
        touched_on=context.now().date(),
        place_id=place_id,
        enumerator=by_enumerator.name if by_enumerator else "",
    )
    collection.save(context.db(), started, started.touched_on)
    session["interview"] = started.interview_id
    session.pop("left_at", None)
    return started


def _begin(survey_round: SurveyRound, action: str) -> Reply:
    instrument = instruments.get(context.db(), survey_round.instrument_id)
    chosen = request.form.get("language", "")
    if chosen in instrument.languages:
        session["language"] = chosen
    if action != "begin":
        return redirect(request.full_path.rstrip("?"), 303)
    known = [
        place.place_id for place in rounds.places(context.db(), survey_round.round_id)
    ]
    place = request.args.get("place", "")
    begin(survey_round, _language(instrument), place if place in known else None)
    return redirect(f"/s/{survey_round.slug}", 303)


def _start_page(survey_round: SurveyRound) -> str:
    instrument = instruments.get(context.db(), survey_round.instrument_id)
    language = _speak(instrument)
    return render_template(
        "ask/start.html",
        survey_round=survey_round,
        instrument=instrument,
        purpose=PURPOSE,
        promises=PROMISES,
        heard=_heard_at_start(survey_round, language),
        minutes=minutes(len(instrument.items)),
    )


def _heard_at_start(survey_round: SurveyRound, language: str) -> list[str]:
    """Return where the recordings of the start are, in the order of the page."""
    found = media.start_aids(context.db(), survey_round, language)
    return [
        url_for("media.heard", slug=survey_round.slug, sha256=found[part].sha256)
        for part in ("about", "start")
        if part in found
    ]


def _question_page(
    survey_round: SurveyRound,
    under_way: Interview,
    problem: Problem | None = None,
    warned: str = "",
) -> str:
    """Show the question; `warned` is a text that was written and is asked about."""
    instrument = _instrument(under_way)
    _speak(instrument, under_way.language)
    item, number, total = interview.current(instrument, under_way)
    return render_template(
        "ask/question.html",
        survey_round=survey_round,
        instrument=instrument,
        item=item,
        options=instrument.options(item),
        aids=media.aids(context.db(), instrument, item, under_way.language),
        answer=warned or under_way.answers.get(item.item_id),
        warned=warned,
        number=number,
        total=total,
        may_decline=item.role not in MUST_ANSWER,
        is_interviewer=bool(under_way.enumerator),
        problem=words.tell_problem(problem) if problem else None,
    )


def _take(instrument: Instrument, under_way: Interview) -> Reply:
    """Keep the answer of the form; an unusable one brings the question back."""
    item = _posted_item(instrument, under_way)
    answer = posted_answer(item)
    survey_round = rounds.get(context.db(), under_way.round_id)
    if answer is None:
        return _question_page(survey_round, under_way, _nothing(item)), 422
    if faults := collection.usable_answer(instrument, item.item_id, answer):
        return _question_page(survey_round, under_way, faults[0]), 422
    if told := _telling(instrument, under_way, item, answer):
        return _question_page(survey_round, under_way, told, str(answer)), 422
    following = interview.answered(instrument, under_way, {item.item_id: answer})
    known = interview.answering(instrument, under_way, {item.item_id: answer})
    if reason := interview.refusal(instrument, known):
        collection.decline(context.db(), under_way, reason)
        return _end(under_way, survey_round)
    return _go(following) if following else _finish(known, survey_round)


def _finish(under_way: Interview, survey_round: SurveyRound) -> Reply:
    """Keep the response, and show its receipt once."""
    code = receipts.new_code(secrets.choice)
    key = context.receipt_key()
    collection.finish(
        context.db(), under_way, receipts.receipt_hash(code, key), context.now()
    )
    return _end(under_way, survey_round, code)


def _end(under_way: Interview, survey_round: SurveyRound, code: str = "") -> str:
    session.pop("interview", None)
    _speak(_instrument(under_way), under_way.language)
    return render_template(
        "ask/end.html",
        survey_round=survey_round,
        code=code,
        is_interviewer=bool(under_way.enumerator),
    )


def _stop(under_way: Interview | None) -> Response:
    """Leave at once: nothing of the interview stays, and Back shows nothing."""
    if under_way is not None:
        interviews.break_off(context.db(), under_way.interview_id)
    session.pop("interview", None)
    session["left_at"] = int(time())
    reply = redirect("/calendar", 303)
    reply.headers["Clear-Site-Data"] = '"cache"'
    return reply


def _say_in(instrument: Instrument, under_way: Interview, language: str) -> Reply:
    """Go on in another language; an answer already chosen is kept."""
    item = _posted_item(instrument, under_way)
    answer = posted_answer(item)
    answers = dict(under_way.answers)
    if answer is not None and not collection.usable_answer(
        instrument, item.item_id, answer
    ):
        answers[item.item_id] = answer
    session["language"] = language
    return _go(
        replace(under_way, language=language, answers=answers, item=item.item_id)
    )


def _go(under_way: Interview) -> Reply:
    today = context.now().date()
    collection.save(context.db(), replace(under_way, touched_on=today), today)
    return redirect(request.path, 303)


def _posted_item(instrument: Instrument, under_way: Interview) -> Item:
    """Return the question the form was for; an old tab may hold an earlier one."""
    posted = request.form.get("item")
    for item in interview.asked(instrument, under_way):
        if item.item_id == posted:
            return item
    return interview.current(instrument, under_way)[0]


def posted_answer(item: Item) -> Answer | None:
    """Return the answer in the form, None if nothing was chosen or written."""
    missing = request.form.get("missing", "")
    if missing in MISSING and missing != "not_asked":
        return missing
    if item.kind == "choices":
        return list(dict.fromkeys(request.form.getlist("answer"))) or None
    text = request.form.get("answer", "").strip()
    if item.kind == "number" and text:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text
    return text or None


def _telling(
    instrument: Instrument, under_way: Interview, item: Item, answer: Answer
) -> Problem | None:
    """Return that a text may tell who somebody is, unless it was asked about before."""
    warned = request.form.get("warned", "")
    if item.kind != "text" or str(answer).split() == warned.split():
        return None
    round_id = under_way.round_id
    found = collection.telling(context.db(), instrument, round_id, str(answer))
    return (
        Problem(item.item_id, "answer.identifying", {"what": found}) if found else None
    )


def _nothing(item: Item) -> Problem:
    if item.role in MUST_ANSWER:
        return Problem(item.item_id, "answer.none_of_two")
    code = "answer.none_written" if item.kind in ("text", "number") else "answer.none"
    return Problem(item.item_id, code)


def _under_way() -> Interview | None:
    found = session.get("interview")
    return interviews.find(context.db(), found) if found else None


def _is_here(under_way: Interview, slug: str) -> bool:
    found = rounds.find_by_slug(context.db(), slug)
    return found is not None and found.round_id == under_way.round_id


def _instrument(under_way: Interview) -> Instrument:
    survey_round = rounds.get(context.db(), under_way.round_id)
    return instruments.get(context.db(), survey_round.instrument_id)


def _speak(instrument: Instrument, language: str = "") -> str:
    """Say this page in a language of an interview, else in the visitor's; return it."""
    code = language or _language(instrument)
    words.speak(code, program_words.said(context.db(), instrument, code))
    return code


def _language(instrument: Instrument) -> str:
    """Return the visitor's language if the instrument has it, else its first.

    One they chose may be a language in which the program itself says nothing.
    """
    wished = (session.get("language"), words.language().code)
    known = instrument.languages
    return next((code for code in wished if code in known), known[0])
