"""Writes exported tables as an SQLite file of its own, ready for Datasette."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table to write: its columns, and what each holds, in order; its rows."""

    name: str
    columns: Mapping[str, str]
    rows: Iterable[tuple[Cell, ...]]


#: What a column holds -> how SQLite keeps it.
TYPES = {"text": "text", "integer": "integer", "number": "real", "flag": "integer"}
#: Columns by which rows are looked up.
LOOKED_UP = ("of", "group")


def write(path: Path, tables: Iterable[FileTable], metadata: str) -> None:
    """Write tables into a new file at `path`, row by row.

    `metadata` is Datasette's, as JSON; it is the one row of `datasette_metadata`.
    """
    with closing(sqlite3.connect(path)) as db, db:
        # The file is new: what is lost with it is made again.
        db.execute("pragma journal_mode = off")
        for table in tables:
            _write(db, table)
        db.execute("create table datasette_metadata (json text not null) strict")
        db.execute("insert into datasette_metadata values (?)", (metadata,))


def _write(db: sqlite3.Connection, table: FileTable) -> None:
    kinds = table.columns.items()
    columns = ", ".join(f'"{name}" {TYPES[kind]}' for name, kind in kinds)
    marks = ", ".join("?" * len(table.columns))
    db.execute(f'create table "{table.name}" ({columns}) strict')
    db.executemany(
        f'insert into "{table.name}" values ({marks})',  # noqa: S608 (names of ours)
        table.rows,
    )
    for column in LOOKED_UP:
        if column in table.columns:
            db.execute(
                f'create index "{table.name}_{column}" on "{table.name}" ("{column}")'
            )
