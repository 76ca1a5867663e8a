"""Judges answers against the instrument they were given."""

from collections.abc import Iterator
from math import isfinite

from survey_app.core.questionnaire.instrument import MISSING, Instrument, Kind
from survey_app.core.questionnaire.routing import Answer, Answers, Rule, route
from survey_app.errors import Problem

#: Characters an open answer may have: a page of writing, not a file.
LONGEST_TEXT = 2000
#: A number larger than this counts nothing a person knows of.
LARGEST_NUMBER = 1e15
#: Kinds of items that are answered by one code.
_SINGLE = ("scored", "choice")


class Judge:
    """Judges answers to one instrument: made once, asked for every response."""

    def __init__(self, instrument: Instrument) -> None:
        self._steps = steps(instrument)
        self._has_rules = any(rule is not None for _, rule in self._steps)
        self._items = {item.item_id: item.kind for item in instrument.items}
        self.items = frozenset(self._items)
        self._codes = {
            item.item_id: frozenset(option.code for option in instrument.options(item))
            for item in instrument.items
        }
        #: The texts that are an answer to an item without further ado.
        self._settled = {
            name: MISSING.keys() | (self._codes[name] if kind in _SINGLE else set())
            for name, kind in self._items.items()
        }

    def problems(self, answers: Answers) -> list[Problem]:
        """Return every fault of `answers`, in the order of the instrument."""
        found = [
            Problem(item_id, "answer.unknown_item")
            for item_id in answers
            if item_id not in self._items
        ]
        asked = route(self._steps, answers) if self._has_rules else self._items
        for item_id, kind in self._items.items():
            if item_id not in answers:
                continue
            if item_id not in asked:
                found.append(Problem(item_id, "answer.not_asked"))
            answer = answers[item_id]
            if not (isinstance(answer, str) and answer in self._settled[item_id]):
                found += _faults(item_id, kind, self._codes[item_id], answer)
        return found


def problems(instrument: Instrument, answers: Answers) -> list[Problem]:
    """Return every fault of `answers`, in the order of the instrument."""
    return Judge(instrument).problems(answers)


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


def _faults(
    item_id: str, kind: Kind, codes: frozenset[str], answer: object
) -> Iterator[Problem]:
    match kind, answer:
        case "choices", list() if answer and set(map(str, answer)) <= codes:
            if len(set(answer)) < len(answer):
                yield Problem(item_id, "answer.chosen_twice")
        case "number", (int() | float()) if _is_number(answer):
            return
        case "text", str() if len(answer) <= LONGEST_TEXT:
            return
        case "text", str():
            facts = {"length": len(answer), "most": LONGEST_TEXT}
            yield Problem(item_id, "answer.too_long", facts)
        case (("scored" | "choice" | "choices"), _):
            given = {"answer": str(answer)[:80], "options": ", ".join(sorted(codes))}
            yield Problem(item_id, "answer.not_an_option", given)
        case _:
            yield Problem(item_id, "answer.wrong_kind", {"kind": kind})


def _is_number(answer: float) -> bool:
    is_small = -LARGEST_NUMBER <= answer <= LARGEST_NUMBER
    return not isinstance(answer, bool) and is_small and isfinite(answer)
