"""Geometry of maps: outlines as paths of a drawing, the same for every small map.

North is up and east is right in every language: a map is not mirrored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey_app.core.maps.areas import Area, Extent, Ring, extent_of, surface

#: Longer side of a drawing in its own units, and the room around it.
SIZE, MARGIN = 1000, 12
#: A map with more areas than this has no numbers in them.
MOST_NUMBERED = 20


@dataclass(frozen=True, slots=True)
class Path:
    """An area as an SVG path, and where its number stands inside it."""

    group: str
    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All areas of a map: the size of its drawing, and a path each."""

    width: int
    height: int
    paths: list[Path]

    @property
    def is_numbered(self) -> bool:
        """Return whether there is room for numbers in the areas."""
        return len(self.paths) <= MOST_NUMBERED


def sheet(areas: Sequence[Area]) -> Sheet:
    """Return the areas as drawn, each degree of longitude as long as it is there."""
    extent = extent_of(areas)
    scale = SIZE / (extent.reach or 1.0)
    width = round((extent.east - extent.west) * extent.stretch * scale)
    height = round((extent.north - extent.south) * scale)
    return Sheet(
        width + 2 * MARGIN,
        height + 2 * MARGIN,
        [_path(area, extent, scale) for area in areas],
    )


def _path(area: Area, extent: Extent, scale: float) -> Path:
    def project(ring: Ring) -> list[tuple[int, int]]:
        return [
            (
                MARGIN + round((x - extent.west) * extent.stretch * scale),
                MARGIN + round((extent.north - y) * scale),
            )
            for x, y in ring
        ]

    x, y = inner_point(max(area.rings, key=surface))
    ((at_x, at_y),) = project(((x, y),))
    return Path(area.group, "".join(_ring(project(r)) for r in area.rings), at_x, at_y)


def _ring(points: list[tuple[int, int]]) -> str:
    """Return a ring as a path of steps from point to point."""
    (x, y), *_rest = points
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points[:-1])]
    return f"M{x} {y}l" + " ".join(f"{dx} {dy}" for dx, dy in steps) + "z"


def inner_point(ring: Ring) -> tuple[float, float]:
    """Return a point inside a ring: the middle of its widest part at half its height.

    >>> inner_point(((0, 0), (4, 0), (4, 2), (0, 2), (0, 0)))
    (2.0, 1.0)
    """
    ys = sorted({y for _, y in ring})
    # Not through a corner, where it is unclear what is inside.
    middle = (ys[0] + ys[-1]) / 2
    level = min(((a + b) / 2 for a, b in pairwise(ys)), key=lambda y: abs(y - middle))
    crossings = sorted(
        a[0] + (level - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(ring)
        if (a[1] > level) != (b[1] > level)
    )
    inside = zip(crossings[::2], crossings[1::2], strict=True)
    start, end = max(inside, key=lambda part: part[1] - part[0])
    return (start + end) / 2, level
