"""Outlines come from GeoJSON, with every fault at once."""

import json

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.boundaries_geojson import read_area_codes, read_boundaries

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def feature(coordinates, kind="Polygon", **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def read(*features):
    content = {"type": "FeatureCollection", "features": list(features)}
    return read_boundaries("a.geojson", json.dumps(content).encode())


def test_polygons_and_parts_come_with_their_codes_as_texts():
    (one, two), faults = read(
        feature([SQUARE], pcode="TN11", number=7, is_urban=True, area=1.5),
        feature([[SQUARE], [SQUARE, SQUARE]], "MultiPolygon", pcode="TN12"),
    )
    assert faults == []
    assert one.properties == {"pcode": "TN11", "number": "7"}
    assert one.rings == (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),)
    assert len(two.rings) == 3


def test_a_height_is_left_out():
    ((one,), faults) = read(feature([[[x, y, 100] for x, y in SQUARE]]))
    assert faults == []
    assert one.rings[0][0] == (0, 0)


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        (SQUARE[:-1], "boundary.open"),
        (SQUARE[:2], "boundary.short"),
        ([[200, 0], *SQUARE[1:-1], [200, 0]], "boundary.range"),
        ([[0, 91], *SQUARE[1:-1], [0, 91]], "boundary.range"),
        ([*SQUARE[:2], ["x", 1], *SQUARE[2:]], "boundary.numbers"),
        ([*SQUARE[:2], [1], *SQUARE[2:]], "boundary.numbers"),
        ([*SQUARE[:2], [True, 1], *SQUARE[2:]], "boundary.numbers"),
        ([*SQUARE[:2], [float("nan"), 1], *SQUARE[2:]], "boundary.numbers"),
        ("x", "boundary.short"),
    ],
)
def test_a_ring_that_is_none_is_a_fault(ring, code):
    _, faults = read(feature([SQUARE]), feature([SQUARE, ring]))
    assert [(f.code, f.where) for f in faults] == [
        (code, "a.geojson: feature 2, ring 2")
    ]


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "Point"),
        ({"type": "LineString", "coordinates": SQUARE}, "LineString"),
        (None, "None"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "MultiPolygon"}, "empty"),
    ],
)
def test_nothing_but_areas_is_taken(geometry, kind):
    _, faults = read({"type": "Feature", "properties": {}, "geometry": geometry})
    assert [(f.code, f.facts) for f in faults] == [("boundary.shape", {"kind": kind})]


def test_every_fault_of_every_area_comes_at_once():
    _, faults = read(
        feature([SQUARE[:-1]]), 7, feature([[[400, 0], *SQUARE[1:-1], [400, 0]]])
    )
    assert [f.code for f in faults] == [
        "boundary.open",
        "boundary.shape",
        "boundary.range",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"features": []}',
        b'{"features": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_file_without_features_is_refused(content):
    with pytest.raises(Rejected) as refused:
        read_boundaries("a.geojson", content)
    assert [p.code for p in refused.value.problems] == ["boundary.not_geojson"]


def test_codes_of_areas_come_from_a_table():
    assert read_area_codes("c.csv", b"area,group\nTN11,tunis\nTN12,tunis\nTN13,\n") == {
        "TN11": "tunis",
        "TN12": "tunis",
    }
    with pytest.raises(Rejected) as refused:
        read_area_codes("c.csv", b"pcode,group\nTN11,tunis\n")
    assert refused.value.problems[0].facts["column"] == "area"
