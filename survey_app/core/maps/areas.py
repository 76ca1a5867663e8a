"""Areas on a map: where the people of a group live, as rings of positions.

Only outlines of whole areas are held; nothing says where a single person lives.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

#: Longitude and latitude in degrees (WGS 84).
Point = tuple[float, float]
#: A closed line: its last point is its first. Holes are rings inside a ring.
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The outline of a group's area: its parts and their holes."""

    group: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """The least rectangle that holds some areas."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        """Return how much shorter a degree of longitude is than one of latitude."""
        return cos(radians((self.south + self.north) / 2))

    @property
    def reach(self) -> float:
        """Return the longer side in degrees of latitude."""
        return max((self.east - self.west) * self.stretch, self.north - self.south)


def extent_of(areas: Iterable[Area]) -> Extent:
    """Return the extent of some areas, of which there must be one.

    >>> extent_of([Area("a", (((1, 2), (3, 2), (3, 5), (1, 2)),))])
    Extent(west=1, south=2, east=3, north=5)
    """
    points = [point for area in areas for ring in area.rings for point in ring]
    east, north = map(max, zip(*points, strict=True))
    west, south = map(min, zip(*points, strict=True))
    return Extent(west, south, east, north)


def surface(ring: Ring) -> float:
    """Return the surface of a ring in square degrees (shoelace formula).

    >>> surface(((0, 0), (2, 0), (2, 3), (0, 3), (0, 0)))
    6.0
    """
    pairs = pairwise(ring)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
