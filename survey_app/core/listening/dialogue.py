"""A dialogue: statements people vote on and add to, and which one comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey_app.core.listening.agreement import priority
from survey_app.core.listening.groups import LEAST_VOTES, extremity, principal
from survey_app.core.listening.votes import (
    UNSEEN,
    WORTH,
    Choice,
    Tally,
    VoteArray,
    Votes,
    filled,
)
from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.questionnaire.targets import lot
from survey_app.core.sampling.design import FloatArray

State = Literal["preparing", "open", "closed"]
Standing = Literal["waiting", "shown", "refused"]

#: Letters a statement has at most: what is longer says several things.
LONGEST = 280
#: Statements one person may add; and all that may wait, or be there at all.
MOST_ADDED, MOST_WAITING, MOST_STATEMENTS = 5, 300, 3000
#: How the votes of a person are kept: a sign for each statement, by its number.
SIGNS: dict[Choice, str] = {"agree": "a", "disagree": "d", "pass": "p"}
NONE = "."
_LOTS = 2**32

_WORTHS = np.full(256, UNSEEN, dtype=np.int8)
for _choice, _sign in SIGNS.items():
    _WORTHS[ord(_sign)] = WORTH[_choice]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What is talked about, in the languages of a questionnaire.

    `by` is the item whose groups people say they belong to, or empty; `keeps_straight`:
    whoever votes the same on everything is counted too.
    """

    dialogue_id: str
    instrument_id: str
    title: Labels
    about: Labels
    by: str
    state: State
    keeps_straight: bool = False
    measured_votes: int = 0
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, and how often it was voted on; `said` by language."""

    number: int
    said: Labels
    origin: Literal["seed", "person"]
    state: Standing
    agree: int = 0
    disagree: int = 0
    passed: int = 0
    extremity: float = 0.0

    @property
    def votes(self) -> int:
        """Return how often it was voted on; passing is voting."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody under a random id; `group` is None before it was asked for."""

    participant_id: str
    dialogue_id: str
    group: str | None = None
    votes: str = ""
    added: int = 0

    def on(self, number: int) -> Choice | None:
        """Return the vote on a statement, None if it was not seen."""
        sign = self.votes[number - 1 : number]
        return next((choice for choice, each in SIGNS.items() if each == sign), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Votes counted at a gathering of one group: number -> (agree, disagree, pass)."""

    sheet_id: int
    group: str
    people: int
    counts: dict[int, tuple[int, int, int]]


def with_vote(votes: str, number: int, choice: Choice) -> str:
    """Return somebody's votes with one more; a vote given before is replaced.

    >>> with_vote("a", 3, "disagree")
    'a.d'
    """
    long = votes.ljust(number, NONE)
    return long[: number - 1] + SIGNS[choice] + long[number:]


def matrix(votes: Sequence[str], numbers: Sequence[int]) -> VoteArray:
    """Return kept votes (participants, statements) of the statements of `numbers`."""
    width = max(numbers, default=0)
    signs = "".join(each[:width].ljust(width, NONE) for each in votes).encode("ascii")
    all_there_are = np.frombuffer(signs, dtype=np.uint8).reshape(len(votes), width)
    found: VoteArray = _WORTHS[all_there_are[:, [number - 1 for number in numbers]]]
    return found


def following(
    statements: Sequence[Statement], participant: Participant
) -> Statement | None:
    """Return the statement to vote on next, None once everything was voted on.

    Drawn with a chance proportional to its priority, by the participant's random id
    and the number of votes so far: the same votes lead to the same statement.
    """
    left = [each for each in statements if participant.on(each.number) is None]
    if not left:
        return None
    weights = np.cumsum(_priorities(left))
    cast = len(participant.votes) - participant.votes.count(NONE)
    place = lot(participant.participant_id, str(cast)) / _LOTS * weights[-1]
    return left[int(np.searchsorted(weights, place, side="right"))]


def _priorities(statements: Sequence[Statement]) -> FloatArray:
    agree, disagree, seen, pull = (
        np.array([[getattr(each, name) for each in statements]])
        for name in ("agree", "disagree", "votes", "extremity")
    )
    none_needed = np.zeros(len(statements), dtype=np.bool_)
    return priority(Tally(agree, disagree, seen), pull[0], none_needed)


def pulls(votes: VoteArray) -> FloatArray:
    """Return how far each statement pulls people apart (statements,), for its priority.

    Of those who cast enough votes to be placed.
    """
    enough = min(LEAST_VOTES, votes.shape[1])
    some = votes[(votes != UNSEEN).sum(axis=1) >= max(enough, 1)]
    names = tuple(map(str, range(votes.shape[1])))
    centred, means = filled(Votes((), names, some))
    return extremity(means, principal(centred.T @ centred))
