"""Judges answers against the instrument they were given."""

from collections.abc import Iterator
from math import isfinite

from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Answer, Answers, Rule, route
from survey_app.errors import Problem

#: Characters an open answer may have: a page of writing, not a file.
LONGEST_TEXT = 2000


def problems(instrument: Instrument, answers: Answers) -> list[Problem]:
    """Return every fault of `answers`, in the order of the instrument."""
    known = {item.item_id for item in instrument.items}
    found = [
        Problem(item_id, "answer.unknown_item")
        for item_id in answers
        if item_id not in known
    ]
    asked = asked_items(instrument, answers)
    for item in instrument.items:
        if item.item_id in answers:
            if item.item_id not in asked:
                found.append(Problem(item.item_id, "answer.not_asked"))
            found += _faults(instrument, item, answers[item.item_id])
    return found


def steps(instrument: Instrument) -> list[tuple[str, Rule | None]]:
    """Return (item id, skip rule) in the order of asking."""
    return [(item.item_id, item.ask) for item in instrument.items]


def asked_items(instrument: Instrument, answers: Answers) -> dict[str, Answer | None]:
    """Return the items these answers lead to, each with its answer or None."""
    return route(steps(instrument), answers)


def counted(instrument: Instrument, answers: Answers) -> dict[str, Answer]:
    """Return the answers that count: those to items that are still asked."""
    asked = asked_items(instrument, answers)
    return {item: answer for item, answer in asked.items() if answer is not None}


def _faults(instrument: Instrument, item: Item, answer: object) -> Iterator[Problem]:
    if isinstance(answer, str) and answer in MISSING:
        return
    codes = {option.code for option in instrument.options(item)}
    match item.kind, answer:
        case (("scored" | "choice"), str()) if answer in codes:
            return
        case "choices", list() if answer and set(map(str, answer)) <= codes:
            if len(set(answer)) < len(answer):
                yield Problem(item.item_id, "answer.chosen_twice")
        case "number", (int() | float()) if _is_number(answer):
            return
        case "text", str() if len(answer) <= LONGEST_TEXT:
            return
        case "text", str():
            facts = {"length": len(answer), "most": LONGEST_TEXT}
            yield Problem(item.item_id, "answer.too_long", facts)
        case (("scored" | "choice" | "choices"), _):
            given = {"answer": str(answer)[:80], "options": ", ".join(sorted(codes))}
            yield Problem(item.item_id, "answer.not_an_option", given)
        case kind, _:
            yield Problem(item.item_id, "answer.wrong_kind", {"kind": kind})


def _is_number(answer: float) -> bool:
    return not isinstance(answer, bool) and isfinite(answer)
