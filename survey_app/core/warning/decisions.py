"""Decisions: what was found, decided, by whom, with the evidence as it was that day."""

from dataclasses import dataclass
from typing import Literal

from survey_app.errors import Problem

LONGEST = 1000
#: What evidence a decision rests on; "none": on what people know.
Ground = Literal["none", "alert", "release"]


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A decision that is kept and never changed; effects are added as they show.

    `evidence` is what its ground said that day, as JSON, and `evidence_hash` its
    SHA-256: whoever opens it later sees the same.
    """

    finding: str
    decision: str
    responsible: str
    ground: Ground
    number: int
    evidence: str
    evidence_hash: str
    decided_by: str
    decided_on: str
    effects: tuple[str, ...] = ()
    decision_id: int = 0


def decision_problems(finding: str, decision: str, responsible: str) -> list[Problem]:
    """Return every part of a decision that is missing."""
    given = {"finding": finding, "decision": decision, "responsible": responsible}
    return [
        Problem(name, "decision.empty", {"part": name})
        for name, text in given.items()
        if not text.strip()
    ]
