"""Writes tables as an Excel file: a sheet a table, filters, no formulas from data."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from survey_app.interchange.outgoing import (
    Book,
    Column,
    Kind,
    OutTable,
    Value,
    is_formula,
)

#: Text stays text: nothing of what people wrote becomes a formula, number or link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
#: How wide a column is, in characters, by what it holds.
WIDTHS: Mapping[Kind, int] = {"text": 18, "integer": 12, "number": 12, "flag": 10}
WIDEST = 48
#: Excel holds no more in a cell and in a sheet.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_575
#: What Excel calls the size of paper.
A4 = 9
#: Names of sheets: Excel allows 31 signs, and none of these.
LONGEST_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx(book: Book, out: BinaryIO) -> None:
    """Write a book as an Excel file, from right to left where its words are."""
    workbook = Workbook(out, OPTIONS)
    # The day of the release, not of the file: the same release, the same bytes.
    made = datetime.combine(book.made_on, time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": book.title, "created": made})
    formats = {
        "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "number": workbook.add_format({"num_format": "0.000"}),
        # Excel keeps the sign a formula would begin with as text, also when edited.
        "quoted": workbook.add_format({"quote_prefix": True}),
    }
    for table, name in zip(book.everything, sheet_names(book), strict=True):
        sheet = workbook.add_worksheet(name)
        if book.is_mirrored:
            sheet.right_to_left()
        _for_paper(sheet)
        _fill(sheet, table, formats)
    workbook.close()


def sheet_names(book: Book) -> list[str]:
    """Return a name for every table that Excel allows, no two alike."""
    found: list[str] = []
    for number, table in enumerate(book.everything, 1):
        name = table.title.translate(FORBIDDEN).strip(" '")[:LONGEST_NAME]
        taken = {each.lower() for each in found}
        found.append(name if name and name.lower() not in taken else f"{number}")
    return found


def _for_paper(sheet: Worksheet) -> None:
    """Print on A4 across with the headings on every page, in letters one can read."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _fill(sheet: Worksheet, table: OutTable, formats: Mapping[str, Any]) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
    last = min(table.count, MOST_ROWS)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title, formats["head"])
    for number, row in enumerate(table.rows(), 1):
        for place, value in enumerate(row):
            _write(sheet, (number, place), value, formats)


def _write(
    sheet: Worksheet, at: tuple[int, int], value: Value, formats: Mapping[str, Any]
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    elif isinstance(value, float):
        sheet.write_number(*at, value, formats["number"])
    else:
        form = formats["quoted"] if is_formula(value) else None
        sheet.write_string(*at, value[:LONGEST_TEXT], form)


def _width(column: Column) -> int:
    least = WIDTHS[column.kind]
    if column.name.endswith("label") or column.name in ("meaning", "value"):
        return WIDEST
    return max(least, min(len(column.title) + 2, WIDEST))
