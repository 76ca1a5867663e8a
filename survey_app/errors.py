"""What can go wrong, told as a code and facts; the edge chooses the words.

SurveyError
 +- NotFound        what was asked for is not kept here
 +- NotAllowed      the account may not do this
 +- Conflict        the thing is in a state that does not allow the step
 +- Unavailable     it cannot be kept now; the same may be tried again later
 +- Unanswerable    the data cannot carry the question
 +- Rejected        what was sent has faults; it carries all of them
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class SurveyError(Exception):
    """Root of every error this project raises on purpose."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


class NotFound(SurveyError):
    """The thing asked for is not kept here."""


class NotAllowed(SurveyError):
    """The account may not do this."""


class Conflict(SurveyError):
    """The thing is in a state that does not allow what was asked."""


class Unavailable(SurveyError):
    """It cannot be kept right now, and was not; the same may be tried again later."""


class Unanswerable(SurveyError):
    """The data cannot carry the question asked of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found in what someone sent: where, which, and the facts to tell it."""

    where: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Rejected(SurveyError):
    """What was sent cannot be taken; `problems` lists every fault, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("input.rejected", count=len(problems))
        self.problems = list(problems)
