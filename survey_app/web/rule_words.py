"""Skip rules as sentences: when a question is asked, in the words of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.core.questionnaire.instrument import Instrument, say
from survey_app.web import words
from survey_app.web.words import _
from survey_app.words.asking import DECLINES


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in words; `parts` are sentences of their own under it."""

    says: str
    parts: tuple["Told", ...] = ()


def told(rule: Mapping[str, Any], instrument: Instrument, language: str) -> Told:
    """Return a rule in the language of the request, questions and answers in theirs."""
    match rule:
        case {"item": item, "in": codes}:
            says = _("The answer to “{question}” is {answers}.")
            return Told(_clause(says, (item, codes), instrument, language))
        case {"not": {"item": item, "in": codes}}:
            says = _("The answer to “{question}” is not {answers}.")
            return Told(_clause(says, (item, codes), instrument, language))
        case {"not": inner}:
            return Told(_("This does not hold:"), (told(inner, instrument, language),))
        case {"all": rules}:
            says = _("All of this holds:")
        case {"any": rules}:
            says = _("At least one of these holds:")
    return Told(says, tuple(told(each, instrument, language) for each in rules))


def question(instrument: Instrument, item_id: str, language: str) -> str:
    """Return the text of a question, its id where it has none or is not there."""
    found = next((i for i in instrument.items if i.item_id == item_id), None)
    return (say(found.text, language) if found else "") or item_id


def _clause(
    says: str, of: tuple[str, list[str]], instrument: Instrument, language: str
) -> str:
    item_id, codes = of
    found = next((i for i in instrument.items if i.item_id == item_id), None)
    labels = {code: _(text) for code, text in DECLINES.items()}
    if found:
        labels |= {o.code: say(o.label, language) for o in instrument.options(found)}
    answers = words.either(f"“{words.apart(labels.get(c) or c)}”" for c in codes)
    asked = words.apart(question(instrument, item_id, language))
    return says.format(question=asked, answers=answers)
