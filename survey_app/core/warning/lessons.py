"""What is learned from an alert: four short answers before it is closed."""

from dataclasses import dataclass
from typing import Literal, get_args

from survey_app.errors import Problem

Helped = Literal["yes", "partly", "no", "unknown"]
HELPED: tuple[Helped, ...] = get_args(Helped)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Lesson:
    """What happened, what was done, whether it helped, and what to do next time."""

    happened: str
    did: str
    helped: str
    next_time: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson that is kept: of which alert, its rule and its protocol, by whom."""

    alert_id: int
    rule_id: str
    protocol: str
    lesson: Lesson
    written_by: str
    written_on: str


def lesson_problems(lesson: Lesson) -> list[Problem]:
    """Return every answer that is missing or too long."""
    found = []
    for name in ("happened", "did", "next_time"):
        text = getattr(lesson, name).strip()
        if not text:
            found.append(Problem(name, "lesson.empty"))
        if len(text) > LONGEST:
            found.append(Problem(name, "lesson.too_long", {"most": LONGEST}))
    if lesson.helped not in HELPED:
        found.append(Problem("helped", "lesson.helped"))
    return found
