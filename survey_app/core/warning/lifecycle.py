"""The life of an alert: what verdicts and people make of it, as tables of data.

An alert is one rule that rings in one cell. Verdicts begin and calm it, people take it
from step to step; both leave events, of which some are told to others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from survey_app.errors import Conflict

State = Literal[
    "pending", "firing", "acknowledged", "verified", "acting", "resolved", "closed"
]
STATES: tuple[State, ...] = get_args(State)
#: What somebody still has to do something about.
OPEN: tuple[State, ...] = ("firing", "acknowledged", "verified", "acting", "resolved")

Step = Literal[
    "acknowledge", "verify", "act", "resolve", "close", "dismiss", "reopen", "note"
]
STEPS: tuple[Step, ...] = get_args(Step)

#: Whether there was something, as people found; "none" before anybody said.
Outcome = Literal["none", "true", "false", "unknown", "passed"]

#: (state, step of a person) -> next state. What is not here cannot happen.
MOVES: dict[tuple[State, Step], State] = {
    ("firing", "acknowledge"): "acknowledged",
    ("firing", "verify"): "verified",
    ("acknowledged", "verify"): "verified",
    ("acknowledged", "act"): "acting",
    ("verified", "act"): "acting",
    ("acting", "resolve"): "resolved",
    ("acknowledged", "dismiss"): "closed",
    ("verified", "dismiss"): "closed",
    ("resolved", "close"): "closed",
    ("resolved", "reopen"): "acting",
    ("closed", "reopen"): "acting",
    **{(state, "note"): state for state in STATES},
}

#: The severities of a ringing verdict, the mildest first.
SEVERITIES = ("watch", "alert", "critical")
#: Verdicts that say nothing about the world: they neither begin nor calm an alert.
UNTOLD = ("too_few", "not_judged")

EventKind = Literal[
    "pended", "fired", "worsened", "eased", "calmed", "returned", "passed", "stepped"
]
#: What is told to those who are concerned, not only kept.
TOLD: tuple[EventKind, ...] = ("fired", "worsened", "calmed", "returned")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a rule waits: before an alert fires, before calm is believed, after one.

    `wait`: a finding must stand so long; one that is critical fires at once. `hold`:
    calm must last so long before an alert counts as calmed (hysteresis). `rest`: after
    an alert was closed a new one of the same or a lower severity waits so long.
    """

    wait: timedelta = timedelta(0)
    hold: timedelta = timedelta(0)
    rest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule that rings in one cell. Moments are aware UTC.

    `since` is when it first rang, `fired` when it stopped waiting, `calm` since when
    its verdict has been clear, `period` the newest period it was judged on, `ended`
    when it was closed.
    """

    state: State
    severity: str
    since: datetime
    period: str
    fired: datetime | None = None
    calm: datetime | None = None
    ended: datetime | None = None
    outcome: Outcome = "none"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an alert: what, at what severity."""

    kind: EventKind
    severity: str

    @property
    def is_told(self) -> bool:
        """Return whether others get a notice of it."""
        return self.kind in TOLD


def hear(
    alert: Alert | None, verdict: str, period: str, now: datetime, patience: Patience
) -> tuple[Alert | None, list[Event]]:
    """Return the alert after an evaluation, and what happened to it.

    `alert` is the newest of this rule and cell, None where there never was one. The
    same judgement heard twice changes nothing, so that two evaluators do no harm; a
    verdict that cannot tell never calms. A closed alert answers for the period it was
    judged on: only news opens another. What happens while it is pending leaves its
    trace as a closed alert with the outcome "passed".
    """
    if alert is None or alert.state == "closed":
        return _begun(alert, verdict, period, now, patience)
    if verdict in UNTOLD:
        return alert, []
    if alert.state == "pending":
        return _waiting(alert, verdict, period, now, patience)
    if verdict in SEVERITIES:
        return _ringing(alert, verdict, period)
    return _calming(replace(alert, period=period), now, patience)


def advance(
    alert: Alert, step: Step, now: datetime, outcome: Outcome = "none"
) -> Alert:
    """Return the alert after a person's step, or raise Conflict where it is not open.

    Closing says whether there was something; dismissing says that there was nothing.
    """
    try:
        state = MOVES[alert.state, step]
    except KeyError:
        raise Conflict("alert.step_not_open", state=alert.state, step=step) from None
    if state == "closed" and step != "note":
        told: Outcome = "false" if step == "dismiss" else outcome
        return replace(alert, state=state, ended=now, outcome=told)
    if step == "reopen":
        return replace(alert, state=state, ended=None, outcome="none")
    return replace(alert, state=state)


def open_steps(state: State) -> list[Step]:
    """Return the steps people may take from a state, in the order of the work.

    >>> open_steps("firing")
    ['acknowledge', 'verify', 'note']
    """
    return [step for step in STEPS if (state, step) in MOVES]


def _begun(
    old: Alert | None, verdict: str, period: str, now: datetime, patience: Patience
) -> tuple[Alert | None, list[Event]]:
    if verdict not in SEVERITIES or (
        old and not _is_news(old, verdict, period, now, patience)
    ):
        return old, []
    new = Alert("pending", verdict, now, period)
    if verdict == "critical" or not patience.wait:
        return _fired(new, now)
    return new, [Event("pended", verdict)]


def _is_news(
    old: Alert, verdict: str, period: str, now: datetime, patience: Patience
) -> bool:
    if period == old.period:
        return False
    is_worse = _severity(verdict) > _severity(old.severity)
    return is_worse or old.ended is None or now - old.ended >= patience.rest


def _fired(alert: Alert, now: datetime) -> tuple[Alert, list[Event]]:
    event = Event("fired", alert.severity)
    return replace(alert, state="firing", fired=now), [event]


def _waiting(
    alert: Alert, verdict: str, period: str, now: datetime, patience: Patience
) -> tuple[Alert, list[Event]]:
    if verdict not in SEVERITIES:
        passed = replace(
            alert, state="closed", period=period, ended=now, outcome="passed"
        )
        return passed, [Event("passed", alert.severity)]
    alert = replace(alert, severity=verdict, period=period)
    if verdict == "critical" or now - alert.since >= patience.wait:
        return _fired(alert, now)
    return alert, []


def _ringing(alert: Alert, verdict: str, period: str) -> tuple[Alert, list[Event]]:
    if alert.state == "resolved" and period != alert.period:
        again = replace(
            alert, state="firing", severity=verdict, period=period, calm=None
        )
        return again, [Event("returned", verdict)]
    was, now = _severity(alert.severity), _severity(verdict)
    kinds: dict[bool, EventKind] = {True: "worsened", False: "eased"}
    events = [] if was == now else [Event(kinds[now > was], verdict)]
    return replace(alert, severity=verdict, period=period, calm=None), events


def _calming(
    alert: Alert, now: datetime, patience: Patience
) -> tuple[Alert, list[Event]]:
    """Let a firing alert resolve by itself; what people work on they resolve."""
    calm = alert.calm or now
    alert = replace(alert, calm=calm)
    if alert.state != "firing" or now - calm < patience.hold:
        return alert, []
    return replace(alert, state="resolved"), [Event("calmed", alert.severity)]


def _severity(verdict: str) -> int:
    return SEVERITIES.index(verdict)


def worst(severities: Iterable[str]) -> str:
    """Return the most severe of some severities.

    >>> worst(["watch", "critical", "alert"])
    'critical'
    """
    return max(severities, key=_severity)
