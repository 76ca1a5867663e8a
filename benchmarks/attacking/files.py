"""Reads exported files as the tables they hold: CSV, JSON, SQLite, Parquet, XLSX."""

import csv
import json
import sqlite3
from contextlib import closing

#: A table is known by a column that no other has.
TABLES = {
    "gap_from": "gap_changes",
    "n_from": "comparisons",
    "difference": "pairs",
    "rest_mean": "gaps",
    "lowest": "inequality",
    "slope": "trends",
    "mutual": "dyads",
    "answer": "answers",
    "deff": "estimates",
}
RESPONDENTS = {"round", "by", "group", "n"}


def read_folder(folder):
    """Return the rows of all tables in all files of a folder, by the table's name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        for rows in READERS.get(path.suffix.lower(), lambda _: ())(path):
            name = _name(rows)
            if name:
                found.setdefault(name, []).extend(map(_typed, rows))
    return found


def _name(rows):
    """Return which table rows are of, None if of none that tells of groups."""
    columns = set(rows[0]) if rows else set()
    for column, name in TABLES.items():
        if column in columns:
            return name
    is_count = columns >= RESPONDENTS and "of" not in columns
    return "respondents" if is_count else None


def _typed(row):
    """Return a row with numbers as numbers, and nothing as None."""
    found = {key: _value(key, value) for key, value in row.items()}
    found["suppressed"] = str(row.get("suppressed", "")).lower() in ("true", "1")
    return found


#: Texts stay texts, whatever they look like.
NAMES = {"round", "of", "kind", "by", "group", "other", "from", "to", "answer"}


def _value(key, value):
    if value is None or value == "":
        return None
    if key in NAMES or not isinstance(value, str):
        return str(value) if key in NAMES else value
    try:
        return float(value)
    except ValueError:
        return value


def _csv(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    # HXL has its tags in the second line.
    return [[r for r in rows if not any(str(v).startswith("#") for v in r.values())]]


def _json(path):
    found = json.loads(path.read_text(encoding="utf-8"))
    tables = found.values() if isinstance(found, dict) else [found]
    return [
        rows
        for rows in tables
        if isinstance(rows, list) and rows and isinstance(rows[0], dict)
    ]


def _sqlite(path):
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in db.execute("select name from sqlite_master where type = 'table'")
        ]
        quoted = [name.replace('"', '""') for name in names]
        return [
            [dict(row) for row in db.execute(f'select * from "{name}"')]
            for name in quoted
        ]


def _parquet(path):
    from pyarrow import parquet  # noqa: PLC0415 (only where there is such a file)

    return [parquet.read_table(path).to_pylist()]


def _xlsx(path):
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 (only for such a file)
    except ImportError:
        print(f"{path} was not read: openpyxl is not installed")
        return []
    found = []
    for sheet in load_workbook(path, read_only=True):
        lines = list(sheet.iter_rows(values_only=True))
        if lines:
            head = [str(each) for each in lines[0]]
            found.append([dict(zip(head, line, strict=False)) for line in lines[1:]])
    return found


READERS = {
    ".csv": _csv,
    ".json": _json,
    ".db": _sqlite,
    ".sqlite": _sqlite,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
