"""Files of single answers for programs of statistics: SPSS, Stata, Parquet, Excel."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import numpy as np

from survey_app.errors import SurveyError
from survey_app.interchange import microdata_file as plain
from survey_app.interchange.microdata_file import PIECE, Field, MicrodataFile
from survey_app.interchange.out_xlsx import write_xlsx
from survey_app.interchange.outgoing import Book, Column, OutTable, Row, harmless

#: What a label may be long in SPSS (bytes) and in Stata (signs).
LONGEST_SPSS = 250
LONGEST_STATA = 80


def write_sav(file: MicrodataFile, out: BinaryIO) -> None:
    """Write an SPSS file: labels, and negative codes as user-missing values."""
    fields = file.fields
    _through_file(
        out,
        "write_sav",
        {field.name: field.values for field in fields},
        file_label=_cut(file.title, 60),
        column_labels=[_cut(field.label, LONGEST_SPSS) for field in fields],
        variable_value_labels={
            field.name: {code: _cut(label, 115) for code, label in words.items()}
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
        note=[_cut(note, 70) for note in file.notes],
    )


def write_dta(file: MicrodataFile, out: BinaryIO) -> None:
    """Write a Stata file: labels, and missing values as .a to .e in the order of -1."""
    fields = file.fields
    columns = {field.name: _with_letters(field) for field in fields}
    _through_file(
        out,
        "write_dta",
        columns,
        file_label=_signs(file.title),
        column_labels=[_signs(field.label) for field in fields],
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


def _through_file(
    out: BinaryIO, how: str, columns: dict[str, np.ndarray], **facts: Any
) -> None:
    """Write by pyreadstat, which takes data frames, and writes to a path alone."""
    try:
        import polars as pl  # noqa: PLC0415 (an extra)
        import pyreadstat  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SurveyError("extra.missing", extra="spss") from None
    # A folder nobody else can read, gone when the file is.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        frame = pl.DataFrame(
            [
                pl.Series(name, values.tolist(), pl.Object)
                if values.dtype == object
                else pl.Series(name, values)
                for name, values in columns.items()
            ]
        )
        getattr(pyreadstat, how)(frame, str(path), **facts)
        out.write(path.read_bytes())


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


def _signs(text: str) -> str:
    return harmless(text)[:LONGEST_STATA]


def _cut(text: str, longest: int) -> str:
    """Return the beginning of a text that is so many bytes long at most."""
    return harmless(text).encode()[:longest].decode(errors="ignore")
