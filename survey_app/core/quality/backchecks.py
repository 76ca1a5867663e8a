"""Back-checks: another person asks a few questions again and compares.

Second answers are compared and forgotten; what is kept is how many there were, and how
many differed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.receipts import ALPHABET
from survey_app.core.questionnaire.routing import Answer, Answers

#: The share of everybody's interviews that is asked again, one at least.
SHARE = 0.10
#: So many questions are asked again, ...
MOST_ITEMS = 5
#: ... and so many are compared at least, where the questionnaire has them.
LEAST_ANSWERS = 3
#: A flag is raised where more answers differ than this, ...
FLAGGED = 0.20
#: ... surely more than the share in which honest respondents answer otherwise, ...
HONEST = 0.05
#: ... in several interviews: of a single one, the wrong person may have been met.
LEAST_CHECKED = 2
#: Numbers are equal within 1, or within this share of the larger: age, land, income.
TOLERANCE = 0.05
CODE_LENGTH = 5

#: flagged: too much differs; agrees: surely less; too_few: not known yet.
Verdict = Literal["flagged", "agrees", "too_few"]


@dataclass(frozen=True, slots=True)
class Backcheck:
    """An interview to be asked again, by its code; once checked, with its counts."""

    code: str
    response_id: str
    enumerator: str
    day: str = ""
    half_day: str = ""
    place_id: str = ""
    checked_by: str | None = None
    compared: int = 0
    mismatched: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Interviews drawn and checked, answers compared, and how many of them differed."""

    drawn: int = 0
    checked: int = 0
    compared: int = 0
    mismatched: int = 0

    @property
    def share(self) -> float | None:
        """Return the share 0-1 that differed, None where nothing was compared."""
        return self.mismatched / self.compared if self.compared else None

    @property
    def interval(self) -> tuple[float, float]:
        """Return the exact 95 % limits 0-1 of the share; answers taken as independent.

        Clopper and Pearson (1934), by quantiles of the beta distribution
        (R: `binom.test`).

        >>> [round(limit, 4) for limit in Tally(2, 2, 10, 3).interval]
        [0.0667, 0.6525]
        """
        from scipy import special  # noqa: PLC0415 (loads only when somebody asks)

        yes, no = self.mismatched, self.compared - self.mismatched
        low = special.betaincinv(yes, no + 1, 0.025) if yes else 0.0
        high = special.betaincinv(yes + 1, no, 0.975) if no else 1.0
        return float(low), float(high)

    @property
    def verdict(self) -> Verdict:
        """Return whether more than a fifth differs, surely less, or nobody can tell."""
        if self.share is None or self.checked < LEAST_CHECKED:
            return "too_few"
        low, high = self.interval
        if self.share > FLAGGED and low > HONEST:
            return "flagged"
        return "agrees" if high <= FLAGGED else "too_few"


def drawn(
    by_enumerator: Mapping[str, Sequence[str]],
    before: frozenset[str],
    rng: np.random.Generator,
) -> list[str]:
    """Return the ids of interviews to be asked again besides those drawn `before`.

    Of everybody's a tenth, rounded up; each of the others is as likely.

    >>> drawn({"Amira": ["a"], "": ["b"]}, frozenset(), np.random.default_rng(1))
    ['a']
    """
    found: list[str] = []
    for name in sorted(by_enumerator.keys() - {""}):
        ids = by_enumerator[name]
        others = sorted(set(ids) - before)
        missing = ceil(SHARE * len(ids)) - (len(ids) - len(others))
        if missing > 0:
            found += rng.choice(others, missing, replace=False).tolist()
    return found


def new_code(known: frozenset[str], rng: np.random.Generator) -> str:
    """Return a code nobody has yet, which tells nothing of the interview."""
    while True:
        code = "".join(rng.choice(list(ALPHABET), CODE_LENGTH).tolist())
        if code not in known:
            return code


def may_be_asked_again(instrument: Instrument, answers: Answers) -> bool:
    """Return whether a respondent agreed, where the questionnaire asks for it."""
    item = instrument.with_role("follow_up")
    return item is None or answers.get(item.item_id) == "1"


def fit(instrument: Instrument) -> list[Item]:
    """Return the questions that may be asked again: facts, nothing sensitive.

    Numbers, then who people are by one choice of several, most choices first: what can
    be guessed least.
    """
    inside = {name for module in instrument.modules for name in module.items}
    plain = [
        item
        for item in instrument.items
        if item.about is None and item.role is None and not item.sensitive
    ]
    facts = [
        item
        for item in plain
        if item.item_id not in inside
        and (item.kind == "number" or (item.kind == "choice" and item.group))
    ]
    return sorted(
        facts, key=lambda it: (it.kind != "number", -len(instrument.options(it)))
    )


def asked_again(instrument: Instrument) -> list[Item]:
    """Return the questions that are asked again, five at most."""
    return fit(instrument)[:MOST_ITEMS]


def compare(first: Answers, second: Answers) -> tuple[int, int]:
    """Return how many answers both have, and how many of them differ."""
    both = [
        (first[item], answer)
        for item, answer in second.items()
        if item in first and not _is_missing(first[item]) and not _is_missing(answer)
    ]
    return len(both), sum(_differs(*pair) for pair in both)


def added(tallies: Sequence[Tally]) -> Tally:
    """Return the tally of several people together."""
    return Tally(
        sum(each.drawn for each in tallies),
        sum(each.checked for each in tallies),
        sum(each.compared for each in tallies),
        sum(each.mismatched for each in tallies),
    )


def _is_missing(answer: Answer) -> bool:
    return isinstance(answer, str) and answer in MISSING


def _differs(first: Answer, second: Answer) -> bool:
    if isinstance(first, float | int) and isinstance(second, float | int):
        return abs(first - second) > max(1, TOLERANCE * max(abs(first), abs(second)))
    return first != second
