"""Writes readings of indicators as an HXL-tagged CSV file."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

#: column -> its HXL tag
TAGS = {
    "indicator": "#indicator+code",
    "on": "#date+reported",
    "period": "#date+period",
    "by": "#group+type",
    "group": "#group+code",
    "value": "#indicator+value+num",
    "se": "#indicator+value+se",
    "n": "#indicator+sample+num",
}


def write_hxl_readings(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return readings with their names in the first row and HXL tags in the second."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TAGS)
    writer.writerow(TAGS.values())
    writer.writerows([_cell(row[column]) for column in TAGS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """Return a cell no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
