"""The drawing of a questionnaire's way: dots are questions, arcs are rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Points between two questions, and from the edge to the line of dots.
STEP, EDGE = 28, 24


@dataclass(frozen=True, slots=True)
class Dot:
    """A question: its id, and how far down it stands."""

    item_id: str
    y: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A rule: from the question it looks at to the one it is about, as an SVG path."""

    path: str


@dataclass(frozen=True, slots=True)
class Way:
    """A whole drawing, in points."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    arcs: tuple[Arc, ...]


def way_of(items: Sequence[str], leads: Mapping[str, Sequence[str]]) -> Way:
    """Return the drawing of questions in order and of which lead to which."""
    places = {name: EDGE + number * STEP for number, name in enumerate(items)}
    arcs = [
        _arc(places[one], places[other])
        for one, others in leads.items()
        for other in others
        if one in places and other in places
    ]
    dots = tuple(Dot(name, y) for name, y in places.items())
    height = EDGE + len(items) * STEP
    return Way(360, height, dots, tuple(arcs))


def _arc(start: int, end: int) -> Arc:
    """Return a half round to the side, wider the farther it reaches."""
    bulge = 180 + min(abs(end - start) // 3, 150)
    return Arc(f"M150 {start} C{bulge} {start} {bulge} {end} 150 {end}")
