"""An interview under way: which question is on the screen, and what ends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from survey_app.core.questionnaire.answers import asked_items
from survey_app.core.questionnaire.instrument import (
    DRAWN,
    Instrument,
    Item,
    Role,
)
from survey_app.core.questionnaire.routing import Answer, Answers
from survey_app.core.questionnaire.targets import with_drawn

#: Why an interview ended before its first question; only a count of these is kept.
Refusal = Literal["consent", "adult"]

#: Questions that must be answered: a no ends the interview.
MUST_ANSWER: tuple[Refusal, ...] = ("consent", "adult")

#: Only an interviewer is asked these: a respondent alone is alone.
_INTERVIEWER_ONLY: tuple[Role, ...] = ("privacy", "mode")


@dataclass(frozen=True, slots=True)
class Interview:
    """What is kept of an interview until it is finished. `item` None: at its start.

    `enumerator` is "" where people answer by themselves.
    """

    interview_id: str
    round_id: str
    language: str
    answers: dict[str, Answer]
    touched_on: date
    item: str | None = None
    place_id: str | None = None
    enumerator: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """By whom, where and on which ISO day a refusal was met; "" where unknown."""

    enumerator: str = ""
    place_id: str = ""
    day: str = ""


def asked(instrument: Instrument, interview: Interview) -> list[Item]:
    """Return the questions of this interview in order, as its answers lead to them."""
    skipped = () if interview.enumerator else _INTERVIEWER_ONLY
    names = asked_items(instrument, interview.answers)
    return [
        item
        for item in instrument.items
        if item.item_id in names and item.role not in (*skipped, *DRAWN)
    ]


def current(instrument: Instrument, interview: Interview) -> tuple[Item, int, int]:
    """Return the question on the screen, its number from 1, and how many there are."""
    items = asked(instrument, interview)
    names = [item.item_id for item in items]
    place = names.index(interview.item) if interview.item in names else 0
    return items[place], place + 1, len(items)


def answered(
    instrument: Instrument, interview: Interview, answers: Mapping[str, Answer]
) -> Interview | None:
    """Return the interview at the question after those answered, None after the last.

    `answers` usually holds one answer; a question sent twice is simply answered again.
    """
    known = answering(instrument, interview, answers)
    names = [item.item_id for item in asked(instrument, known)]
    following = 1 + max((names.index(n) for n in answers if n in names), default=-1)
    if following >= len(names):
        return None
    return replace(known, item=names[following])


def answering(
    instrument: Instrument, interview: Interview, answers: Mapping[str, Answer]
) -> Interview:
    """Return the interview with more answers, and the groups they let be drawn."""
    given = {**interview.answers, **answers}
    drawn = with_drawn(instrument, interview.interview_id, given)
    return replace(interview, answers=drawn)


def back(instrument: Instrument, interview: Interview) -> Interview:
    """Return the interview at the question before; the first has none before it."""
    items = asked(instrument, interview)
    _, number, _ = current(instrument, interview)
    return replace(interview, item=items[max(number - 2, 0)].item_id)


def refusal(instrument: Instrument, interview: Interview) -> Refusal | None:
    """Return why the interview must end, if consent or age ended it."""
    return ended_by(instrument, interview.answers)


def ended_by(instrument: Instrument, answers: Answers) -> Refusal | None:
    """Return why an interview with these answers is none: no consent, or too young."""
    for role in MUST_ANSWER:
        item = instrument.with_role(role)
        if item and answers.get(item.item_id, "1") != "1":
            return role
    return None


def mode(instrument: Instrument, interview: Interview) -> str:
    """Return who touched the screen, as it was asked or as it must have been."""
    item = instrument.with_role("mode")
    said = interview.answers.get(item.item_id) if item else None
    if isinstance(said, str):
        return said
    return "interviewer" if interview.enumerator else "alone"
