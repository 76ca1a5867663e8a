"""Reads assignments from a CSV file: who is to bring how many interviews."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

COLUMNS = ("enumerator", "place", "by", "group", "target")
NEEDED = ("enumerator", "target")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One line: who is to bring how many; "" for any place, and for anybody there."""

    where: str
    enumerator: str
    place: str
    by: str
    group: str
    wanted: int


def read_targets(name: str, content: bytes) -> list[TargetLine]:
    """Return the lines of the file, or raise Rejected with every fault of its form."""
    table = read_foreign(name, content)
    nearest = ", ".join(table.columns)
    faults = [
        Problem(name, "file.column_missing", {"column": column, "nearest": nearest})
        for column in NEEDED
        if column not in table.columns
    ]
    if faults:
        raise Rejected(faults)
    columns = {c: table.cells(c) for c in COLUMNS if c in table.columns}
    rows = (
        {column: cells[row] or "" for column, cells in columns.items()}
        for row in range(table.rows)
    )
    lines = [_line(row, f"{name}:{n}", faults) for n, row in enumerate(rows, start=2)]
    if faults:
        raise Rejected(faults)
    return lines


def _line(row: Mapping[str, str], where: str, faults: list[Problem]) -> TargetLine:
    wanted = row["target"]
    if not (wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) < 100_000):
        faults.append(Problem(f"{where} target", "target.number", {"value": wanted}))
        wanted = "1"
    names = ("enumerator", "place", "by", "group")
    texts = {name: row.get(name, "") for name in names}
    return TargetLine(where, wanted=int(wanted), **texts)
