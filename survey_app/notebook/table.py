"""Result rows as a table, out to CSV, Polars or pandas."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import import_module
from io import StringIO
from typing import Any

from survey_app.errors import Unanswerable

Cells = Mapping[str, object]


class Table:
    """Rows under stable keys in order; None: does not apply, or may not be shown."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Cells]) -> None:
        self.keys, self._rows = tuple(keys), [dict(row) for row in rows]

    def rows(self) -> list[dict[str, object]]:
        """Return the rows, each under the table's keys."""
        return [dict(row) for row in self._rows]

    def to_csv(self) -> str:
        """Return the table as CSV, the keys first."""
        text = StringIO()
        writer = csv.DictWriter(text, self.keys, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._rows)
        return text.getvalue()

    def to_polars(self) -> Any:
        """Return a polars.DataFrame; raise Unanswerable where there is no Polars."""
        columns = {key: [row[key] for row in self._rows] for key in self.keys}
        return _library("polars").DataFrame(columns, strict=False)

    def to_pandas(self) -> Any:
        """Return a pandas.DataFrame; raise Unanswerable where there is no pandas."""
        return _library("pandas").DataFrame(self._rows, columns=list(self.keys))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Yield the rows."""
        return iter(self.rows())

    def _repr_html_(self) -> str:
        """Return the table as notebooks draw it."""
        head = "".join(f"<th>{escape(key)}</th>" for key in self.keys)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row[k])}</td>" for k in self.keys) + "</tr>"
            for row in self._rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _library(name: str) -> Any:
    """Load a table library only when asked for: none of them is needed otherwise."""
    try:
        return import_module(name)
    except ImportError:
        raise Unanswerable("table.needs_library", library=name) from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return escape(f"{value:.4g}" if isinstance(value, float) else str(value))
