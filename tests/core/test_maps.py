"""Outlines are made small without slits, and shades stand for round numbers."""

import json
import random
from itertools import pairwise
from math import cos, pi, sin

import pytest

from survey_app.core.maps import shading
from survey_app.core.maps.areas import Area, extent_of, surface
from survey_app.core.maps.simplifying import simplified


def border(x, y0, y1, steps, wiggle):
    """Return a wiggly line from (x, y0) to (x, y1)."""
    return [
        (x + wiggle * sin(9 * n) * (0 < n < steps), y0 + (y1 - y0) * n / steps)
        for n in range(steps + 1)
    ]


def neighbours(steps=400):
    """Return two areas of one wiggly border, drawn in opposite directions."""
    middle = border(10, 0, 10, steps, 0.3)
    west = [(0, 0), *middle, (0, 10), (0, 0)]
    east = [(20, 0), (20, 10), *middle[::-1], (20, 0)]
    return [Area("west", (tuple(west),)), Area("east", (tuple(east),))]


def edges_of(area):
    return {frozenset(pair) for ring in area.rings for pair in pairwise(ring)}


def points_of(areas):
    return sum(len(ring) for area in areas for ring in area.rings)


def test_neighbours_keep_one_border_however_small_they_are_made():
    before = neighbours()
    for most in (300, 50, 8):
        west, east = simplified(before, most)
        shared = edges_of(west) & edges_of(east)
        assert len(shared) >= 1
        # Nothing between them is left to nobody: together they are the whole.
        whole = surface(west.rings[0]) + surface(east.rings[0])
        assert whole == pytest.approx(200, abs=0.1)
        assert points_of([west, east]) <= 2 * most + 20


def test_what_moves_a_border_most_is_kept():
    coast = [(x / 10, 0.02 * (x % 2)) for x in range(101)]
    coast[40:61] = [(4.0, 0.0), (5.0, -3.0), (6.0, 0.0)]
    ring = (*coast, (10, 8), (0, 8), coast[0])
    (area,) = simplified([Area("a", (ring,))], 7)
    assert (5.0, -3.0) in area.rings[0]
    assert len(area.rings[0]) < 12


def test_rings_stay_closed_and_specks_go_unless_they_are_alone():
    circle = tuple((cos(n * pi / 50), sin(n * pi / 50)) for n in range(101))
    circle = (*circle[:-1], circle[0])
    speck = ((3, 3), (3.0001, 3), (3.0001, 3.0001), (3, 3))
    far = ((5, 5), (5.00001, 5), (5.00001, 5.00001), (5, 5))
    found = simplified([Area("round", (circle, speck)), Area("dot", (far,))], 10)
    assert [len(area.rings) for area in found] == [1, 1]
    for area in found:
        for ring in area.rings:
            assert ring[0] == ring[-1]
            assert len(set(ring)) >= 3
            assert surface(ring) > 0


def test_a_hole_and_what_lies_in_it_lose_the_same_points():
    lake = [(4 + 2 * cos(n / 9), 4 + 2 * sin(n / 9)) for n in range(56)]
    lake = (*lake, lake[0])
    land = ((0, 0), (8, 0), (8, 8), (0, 8), (0, 0))
    outer, inner = simplified(
        [Area("land", (land, lake)), Area("lake", (lake[::-1],))], 6
    )
    assert edges_of(inner) <= edges_of(outer)


@pytest.mark.parametrize("seed", range(40))
def test_any_ring_stays_a_ring(seed):
    rng = random.Random(seed)
    ring = tuple(
        (rng.randint(0, 30) / 10, rng.randint(0, 30) / 10)
        for _ in range(rng.randint(3, 30))
    )
    (area,) = simplified([Area("a", ((*ring, ring[0]),))], 4)
    for ring in area.rings:
        assert ring[0] == ring[-1]
        assert len(ring) >= 3


def test_outlines_of_a_country_become_a_few_kilobytes():
    before = neighbours(steps=20_000)
    text = json.dumps([area.rings for area in simplified(before)])
    assert points_of(before) > 40_000
    assert len(text) < 40_000


def test_an_extent_knows_that_degrees_of_longitude_shrink():
    far_north = extent_of([Area("a", (((0, 59), (2, 59), (2, 61), (0, 59)),))])
    assert far_north.stretch == pytest.approx(0.5)
    assert far_north.reach == 2


@pytest.mark.parametrize("reach", [1e-3, 0.4, 1, 3, 10, 77, 1e3, 1e5])
def test_every_value_has_one_of_at_most_five_shades(reach):
    rng = random.Random(7)
    values = [rng.uniform(-reach, reach) for _ in range(20)]
    edges = shading.edges(values)
    assert 2 <= len(edges) <= shading.MOST_SHADES + 1
    assert list(edges) == sorted(edges)
    for value in values:
        low, high = (
            edges[shading.shade(value, edges)],
            edges[shading.shade(value, edges) + 1],
        )
        assert low - 1e-6 <= value <= high + 1e-6


def test_small_differences_have_one_shade():
    edges = shading.edges([5.11, 5.13, 5.4])
    assert edges == (5.0, 5.5)
    assert {shading.shade(x, edges) for x in (5.11, 5.4)} == {0}
