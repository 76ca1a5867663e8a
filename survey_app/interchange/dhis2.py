"""Reads and writes DHIS2's dataValueSets, as JSON or CSV."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from survey_app.core.warning.outside import Point, period_of
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign
from survey_app.interchange.outside_map import Found, OutsideMap, alone, number

#: What a value needs, and how CSV files have spelt it.
NAMES = {
    "dataElement": ("dataelement", "de"),
    "period": ("period", "pe"),
    "orgUnit": ("orgunit", "ou"),
    "categoryOptionCombo": ("categoryoptioncombo", "catoptcombo", "coc"),
    "attributeOptionCombo": ("attributeoptioncombo", "attroptcombo", "aoc"),
    "value": ("value",),
    "lastUpdated": ("lastupdated", "lstupd"),
    "deleted": ("deleted",),
}
NEEDED = ("dataElement", "period", "orgUnit", "value")
_PERIOD = re.compile(r"(\d{4})(?:W(\d{1,2})|Q([1-4])|S([12])|(\d{2})(\d{2})?)?")

Value = Mapping[str, object]


def read_dhis2(name: str, content: bytes, given: OutsideMap) -> Found:
    """Return the values of a dataValueSet; raise Rejected with every fault."""
    is_json = content.lstrip()[:1] in (b"{", b"[")
    values = _of_json(name, content) if is_json else list(_of_csv(name, content))
    faults: list[Problem] = []
    points: list[Point] = []
    removed = []
    for where, value in values:
        point_id = _id(value)
        if str(value.get("deleted", "")).casefold() == "true":
            removed.append(point_id)
        else:
            points += _point(value, point_id, where, (given, faults))
    if faults:
        raise Rejected(faults)
    alone(points, name)
    return Found(points, removed)


def _of_json(name: str, content: bytes) -> list[tuple[str, Value]]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    listed = document.get("dataValues") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(v, dict) for v in listed):
        raise Rejected([Problem(name, "outside.no_values")])
    common = {
        key: document[key]
        for key in ("period", "orgUnit", "attributeOptionCombo")
        if key in document
    }
    return [
        (f"{name} dataValues[{place}]", common | each)
        for place, each in enumerate(listed)
    ]


def _of_csv(name: str, content: bytes) -> Iterator[tuple[str, Value]]:
    table = read_foreign(name, content)
    found = {
        key: column
        for key, names in NAMES.items()
        for column in table.columns
        if column.casefold() in names
    }
    if missing := [key for key in NEEDED if key not in found]:
        facts = {"nearest": ", ".join(table.columns)}
        raise Rejected(
            [
                Problem(name, "file.column_missing", {"column": key} | facts)
                for key in missing
            ]
        )
    columns = {key: table.cells(column) for key, column in found.items()}
    for row in range(table.rows):
        values = {key: cells[row] or "" for key, cells in columns.items()}
        yield f"{table.name}:{row + 2}", values


def _id(value: Value) -> str:
    keys = (*NEEDED[:3], "categoryOptionCombo", "attributeOptionCombo")
    return ".".join(str(value.get(key, "")) for key in keys)


def _point(
    value: Value, point_id: str, where: str, context: tuple[OutsideMap, list[Problem]]
) -> list[Point]:
    given, faults = context
    missing = [key for key in NEEDED if not str(value.get(key, "")).strip()]
    faults += [Problem(where, "outside.missing", {"name": key}) for key in missing]
    if missing:
        return []
    amount = number(str(value["value"]))
    days = period_days(str(value["period"]))
    if amount is None:
        facts = {"value": value["value"]}
        faults.append(Problem(where, "outside.number", facts))
    if days is None:
        faults.append(Problem(where, "outside.period", {"value": value["period"]}))
    if amount is None or days is None:
        return []
    element, unit = str(value["dataElement"]), str(value["orgUnit"])
    stamp = str(value.get("lastUpdated", ""))
    series = given.series.get(element, element)
    place = given.place(unit)
    return [Point(point_id, series, place, str(value["period"]), *days, amount, stamp)]


def period_days(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a period as DHIS2 names it, None if it is none.

    >>> period_days("2026Q1")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    >>> period_days("202613") is None
    True
    """
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        return None
    year, week, quarter, half, month, day = match.groups()
    try:
        if week:
            first = date.fromisocalendar(int(year), int(week), 1)
            return first, first + timedelta(days=6)
        if day:
            first = date(int(year), int(month), int(day))
            return first, first
        for number_, months in ((month, 1), (quarter, 3), (half, 6)):
            if number_:
                return _months(int(year), (int(number_) - 1) * months + 1, months)
        return _months(int(year), 1, 12)
    except ValueError:
        return None


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    begin = date(year, first, 1)
    frequency = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}[count]
    return begin, period_of(begin, frequency)[1]


#: How DHIS2 names the period of a reading of each frequency.
WRITTEN = {
    "week": lambda on: f"{on.isocalendar().year}W{on.isocalendar().week}",
    "month": lambda on: f"{on:%Y%m}",
    "quarter": lambda on: f"{on.year}Q{(on.month + 2) // 3}",
    "half_year": lambda on: f"{on.year}S{(on.month + 5) // 6}",
    "year": lambda on: str(on.year),
}


def write_dhis2(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return readings (indicator, frequency, on, group, value) as a dataValueSet.

    Data elements are ids of indicators and organisation units are groups: whoever
    takes it in says with `idScheme=code` which are theirs.
    """
    values = [
        {
            "dataElement": row["indicator"],
            "period": WRITTEN[row["frequency"]](row["on"]),
            "orgUnit": row["group"] or "all",
            "value": f"{row['value']:.10g}",
        }
        for row in rows
    ]
    return json.dumps({"dataValues": values}, ensure_ascii=False, indent=1).encode()
