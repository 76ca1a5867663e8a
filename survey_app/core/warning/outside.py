"""Series from elsewhere: dated values of a place, and what becomes of them per period.

They are shown beside perceptions and never merged into an index of answers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from survey_app.core.warning.series import Cell, Reading, Series

#: The grouping that places of outside series are groups of.
PLACES = "community"


@dataclass(frozen=True, slots=True)
class Point:
    """One value of one series from `first_on` to `last_on`; `point_id` is the source's.

    `stamp` tells which of two versions of a point is newer, in the source's own way.
    """

    point_id: str
    series: str
    place: str
    period: str
    first_on: date
    last_on: date
    value: float
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where points come from: data set, kind of file, source and licence.

    `until` is the last day the file is complete up to, where somebody says so: without
    a point on its last days they are quiet, not unknown.
    """

    dataset: str
    form: str
    file_name: str
    file_hash: str
    source: str
    licence: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did or would do to points."""

    imported: int = 0
    updated: int = 0
    ignored: int = 0
    removed: int = 0


def period_of(day: date, frequency: str) -> tuple[str, date]:
    """Return the name of the period a day is in, and its last day.

    >>> period_of(date(2026, 3, 4), "week")
    ('2026-W10', datetime.date(2026, 3, 8))
    >>> period_of(date(2026, 3, 4), "quarter")
    ('2026-Q1', datetime.date(2026, 3, 31))
    """
    if frequency == "week":
        year, week, weekday = day.isocalendar()
        return f"{year}-W{week:02}", day + timedelta(days=7 - weekday)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[frequency]
    number = (day.month - 1) // months
    end = _month_start(day.year, (number + 1) * months + 1) - timedelta(days=1)
    names = {
        "month": f"{day.year}-{day.month:02}",
        "quarter": f"{day.year}-Q{number + 1}",
        "half_year": f"{day.year}-H{number + 1}",
    }
    return names.get(frequency, str(day.year)), end


#: How values of one period, in the order of time, become its reading.
_MADE: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "mean": mean,
    "last": lambda values: values[-1],
}


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def read_series(
    points: Iterable[Point], how: str, frequency: str, covered: date
) -> list[Series]:
    """Return the readings of everyone and of every place, period by period.

    Sums are 0 in periods without a point from the first of the series to the last that
    is over on the `covered` day; means and last values are not there.
    """
    by_place: dict[str, dict[date, list[Point]]] = {}
    for point in points:
        _, end = period_of(point.last_on, frequency)
        for place in dict.fromkeys(("", point.place)):
            by_place.setdefault(place, {}).setdefault(end, []).append(point)
    if not by_place:
        return []
    periods = _periods(min(by_place[""]), covered, frequency)
    span = [(name, end) for name, end in periods if end <= covered]
    return [
        Series(_cell(place), tuple(_readings(found, span, how or "sum")))
        for place, found in sorted(by_place.items())
    ]


def _cell(place: str) -> Cell:
    return Cell(PLACES, place) if place else Cell()


def _periods(first: date, last: date, frequency: str) -> Iterable[tuple[str, date]]:
    day = first
    while day <= last:
        name, end = period_of(day, frequency)
        yield name, end
        day = period_of(end + timedelta(days=1), frequency)[1]


def _readings(
    found: dict[date, list[Point]], span: Sequence[tuple[str, date]], how: str
) -> Iterable[Reading]:
    for name, end in span:
        here = found.get(end, [])
        if here:
            values = [each.value for each in sorted(here, key=lambda p: p.last_on)]
            yield Reading(name, end, _MADE[how](values))
        elif how == "sum":
            yield Reading(name, end, 0.0)
