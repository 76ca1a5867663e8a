"""Tables on their way out: their columns, their rows, and text that harms nobody."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Value = str | int | float | bool | None
Row = tuple[Value, ...]
Kind = Literal["text", "integer", "number", "flag"]

#: Control characters but for line feed and tab; marks that turn the direction of all
#: text behind them; invisible signs, half characters and what is no character.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile("[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
#: Where a reader of HTML would see a tag begin.
_TAG = re.compile("<(?=[a-zA-Z/!?])")
#: What a spreadsheet takes for the beginning of a formula, also after blanks.
_FORMULA = re.compile(r"\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, what it holds, its heading and its meaning."""

    name: str
    kind: Kind
    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class OutTable:
    """A table; `rows` begins anew each time it is called and gives `count` rows."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]]
    count: int

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns)

    def place(self, column: str) -> int | None:
        """Return where a column stands, None where the table has none of that name."""
        return self.names.index(column) if column in self.names else None


@dataclass(frozen=True, slots=True)
class Book:
    """What goes into one file: tables, and those that explain them.

    `name` is fit for a file's or a package's name, `language` that of all words;
    `is_mirrored` where it is written from right to left.
    """

    name: str
    title: str
    language: str
    is_mirrored: bool
    made_on: date
    period: str
    tables: tuple[OutTable, ...]
    appendix: tuple[OutTable, ...]

    @property
    def everything(self) -> tuple[OutTable, ...]:
        """Return the tables and those that explain them."""
        return self.tables + self.appendix

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return sum(table.count for table in self.everything)


def watched(book: Book, tell: Callable[[], None]) -> Book:
    """Return the book with `tell` called for every row that is taken from it."""

    def watch(table: OutTable) -> OutTable:
        def rows() -> Iterator[Row]:
            for row in table.rows():
                yield row
                tell()

        return replace(table, rows=rows)

    return replace(
        book,
        tables=tuple(map(watch, book.tables)),
        appendix=tuple(map(watch, book.appendix)),
    )


def visible(text: str) -> str:
    """Return a text without what nobody sees: controls, turned direction."""
    return _UNSEEN.sub("", text)


def harmless(text: str) -> str:
    """Return a text without what only harms: controls, turned direction, tags.

    Line breaks and tabs become blanks, so that a row stays a row.

    >>> harmless("a\\u202eb\\tc\\x07 <script>")
    'ab c ‹script>'
    """
    return _TAG.sub("‹", visible(_SPACE.sub(" ", text)))


def is_formula(value: object) -> bool:
    """Return whether a spreadsheet would take a text for a formula."""
    return isinstance(value, str) and _FORMULA.match(value) is not None


def inert(value: Any) -> Any:
    """Return a cell of a text file that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert(-1.5), inert("plain")
    ("'=1+1", -1.5, 'plain')
    """
    return f"'{value}" if is_formula(value) else value


def harmless_row(row: Iterable[Value]) -> Row:
    """Return a row whose texts harm nobody."""
    return tuple(harmless(each) if isinstance(each, str) else each for each in row)
