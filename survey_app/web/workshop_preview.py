"""A draft as respondents and interviewers will see it; nothing of it is kept.

The answers of the preview stay in the session, so that skip rules lead on as they will.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.core.questionnaire import interview
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.interview import Interview
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import media, translating, workshop
from survey_app.web import access, context, questionnaire, words
from survey_app.web.words import _
from survey_app.web.workshop import language_of

bp = Blueprint(
    "workshop_preview", __name__, url_prefix="/instruments/drafts/<draft_id>/preview"
)

#: Who holds the screen: a respondent alone, or an interviewer.
MODES = ("alone", "interviewer")
KEY = "preview"
#: Signs of an answer that a session keeps.
LONGEST_KEPT = 60


@bp.get("")
@access.open_to("coordinator")
def show(draft_id: str) -> str:
    """Show a question of the draft: the one asked for, else where the preview is."""
    draft = workshop.get(context.db(), draft_id)
    sketch = workshop.sketch(draft.definition)
    instrument = translating.best(context.db(), sketch)
    under_way = _under_way(draft_id, instrument, language_of(draft))
    if wished := request.args.get("item"):
        names = [item.item_id for item in instrument.items]
        found = [name for name in names if name.partition(":")[0] == wished]
        under_way = replace(under_way, item=next(iter(found), None))
    _keep(draft_id, under_way)
    return _page(draft_id, instrument, under_way)


@bp.post("")
@access.open_to("coordinator")
def act(draft_id: str) -> Response:
    """Go on, back, or to another language; stopping leads back to the draft."""
    draft = workshop.get(context.db(), draft_id)
    instrument = workshop.sketch(draft.definition)
    under_way = _under_way(draft_id, instrument, language_of(draft))
    action = request.form.get("action", "next")
    if action == "stop":
        session.pop(KEY, None)
        return redirect(url_for("workshop.show", draft_id=draft_id), 303)
    if request.form.get("language") in instrument.languages:
        under_way = replace(under_way, language=request.form["language"])
    elif action == "back":
        under_way = interview.back(instrument, under_way)
    else:
        under_way = _answered(instrument, under_way)
    _keep(draft_id, under_way)
    address = url_for(
        "workshop_preview.show",
        draft_id=draft_id,
        mode="interviewer" if under_way.enumerator else "alone",
        _external=False,
        **{"in": under_way.language},
    )
    return redirect(address, 303)


def _page(draft_id: str, instrument: Instrument, under_way: Interview) -> str:
    banner = _banner()
    item, number, total = interview.current(instrument, under_way)
    words.use_language(under_way.language)
    return render_template(
        "workshop/preview.html",
        survey_round=SurveyRound("", "", "", "", instrument.title),
        stop_address=url_for("workshop_preview.act", draft_id=draft_id),
        leave_address=url_for("workshop.show", draft_id=draft_id),
        draft_id=draft_id,
        instrument=instrument,
        item=item,
        options=instrument.options(item),
        aids=media.aids(context.db(), instrument, item, under_way.language),
        answer=under_way.answers.get(item.item_id),
        warned="",
        number=number,
        total=total,
        may_decline=item.role not in interview.MUST_ANSWER,
        is_interviewer=bool(under_way.enumerator),
        problem=None,
        banner=banner,
    )


def _banner() -> dict[str, object]:
    """Return the words above the preview, in the reader's own language."""
    return {
        "language": words.language(),
        "says": _("Preview: nothing is kept."),
        "title": _("Preview"),
        "back": _("Back to the draft"),
        "modes": {
            "alone": _("people answer alone"),
            "interviewer": _("an interviewer asks"),
        },
    }


def _answered(instrument: Instrument, under_way: Interview) -> Interview:
    """Return the preview at the next question; after the last, at the first again."""
    item = interview.current(instrument, under_way)[0]
    answer = questionnaire.posted_answer(item)
    given: dict[str, Any] = {item.item_id: answer} if answer is not None else {}
    known = interview.answering(instrument, under_way, given)
    names = [each.item_id for each in interview.asked(instrument, known)]
    place = names.index(item.item_id) if item.item_id in names else -1
    return replace(known, item=names[(place + 1) % len(names)])


def _under_way(draft_id: str, instrument: Instrument, language: str) -> Interview:
    """Return the preview as the session and the address tell it."""
    kept = session.get(KEY, {})
    if kept.get("draft") != draft_id:
        kept = {}
    mode = request.args.get("mode", kept.get("mode", MODES[0]))
    names = {item.item_id for item in instrument.items}
    return Interview(
        interview_id="preview",
        round_id="",
        language=language,
        answers={n: a for n, a in kept.get("answers", {}).items() if n in names},
        touched_on=context.now().date(),
        item=kept.get("item"),
        enumerator=access.account().name if mode == MODES[1] else "",
    )


def _keep(draft_id: str, under_way: Interview) -> None:
    """Remember where the preview is; long texts lead nowhere and fill a session."""
    session[KEY] = {
        "draft": draft_id,
        "mode": MODES[1] if under_way.enumerator else MODES[0],
        "answers": {
            name: answer
            for name, answer in under_way.answers.items()
            if len(str(answer)) <= LONGEST_KEPT
        },
        "item": under_way.item,
    }
