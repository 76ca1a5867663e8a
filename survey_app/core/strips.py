"""Geometry of the strips that charts are made of: one row, one small drawing.

A strip draws an estimate and its interval on an axis that all rows of a chart share.
Coordinates are mirrored where people read from the right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

#: Size of the drawing in its own units; pages scale it.
WIDTH, HEIGHT, MARGIN = 400.0, 28.0, 12.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` with marked values, drawn from the reader's side."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_mirrored: bool = False

    def x(self, value: float) -> float:
        """Return where a value stands, held inside the drawing."""
        share = (min(max(value, self.low), self.high) - self.low) / (
            self.high - self.low
        )
        if self.is_mirrored:
            share = 1 - share
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


@dataclass(frozen=True, slots=True)
class Strip:
    """Where one row's mark and interval stand; None: nothing to draw."""

    at: float | None
    start: float | None = None
    end: float | None = None


def points(*, is_mirrored: bool) -> Axis:
    """Return the axis of scores, 0 to 10."""
    return Axis(0, 10, (0, 2.5, 5, 7.5, 10), is_mirrored)


def differences(values: Iterable[float | None], *, is_mirrored: bool) -> Axis:
    """Return an axis around zero that holds all values, with whole numbers marked."""
    reach = max((abs(value) for value in values if value is not None), default=1.0)
    whole = max(1, ceil(reach))
    step = max(1, ceil(whole / 4))
    top = step * ceil(whole / step)
    return Axis(-top, top, tuple(range(-top, top + 1, step)), is_mirrored)


def numbers(values: Iterable[float | None], *, is_mirrored: bool) -> Axis:
    """Return an axis for numbers in their own unit, from their smallest to largest."""
    known = [value for value in values if value is not None] or [0.0, 1.0]
    low, high = float(floor(min(known))), float(ceil(max(known)))
    high = high if high > low else low + 1
    return Axis(low, high, (low, (low + high) / 2, high), is_mirrored)


def percents(shares: Iterable[float], *, is_mirrored: bool) -> Axis:
    """Return an axis from 0 to 20, 50 or 100 percent that holds all shares 0-1."""
    most = 100 * max(shares, default=1.0)
    top = next((top for top in (20, 50) if most <= top), 100)
    return Axis(0, top, (0, top / 2, top), is_mirrored)


def strip(
    axis: Axis, value: float | None, low: float | None, high: float | None
) -> Strip:
    """Return where an estimate and its interval stand on an axis."""
    if value is None:
        return Strip(None)
    if low is None or high is None:
        return Strip(axis.x(value))
    ends = sorted((axis.x(low), axis.x(high)))
    return Strip(axis.x(value), ends[0], ends[1])


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a diverging bar, and how far it leans: -2 ... 2, 0 the middle."""

    start: float
    width: float
    lean: int
    share: float


def reach(shares: Iterable[Sequence[float]]) -> float:
    """Return how far, 0-1, the longest side of several diverging bars reaches."""
    sides = [side for each in shares for side in _sides(each)]
    return max(sides, default=1.0) or 1.0


def diverging(
    shares: Sequence[float], longest: float, *, is_mirrored: bool
) -> list[Segment]:
    """Return the parts of a bar centred between disagreeing and agreeing answers.

    With an odd number of options the middle one straddles the centre. Half the drawing
    is `longest` (0-1), so that all bars of a page have one scale.
    """
    scale = (WIDTH / 2 - MARGIN) / longest
    position = WIDTH / 2 - _sides(shares)[0] * scale
    found = []
    for place, share in enumerate(shares):
        width = share * scale
        start = WIDTH - position - width if is_mirrored else position
        lean = place - (len(shares) - 1) / 2
        found.append(Segment(round(start, 1), round(width, 1), _away(lean), share))
        position += width
    return found


def _sides(shares: Sequence[float]) -> tuple[float, float]:
    """Return the shares on the two sides of the centre."""
    half = len(shares) // 2
    middle = shares[half] / 2 if len(shares) % 2 else 0.0
    return sum(shares[:half]) + middle, sum(shares[len(shares) - half :]) + middle


def _away(lean: float) -> int:
    """Return a lean away from the middle as a whole number, 0 only for the middle."""
    return ceil(lean) if lean > 0 else floor(lean)
