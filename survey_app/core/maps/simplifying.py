"""Outlines made small: neighbours keep one common border, which loses its least points.

Borders are cut where they meet, so that what two areas share is simplified once and
leaves no slit between them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush, nlargest
from itertools import pairwise
from math import ceil, inf, log10

from survey_app.core.maps.areas import Area, Extent, Point, Ring, extent_of, surface

#: Inner points that are kept of all borders together, beside one for each border.
MOST_POINTS = 800
#: A map is no finer than its longer side over this.
FINEST = 2000
#: A part whose surface is below this share of the map is left out if it is not alone.
SPECK = 1 / 40_000

#: The line between two junctions, or a whole ring without any.
Arc = tuple[Point, ...]


def simplified(areas: Sequence[Area], most: int = MOST_POINTS) -> list[Area]:
    """Return the areas with about `most` points, borders still shared.

    A border loses first the points that move it least (Visvalingam and Whyatt 1993:
    the surface of the triangle with both neighbours). Coordinates are rounded to a
    two-thousandth of the map.
    """
    extent = extent_of(areas)
    coarse = [_coarse(area, extent) for area in areas]
    junctions = _junctions(coarse)
    cut = [[_arcs(ring, junctions) for ring in area.rings] for area in coarse]
    kept = _kept({_one_way(arc) for area in cut for ring in area for arc in ring},
                 most, extent.stretch)  # fmt: skip
    return [
        replace(area, rings=tuple(_joined(ring, kept) for ring in rings))
        for area, rings in zip(coarse, cut, strict=True)
    ]


def _coarse(area: Area, extent: Extent) -> Area:
    """Return the area on a grid, without repeated points and specks."""
    digits = max(0, ceil(-log10((extent.reach or 1.0) / FINEST)))
    least = SPECK * extent.reach**2 / extent.stretch
    largest = max(area.rings, key=surface)
    rings = [
        _rounded(ring, digits)
        for ring in area.rings
        if ring is largest or surface(ring) >= least
    ]
    whole = [ring for ring in rings if len(set(ring)) >= 3 and surface(ring)]
    return replace(area, rings=tuple(whole) or (_box(largest),))


def _rounded(ring: Ring, digits: int) -> Ring:
    """Return a ring on a grid; a step out and back along the same line is left out."""
    points: list[Point] = []
    for x, y in ring:
        point = (round(x, digits), round(y, digits))
        if not points or point != points[-1]:
            points.append(point)
    return tuple(points)


def _box(ring: Ring) -> Ring:
    """Return the rectangle around a ring that is too small for the grid."""
    box = extent_of([Area("", (ring,))])
    west, south, east, north = box.west, box.south, box.east, box.north
    return (west, south), (east, south), (east, north), (west, north), (west, south)


def _junctions(areas: Sequence[Area]) -> set[Point]:
    """Return the points where borders part: they have more than two neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for area in areas:
        for ring in area.rings:
            for first, second in pairwise(ring):
                beside[first].add(second)
                beside[second].add(first)
    return {point for point, others in beside.items() if len(others) != 2}


def _arcs(ring: Ring, junctions: set[Point]) -> list[Arc]:
    """Return a ring cut at its junctions; without any, whole, from its least point."""
    points = ring[:-1]
    cuts = [place for place, point in enumerate(points) if point in junctions]
    if not cuts:
        cuts = [points.index(min(points))]
    first = cuts[0]
    turned = points[first:] + points[:first] + (points[first],)
    ends = [cut - first for cut in cuts] + [len(points)]
    return [turned[a : b + 1] for a, b in pairwise(ends)]


def _one_way(arc: Arc) -> Arc:
    """Return an arc in one of its two directions, whoever walks it."""
    return min(arc, arc[::-1])


def _kept(arcs: set[Arc], most: int, stretch: float) -> dict[Arc, Arc]:
    """Return what is left of each arc."""
    worth = {arc: _worth(arc, stretch) for arc in sorted(arcs)}
    inner = [value for values in worth.values() for value in values[1:-1]]
    least = nlargest(most, inner)[-1] if len(inner) > most else 0.0
    return {arc: _thinned(arc, values, least) for arc, values in worth.items()}


def _thinned(arc: Arc, worth: Sequence[float], least: float) -> Arc:
    """Return an arc with its ends, what is worth `least`, and its most telling point.

    An arc that ends where it began keeps two, so that it is still a ring.
    """
    needed = 2 if arc[0] == arc[-1] else 1
    best = nlargest(needed, range(1, len(arc) - 1), key=worth.__getitem__)
    return tuple(
        point
        for place, point in enumerate(arc)
        if worth[place] > least or worth[place] == inf or place in best
    )


def _worth(arc: Arc, stretch: float) -> list[float]:
    """Return for each point the surface the arc loses with it, infinite for the ends.

    A point is worth no less than one that had to go before it.
    """
    worth = [inf] * len(arc)
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))

    def triangle(place: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = (
            arc[before[place]], arc[place], arc[after[place]],
        )  # fmt: skip
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) * stretch / 2

    sizes = {place: triangle(place) for place in range(1, len(arc) - 1)}
    heap = [(size, place) for place, size in sizes.items()]
    heapify(heap)
    last = 0.0
    for size, place in _smallest_first(heap, sizes):
        last = worth[place] = max(last, size)
        left, right = before[place], after[place]
        after[left], before[right] = right, left
        for other in (left, right):
            if other in sizes:
                sizes[other] = triangle(other)
                heappush(heap, (sizes[other], other))
    return worth


def _smallest_first(
    heap: list[tuple[float, int]], sizes: dict[int, float]
) -> Iterator[tuple[float, int]]:
    """Yield what is smallest now, taking it out of `sizes`; old sizes are passed."""
    while heap:
        size, place = heappop(heap)
        if sizes.get(place) == size:
            del sizes[place]
            yield size, place


def _joined(arcs: Sequence[Arc], kept: dict[Arc, Arc]) -> Ring:
    """Return the ring of some arcs, each as far as it is kept."""
    points: list[Point] = []
    for arc in arcs:
        one = _one_way(arc)
        way = kept[one] if one == arc else kept[one][::-1]
        points.extend(way[:-1])
    return (*points, points[0])
