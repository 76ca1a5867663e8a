"""Code frames, and what two people made of each answer: agreed, or still to settle."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey_app.core.listening.folding import clean
from survey_app.core.sampling.design import FloatArray
from survey_app.errors import Problem, Rejected

#: Between the parts of a code: type > category > code.
APART = ">"
#: How many codes a frame can have; nobody tells more apart.
MOST_CODES = 100
#: How long a part of a code can be.
LONGEST_PART = 80
#: A frame needs two codes: with one there is nothing to decide.
LEAST_CODES = 2

#: open: nobody coded it; once: one person; agreed: two gave it the same code; apart:
#: two gave it different ones; settled: that was decided by a third or by both.
State = Literal["open", "once", "agreed", "apart", "settled"]
STATES: tuple[State, ...] = ("open", "once", "agreed", "apart", "settled")


@dataclass(frozen=True, slots=True)
class Code:
    """A code with the category and the type it belongs to; `name` is its own alone."""

    kind: str
    category: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """A version of the codes that answers to an item are given; 0: none kept yet."""

    version: int
    codes: tuple[Code, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the codes in order."""
        return tuple(code.name for code in self.codes)


@dataclass(frozen=True, slots=True)
class Coding:
    """The code one person gave an answer; `is_aided`: a suggestion stood beside it."""

    number: int
    coder: str
    code: str
    is_aided: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an answer stands, and its code once there is one."""

    state: State
    code: str | None = None


def read_codes(text: str) -> tuple[Code, ...]:
    """Return the codes of lines `type > category > code`.

    Raise Rejected with all faults.

    >>> read_codes("Question > Aid > When it comes\\nRumour > Aid > It is sold")[1].name
    'It is sold'
    """
    lines = [(n, clean(line)) for n, line in enumerate(text.splitlines(), 1)]
    read = [
        (n, [clean(part) for part in line.split(APART)]) for n, line in lines if line
    ]
    faults = [fault for n, parts in read for fault in _faults(n, parts)]
    codes = [Code(*parts) for _, parts in read if len(parts) == 3]
    faults += _together(codes)
    if faults:
        raise Rejected(faults)
    return tuple(codes)


def write_codes(codes: Iterable[Code]) -> str:
    """Return codes as lines, as `read_codes` reads them."""
    return "\n".join(f" {APART} ".join((c.kind, c.category, c.name)) for c in codes)


def _faults(line: int, parts: Sequence[str]) -> list[Problem]:
    where = str(line)
    if len(parts) != 3 or not all(parts):
        return [Problem(where, "coding.line", {"line": line})]
    if any(len(part) > LONGEST_PART for part in parts):
        facts: dict[str, object] = {"line": line, "most": LONGEST_PART}
        return [Problem(where, "coding.too_long", facts)]
    return []


def _together(codes: Sequence[Code]) -> list[Problem]:
    """Return what is wrong with codes that are each well written."""
    names = [code.name for code in codes]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = [Problem("codes", "coding.twice", {"name": name}) for name in twice]
    if len(names) < LEAST_CODES:
        faults.append(Problem("codes", "coding.too_few", {"least": LEAST_CODES}))
    if len(names) > MOST_CODES:
        facts: dict[str, object] = {"count": len(names), "most": MOST_CODES}
        faults.append(Problem("codes", "coding.too_many", facts))
    return faults


def standings(
    numbers: Iterable[int],
    codings: Iterable[Coding],
    settled: Mapping[int, str],
    known: Set[str],
) -> dict[int, Standing]:
    """Return where each answer stands; only codes that are `known` count."""
    given: dict[int, list[str]] = {number: [] for number in numbers}
    for coding in codings:
        if coding.code in known and coding.number in given:
            given[coding.number].append(coding.code)
    return {n: _standing(codes, settled.get(n), known) for n, codes in given.items()}


def _standing(codes: list[str], settled: str | None, known: Set[str]) -> Standing:
    if settled in known:
        return Standing("settled", settled)
    match codes:
        case []:
            return Standing("open")
        case [_]:
            return Standing("once")
        case [first, second, *_] if first == second:
            return Standing("agreed", first)
    return Standing("apart")


def cross_table(codings: Iterable[Coding], names: Sequence[str]) -> FloatArray:
    """Return how often two people gave an answer which codes (codes, codes).

    Only answers that both coded without a suggestion: one that both saw would make them
    agree. Rows are those of who comes first by name: of two people, always the same.
    """
    place = {name: n for n, name in enumerate(names)}
    pairs: dict[int, list[Coding]] = {}
    for coding in sorted(codings, key=lambda each: each.coder):
        if coding.code in place:
            pairs.setdefault(coding.number, []).append(coding)
    table = np.zeros((len(names), len(names)))
    for pair in pairs.values():
        if len(pair) == 2 and not any(each.is_aided for each in pair):
            table[place[pair[0].code], place[pair[1].code]] += 1
    return table
