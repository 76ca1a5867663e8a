"""Reads submissions as KoboToolbox (JSON) and ODK Central (OData) give them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from survey_app.errors import Problem, Rejected
from survey_app.interchange.tables import Columns

#: Where the list of submissions stands, in the order tried: Kobo's and OData's keys.
LISTS = ("results", "value")
#: Groups in groups, and columns of all submissions together.
DEEPEST, MOST_COLUMNS = 20, 20_000


def read_json(name: str, content: bytes, *, encoding: object, sheet: object) -> Columns:
    """Return the columns of a file of submissions, groups joined by "/".

    Repeats, attachments and positions are lists: they are no columns.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    rows = _rows(found)
    if not all(isinstance(row, dict) for row in rows):
        raise Rejected([Problem(name, "file.no_submissions")])
    flat = [dict(_cells(row, "", DEEPEST)) for row in rows]
    columns = dict.fromkeys(column for row in flat for column in row)
    if len(columns) > MOST_COLUMNS:
        facts = {"most": MOST_COLUMNS}
        raise Rejected([Problem(name, "file.too_many_columns", facts)])
    return {column: [row.get(column) for row in flat] for column in columns}, {}


def _rows(found: Any) -> list[Any]:
    if isinstance(found, dict):
        lists = [found[key] for key in LISTS if isinstance(found.get(key), list)]
        return lists[0] if lists else [found]
    return found if isinstance(found, list) else [None]


def _cells(
    row: Mapping[str, Any], before: str, depth: int
) -> Iterator[tuple[str, object]]:
    for key, value in row.items():
        if isinstance(value, dict) and depth:
            yield from _cells(value, f"{before}{key}/", depth - 1)
        elif isinstance(value, bool):
            yield f"{before}{key}", "1" if value else "0"
        elif value is None or isinstance(value, str | int | float):
            yield f"{before}{key}", value
