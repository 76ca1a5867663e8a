"""Writes tables as a Frictionless Data Package 2: CSV files and their schema."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from survey_app.interchange.out_text import csv_lines
from survey_app.interchange.outgoing import Book, Column, Kind, OutTable

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
DESCRIPTOR = "datapackage.json"
TYPES: Mapping[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "flag": "boolean",
}


def write_package(book: Book, out: BinaryIO) -> None:
    """Write a book as a zip of `datapackage.json` and a CSV file for each table."""
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        text = json.dumps(descriptor(book), ensure_ascii=False, indent=1)
        package.writestr(_entry(book, DESCRIPTOR), text)
        for table in book.everything:
            with package.open(_entry(book, _path(table)), "w") as file:
                csv_lines([table.names], file)  # type: ignore[arg-type] # IO[bytes]
                csv_lines(table.rows(), file)  # type: ignore[arg-type] # IO[bytes]


def descriptor(book: Book) -> dict[str, Any]:
    """Return what a data package says of itself."""
    return {
        "$schema": PROFILE,
        "name": book.name,
        "title": book.title,
        "created": f"{book.made_on.isoformat()}T00:00:00Z",
        "resources": [_resource(table) for table in book.everything],
    }


def _resource(table: OutTable) -> dict[str, Any]:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": table.name,
        "title": table.title,
        "description": table.meaning,
        "type": "table",
        "path": _path(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {
            "$schema": SCHEMA_PROFILE,
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": TYPES[column.kind],
        "title": column.title,
        "description": column.meaning,
    }


def _path(table: OutTable) -> str:
    return f"{table.name}.csv"


def _entry(book: Book, name: str) -> ZipInfo:
    """Return an entry of the day of the release: the same release, the same bytes."""
    day = book.made_on
    entry = ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry
