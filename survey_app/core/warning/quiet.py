"""What keeps an alert from being told: silences of people, and alerts above it.

A muted alert is shown and kept like any other; only nobody is written to because of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from survey_app.core.warning.lifecycle import SEVERITIES
from survey_app.core.warning.series import Cell
from survey_app.errors import Problem

#: Nobody may ask for silence that nobody remembers.
LONGEST_SILENCE = timedelta(days=92)
EVERYONE = Cell()


@dataclass(frozen=True, slots=True)
class Silence:
    """Who asked for quiet about which rule and cell, why, and from when until when.

    No rule: all of them; a cell of everyone: all cells. Moments are aware UTC.
    """

    rule_id: str
    cell: Cell
    starts: datetime
    ends: datetime
    author: str
    reason: str
    silence_id: int = 0

    def state(self, now: datetime) -> Literal["pending", "active", "expired"]:
        """Return whether it is still to come, holds, or is over."""
        if now < self.starts:
            return "pending"
        return "active" if now < self.ends else "expired"

    def covers(self, rule_id: str, cell: Cell) -> bool:
        """Return whether it is about this rule and cell."""
        is_rule = self.rule_id in ("", rule_id)
        return is_rule and self.cell in (EVERYONE, cell)


def silence_problems(silence: Silence) -> list[Problem]:
    """Return every fault of a silence somebody asks for."""
    problems = []
    if not silence.reason.strip():
        problems.append(Problem("reason", "silence.no_reason"))
    if silence.ends <= silence.starts:
        problems.append(Problem("ends", "silence.ends_first"))
    if silence.ends - silence.starts > LONGEST_SILENCE:
        days = LONGEST_SILENCE.days
        problems.append(Problem("ends", "silence.too_long", {"days": days}))
    return problems


def silenced(
    silences: Iterable[Silence], rule_id: str, cell: Cell, now: datetime
) -> Silence | None:
    """Return the silence that holds now for a rule and cell, if there is one."""
    return next(
        (
            each
            for each in silences
            if each.state(now) == "active" and each.covers(rule_id, cell)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alert that rings: what is needed to tell whether it mutes another one."""

    alert_id: int
    rule_id: str
    cell: Cell
    severity: str


def above(cell: Cell, parents: Mapping[Cell, Cell]) -> list[Cell]:
    """Return the cells a cell lies in, the nearest first, everyone last.

    >>> village, district = Cell("place", "mill"), Cell("community", "valley")
    >>> [each.group for each in above(village, {village: district})]
    ['valley', '']
    """
    found: list[Cell] = []
    at = parents.get(cell)
    while at is not None and at not in (*found, cell, EVERYONE):
        found.append(at)
        at = parents.get(at)
    return found if cell == EVERYONE else [*found, EVERYONE]


def muted_by(
    alert: Ringing, others: Iterable[Ringing], parents: Mapping[Cell, Cell]
) -> Ringing | None:
    """Return the alert that mutes another: same rule, as severe, in a cell around it.

    A district mutes its villages, never the other way round and never itself, so that
    of several alerts one is always told.
    """
    around = above(alert.cell, parents)
    strength = SEVERITIES.index(alert.severity)
    found = [
        each
        for each in others
        if each.rule_id == alert.rule_id
        and each.alert_id != alert.alert_id
        and each.cell in around
        and each.cell != alert.cell
        and SEVERITIES.index(each.severity) >= strength
    ]
    return max(found, key=lambda each: around.index(each.cell), default=None)
