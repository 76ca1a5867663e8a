"""Geometry of small multiples: one small drawing a measure, its rounds along the line.

Time runs in the direction people read; all drawings of a page share one scale.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

#: Size of a drawing in its own units, and the room around the line.
WIDTH, HEIGHT = 240.0, 120.0
SIDE, TOP, BOTTOM = 30.0, 10.0, 26.0
#: A scale holds at least so many whole numbers: what is level shall look level.
LEAST_HIGH = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` at the foot to `high` at the top, with `ticks` marked."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def y(self, value: float) -> float:
        """Return how far down a value stands, held inside the drawing."""
        held = min(max(value, self.low), self.high)
        share = (held - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def scale_of(values: Iterable[float | None]) -> Scale:
    """Return a scale of whole numbers, at least four wide, that holds all values.

    >>> scale_of([4.2, 5.9, None])
    Scale(low=3, high=7, ticks=(3, 5.0, 7))
    """
    known = [value for value in values if value is not None] or [5.0]
    low, high = floor(min(known)), ceil(max(known))
    room = max(0, LEAST_HIGH - (high - low))
    low, high = low - (room + 1) // 2, high + room // 2
    return Scale(low, high, (low, (low + high) / 2, high))


@dataclass(frozen=True, slots=True)
class Mark:
    """A round of a line: where it stands, and the ends of its interval if any."""

    name: str
    x: float
    y: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line: its marks, and its path for an SVG polyline."""

    marks: list[Mark]

    @property
    def ends(self) -> list[Mark]:
        """Return the first and the last mark."""
        return [self.marks[0], self.marks[-1]] if len(self.marks) > 1 else self.marks

    @property
    def path(self) -> str:
        """Return the points of the line."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


def place(number: int, count: int, *, is_mirrored: bool) -> float:
    """Return how far across a round stands, the first at the reader's side."""
    share = number / max(1, count - 1)
    share = 1 - share if is_mirrored else share
    return round(SIDE + share * (WIDTH - 2 * SIDE), 1)


def drawn(
    values: Sequence[tuple[str, float | None, float | None, float | None]],
    scale: Scale,
    *,
    is_mirrored: bool,
) -> Drawn:
    """Return the line through (round, mean, low, high) of all rounds in order.

    A round without a mean, withheld or not asked, leaves its place empty.
    """
    return Drawn(
        [
            Mark(
                name,
                place(number, len(values), is_mirrored=is_mirrored),
                scale.y(mean),
                None if low is None else scale.y(low),
                None if high is None else scale.y(high),
            )
            for number, (name, mean, low, high) in enumerate(values)
            if mean is not None
        ]
    )
