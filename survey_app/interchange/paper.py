"""Paper: what a report says, ready for whoever sets it as pages.

Texts are in words already; nothing here computes. Every text is data: none is read
as markup by any writer.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["ltr", "rtl"]

#: What no page shows and what would only harm: controls, and turned direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return a text without controls and overrides of direction.

    >>> clean("a\\u202eb\\x07 <b> #c")
    'ab <b> #c'
    """
    return _UNSEEN.sub("", text)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in a language; `style` lead is larger, soft is smaller."""

    text: str
    language: str
    direction: Direction
    style: Literal["plain", "lead", "soft"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """Several short texts, one below the other, in the language of the paper."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small picture, an SVG without any letters, and the words for it."""

    svg: str
    words: str


Cell = str | Drawing


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the table's width."""

    title: str
    width: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns, and what is said above them."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in every language, and each answer: its share, its words likewise."""

    name: str
    texts: tuple[Text, ...]
    answers: tuple[tuple[str, tuple[Text, ...]], ...]


Block = Text | Points | Table | Question


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; `level` 1 is a chapter."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: what it is called, what it is of (term, words), and its sections.

    `made_on` is its day; `contents` is what its table of contents is called.
    """

    title: str
    subtitle: str
    language: str
    direction: Direction
    made_on: date
    contents: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
