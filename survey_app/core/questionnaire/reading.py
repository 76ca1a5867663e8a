"""How long a questionnaire takes, and how much of it has to be read or heard."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.core.questionnaire.instrument import DRAWN, Instrument, Item, say

#: Seconds a question takes, for telling beforehand how long it will be.
SECONDS_A_QUESTION = 18
#: Longer interviews tire people (docs/methods.md); more words are hard to hear once.
MOST_MINUTES, MOST_WORDS = 20, 20


@dataclass(frozen=True, slots=True)
class Load:
    """Questions, whole minutes at least one, words to read, and those of the longest.

    `words` counts questions with their answers, as they are read out.
    """

    questions: int
    minutes: int
    words: int
    longest: int


def minutes(questions: int) -> int:
    """Return the minutes that many questions take, at least one.

    >>> minutes(12)
    4
    """
    return max(1, round(questions * SECONDS_A_QUESTION / 60))


def load(
    instrument: Instrument, language: str, items: Iterable[Item] | None = None
) -> Load:
    """Return what all or some items of an instrument ask of people in a language."""
    asked = [
        item
        for item in (instrument.items if items is None else items)
        if item.role not in DRAWN
    ]
    lengths = [len(say(item.text, language).split()) for item in asked]
    answers = sum(
        len(say(option.label, language).split())
        for item in asked
        for option in instrument.options(item)
    )
    longest = max(lengths, default=0)
    return Load(len(asked), minutes(len(asked)), sum(lengths) + answers, longest)
