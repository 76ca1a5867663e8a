"""Risks: how likely, how grave, which alert raises them, when to look again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from survey_app.errors import Problem

#: From hardly to almost surely, and from small to ruinous.
LEAST, MOST = 1, 5
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk as it was last looked at.

    `rule_id` is the rule whose open alert raises it; `mitigation` makes it rarer or
    smaller, `contingency` is what is done when it happens; `owner` is a role.
    """

    title: str
    likelihood: int
    impact: int
    owner: str
    review_on: date
    mitigation: str = ""
    contingency: str = ""
    rule_id: str = ""
    is_open: bool = True
    risk_id: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A risk as it stands today: its score, whether an alert raises it, overdue."""

    risk: Risk
    score: int
    is_raised: bool
    is_overdue: bool


def risk_problems(risk: Risk) -> list[Problem]:
    """Return every fault of a risk."""
    found = []
    if not risk.title.strip():
        found.append(Problem("title", "risk.no_title"))
    if not risk.owner.strip():
        found.append(Problem("owner", "risk.no_owner"))
    for name in ("likelihood", "impact"):
        if not LEAST <= getattr(risk, name) <= MOST:
            facts = {"least": LEAST, "most": MOST}
            found.append(Problem(name, "risk.level", facts))
    return found


def standing(risk: Risk, ringing: Collection[str], today: date) -> Standing:
    """Return how a risk stands: likelihood times impact.

    An open alert of its rule makes it one step likelier until somebody looks at it.

    >>> flood = Risk("Flood", 2, 4, "elders", date(2026, 3, 1), rule_id="rain")
    >>> standing(flood, {"rain"}, date(2026, 3, 2)).score
    12
    """
    is_raised = bool(risk.rule_id) and risk.rule_id in ringing
    likelihood = min(MOST, risk.likelihood + is_raised)
    is_overdue = risk.is_open and risk.review_on < today
    return Standing(risk, likelihood * risk.impact, is_raised, is_overdue)
