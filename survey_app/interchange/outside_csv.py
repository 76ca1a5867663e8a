"""Reads dated values from tables: HXL-tagged ones, and any other with a map."""

import re
from collections.abc import Mapping, Sequence

from survey_app.core.warning.outside import Point
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import ForeignTable, plain, read_foreign
from survey_app.interchange.outside_map import Found, OutsideMap, alone, day, number
from survey_app.interchange.toml_source import nearest

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z0-9_]+)*", re.IGNORECASE)
#: Rows in which hashtags are looked for, below the header.
TAGGED_WITHIN = 25
#: HXL tags of what is read, those first that say it most exactly.
TAGS = {
    "date": ("#date",),
    "place": ("#adm2", "#adm1", "#adm3", "#loc", "#region", "#country"),
    "value": ("#indicator+value", "#value", "#affected", "#indicator"),
    "series": ("#indicator+code", "#indicator+name", "#indicator+type", "#event"),
    "id": ("#event+id", "#meta+id"),
}
NEEDED = ("date", "value")


def read_generic(name: str, content: bytes, given: OutsideMap) -> Found:
    """Return the values of a table whose columns the map names; raise Rejected."""
    table = read_foreign(name, content)
    found = dict(given.columns)
    faults = [
        Problem(name, "outside.map_column", {"column": key})
        for key in NEEDED
        if key not in found
    ]
    known = list(table.columns)
    for column in found.values():
        if column not in table.columns:
            facts = {"nearest": nearest(column, known) or ", ".join(known)}
            faults.append(
                Problem(name, "file.column_missing", {"column": column} | facts)
            )
    if faults:
        raise Rejected(faults)
    columns = {key: table.cells(column) for key, column in found.items()}
    return _read(table, columns, given, first_row=2)


def read_hxl(name: str, content: bytes, given: OutsideMap) -> Found:
    """Return the values of an HXL-tagged table; raise Rejected with every fault."""
    table = read_foreign(name, content)
    rows = list(zip(*(table.columns[c] for c in table.columns), strict=True))
    texts = [[plain(cell) or "" for cell in row] for row in rows[:TAGGED_WITHIN]]
    header = [str(column) for column in table.columns]
    place = next((n for n, row in enumerate([header, *texts]) if _is_tagged(row)), None)
    if place is None:
        raise Rejected([Problem(name, "outside.no_tags")])
    tags = [re.sub(r"\s", "", tag).casefold() for tag in [header, *texts][place]]
    wanted = {key: _column(key, tags, given) for key in TAGS}
    if missing := [key for key in NEEDED if wanted[key] is None]:
        raise Rejected(
            [
                Problem(
                    name, "outside.tag", {"name": key, "known": ", ".join(TAGS[key])}
                )
                for key in missing
            ]
        )
    columns = {
        key: [plain(row[at]) for row in rows[place:]]
        for key, at in wanted.items()
        if at is not None
    }
    return _read(table, columns, given, first_row=place + 2)


def _is_tagged(row: Sequence[str]) -> bool:
    """Return whether most filled cells of a row are hashtags."""
    filled = [cell for cell in row if cell]
    tags = sum(bool(_TAG.fullmatch(cell.strip())) for cell in filled)
    return bool(filled) and tags * 2 > len(filled)


def _column(key: str, tags: Sequence[str], given: OutsideMap) -> int | None:
    """Return which column holds something: what the map says, or the nearest tag."""
    wanted = (given.columns[key],) if key in given.columns else TAGS[key]
    for tag in wanted:
        name, *attributes = tag.casefold().split("+")
        for place, each in enumerate(tags):
            own, *rest = each.split("+")
            if own == name and set(attributes) <= set(rest):
                return place
    return None


def _read(
    table: ForeignTable,
    columns: Mapping[str, Sequence[str | None]],
    given: OutsideMap,
    first_row: int,
) -> Found:
    faults: list[Problem] = []
    points = []
    for row in range(len(columns["value"])):
        cells = {key: (found[row] or "").strip() for key, found in columns.items()}
        if not any(cells.values()):
            continue
        where = f"{table.name}:{row + first_row}"
        on, amount = day(cells["date"], given.dates), number(cells["value"])
        if on is None:
            faults.append(Problem(where, "outside.day", {"value": cells["date"]}))
        if amount is None:
            faults.append(Problem(where, "outside.number", {"value": cells["value"]}))
        if on is None or amount is None:
            continue
        series = cells.get("series") or "value"
        series, place = given.series.get(series, series), cells.get("place", "")
        point_id = cells.get("id") or f"{on.isoformat()}.{place}"
        points.append(
            Point(point_id, series, given.place(place), on.isoformat(), on, on, amount)
        )
    if faults:
        raise Rejected(faults)
    alone(points, table.name)
    return Found(points)
