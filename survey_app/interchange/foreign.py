"""Files collected elsewhere, read into columns of cells; a reader per kind of file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import isnan
from pathlib import PurePath

from survey_app.errors import Problem, Rejected
from survey_app.interchange import labelled, submissions_json, tables
from survey_app.interchange.apart import read_apart

#: Readers by ending. Each takes (name, content, map's encoding, map's sheet).
READERS: dict[str, Callable[..., "tables.Columns"]] = {
    ".csv": tables.read_csv,
    ".tsv": tables.read_csv,
    ".xlsx": tables.read_xlsx,
    ".sav": labelled.read_sav,
    ".zsav": labelled.read_sav,
    ".dta": labelled.read_dta,
    ".json": submissions_json.read_json,
}
#: Readers that are not Python: they work in a process of their own.
NATIVE = (tables.read_xlsx, labelled.read_sav, labelled.read_dta)


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """The columns of a file, and for labelled files the words for their codes."""

    name: str
    columns: Mapping[str, Sequence[object]]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def cells(self, column: str) -> list[str | None]:
        """Return a column's cells as `plain` text, None where empty."""
        return [plain(value) for value in self.columns[column]]

    def words(self, column: str) -> dict[str, str]:
        """Return the file's own label for each code of a column, blanks trimmed."""
        return dict(self.labels.get(column, {}))


def read_foreign(
    name: str, content: bytes, encoding: str | None = None, sheet: str | None = None
) -> ForeignTable:
    """Return the table in a file, or raise Rejected saying why it cannot be read."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise Rejected([Problem(name, "file.kind_unknown", {"known": known})])
    if not content:
        raise Rejected([Problem(name, "file.empty")])
    read = partial(read_apart, reader) if reader in NATIVE else reader
    columns, labels = read(name, content, encoding=encoding, sheet=sheet)
    if not columns or not len(next(iter(columns.values()))):
        raise Rejected([Problem(name, "file.no_rows")])
    trimmed = {
        column: {
            str(plain(code)): " ".join(label.split()) for code, label in of.items()
        }
        for column, of in labels.items()
    }
    return ForeignTable(PurePath(name).name, columns, trimmed)


def plain(value: object) -> str | None:
    """Return a cell as text the way people write codes, None for an empty one.

    >>> plain(3.0), plain("1.0 "), plain(0.5), plain(" "), plain("01")
    ('3', '1', '0.5', None, '01')
    """
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, datetime):
        value = value.date()
    text = str(value).strip()
    whole, dot, zeros = text.partition(".")
    if dot and zeros and not zeros.strip("0") and whole.lstrip("-").isdecimal():
        return whole
    return text or None
