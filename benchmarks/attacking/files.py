"""Reads exported files as the tables they hold, whatever their format."""

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from math import isnan
from zipfile import ZipFile

from survey_app.interchange.out_labelled import NAMES as RENAMED
from survey_app.interchange.out_text import (
    ALL,
    DIMENSIONS,
    HASHTAGS,
    OBSERVED,
    SDMX_CODES,
    SDMX_HEADER,
)

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


@dataclass(frozen=True)
class Survey:
    """What SDMX leaves out: names of rounds, the earliest first, and of groupings.

    It tells the months of rounds and, of crossed groupings, not the order of the parts.
    """

    months: tuple = ()
    names: tuple = ()
    groupings: tuple = ()

    def crossed(self, codes):
        """Return a grouping and its group from the code in each part."""
        own = next(by for by in self.groupings if set(by.split("*")) == codes.keys())
        return own, "*".join(codes[part] for part in own.split("*"))


def read_folder(folder, survey=None):
    """Return the rows of all tables in all files of a folder, by the table's name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        for name, rows in read(path, survey).items():
            found.setdefault(name, []).extend(rows)
    return found


def read(path, survey=None):
    """Return the rows of the tables in one file, by the table's name."""
    found = {}
    for rows in READERS.get(path.suffix.lower(), lambda _: ())(path):
        own = _of_sdmx(rows, survey) if _is_sdmx(rows) else rows
        name = _name(own)
        if name:
            found.setdefault(name, []).extend(map(_typed, own))
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
    found["suppressed"] = str(row.get("suppressed", "")).lower() in ("true", "1", "1.0")
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
    return [_records(path.read_text(encoding="utf-8-sig"))]


def _records(text):
    """Return the rows of a CSV text; HXL has headings above its names."""
    lines = list(csv.reader(StringIO(text, newline="")))
    tags = lines[1] if len(lines) > 1 else ()
    is_tagged = bool(tags) and all(each.startswith("#") for each in tags)
    names = list(map(_column_of, tags)) if is_tagged else lines[0] if lines else ()
    rows = lines[2:] if is_tagged else lines[1:]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _column_of(tag):
    """Return the column an HXL hashtag stands for."""
    for column, own in COLUMN_OF.items():
        if tag == own:
            return column
    return tag.split("+")[1] if tag.count("+") else tag


#: column -> hashtag; where two share one, the name that rows of means have
COLUMN_OF = {name: tag for name, tag in HASHTAGS.items() if "_label" not in name}


def _is_sdmx(rows):
    return bool(rows) and tuple(rows[0]) == SDMX_HEADER


def _of_sdmx(rows, survey):
    """Return observations as the rows they were made of."""
    return [_observed(row, survey) for row in rows]


def _observed(row, survey):
    table = row["DATAFLOW"].removeprefix("SURVEY_APP:").partition("(")[0].lower()
    at = survey.months.index(row["TIME_PERIOD"])
    own = {
        "of": row["INDICATOR"], "kind": row["STATISTIC"], **_divided(row, survey),
        OBSERVED[table]: row["OBS_VALUE"], "n": row["SAMPLE_SIZE"],
        "suppressed": row["OBS_STATUS"] == "Q", **dict.fromkeys(ALSO.get(table, ())),
    }  # fmt: skip
    if table == "comparisons":
        return own | {"from": survey.names[at - 1], "to": survey.names[at]}
    if table == "answers":
        own["answer"] = None if row["CATEGORY"] == ALL else row["CATEGORY"]
    return own | {"round": survey.names[at]}


#: table -> columns by which it is known, or that its other formats have
ALSO = {
    "estimates": ("deff",),
    "gaps": ("rest_mean",),
    "comparisons": ("n_from", "gap_change"),
}


def _divided(row, survey):
    """Return the grouping and the group an observation is of."""
    words = {code: name for name, code in SDMX_CODES.items()}
    codes = {
        by: words.get(row[name], row[name])
        for by, name in DIMENSIONS.items()
        if row[name] != ALL
    }
    if row["BREAKDOWN"] != ALL:
        names, groups = row["BREAKDOWN"].split("*"), row["GROUP"].split("*")
        codes |= dict(zip(names, groups, strict=True))
    by, group = survey.crossed(codes) if codes else (None, None)
    return {"by": by, "group": group}


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


def _labelled(path):
    import pyreadstat  # noqa: PLC0415 (only where there is such a file)

    reader = {".sav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}[path.suffix]
    frame, _ = reader(path, output_format="dict")
    taken = {name: column for column, name in RENAMED.items()}
    names = [taken.get(name, name) for name in frame]
    rows = zip(*frame.values(), strict=True)
    return [[dict(zip(names, map(_none, row), strict=True)) for row in rows]]


def _none(value):
    """Return None for a number that is missing."""
    return None if isinstance(value, float) and isnan(value) else value


def _xlsx(path):
    from openpyxl import load_workbook  # noqa: PLC0415 (only where there is such a file)

    with closing(load_workbook(path, read_only=True)) as book:
        sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book]
    codebook = next((lines for lines in sheets if len(lines[0]) == len(CODEBOOK)), [])
    names = {title: column for _, column, title, *_ in codebook[1:]}
    return [
        [
            dict(zip([names.get(each, each) for each in lines[0]], line, strict=False))
            for line in lines[1:]
        ]
        for lines in sheets
        if lines
    ]


#: What the sheet holds that says which heading is which column.
CODEBOOK = ("table", "column", "title", "type", "meaning")


def _zip(path):
    with ZipFile(path) as file:
        names = [name for name in file.namelist() if name.endswith(".csv")]
        return [_records(file.read(name).decode("utf-8-sig")) for name in names]


READERS = {
    ".csv": _csv,
    ".json": _json,
    ".db": _sqlite,
    ".sqlite": _sqlite,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
    ".zip": _zip,
    ".sav": _labelled,
    ".dta": _labelled,
}
