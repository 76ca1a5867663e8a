"""Reads Excel workbooks that anybody may send: sheets as text, within limits.

Cells are kept as they are met, never as the rectangle a file claims: one cell in the
last corner of a sheet would need 400 GB. What it says of sizes is not believed.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import plain
from survey_app.interchange.media_archive import DAMAGED

#: All that is read of a workbook, unpacked.
MOST_BYTES = 32 * 1024**2
MOST_COLUMNS = 400
_CHUNK = 64 * 1024

#: Row number (from 1) and its cells that are not empty, by column (from 0).
Row = tuple[int, dict[int, str]]
_Handler = Callable[[str, dict[str, str]], None]


def read_workbook(
    name: str, content: bytes, most_rows: dict[str, int]
) -> dict[str, list[Row]]:
    """Return the rows of the sheets that `most_rows` names, by their folded names.

    Raise Rejected where the file is damaged, or a sheet has more rows than it may.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _Book(name, archive).sheets(most_rows)
    except zipfile.BadZipFile:
        raise Rejected([Problem(name, "workbook.not_xlsx")]) from None
    except (*DAMAGED, expat.ExpatError, LookupError) as error:
        reason = str(error)
    raise Rejected([Problem(name, "file.damaged", {"reason": reason})])


@dataclass(slots=True)
class _Book:
    """An open workbook, and how much more of it may be unpacked."""

    name: str
    archive: zipfile.ZipFile
    left: int = MOST_BYTES

    def sheets(self, most_rows: dict[str, int]) -> dict[str, list[Row]]:
        """Return the rows of the wanted sheets."""
        targets = self._targets()
        names = _Names()
        self._parse("xl/workbook.xml", names)
        wanted = {
            sheet.strip().casefold(): targets.get(key, "")
            for sheet, key in names.found
            if sheet.strip().casefold() in most_rows
        }
        words = self._words()
        found = {}
        for sheet, path in wanted.items():
            cells = _Cells(self.name, sheet, words, most_rows[sheet])
            self._parse(path, cells)
            found[sheet] = cells.rows
        return found

    def _targets(self) -> dict[str, str]:
        relations = _Relations()
        self._parse("xl/_rels/workbook.xml.rels", relations)
        return {
            key: normpath(join("/xl", target)).lstrip("/")
            for key, target in relations.found.items()
        }

    def _words(self) -> list[str]:
        words = _Words()
        if "xl/sharedStrings.xml" in self.archive.namelist():
            self._parse("xl/sharedStrings.xml", words)
        return words.found

    def _parse(self, path: str, into: "_Reader") -> None:
        """Let `into` read an XML part; entities and document types are not taken."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = into.start
        parser.EndElementHandler = into.end
        parser.CharacterDataHandler = into.text
        parser.StartDoctypeDeclHandler = _refuse
        for chunk in self._chunks(path):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _chunks(self, path: str) -> Iterator[bytes]:
        with self.archive.open(path) as file:
            while chunk := file.read(_CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    facts = {"most": MOST_BYTES // 1024**2}
                    raise Rejected([Problem(self.name, "workbook.too_large", facts)])
                yield chunk


class _Reader:
    """Reads one XML part."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element."""

    def end(self, tag: str) -> None:
        """Meet the end of an element."""

    def text(self, text: str) -> None:
        """Meet text."""


@dataclass(slots=True)
class _Names(_Reader):
    """The sheets of a workbook: name and key of the relation."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            keys = [value for key, value in attributes.items() if key.endswith(":id")]
            self.found.append((attributes.get("name", ""), "".join(keys)))


@dataclass(slots=True)
class _Relations(_Reader):
    """Where the parts of a workbook are, by key."""

    found: dict[str, str] = field(default_factory=dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            self.found[attributes.get("Id", "")] = attributes.get("Target", "")


@dataclass(slots=True)
class _Words(_Reader):
    """The texts that cells name by number."""

    found: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_text: bool = False
    is_sound: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "si":
                self.parts = []
            case "rPh":  # how Japanese is read aloud
                self.is_sound = True
            case "t":
                self.is_text = not self.is_sound

    def end(self, tag: str) -> None:
        match _local(tag):
            case "si":
                self.found.append("".join(self.parts))
            case "rPh":
                self.is_sound = False
            case "t":
                self.is_text = False

    def text(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)


@dataclass(slots=True)
class _Cells(_Reader):
    """The rows of a sheet."""

    name: str
    sheet: str
    words: list[str]
    most: int
    rows: list[Row] = field(default_factory=list)
    row: int = 0
    column: int = -1
    kind: str = "n"
    parts: list[str] = field(default_factory=list)
    cells: dict[int, str] = field(default_factory=dict)
    is_value: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "row":
                self.row = _number(attributes.get("r", ""), self.row + 1)
                self.column, self.cells = -1, {}
            case "c":
                self.column = _column(attributes.get("r", ""), self.column + 1)
                self.kind, self.parts = attributes.get("t", "n"), []
            case "v" | "t":
                self.is_value = True

    def end(self, tag: str) -> None:
        match _local(tag):
            case "v" | "t":
                self.is_value = False
            case "c":
                if value := self._value().strip():
                    if self.column >= MOST_COLUMNS:
                        self._refuse("workbook.too_wide", MOST_COLUMNS)
                    self.cells[self.column] = value
            case "row" if self.cells:
                self.rows.append((self.row, self.cells))
                if len(self.rows) > self.most:
                    self._refuse("workbook.too_long", self.most)

    def text(self, text: str) -> None:
        if self.is_value:
            self.parts.append(text)

    def _value(self) -> str:
        text = "".join(self.parts)
        match self.kind:
            case "s":
                return self.words[int(text)] if text else ""
            case "b":
                return "TRUE" if text.strip() == "1" else "FALSE"
            case "e":
                return ""
            case "n":
                return plain(text) or ""
        return text

    def _refuse(self, code: str, most: int) -> None:
        facts = {"sheet": self.sheet, "most": most}
        raise Rejected([Problem(f"{self.name}: {self.sheet}:{self.row}", code, facts)])


def _refuse(*_: Any) -> None:
    raise expat.ExpatError("document type")


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise


def _column(reference: str, otherwise: int) -> int:
    """Return the column of a cell as a number from 0.

    >>> _column("A7", 9), _column("AB1", 9), _column("", 9)
    (0, 27, 9)
    """
    letters = reference.rstrip("0123456789").upper()
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return otherwise
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1
