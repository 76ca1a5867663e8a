"""What institutions need: panels rate items 0-3, need = (3 - score) x priority.

Two panels about the same institution tell how far the rating can be trusted, citizens'
answers whether the institution sees itself as those do who need it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from survey_app.errors import Problem

HIGHEST, PRIORITIES = 3, (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a panel says of one item: how good it is, how much it matters, and why."""

    score: int
    priority: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A form one panel filled in about one institution: item -> rating."""

    institution: str
    panel: str
    ratings: Mapping[str, Rating]
    filled_on: str = ""
    panel_id: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """An item's mean score and priority over panels, and the need that follows."""

    item: str
    score: float
    priority: float
    need: float


def panel_problems(panel: Panel) -> list[Problem]:
    """Return every fault of a panel's form."""
    found = []
    if not panel.institution.strip():
        found.append(Problem("institution", "needs.no_institution"))
    if not panel.panel.strip():
        found.append(Problem("panel", "needs.no_panel"))
    if not panel.ratings:
        found.append(Problem("ratings", "needs.no_ratings"))
    found += [
        Problem(item, "needs.rating", {"item": item})
        for item, each in panel.ratings.items()
        if not 0 <= each.score <= HIGHEST or each.priority not in PRIORITIES
    ]
    return found


def needs(panels: Sequence[Panel]) -> list[Need]:
    """Return the needs of one institution, the greatest first.

    >>> one = Panel("Office", "staff", {"IN1": Rating(1, 3), "IN2": Rating(3, 2)})
    >>> [(each.item, each.need) for each in needs([one])]
    [('IN1', 6.0), ('IN2', 0.0)]
    """
    items = dict.fromkeys(item for each in panels for item in each.ratings)
    found = []
    for item in items:
        rated = [each.ratings[item] for each in panels if item in each.ratings]
        score = float(mean(each.score for each in rated))
        priority = float(mean(each.priority for each in rated))
        need = float(mean((HIGHEST - each.score) * each.priority for each in rated))
        found.append(Need(item, score, priority, need))
    return sorted(found, key=lambda each: (-each.need, each.item))


def agreement(first: Panel, second: Panel) -> float | None:
    """Return how far two panels agree: Cohen's kappa with quadratic weights.

    1: the same everywhere; 0: as if each had drawn its scores by lot; None where they
    share no item, or both gave one score to all. (Cohen 1968.)
    """
    shared = [item for item in first.ratings if item in second.ratings]
    pairs = [(first.ratings[i].score, second.ratings[i].score) for i in shared]
    if not pairs:
        return None
    observed = mean((a - b) ** 2 for a, b in pairs)
    expected = mean((a - b) ** 2 for a, _ in pairs for _, b in pairs)
    return None if expected == 0 else 1 - observed / expected


def as_citizens_rate(score: float) -> float:
    """Return a panel's score of 0-3 on the 0-10 that citizens' answers are on.

    >>> as_citizens_rate(1.5)
    5.0
    """
    return score / HIGHEST * 10
