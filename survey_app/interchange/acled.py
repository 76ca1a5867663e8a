"""Reads event files of ACLED that somebody downloaded, old and new, and its deletions.

Kept of an event are its id, day, kind, place and numbers. Actors, notes, sources and
positions are left in the file.
"""

from collections.abc import Iterator, Mapping

from survey_app.core.warning.outside import Point
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import ForeignTable, read_foreign
from survey_app.interchange.outside_map import Found, OutsideMap, alone, day, number
from survey_app.interchange.toml_source import nearest

#: Columns an event file has had in all versions, and those of a file of deletions.
NEEDED = ("event_id_cnty", "event_date", "event_type", "fatalities")
DELETIONS = ("event_id_cnty", "deleted_timestamp")

#: Kinds of events -> the series they are counted in.
EVENTS = {
    "battles": "battles",
    "explosions/remote violence": "explosions",
    "violence against civilians": "violence_against_civilians",
    "protests": "protests",
    "riots": "riots",
    "strategic developments": "strategic_developments",
}
#: Who took part: numbers in older files, words in newer ones.
PARTIES = {
    "0": "", "1": "state", "2": "rebel", "3": "militia", "4": "communal",
    "5": "rioters", "6": "protesters", "7": "civilians", "8": "external",
    "state forces": "state", "rebel group": "rebel", "political militia": "militia",
    "identity militia": "communal", "rioters": "rioters", "protesters": "protesters",
    "civilians": "civilians", "external/other forces": "external",
}  # fmt: skip
#: How precise a day is: the day, its week, its month.
PRECISIONS = ("1", "2", "3")
#: The series all events are counted in, and those numbers are added up in.
ALL, DEATHS, AGAINST = "events", "fatalities", "against_civilians"

Row = Mapping[str, str]


def read_acled(name: str, content: bytes, given: OutsideMap) -> Found:
    """Return the events of a file, or the ids it says were deleted.

    Raise Rejected with every fault.
    """
    table = read_foreign(name, content)
    if all(column in table.columns for column in DELETIONS):
        return Found(removed=[row["event_id_cnty"] for row in _rows(table, DELETIONS)])
    _check_columns(table, given)
    faults: list[Problem] = []
    points = []
    for number_, row in enumerate(_rows(table, tuple(table.columns)), start=2):
        points += _event(row, f"{table.name}:{number_}", given, faults)
    if faults:
        raise Rejected(faults)
    alone(points, table.name)
    return Found(points)


def _check_columns(table: ForeignTable, given: OutsideMap) -> None:
    known = list(table.columns)
    missing = [c for c in (*NEEDED, given.level) if c not in table.columns]
    if missing:
        raise Rejected(
            [
                Problem(
                    f"{table.name}:1", "file.column_missing",
                    {"column": c, "nearest": nearest(c, known) or ", ".join(known)},
                )
                for c in missing
            ]
        )  # fmt: skip


def _rows(table: ForeignTable, names: tuple[str, ...]) -> Iterator[Row]:
    columns = {name: table.cells(name) for name in names}
    for row in range(table.rows):
        yield {name: cells[row] or "" for name, cells in columns.items()}


def _event(
    row: Row, where: str, given: OutsideMap, faults: list[Problem]
) -> list[Point]:
    event_id, text = row["event_id_cnty"], row["event_date"]
    on = day(text, "iso") or day(text, "dmy")
    deaths = number(row["fatalities"])
    kind = EVENTS.get(row["event_type"].casefold())
    parties = [PARTIES.get(row.get(c, "0").casefold() or "0") for c in _PARTIES]
    known = ", ".join(EVENTS)
    found: list[tuple[str, dict[str, object]]] = []
    if not event_id:
        found.append(("outside.no_id", {}))
    if on is None:
        found.append(("outside.day", {"value": text}))
    if deaths is None or deaths < 0 or deaths % 1:
        found.append(("outside.count", {"value": row["fatalities"]}))
    if kind is None:
        found.append(
            ("outside.event_type", {"value": row["event_type"], "known": known})
        )
    if None in parties:
        wrong = next(row.get(c, "") for c in _PARTIES if _is_wrong(row.get(c, "")))
        found.append(("outside.party", {"value": wrong}))
    if row.get("time_precision", "1") not in PRECISIONS:
        found.append(("outside.precision", {"value": row["time_precision"]}))
    faults += [Problem(where, code, facts) for code, facts in found]
    if found or on is None or deaths is None or kind is None:
        return []
    numbers = {ALL: 1.0, kind: 1.0, DEATHS: deaths}
    if _is_against_civilians(row, kind, parties):
        numbers[AGAINST] = 1.0
    place, stamp = given.place(row[given.level]), row.get("timestamp", "")
    return [
        Point(event_id, series, place, on.isoformat(), on, on, value, stamp)
        for series, value in numbers.items()
    ]


_PARTIES = ("inter1", "inter2")


def _is_wrong(text: str) -> bool:
    return bool(text) and text.casefold() not in PARTIES


def _is_against_civilians(row: Row, kind: str, parties: list[str | None]) -> bool:
    """Return whether civilians were targeted; files before 2023 tell it by who met."""
    if "civilian_targeting" in row:
        return bool(row["civilian_targeting"])
    return kind == "violence_against_civilians" or "civilians" in parties
