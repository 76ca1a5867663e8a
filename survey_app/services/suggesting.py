"""Suggestions for codes, learned from what the team agreed on, and how good they are.

They are never more than a word beside an answer: a person chooses every code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey_app.core.listening.suggesting import Judged, judge, learn, runs
from survey_app.services.coding import Work
from survey_app.store.coding import OpenAnswer

#: So many coded answers are enough to learn from; more only take longer.
MOST_TAUGHT = 1000


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Codes for answers by number, and how good such suggestions were when held out.

    There are none where they are not surely better than always the commonest code.
    """

    judged: Judged
    codes: Mapping[int, str] = field(default_factory=dict)


def suggest(work: Work, answers: Sequence[OpenAnswer]) -> Suggestions:
    """Return suggestions for `answers`, learned from coded ones of the same item."""
    has = work.codes
    taught = [each for each in work.answers if each.number in has][:MOST_TAUGHT]
    names = sorted({has[each.number] for each in taught})
    codes = np.array([names.index(has[each.number]) for each in taught], int)
    known = runs([each.text for each in taught])
    judged = judge(known, codes, len(names), _own(work, taught))
    if not judged.is_better or not answers:
        return Suggestions(judged)
    model = learn(known, codes, len(names))
    found = model.codes(runs([each.text for each in answers]))
    numbers = [each.number for each in answers]
    return Suggestions(
        judged, dict(zip(numbers, (names[n] for n in found), strict=True))
    )


def _own(work: Work, taught: Sequence[OpenAnswer]) -> np.ndarray:
    """Return which answers people coded without a suggestion beside them (answers,)."""
    aided = {each.number for each in work.codings if each.is_aided}
    return np.array([each.number not in aided for each in taught], dtype=np.bool_)
