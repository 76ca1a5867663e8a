"""Supervision: how fieldwork goes, and what to ask the people who do it.

It counts work. Answers are looked at by quality flags alone, and never shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import numpy as np

from survey_app.core.devices import Device
from survey_app.core.quality.interviews import Worked
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import assignments, quality
from survey_app.services.assignments import Standing
from survey_app.store import devices, fieldwork
from survey_app.store import interviews as refusals
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Work:
    """What was done by an enumerator, on a day, or at a place: counts only.

    `seconds` is the median time of an interview; `flags` count the questions to ask.
    """

    name: str
    done: int
    refused: int
    languages: Mapping[str, int]
    modes: Mapping[str, int]
    seconds: float | None
    flags: int
    last_day: str = ""
    versions: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A flag, and on which interviews to ask it: enumerator, day, half-day and place.

    Where it is about all of somebody's work, `of` names them and `about` is empty.
    """

    flag: str
    of: Mapping[str, int]
    about: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How the fieldwork of a round goes."""

    done: int
    refused: int
    waiting: int
    enumerators: list[Work]
    days: list[Work]
    places: list[Work]
    questions: list[Question]
    standings: list[Standing]

    @property
    def flagged(self) -> int:
        """Return how many questions there are to ask of single interviews."""
        return sum(sum(each.about.values()) for each in self.questions)


def fieldwork_of(db: Database, survey_round: SurveyRound) -> Fieldwork:
    """Return how the fieldwork of a round goes, and what to ask about it."""
    worked = fieldwork.worked(db, survey_round.round_id)
    raised = quality.raised(db, survey_round, worked)
    found = raised.interviews
    counts = np.sum([*found.values(), np.zeros(len(worked))], axis=0).tolist()
    met = refusals.refusals_by(db, survey_round.round_id)
    tablets = _tablets(db, survey_round)

    def table(fact: str, of: Callable[[Worked], str]) -> list[Work]:
        names = {of(each) for each in worked} | set(met.get(fact, {}))
        names |= set(tablets) if fact == "enumerator" else set()
        return [
            _work(name, [(w, int(n)) for w, n in zip(worked, counts, strict=True)
                         if of(w) == name], met.get(fact, {}).get(name, 0))
            for name in sorted(names)
        ]  # fmt: skip

    people = [
        _with_tablets(each, tablets.get(each.name, []))
        for each in table("enumerator", lambda w: w.enumerator)
    ]
    return Fieldwork(
        done=len(worked),
        refused=sum(refusals.refusals(db, survey_round.round_id).values()),
        waiting=sum(each.waiting for each in people),
        enumerators=people,
        days=table("day", lambda w: w.day)[::-1],
        places=table("place_id", lambda w: w.place_id),
        questions=_questions(worked, raised),
        standings=assignments.standings(db, survey_round),
    )


def _work(name: str, mine: Sequence[tuple[Worked, int]], refused: int) -> Work:
    times = [w.seconds for w, _ in mine if w.seconds is not None]
    return Work(
        name=name,
        done=len(mine),
        refused=refused,
        languages=_counted(w.language for w, _ in mine),
        modes=_counted(w.mode for w, _ in mine),
        seconds=median(times) if times else None,
        flags=sum(n for _, n in mine),
        last_day=max((w.day for w, _ in mine), default=""),
    )


def _with_tablets(work: Work, tablets: Sequence[Device]) -> Work:
    """Return an enumerator's work with what their tablets told at the last contact."""
    seen = [str(each.seen_on) for each in tablets if each.seen_on]
    return replace(
        work,
        last_day=max([work.last_day, *seen]),
        versions=tuple(sorted({each.version for each in tablets if each.version})),
        waiting=sum(each.waiting for each in tablets),
    )


def _tablets(db: Database, survey_round: SurveyRound) -> dict[str, list[Device]]:
    """Return the tablets for a round that are not shut out, by their enumerator."""
    found: dict[str, list[Device]] = {}
    for each in devices.everything(db):
        if each.revoked_on is None and each.may_ask_in(survey_round.round_id):
            found.setdefault(each.enumerator, []).append(each)
    return found


def _questions(worked: Sequence[Worked], raised: quality.Raised) -> list[Question]:
    """Return the flags that are up, those of most interviews first."""
    singles = []
    for flag, rows in raised.interviews.items():
        about = [w for w, is_up in zip(worked, rows.tolist(), strict=True) if is_up]
        if about:
            places = ((w.enumerator, w.day, w.half_day, w.place_id) for w in about)
            who = _counted(w.enumerator for w in about)
            singles.append(Question(flag, who, Counter(places)))
    singles.sort(key=lambda each: -sum(each.about.values()))
    teams = [
        Question(flag, dict.fromkeys(sorted(names), 1))
        for flag, names in raised.enumerators.items()
        if names
    ]
    return [*teams, *singles]


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Return how often each value comes, the commonest first."""
    return dict(Counter(values).most_common())
