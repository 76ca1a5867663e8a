"""Plans that exist before the alert: steps, whose they are, until when, whom else.

A protocol names roles, never people: who holds a role is looked up when a notice goes.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from survey_app.core.warning.lifecycle import SEVERITIES, Patience
from survey_app.core.warning.quiet import EVERYONE
from survey_app.core.warning.series import Cell
from survey_app.errors import Problem

#: Hours by severity. Longer than a year is no deadline.
Hours = Mapping[str, float]
LONGEST_HOURS = 366 * 24.0
#: Hours to acknowledge and to act unless a protocol says otherwise.
ACKNOWLEDGE: Hours = {"watch": 72.0, "alert": 24.0, "critical": 4.0}
#: More steps than this is no plan for a bad day.
MOST_STEPS = 20

#: A telephone number or an address for mail: it belongs to a contact, not into a plan.
_REACHABLE = re.compile(
    r"[^\s@]+@[^\s@]+\.\w|(?:\+|\b0)\d(?:[\s().-]?\d){5,}|\b\d{7,}"
    r"|\b\d{2,3}(?:[\s.]\d{2,3}){2,}\b"
)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Something to be done: by which role, who stands in, within how many hours."""

    name: str
    text: str
    role: str
    deputy: str = ""
    hours: Hours = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is done when a rule rings, in a cell or anywhere.

    `owner` is the role that acknowledges. `ladder` says for a role which other role is
    told when it is late, one rung further after every `rung_hours`. No rule: for all
    rules that have none of their own. `patience` is how long a finding must stand
    before it is told, and calm before it is believed. `checks` are questions asked
    before acting, so that no harm is done.
    """

    name: str
    title: str
    owner: str
    steps: tuple[PlanStep, ...]
    rule_id: str = ""
    cell: Cell = EVERYONE
    acknowledge: Hours = field(default_factory=lambda: dict(ACKNOWLEDGE))
    ladder: Mapping[str, str] = field(default_factory=dict)
    rung_hours: float = 24.0
    checks: tuple[str, ...] = ()
    patience: Patience = Patience()  # noqa: RUF009 (frozen)

    @property
    def roles(self) -> frozenset[str]:
        """Return every role it names."""
        named = {self.owner, *self.ladder, *self.ladder.values()}
        for step in self.steps:
            named |= {step.role, step.deputy}
        return frozenset(named - {""})

    @property
    def rung_time(self) -> timedelta:
        """Return how long it takes from one rung of the ladder to the next."""
        return timedelta(hours=self.rung_hours)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text of it that people read."""
        return (self.title, *(step.text for step in self.steps), *self.checks)


def chain(ladder: Mapping[str, str], role: str) -> list[str]:
    """Return a role and those above it, each once, even where a ladder goes round.

    >>> chain({"mediator": "elder", "elder": "mayor"}, "mediator")
    ['mediator', 'elder', 'mayor']
    """
    found = [role]
    while (higher := ladder.get(found[-1], "")) and higher not in found:
        found.append(higher)
    return found


def problems(protocol: Protocol, held: Collection[str]) -> list[Problem]:
    """Return every fault of a protocol; `held` are the roles somebody holds."""
    return [
        *_frame_problems(protocol),
        *_step_problems(protocol),
        *_ladder_problems(protocol),
        *(
            Problem(role, "protocol.unknown_role", {"role": role})
            for role in sorted(protocol.roles - set(held))
        ),
        *(
            Problem(text, "protocol.reachable", {"text": text})
            for text in protocol.texts
            if _REACHABLE.search(text)
        ),
    ]


def _frame_problems(protocol: Protocol) -> Iterator[Problem]:
    if not protocol.title.strip():
        yield Problem("title", "protocol.no_title")
    if not protocol.owner:
        yield Problem("owner", "protocol.no_owner")
    if not protocol.steps:
        yield Problem("steps", "protocol.no_steps")
    if len(protocol.steps) > MOST_STEPS:
        yield Problem("steps", "protocol.many_steps", {"most": MOST_STEPS})
    if not protocol.checks:
        yield Problem("checks", "protocol.no_checks")
    yield from _hours_problems("acknowledge", protocol.acknowledge)
    if not 0 < protocol.rung_hours <= LONGEST_HOURS:
        facts = {"where": "rung_hours", "hours": protocol.rung_hours}
        yield Problem("rung_hours", "protocol.deadline", facts)


def _step_problems(protocol: Protocol) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, step in enumerate(protocol.steps, 1):
        where = step.name or str(number)
        if step.name in seen or not step.name:
            yield Problem(where, "protocol.step_twice", {"step": where})
        seen.add(step.name)
        if not step.text.strip():
            yield Problem(where, "protocol.step_empty", {"step": where})
        if not step.role:
            yield Problem(where, "protocol.step_no_owner", {"step": where})
        if step.role and step.role == step.deputy:
            facts = {"step": where, "role": step.role}
            yield Problem(where, "protocol.own_deputy", facts)
        yield from _hours_problems(where, step.hours)


def _hours_problems(where: str, hours: Hours) -> Iterator[Problem]:
    for severity in SEVERITIES:
        if severity not in hours:
            facts = {"where": where, "severity": severity}
            yield Problem(where, "protocol.no_deadline", facts)
    for severity, given in hours.items():
        if severity not in SEVERITIES or not 0 < given <= LONGEST_HOURS:
            yield Problem(where, "protocol.deadline", {"where": where, "hours": given})


def _ladder_problems(protocol: Protocol) -> Iterator[Problem]:
    """Find rounds: whoever follows them comes back without anybody new being told."""
    told: set[frozenset[str]] = set()
    for role in protocol.ladder:
        reached = chain(protocol.ladder, role)
        after = protocol.ladder.get(reached[-1], "")
        if not after:
            continue
        ring = frozenset(reached[reached.index(after) :])
        if ring not in told:
            told.add(ring)
            facts = {"roles": " → ".join([*reached[reached.index(after) :], after])}
            yield Problem("ladder", "protocol.circular", facts)


def fitting(
    protocols: Collection[Protocol], rule_id: str, cell: Cell
) -> list[Protocol]:
    """Return the protocols for an alert, the most particular first.

    One for this rule and cell comes before one for the rule, that before one for the
    cell, that before one for everything.
    """
    found = [
        each
        for each in protocols
        if each.rule_id in ("", rule_id) and each.cell in (EVERYONE, cell)
    ]
    return sorted(
        found, key=lambda each: (not each.rule_id, not each.cell.by, each.name)
    )
