"""Writes tables for programs of statistics: SPSS and Stata, with labels of columns."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from survey_app.errors import SurveyError
from survey_app.interchange.outgoing import Book, Column, Value, harmless

#: What a label may be long in SPSS (bytes) and in Stata (signs).
LONGEST_SPSS = 250
LONGEST_STATA = 80
#: Columns that SPSS keeps for itself, and one that belongs to them.
NAMES: Mapping[str, str] = {"by": "grouping", "from": "round_from", "to": "round_to"}
#: What says when a file was written: 17 signs from the 92nd on in SPSS, a tag in Stata.
SPSS_MOMENT, STATA_MOMENT = slice(92, 109), re.compile(rb"(?<=<timestamp>\x11).{17}")
MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
#: Type -> how it is shown in SPSS.
SHOWN = {"integer": "F8.0", "number": "F10.3", "flag": "F1.0"}


def write_sav(book: Book, out: BinaryIO) -> None:
    """Write a table as an SPSS file; raise SurveyError where pyreadstat is missing."""
    (table,) = book.tables
    formats = {
        spoken(column): SHOWN[column.kind]
        for column in table.columns
        if column.kind != "text"
    }
    through_file(
        out,
        "write_sav",
        _columns(book),
        book.made_on,
        file_label=cut(f"{book.title}: {table.title}", 60),
        column_labels=[
            cut(f"{each.title}: {each.meaning}", LONGEST_SPSS) for each in table.columns
        ],
        variable_format=formats,
    )


def write_dta(book: Book, out: BinaryIO) -> None:
    """Write a table as a Stata file; raise SurveyError where pyreadstat is missing."""
    (table,) = book.tables
    through_file(
        out,
        "write_dta",
        _columns(book),
        book.made_on,
        file_label=signs(f"{book.title}: {table.title}"),
        column_labels=[signs(each.title) for each in table.columns],
    )


def spoken(column: Column) -> str:
    """Return what a column is called where some names are taken.

    >>> spoken(Column("by", "text", "", "")), spoken(Column("gap", "number", "", ""))
    ('grouping', 'gap')
    """
    return NAMES.get(column.name, column.name)


def _columns(book: Book) -> dict[str, Any]:
    pl = polars()
    (table,) = book.tables
    types = {
        "text": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "flag": pl.Int8,
    }
    rows = list(table.rows())
    return {
        spoken(column): pl.Series(
            spoken(column), [_value(row[place]) for row in rows], types[column.kind]
        )
        for place, column in enumerate(table.columns)
    }


def _value(value: Value) -> Value:
    return int(value) if isinstance(value, bool) else value


def polars() -> Any:
    """Return the module of data frames; raise SurveyError where it is missing."""
    try:
        import polars as pl  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        raise SurveyError("extra.missing", extra="spss") from None
    return pl


def through_file(
    out: BinaryIO, how: str, columns: Mapping[str, Any], made_on: date, **facts: Any
) -> None:
    """Write columns by pyreadstat, which takes frames, and writes to a path alone.

    The file says that it was made on `made_on`: the same columns give the same bytes.
    Raise SurveyError where the extra is missing.
    """
    pl = polars()
    try:
        import pyreadstat  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        raise SurveyError("extra.missing", extra="spss") from None
    # A folder nobody else can read, gone when the file is.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        frame = pl.DataFrame(dict(columns))
        getattr(pyreadstat, how)(frame, str(path), **facts)
        out.write(_dated(path.read_bytes(), made_on))


def _dated(content: bytes, made_on: date) -> bytes:
    """Return a file whose head says the day it is of, not the moment of writing."""
    month = MONTHS[made_on.month - 1]
    if content.startswith(b"$FL"):
        moment = f"{made_on.day:02} {month} {made_on.year % 100:02}00:00:00".encode()
        start, end = SPSS_MOMENT.start, SPSS_MOMENT.stop
        return content[:start] + moment + content[end:]
    moment = f"{made_on.day:02} {month} {made_on.year} 00:00".encode()
    return STATA_MOMENT.sub(moment, content, count=1)


def signs(text: str) -> str:
    """Return the beginning of a text that Stata takes for a label."""
    return harmless(text)[:LONGEST_STATA]


def cut(text: str, longest: int) -> str:
    """Return the beginning of a text that is so many bytes long at most."""
    return harmless(text).encode()[:longest].decode(errors="ignore")
