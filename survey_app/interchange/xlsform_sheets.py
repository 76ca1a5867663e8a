"""Reads the sheets of an XLSForm, in all dialects, as rows by column and language."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from survey_app.errors import Problem, Rejected
from survey_app.interchange.outgoing import visible
from survey_app.interchange.tables import shortened
from survey_app.interchange.toml_source import nearest
from survey_app.interchange.workbook import Row, read_workbook

#: Rows each sheet may have: many times what anybody can be asked.
MOST_ROWS = {"survey": 5000, "choices": 20000, "settings": 20, "survey_app": 5000}
LONGEST_TEXT = 4000
#: Signs of all conditions and calculations together.
MOST_OF_RULES = 1_000_000
_RULED = ("relevant", "constraint", "calculation")
#: Columns that say too much to be guessed at where two have the same name.
_ONCE = ("type", "name", "list", *_RULED)

#: Columns that are read in several languages.
SPOKEN = ("label", "hint", "image", "audio")
#: Other names of columns, by the one we use.
_ALIASES = {
    "caption": "label", "relevance": "relevant", "calculate": "calculation",
    "command": "type", "tag": "name", "value": "name", "list_name": "list",
    "constraining_message": "constraint_message", "requiredmsg": "required_message",
    "jr:constraintmsg": "constraint_message", "jr:requiredmsg": "required_message",
    "readonly": "read_only", "count": "repeat_count", "jr:count": "repeat_count",
}  # fmt: skip
#: First parts of a heading that only say where ODK keeps what follows.
_GROUPS = ("bind", "control", "body", "media", "instance")
_CODED = re.compile(r"^(.*?)\s*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)$")
_MARKUP = re.compile(
    r"</?\s*(?:span|b|i|u|em|strong|font|small|big|p|div|h[1-6]|a|br|center|sup|sub)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*|__(\S(?:[^_\n]*\S)?)__")
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
#: An earlier answer that a text shows.
_SHOWN = re.compile(r"\$\{[^{}]*\}")
_BREAK = re.compile(r"<\s*br\s*/?\s*>", re.IGNORECASE)

#: A column's own name, and the language of its words or None.
Column = tuple[str, str | None]
#: A language's code for its name, None for a name nobody knows.
LanguageCode = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row: its number, its cells by column, its words by column and language."""

    sheet: str
    number: int
    cells: dict[str, str]
    words: dict[str, dict[str, str]]

    @property
    def where(self) -> str:
        """Return where the row stands, with its name."""
        return f"{self.sheet}:{self.number} {self.cells.get('name', '')}".rstrip()

    def __getitem__(self, column: str) -> str:
        """Return a plain cell, "" where it is empty."""
        return self.cells.get(column, "")

    def said(self, column: str) -> dict[str, str]:
        """Return the words of a column by language code."""
        return self.words.get(column, {})


