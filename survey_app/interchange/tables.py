"""Plain tables: CSV and XLSX."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from survey_app.errors import Problem, Rejected

#: The columns of a file, and the labels of their codes where it has some.
Columns = tuple[Mapping[str, Sequence[object]], Mapping[str, Mapping[Any, str]]]

#: A longer cell is not data but a file gone wrong.
LONGEST_CELL = 1_000_000
DELIMITERS = ",;\t|"


def read_csv(
    name: str, content: bytes, *, encoding: str | None, sheet: object
) -> Columns:
    """Return the columns of a CSV file in UTF-8, or in the encoding the map names.

    The delimiter is the one of , ; tab | that the header has most of.
    """
    text = _text(name, content, encoding or "utf-8-sig")
    header = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(DELIMITERS, key=header.count)
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    return _columns(name, rows), {}


def read_xlsx(
    name: str, content: bytes, *, encoding: object, sheet: str | None
) -> Columns:
    """Return the columns of a sheet, the first unless the map names one."""
    try:
        from python_calamine import CalamineError, load_workbook  # noqa: PLC0415
    except ModuleNotFoundError:
        raise Rejected([Problem(name, "file.needs_extra", {"extra": "xlsx"})]) from None
    try:
        book = load_workbook(BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    if sheet is not None and sheet not in book.sheet_names:
        known = ", ".join(book.sheet_names)
        fault = Problem(name, "file.no_such_sheet", {"sheet": sheet, "known": known})
        raise Rejected([fault])
    try:
        chosen = book.get_sheet_by_name(sheet or book.sheet_names[0])
        rows = chosen.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    return _columns(name, rows), {}


def _text(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except LookupError:
        fault = Problem(name, "file.encoding_unknown", {"encoding": encoding})
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        facts = {"encoding": encoding.removesuffix("-sig"), "line": line}
        fault = Problem(f"{name}:{line}", "file.wrong_encoding", facts)
    raise Rejected([fault])


def _columns(name: str, rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    """Return columns by the names in the first row; all rows must be as long."""
    header, *body = rows or [[]]
    names = [str(cell).strip() for cell in header]
    faults = [
        Problem(f"{name}:1", "file.column_twice", {"column": column})
        for column, count in Counter(names).items()
        if column and count > 1
    ]
    width = len(names)
    filled = [(row, n) for n, row in enumerate(body, 2) if any(map(_is_filled, row))]
    if odd := [number for row, number in filled if len(row) != width]:
        facts = {"rows": shortened(odd), "count": len(odd), "columns": width}
        faults.append(Problem(f"{name}:{odd[0]}", "file.row_length", facts))
    if faults:
        raise Rejected(faults)
    return {
        column: [row[place] for row, _ in filled]
        for place, column in enumerate(names)
        if column
    }


def shortened(rows: Sequence[int]) -> str:
    """Return row numbers for a message, the first five of many."""
    return ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")


def _is_filled(cell: object) -> bool:
    return cell is not None and cell != ""
