"""The clock of a plan: what is due when, who is told when it is late, how long it took.

Lateness is counted in rungs that are kept once told, so that a clock that jumps or two
who look at it at once tell nobody twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from survey_app.core.warning.protocols import Protocol, chain

#: The name of the first thing to do about every alert.
ACKNOWLEDGE = "acknowledge"
#: How often the last of a ladder is told again.
MOST_AGAIN = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do about one alert: whose it is, until when, whether it is done."""

    name: str
    text: str
    role: str
    deputy: str
    due: datetime
    done: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Return whether it should be done and is not."""
        return self.done is None and now >= self.due


def plan(protocol: Protocol, severity: str, since: datetime) -> list[Action]:
    """Return what there is to do about an alert, acknowledging first."""
    first = Action(
        ACKNOWLEDGE,
        "",
        protocol.owner,
        "",
        _after(since, protocol.acknowledge, severity),
    )
    return [
        first,
        *(
            Action(
                step.name,
                step.text,
                step.role,
                step.deputy,
                _after(since, step.hours, severity),
            )
            for step in protocol.steps
        ),
    ]


def hastened(
    actions: Iterable[Action], protocol: Protocol, severity: str, now: datetime
) -> list[Action]:
    """Return the actions of an alert that got worse: due sooner, never later."""
    sooner = {each.name: each.due for each in plan(protocol, severity, now)}
    return [
        replace(each, due=min(each.due, sooner.get(each.name, each.due)))
        for each in actions
    ]


@dataclass(frozen=True, slots=True)
class Rung:
    """A step up the ladder: which action is late, how far up, and which role hears."""

    action: str
    number: int
    role: str


def rungs(
    action: Action, ladder: Mapping[str, str], every: timedelta, now: datetime
) -> list[Rung]:
    """Return the rungs an action has climbed by now, the first its own role.

    Rung k is reached `every` times k after the deadline; above the last role of the
    ladder that one is told again, MOST_AGAIN times at most.
    """
    if not action.is_late(now):
        return []
    roles = chain(ladder, action.role)
    reached = min((now - action.due) // every, len(roles) - 1 + MOST_AGAIN)
    return [
        Rung(action.name, number, roles[min(number, len(roles) - 1)])
        for number in range(reached + 1)
    ]


def told(climbed: Sequence[Rung], known: frozenset[tuple[str, int]]) -> list[Rung]:
    """Return whom to tell now: of rungs not known yet the highest of each role.

    After a long silence nobody gets the reminders of every day that was missed.
    """
    fresh = [each for each in climbed if (each.action, each.number) not in known]
    newest = {(each.action, each.role): each for each in fresh}
    return list(newest.values())


@dataclass(frozen=True, slots=True)
class Course:
    """When an alert fired, was acknowledged and first acted upon; None: not yet."""

    fired: datetime
    acknowledged: datetime | None
    acted: datetime | None


@dataclass(frozen=True, slots=True)
class Answering:
    """How alerts are answered: medians in hours, and how many nobody acted upon."""

    alerts: int
    to_acknowledge: float | None
    to_act: float | None
    without_action: int

    @property
    def share_without(self) -> float | None:
        """Return the share of alerts nobody acted upon, None without any alert."""
        return self.without_action / self.alerts if self.alerts else None


def answering(courses: Sequence[Course]) -> Answering:
    """Return how alerts were answered: the gap between warning and response.

    >>> answering([]).share_without is None
    True
    """
    return Answering(
        len(courses),
        _hours((each.fired, each.acknowledged) for each in courses),
        _hours((each.fired, each.acted) for each in courses),
        sum(each.acted is None for each in courses),
    )


def _hours(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    """Return the median of spans in hours; a clock set back makes none negative."""
    known = [max(0.0, (end - start) / _HOUR) for start, end in spans if end]
    return median(known) if known else None


def _after(since: datetime, hours: Mapping[str, float], severity: str) -> datetime:
    return since + timedelta(hours=hours[severity])