@dataclass(slots=True)
class Sheets:
    """A form's rows; what was met on the way is in `faults`, `losses` and `notes`."""

    name: str
    rows: dict[str, list[FormRow]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    losses: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def settings(self) -> Mapping[str, str]:
        """Return the form's settings."""
        return next((row.cells for row in self.rows.get("settings", [])), {})


def read_sheets(
    name: str, content: bytes, code_of: LanguageCode, language: str
) -> Sheets:
    """Return the rows of a form; raise Rejected where it is no XLSForm.

    `language` is that of words whose column names none, unless the settings say.
    """
    found = read_workbook(name, content, MOST_ROWS)
    sheets = Sheets(name)
    if "survey" not in found:
        raise Rejected([Problem(name, "form.no_survey_sheet")])
    reading = _Headings(sheets, code_of, language)
    settings = found.pop("settings", [])
    reading.read("settings", settings)
    if default := sheets.settings.get("default_language"):
        reading.default = reading.language(default, "settings") or language
    for sheet in MOST_ROWS:
        if sheet in found:
            reading.read(sheet, found[sheet])
    length = sum(len(row[each]) for row in sheets.rows["survey"] for each in _RULED)
    if length > MOST_OF_RULES:
        most = {"most": MOST_OF_RULES}
        raise Rejected([Problem(name, "form.rules_too_long", most)])
    if not any("type" in row.cells for row in sheets.rows["survey"]):
        sheets.faults.append(Problem(f"{name}: survey", "form.no_types"))
    if reading.was_unnamed and "default_language" not in sheets.settings:
        facts = {"language": reading.default}
        sheets.notes.append(Problem(name, "form.language_taken", facts))
    return sheets


class _Headings:
    """Reads sheets by what their headings mean."""

    def __init__(self, sheets: Sheets, code_of: LanguageCode, default: str) -> None:
        self.sheets, self.code_of, self.default = sheets, code_of, default
        self.was_unnamed = False
        self.unknown: set[str] = set()
        self.overruled: list[int] = []

    def read(self, sheet: str, rows: list[Row]) -> None:
        """Read the rows of a sheet."""
        kept: list[FormRow] = []
        self.sheets.rows[sheet] = kept
        if not rows:
            return
        (_, header), *body = rows
        columns = {place: self._column(text, sheet) for place, text in header.items()}
        self._check_twice(sheet, header, columns)
        # Columns that name their language go before one that names none.
        order = sorted(columns, key=lambda place: ":" not in header[place])
        for number, cells in body:
            row = FormRow(sheet, number, {}, {})
            for place in order:
                if place in cells:
                    self._put(row, columns[place], cells[place])
            kept.append(row)
        self._tell_overruled(sheet)

    def _check_twice(
        self, sheet: str, header: dict[int, str], columns: dict[int, Column]
    ) -> None:
        """Two columns that are alike are a fault: nobody can know which is meant."""
        where = f"{self.sheets.name}: {sheet}:1"
        met = Counter((columns[place], ":" in text) for place, text in header.items())
        for (column, _), count in met.items():
            if count > 1 and column[0] in (*SPOKEN, *_ONCE):
                fault = Problem(where, "file.column_twice", {"column": column[0]})
                self.sheets.faults.append(fault)

    def _tell_overruled(self, sheet: str) -> None:
        """Note words that gave way to those of a column that names their language."""
        if rows := self.overruled:
            shown = shortened(list(dict.fromkeys(rows)))
            facts = {"column": "label", "rows": shown}
            where = f"{self.sheets.name}: {sheet}"
            self.sheets.notes.append(Problem(where, "form.column_unread", facts))
        self.overruled = []

    def _put(self, row: FormRow, column: Column, text: str) -> None:
        name, language = column
        if len(text) > LONGEST_TEXT:
            facts = {"most": LONGEST_TEXT, "column": name}
            self.sheets.faults.append(Problem(row.where, "form.text_too_long", facts))
        elif name not in SPOKEN:
            row.cells.setdefault(name, text)
        elif language is not None:
            if _SHOWN.search(text):
                problem = Problem(row.where, "form.shows_answer", {"column": name})
                self.sheets.losses.append(problem)
            words = unmarked(_SHOWN.sub("…", text))
            if words and row.said(name).get(language, words) != words:
                self.overruled.append(row.number)
            elif words:
                row.words.setdefault(name, {}).setdefault(language, words)

    def _column(self, heading: str, sheet: str) -> Column:
        """Return a column's own name, and the language of words or None."""
        sign = "::" if "::" in heading else ":"
        parts = [part.strip() for part in heading.split(sign)]
        if sign == ":" and "jr" in parts:
            parts = [heading.strip()]
        first = "_".join(parts[0].lower().split())
        if first == "survey_app" and len(parts) > 1:
            return f"survey_app::{parts[1]}", None
        if first in _GROUPS and len(parts) > 1:
            parts = parts[1:]
            first = "_".join(parts[0].lower().split())
        column = first if sheet == "survey_app" else _ALIASES.get(first, first)
        if column not in SPOKEN:
            return column, None
        return column, self._note_language(parts)

    def _note_language(self, parts: list[str]) -> str | None:
        if len(parts) > 1 and parts[1]:
            code = self.language(parts[1], parts[0])
        else:
            self.was_unnamed, code = True, self.default
        if code and code not in self.sheets.languages:
            self.sheets.languages.append(code)
        return code

    def language(self, text: str, where: str) -> str | None:
        """Return the code of a language as a heading names it, None for none."""
        if coded := _CODED.match(text):
            code = coded[2].replace("_", "-")
            return self.code_of(code) or code
        code = self.code_of(text)
        if code is None and text not in self.unknown:
            self.unknown.add(text)
            facts = {"language": text[:60]}
            place = f"{self.sheets.name}: {where}"
            self.sheets.faults.append(Problem(place, "form.language_unknown", facts))
        return code


def unmarked(text: str) -> str:
    """Return words without marks that only dress them, a line a line.

    >>> unmarked("<b>How</b> **much**?<br>Tell us")
    'How much?\\nTell us'
    """
    text = _MARKUP.sub("", _BREAK.sub("\n", text))
    text = _HEADING.sub("", _MARKDOWN.sub(lambda m: m[1] or m[2], text))
    lines = [visible(line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()


def like(name: str, known: list[str]) -> str:
    """Return the known name most like one, or some of those known."""
    return nearest(name, known) or ", ".join(known[:8])
