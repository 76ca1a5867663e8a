"""What came of a dialogue, as it may be shown: no small group, no single person.

Everything is judged here by the public rules of disclosure control, for everybody: the
people who lead a dialogue know those who take part.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.counts import Count, shown_count
from survey_app.core.disclosure.rules import RULES, rounded_count, rounded_mean
from survey_app.core.listening.agreement import (
    TYPICAL,
    agreed,
    surely_bridging,
    typical,
)
from survey_app.core.listening.groups import groups
from survey_app.core.listening.votes import (
    BoolArray,
    IntArray,
    Tally,
    Votes,
    straight_liners,
    tally,
)
from survey_app.core.sampling.design import FloatArray

#: People a group has at least, and votes it has on a statement that is shown.
LEAST = RULES["public"].min_n
#: Shares beyond this, and below the rest of it, are shown as this: nobody shall learn
#: how everybody in a group voted.
MOST = RULES["public"].unanimity
#: Under which small groups, and those who did not say, are shown together.
OTHERS = "others"
#: Statements named as typical of a group, at most, for each side.
MOST_TYPICAL = 3


@dataclass(frozen=True, slots=True)
class Share:
    """How a group voted on a statement: rounded shares 0-1, and rounded people."""

    agree: float
    disagree: float
    n: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How all groups stand to a statement; `bridging` is 0-1, in steps of 0.05."""

    number: int
    shares: tuple[Share, ...]
    bridging: float
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """Statements typical of a group: what it agrees and disagrees with, by number."""

    agree: tuple[int, ...]
    disagree: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Statements by how surely they bridge groups, the surest first.

    `names` and `people` of groups; `few`: statements some group hardly voted on.
    """

    names: tuple[str, ...]
    people: tuple[int, ...]
    stands: tuple[Stand, ...]
    few: tuple[int, ...]
    typical: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a dialogue; None: too few people, or no groups of opinion.

    `stability` of the groups of opinion is 0-1; `aside` people voted the same on
    everything; `agenda`: what surely more than half of every group agrees with.
    """

    people: Count
    on_paper: int
    aside: Count
    declared: Grouped | None
    found: Grouped | None
    stability: float
    agenda: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What people said they belong to (participants,), and votes counted on paper.

    `paper` holds by group the people, and a tally (1, statements) of their votes.
    """

    groups: tuple[str, ...]
    paper: Mapping[str, tuple[int, Tally]]


def outcome(votes: Votes, numbers: Sequence[int], told: Told, *, keep: bool) -> Outcome:
    """Return what may be shown of votes on the statements of `numbers`.

    `keep`: those who voted the same on everything are counted like all others.
    """
    straight = straight_liners(votes)
    aside = np.zeros_like(straight) if keep else straight
    declared = _declared(votes, numbers, told, aside)
    found = groups(votes, aside, LEAST)
    opinions = None
    if len(found.sizes) > 1:
        counted = tally(votes, found.labels, len(found.sizes))
        names = tuple("ABCDE"[: len(found.sizes)])
        opinions = _grouped(counted, names, found.sizes, numbers)
    return Outcome(
        shown_count(len(votes.participants), "public"),
        rounded_count(sum(people for people, _ in told.paper.values())),
        shown_count(int(straight.sum()), "public"),
        declared,
        opinions,
        round(found.stability, 1),
        _agenda(declared, opinions),
    )


def pooled(people: Mapping[str, int]) -> dict[str, str]:
    """Return under which name each group is shown; small ones together, or not at all.

    Those who did not say which group they belong to are never shown alone; where no
    group is large enough, everyone is together, under an empty name.

    >>> pooled({"stayed": 40, "displaced": 12, "returned": 7, "": 4})
    {'stayed': 'stayed', 'displaced': 'displaced', 'returned': 'others', '': 'others'}
    >>> pooled({"stayed": 40, "displaced": 12, "": 4})
    {'stayed': 'stayed', 'displaced': 'displaced'}
    >>> pooled({"stayed": 8, "": 4}), pooled({"stayed": 3})
    ({'stayed': '', '': ''}, {})
    """
    large = [name for name, n in people.items() if name and n >= LEAST]
    small = [name for name in people if name not in large]
    found = {name: name for name in large}
    if sum(people[name] for name in small) >= LEAST:
        found |= dict.fromkeys(small, OTHERS if large else "")
    return found


def _declared(
    votes: Votes, numbers: Sequence[int], told: Told, aside: BoolArray
) -> Grouped | None:
    """Return how groups stand that people said they belong to, on screens and paper."""
    pairs = zip(told.groups, aside, strict=True)
    people = Counter(group for group, is_out in pairs if not is_out)
    for name, (count, _) in told.paper.items():
        people[name] += count
    shown = pooled(people)
    names = sorted(set(shown.values()), key=lambda name: (name == OTHERS, name))
    if not names:
        return None
    places = {code: names.index(name) for code, name in shown.items()}
    counted = _with_paper(
        tally(votes, _labels(told, aside, places), len(names)), told, places
    )
    sizes = [
        sum(n for code, n in people.items() if shown.get(code) == name)
        for name in names
    ]
    return _grouped(counted, names, sizes, numbers)


def _labels(told: Told, aside: BoolArray, places: Mapping[str, int]) -> IntArray:
    found = np.array([places.get(code, -1) for code in told.groups], dtype=np.int64)
    return np.where(aside, -1, found)


def _with_paper(counted: Tally, told: Told, places: Mapping[str, int]) -> Tally:
    for code, (_, on_paper) in told.paper.items():
        if code in places:
            place = places[code]
            counted.agree[place] += on_paper.agree[0]
            counted.disagree[place] += on_paper.disagree[0]
            counted.seen[place] += on_paper.seen[0]
    return counted


def _grouped(
    counted: Tally, names: Sequence[str], people: Sequence[int], numbers: Sequence[int]
) -> Grouped:
    """Return what may be shown of a tally: statements every group voted on enough.

    In the order of what is shown of them: exact scores would tell of a single vote.
    """
    enough = counted.seen.min(axis=0) >= LEAST
    sure, all_agree = surely_bridging(counted), agreed(counted)
    stands = [
        Stand(number, _shares(counted, j), _shown_score(sure[j]), bool(all_agree[j]))
        for j, number in enumerate(numbers)
        if enough[j]
    ]
    return Grouped(
        tuple(names),
        tuple(rounded_count(n) for n in people),
        tuple(sorted(stands, key=lambda stand: (-stand.bridging, stand.number))),
        tuple(number for j, number in enumerate(numbers) if not enough[j]),
        _typical(counted, enough, numbers) if len(names) > 1 else (),
    )


def _shares(counted: Tally, column: int) -> tuple[Share, ...]:
    counts = zip(counted.agree, counted.disagree, counted.seen, strict=True)
    return tuple(
        Share(
            shown_share(int(agree[column]), int(seen[column])),
            shown_share(int(disagree[column]), int(seen[column])),
            rounded_count(int(seen[column])),
        )
        for agree, disagree, seen in counts
    )


def shown_share(count: int, n: int) -> float:
    """Return a share as it may be shown: rounded, and never all or nobody.

    >>> shown_share(10, 10), shown_share(0, 40), shown_share(33, 60)
    (0.9, 0.1, 0.55)
    """
    return _within(rounded_mean("share", count / n, n))


def _shown_score(score: float) -> float:
    return _within(round(round(score / 0.05) * 0.05, 2))


def _within(share: float) -> float:
    return min(max(share, round(1 - MOST, 2)), MOST)


def _typical(
    counted: Tally, enough: BoolArray, numbers: Sequence[int]
) -> tuple[Side, ...]:
    agree, disagree = (
        _on_side(counted, enough, numbers, side) for side in ("agree", "disagree")
    )
    return tuple(Side(*each) for each in zip(agree, disagree, strict=True))


def _on_side(
    counted: Tally, enough: BoolArray, numbers: Sequence[int], side: str
) -> list[tuple[int, ...]]:
    """Return by group the statements that are typical of it on a side."""
    share, z, ratio, ratio_z = typical(counted, side)
    is_typical = (z > TYPICAL) & (ratio_z > TYPICAL) & enough
    weight: FloatArray = np.where(is_typical, ratio * ratio_z * share * z, 0.0)
    return [
        tuple(
            numbers[j]
            for j in np.argsort(-row, kind="stable")[:MOST_TYPICAL]
            if row[j] > 0
        )
        for row in weight
    ]


def _agenda(declared: Grouped | None, found: Grouped | None) -> tuple[int, ...]:
    """Return what every group agrees with, whichever way people are grouped."""
    every = [each for each in (declared, found) if each]
    if not every:
        return ()
    of_all = [{s.number for s in each.stands if s.is_agreed} for each in every]
    both = set.intersection(*of_all)
    return tuple(s.number for s in every[0].stands if s.number in both)
