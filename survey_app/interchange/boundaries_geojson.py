"""Reads the outlines of areas from a GeoJSON file, and which group lives in which."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from survey_app.core.maps.areas import Point, Ring
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

#: How deep the rings of a kind of geometry lie; nothing else may be brought in.
SHAPES = {"Polygon": 1, "MultiPolygon": 2}
#: Points of all outlines together; more is a file for printing, not for a page.
MOST_POINTS = 500_000
#: Columns of a file that says whose areas are whose.
COLUMNS = ("area", "group")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feature: where it stands in the file, its properties as texts, its rings."""

    where: str
    properties: Mapping[str, str]
    rings: tuple[Ring, ...]


def read_boundaries(name: str, content: bytes) -> tuple[list[Outline], list[Problem]]:
    """Return the areas of a file, and every fault of their outlines.

    Raise Rejected where the file is no collection of features at all.
    """
    features = _features(name, content)
    faults: list[Problem] = []
    outlines = [
        _outline(feature, f"{name}: feature {number}", faults)
        for number, feature in enumerate(features, start=1)
    ]
    points = sum(len(ring) for each in outlines for ring in each.rings)
    if points > MOST_POINTS:
        facts = {"points": points, "most": MOST_POINTS}
        faults.append(Problem(name, "boundary.too_detailed", facts))
    return outlines, faults


def read_area_codes(name: str, content: bytes) -> dict[str, str]:
    """Return the group of each area code in a CSV file, or raise Rejected."""
    table = read_foreign(name, content)
    nearest = ", ".join(table.columns)
    faults = [
        Problem(name, "file.column_missing", {"column": column, "nearest": nearest})
        for column in COLUMNS
        if column not in table.columns
    ]
    if faults:
        raise Rejected(faults)
    areas, groups = (table.cells(column) for column in COLUMNS)
    return {a: g for a, g in zip(areas, groups, strict=True) if a and g}


def _features(name: str, content: bytes) -> list[object]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not features:
        raise Rejected([Problem(name, "boundary.not_geojson")])
    return features


def _outline(feature: object, where: str, faults: list[Problem]) -> Outline:
    inside = feature if isinstance(feature, dict) else {}
    properties, geometry = inside.get("properties"), inside.get("geometry")
    rings: list[Ring] = []
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in SHAPES:
        faults.append(Problem(where, "boundary.shape", {"kind": str(kind)}))
    else:
        for number, ring in enumerate(_rings(geometry, SHAPES[kind]), start=1):
            found = list(_ring_faults(ring, f"{where}, ring {number}"))
            faults.extend(found)
            rings += [] if found else [tuple((float(p[0]), float(p[1])) for p in ring)]
        if not rings and not faults:
            faults.append(Problem(where, "boundary.shape", {"kind": "empty"}))
    return Outline(where, _texts(properties), tuple(rings))


def _texts(properties: object) -> dict[str, str]:
    """Return the properties that can be codes, as texts."""
    known = properties if isinstance(properties, dict) else {}
    return {
        str(name): str(value).strip()
        for name, value in known.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }


def _rings(geometry: Mapping[str, object], depth: int) -> list[list[Point]]:
    """Return the rings of a geometry, whatever stands for them."""
    found = [geometry.get("coordinates")]
    for _ in range(depth):
        found = [inner for each in found if isinstance(each, list) for inner in each]
    return [each if isinstance(each, list) else [] for each in found]


def _ring_faults(ring: list[Point], where: str) -> Iterator[Problem]:
    """Yield what is wrong with a ring, each kind of fault once."""
    if not all(map(_is_position, ring)):
        yield Problem(where, "boundary.numbers")
        return
    if len(ring) < 4:
        yield Problem(where, "boundary.short", {"points": len(ring)})
    elif ring[0][:2] != ring[-1][:2]:
        yield Problem(where, "boundary.open")
    outside = [p for p in ring if not (abs(p[0]) <= 180 and abs(p[1]) <= 90)]
    if outside:
        x, y = outside[0][:2]
        facts = {"longitude": x, "latitude": y}
        yield Problem(where, "boundary.range", facts)


def _is_position(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(
            isinstance(x, int | float) and not isinstance(x, bool) and isfinite(x)
            for x in point[:2]
        )
    )
