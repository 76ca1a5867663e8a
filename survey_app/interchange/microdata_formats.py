"""Files of single answers for programs of statistics: SPSS, Stata, Parquet, Excel."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

from survey_app.errors import SurveyError
from survey_app.interchange import microdata_file as plain
from survey_app.interchange.microdata_file import PIECE, Field, MicrodataFile
from survey_app.interchange.out_labelled import (
    LONGEST_SPSS,
    cut,
    polars,
    signs,
    through_file,
)
from survey_app.interchange.out_xlsx import write_xlsx
from survey_app.interchange.outgoing import Book, Column, OutTable, Row, harmless


def write_sav(file: MicrodataFile, out: BinaryIO) -> None:
    """Write an SPSS file: labels, and negative codes as user-missing values."""
    fields = file.fields
    through_file(
        out,
        "write_sav",
        _frame({field.name: field.values for field in fields}),
        file.made_on,
        file_label=cut(file.title, 60),
        column_labels=[cut(field.label, LONGEST_SPSS) for field in fields],
        variable_value_labels={
            field.name: {code: cut(label, 115) for code, label in words.items()}
            for field in fields
            if (words := file.words(field))
        },
        missing_ranges={
            field.name: [{"lo": min(field.missing), "hi": -1}]
            for field in fields
            if field.missing
        },
        variable_measure={
            field.name: "scale" if field.is_weight else "nominal" for field in fields
        },
        variable_format={
            field.name: "F10.4" if field.is_weight else "F5.0" for field in fields
        },
        note=[cut(note, 70) for note in file.notes],
    )


def write_dta(file: MicrodataFile, out: BinaryIO) -> None:
    """Write a Stata file: labels, and missing values as .a to .e in the order of -1."""
    fields = file.fields
    columns = {field.name: _with_letters(field) for field in fields}
    through_file(
        out,
        "write_dta",
        _frame(columns),
        file.made_on,
        file_label=signs(file.title),
        column_labels=[signs(field.label) for field in fields],
        variable_value_labels={
            field.name: {
                _letter(code): harmless(label) for code, label in words.items()
            }
            for field in fields
            if (words := file.words(field))
        },
        missing_user_values={
            field.name: [_letter(code) for code in field.missing]
            for field in fields
            if field.missing
        },
    )


def _letter(code: int) -> int | str:
    """Return a code as it is, a negative one as the letter of Stata's missing value.

    >>> _letter(3), _letter(-1), _letter(-5)
    (3, 'a', 'e')
    """
    return code if code >= 0 else chr(ord("a") - 1 - code)


def _with_letters(field: Field) -> np.ndarray:
    if not field.missing:
        return field.values
    low = int(field.values.min())
    table = np.empty(int(field.values.max()) - low + 1, dtype=object)
    table[:] = [_letter(code) for code in range(low, low + len(table))]
    return table[field.values.astype(np.int64) - low]


def _frame(columns: dict[str, np.ndarray]) -> dict[str, Any]:
    """Return columns as a data frame takes them: letters among numbers are objects."""
    pl = polars()
    return {
        name: pl.Series(name, values.tolist(), pl.Object)
        if values.dtype == object
        else pl.Series(name, values)
        for name, values in columns.items()
    }


def write_parquet(file: MicrodataFile, out: BinaryIO) -> None:
    """Write codes as numbers, missing values as none, the reason in a column beside.

    What codes mean stands in the metadata of each column.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra)
        from pyarrow import parquet  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SurveyError("extra.missing", extra="parquet") from None
    arrays, fields = [], []
    for field in file.fields:
        is_missing = field.values < 0
        array = pa.array(field.values, mask=is_missing if field.missing else None)
        said = {"label": harmless(field.label)}
        said |= {str(code): harmless(text) for code, text in field.labels.items()}
        arrays.append(array)
        fields.append(pa.field(field.name, array.type, metadata=said))
        if field.missing:
            why = _reasons(pa, field, file.kinds)
            arrays.append(why)
            fields.append(pa.field(f"{field.name}_why", why.type))
    schema = pa.schema(fields, metadata={"title": harmless(file.title)})
    table_of = pa.Table.from_arrays(arrays, schema=schema)
    parquet.write_table(table_of, out, compression="zstd")


def _reasons(pa: Any, field: Field, kinds: Mapping[int, str]) -> Any:
    """Return the kind of each missing value as an Arrow column, none elsewhere."""
    is_missing = field.values < 0
    places = np.where(is_missing, -1 - field.values, 0).astype(np.int8)
    names = [kinds[code] for code in sorted(kinds, reverse=True)]
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=~is_missing), names)


def write_book(file: MicrodataFile, out: BinaryIO) -> None:
    """Write an Excel file: a sheet of answers in words, and the codebook."""
    columns = tuple(
        Column(f.name, "number" if f.is_weight else "text", f.name, harmless(f.label))
        for f in file.fields
    )

    def rows() -> Iterator[Row]:
        for start in range(0, file.rows, PIECE):
            yield from plain.labelled(file, start, start + PIECE)

    head, *lines = plain.codebook(file)
    about = tuple(Column(name, "text", name, name) for name in head)
    answers = OutTable("data", "data", "", columns, rows, file.rows)
    meanings = OutTable("codebook", "codebook", "", about, lambda: lines, len(lines))
    write_xlsx(
        Book(
            file.name,
            file.title,
            file.language,
            file.is_mirrored,
            file.made_on,
            "",
            (answers,),
            (meanings,),
        ),
        out,
    )
