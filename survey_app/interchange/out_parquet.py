"""Writes a table as Parquet, in pieces, with what its columns mean."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from survey_app.errors import SurveyError
from survey_app.interchange.outgoing import Book, Column, OutTable

#: Rows written at a time.
PIECE = 20_000


def write_parquet(book: Book, out: BinaryIO) -> None:
    """Write a table as Parquet; raise SurveyError where pyarrow is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra)
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SurveyError("extra.missing", extra="parquet") from None
    (table,) = book.tables
    schema = _schema(pa, table, book.title)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for piece in _pieces(table):
            columns = list(zip(*piece, strict=True))
            arrays = [
                pa.array(column, field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _pieces(table: OutTable) -> Iterator[list[Any]]:
    rows = iter(table.rows())
    while piece := list(islice(rows, PIECE)):
        yield piece


def _schema(pa: Any, table: OutTable, title: str) -> Any:
    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
    }

    def field(column: Column) -> Any:
        said = {"title": column.title, "meaning": column.meaning}
        return pa.field(column.name, types[column.kind], metadata=said)

    return pa.schema(
        [field(column) for column in table.columns],
        metadata={"title": title, "table": table.title},
    )
