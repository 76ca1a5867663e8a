"""Files of translations: what a file would do to the texts, told before it is done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from survey_app.core.questionnaire import translation_checks
from survey_app.core.questionnaire.translation import Entry
from survey_app.errors import Problem

Outcome = Literal["new", "changed", "conflicting", "ignored"]

#: Why a line does what it does; "" where it is written down as a draft.
Reason = Literal["", "empty", "same", "unknown", "other_source", "moved_on"]


@dataclass(frozen=True, slots=True)
class Line:
    """A text in a file: where it stands, the source it was translated from, the text.

    `note` is told to whoever translates; nothing reads it back.
    """

    key: str
    source: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """All that a file says, into which language; "" where the file does not tell."""

    language: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of a line: a draft, a changed draft, or nothing and why."""

    key: str
    outcome: Outcome
    reason: Reason
    text: str


def exported(found: Iterable[Entry], name: str) -> tuple[Line, ...]:
    """Return the lines of a file for somebody: what is agreed on, else their own draft.

    Drafts of others are in no file, so that a second translator does not see the first.
    """
    return tuple(
        Line(
            entry.source.key,
            entry.source.text,
            entry.settled or (entry.draft_of(name) if name else ""),
            f"{entry.state}; {translation_checks.longest(entry.source)}",
        )
        for entry in found
    )


def merged(
    found: Iterable[Entry], lines: Iterable[Line], name: str
) -> tuple[list[Merged], list[Problem]]:
    """Return what becomes of each line as a draft of somebody, and every fault.

    Nothing that was agreed on, and no draft of anybody else, is ever written over.
    """
    known = {entry.source.key: entry for entry in found}
    tidy = [
        Line(each.key, each.source, translation_checks.tidied(each.text))
        for each in lines
    ]
    rows = [_merged(known.get(each.key), each, name) for each in tidy]
    problems = list(_twice(tidy))
    for row in rows:
        if row.outcome in ("new", "changed"):
            source = known[row.key].source
            problems += translation_checks.problems(source, row.text)
    return rows, problems


def _merged(entry: Entry | None, line: Line, name: str) -> Merged:
    outcome, reason = _outcome(entry, line, name)
    return Merged(line.key, outcome, reason, line.text)


def _outcome(entry: Entry | None, line: Line, name: str) -> tuple[Outcome, Reason]:
    if not line.text:
        return "ignored", "empty"
    if entry is None:
        return "ignored", "unknown"
    if line.text in (entry.settled, entry.draft_of(name)):
        return "ignored", "same"
    source = translation_checks.tidied(entry.source.text)
    if translation_checks.tidied(line.source) != source:
        return "conflicting", "other_source"
    deeds = entry.deeds(name)
    if "draft" in deeds:
        return "new", ""
    return ("changed", "") if "redraft" in deeds else ("conflicting", "moved_on")


def _twice(lines: Sequence[Line]) -> Iterable[Problem]:
    counts = Counter(line.key for line in lines if line.text)
    for key, count in counts.items():
        if count > 1:
            yield Problem(key, "translation.twice", {"count": count})
