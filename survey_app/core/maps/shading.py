"""Shades of a map: a few steps of one hue, with round numbers between them."""

from bisect import bisect_right
from collections.abc import Iterable
from math import ceil, floor, log10

#: Shades a map has at most; more cannot be told apart in grey.
MOST_SHADES = 5
#: Points 0-10 between two shades at least: less is no difference anybody should see.
LEAST_STEP = 0.5

Edges = tuple[float, ...]


def edges(values: Iterable[float], least: float = LEAST_STEP) -> Edges:
    """Return the ends of the shades, from below all values to above them.

    The step is the least of 1, 2 and 5 times a power of ten (and half a point) that
    needs no more than five shades.

    >>> edges([4.2, 5.9])
    (4.0, 4.5, 5.0, 5.5, 6.0)
    >>> edges([-2.1, 0.4])
    (-3.0, -2.0, -1.0, 0.0, 1.0)
    """
    known = list(values)
    low, high = min(known), max(known)
    step = next(
        s for s in _steps(least) if ceil(high / s) - floor(low / s) <= MOST_SHADES
    )
    first = floor(low / step)
    last = max(ceil(high / step), first + 1)
    return tuple(round(number * step, 6) for number in range(first, last + 1))


def shade(value: float, of: Edges) -> int:
    """Return the shade of a value, 0 the lightest; what is on an edge is above it.

    >>> [shade(x, (4.0, 5.0, 6.0)) for x in (4.0, 5.0, 6.0)]
    [0, 1, 1]
    """
    return min(max(bisect_right(of, value) - 1, 0), len(of) - 2)


def _steps(least: float) -> Iterable[float]:
    """Yield steps from `least` on."""
    yield least
    power = 10.0 ** floor(log10(least))
    while True:
        for factor in (1, 2, 5):
            if factor * power > least:
                yield factor * power
        power *= 10
