"""What people voted on each other's statements, as one matrix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey_app.core.sampling.design import FloatArray

Choice = Literal["agree", "disagree", "pass"]
#: A vote as a number; statements somebody never saw have UNSEEN.
WORTH: dict[Choice, int] = {"agree": 1, "disagree": -1, "pass": 0}
UNSEEN = -128

VoteArray = NDArray[np.int8]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

#: So many votes, all the same way, say more about the voter than about the statements.
STRAIGHT = 10


@dataclass(frozen=True, slots=True)
class Vote:
    """What a participant said to a statement."""

    participant: str
    statement: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes of (participants, statements): 1, -1, 0 or UNSEEN."""

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    values: VoteArray

    @property
    def seen(self) -> BoolArray:
        """Return which statement was voted on by whom; passing is voting."""
        found: BoolArray = self.values != UNSEEN
        return found

    @property
    def cast(self) -> IntArray:
        """Return the number of votes of each participant."""
        found: IntArray = self.seen.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes of (groups, statements): how many agree, disagree, and voted at all."""

    agree: IntArray
    disagree: IntArray
    seen: IntArray


def matrix(
    votes: Iterable[Vote], statements: Sequence[str], participants: Sequence[str] = ()
) -> Votes:
    """Return the matrix of votes in the order they were cast; a later one replaces.

    Votes on statements that are not listed (moderated out, unknown) are left out;
    participants who are not listed are added in the order of their first vote.
    """
    rows = {name: row for row, name in enumerate(participants)}
    columns = {name: column for column, name in enumerate(statements)}
    placed: dict[tuple[int, int], int] = {}
    for vote in votes:
        if vote.statement in columns:
            row = rows.setdefault(vote.participant, len(rows))
            placed[row, columns[vote.statement]] = WORTH[vote.choice]
    values = np.full((len(rows), len(columns)), UNSEEN, dtype=np.int8)
    for place, worth in placed.items():
        values[place] = worth
    return Votes(tuple(rows), tuple(statements), values)


def straight_liners(votes: Votes) -> BoolArray:
    """Return who agreed, or disagreed, with everything they voted on (participants,).

    They make groups of their own that hold no opinion; whoever looks for groups sets
    them aside, and may take them back.
    """
    agree, disagree = (votes.values == side for side in (1, -1))
    same = np.maximum(agree.sum(axis=1), disagree.sum(axis=1))
    found: BoolArray = (votes.cast >= STRAIGHT) & (same == votes.cast)
    return found


def tally(votes: Votes, labels: IntArray, groups: int) -> Tally:
    """Return the votes counted by group; `labels` (participants,), below 0: in none."""
    members = (labels[None, :] == np.arange(groups)[:, None]).astype(np.float64)
    agree, disagree, seen = (
        np.rint(members @ each.astype(np.float64)).astype(np.int64)
        for each in (votes.values == 1, votes.values == -1, votes.seen)
    )
    return Tally(agree, disagree, seen)


def filled(votes: Votes) -> tuple[FloatArray, FloatArray]:
    """Return votes less the mean of their statement (0 where unseen), and those means.

    Statements nobody voted on have the mean 0.
    """
    seen = votes.seen
    given = np.where(seen, votes.values, 0).astype(np.float64)
    means: FloatArray = given.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred: FloatArray = np.where(seen, given - means, 0.0)
    return centred, means
