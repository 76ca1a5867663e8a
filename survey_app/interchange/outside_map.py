"""Reads the map that tells what a file of outside series means, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite

from survey_app.core.warning.outside import Point
from survey_app.errors import Problem, Rejected
from survey_app.interchange.toml_reader import Reader
from survey_app.interchange.toml_source import read_toml

#: What a map may say of columns, and how days are written.
COLUMNS = ("date", "place", "value", "series", "id")
DATES = {"iso": "%Y-%m-%d", "dmy": "%d-%m-%Y", "mdy": "%m-%d-%Y"}
SEPARATORS = str.maketrans("/.", "--")
LAST_YEAR, FIRST_YEAR = 2200, 1900


@dataclass(frozen=True, slots=True)
class OutsideMap:
    """Whose a file is and under which licence, and what its columns and codes mean.

    `places` and `series` give the file's own words for them new names; `level` is the
    column of ACLED that places are of; the file is complete up to `until`.
    """

    dataset: str = ""
    source: str = ""
    licence: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)
    dates: str = "iso"
    level: str = "admin1"
    until: date | None = None

    def place(self, name: str) -> str:
        """Return what a place of the file is called here."""
        return self.places.get(name, name)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: points, and ids of points that are no longer there."""

    points: list[Point] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def read_outside_map(name: str, content: bytes) -> OutsideMap:
    """Return the map in a TOML file, or raise Rejected with all its faults."""
    source = read_toml(name, content)
    reader = Reader(source, source.values)
    reader.only(
        *("dataset", "source", "licence", "columns", "places", "series"),
        *("dates", "level", "until"),
    )
    reader.table("columns").only(*COLUMNS)
    until = reader.values.get("until")
    if until is not None and not _is_day(until):
        reader.fault("watching.not_a_day", "until", key="until")
    found = OutsideMap(
        dataset=reader.text("dataset", ""),
        source=reader.text("source", ""),
        licence=reader.text("licence", ""),
        columns=reader.codes("columns"),
        places=reader.codes("places"),
        series=reader.codes("series"),
        dates=reader.choice("dates", DATES) or "iso",
        level=reader.choice("level", ("admin1", "admin2", "admin3")) or "admin1",
        until=until if _is_day(until) else None,
    )
    reader.done()
    return found


def number(text: str | None) -> float | None:
    """Return a number as files write it, None where it is none.

    >>> number(" 1.5 "), number("1,5"), number("nan"), number("")
    (1.5, None, None, None)
    """
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if isfinite(found) else None


def day(text: str | None, dates: str) -> date | None:
    """Return a day written as a map says (with - / or .), None where it is none.

    >>> day("3/12/2025", "dmy"), day("3/12/2025", "iso"), day("2025-02-30", "iso")
    (datetime.date(2025, 12, 3), None, None)
    """
    try:
        written = (text or "").strip().translate(SEPARATORS)
        # Zone and hour are never kept.
        found = datetime.strptime(written, DATES[dates]).date()  # noqa: DTZ007
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def alone(points: list[Point], name: str) -> None:
    """Raise Rejected where a point of a file is there twice, naming each."""
    seen: set[tuple[str, str]] = set()
    twice = []
    for point in points:
        key = (point.point_id, point.series)
        if key in seen:
            twice.append(point)
        seen.add(key)
    if twice:
        raise Rejected(
            [
                Problem(name, "outside.twice", {"id": each.point_id})
                for each in dict.fromkeys(twice)
            ]
        )
