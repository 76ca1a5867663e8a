"""Writes an instrument as an XLSForm: what ODK and Kobo read, and what brings it back.

Whoever gives no consent, or is too young, is asked nothing more: the questions behind
such a question stand in a group. What the questions measure stands in columns and a
sheet that only this program reads.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from xlsxwriter import Workbook

from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Labels,
    Option,
    say,
)
from survey_app.core.questionnaire.routing import named_items
from survey_app.errors import Problem, Rejected
from survey_app.interchange.out_xlsx import OPTIONS
from survey_app.interchange.xlsform_meaning_out import meaning_rows
from survey_app.interchange.xpath_out import expression

#: A cell's words by language, or its one text.
Cell = str | Labels
SheetRow = dict[str, Cell]

#: Roles whose answer may end the interview; the answer that does not.
ENDING, GOING_ON = ("consent", "adult"), "1"
DECLINES = ("dont_know", "refused")
_TYPES = {"number": "decimal", "text": "text"}
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]")
_RESERVED = ("data", "meta", "instanceid", "instancename")


@dataclass(frozen=True, slots=True)
class FormWords:
    """Words a form needs besides: names of languages, the ways to decline."""

    language_name: Callable[[str], str]
    decline: Callable[[str, str], str]

    def heading(self, code: str) -> str:
        """Return a language as headings name it."""
        return f"{self.language_name(code)} ({code})"


def write_form(
    instrument: Instrument, version: str, words: FormWords, out: BinaryIO
) -> None:
    """Write the instrument as an XLSForm; raise Rejected where it cannot be one."""
    if faults := list(_faults(instrument)):
        raise Rejected(faults)
    form = _Form(instrument, words)
    sheets = {
        "survey": form.survey(),
        "choices": form.choices(),
        "settings": [form.settings(version)],
        "survey_app": meaning_rows(instrument, form.names, form.lists),
    }
    book = Workbook(out, OPTIONS)
    languages = [*instrument.languages, *form.more_languages()]
    for name, rows in sheets.items():
        spoken = {code: words.heading(code) for code in languages}
        sheet = book.add_worksheet(name)
        for number, row in enumerate(_table(rows, spoken)):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text)
    book.close()


@dataclass(slots=True)
class _Form:
    instrument: Instrument
    words: FormWords
    #: The form's names of items and lists, by item id and by scale or item id.
    names: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        items = self.instrument.items
        self.names = _fit(item.item_id for item in items)
        self.lists = _fit(item.scale or item.item_id for item in items if _codes(item))

    def more_languages(self) -> list[str]:
        """Return languages that texts have besides: English as the source."""
        found: dict[str, None] = {}
        for item in self.instrument.items:
            found |= dict.fromkeys(item.text)
            for option in self.instrument.options(item):
                found |= dict.fromkeys(option.label)
        return [code for code in found if code not in self.instrument.languages]

    def survey(self) -> list[SheetRow]:
        """Return the rows of questions, those after consent in its group."""
        rows: list[SheetRow] = []
        groups = 0
        for item in self.instrument.items:
            rows.append(self._question(item))
            if item.role in ENDING:
                groups += 1
                goes_on = {"item": item.item_id, "in": [GOING_ON]}
                rows.append(
                    {
                        "type": "begin_group",
                        "name": f"after_{item.role}",
                        "relevant": expression(goes_on, self.names),
                        "survey_app::role": item.role or "",
                    }
                )
        return rows + [{"type": "end_group"}] * groups

    def _question(self, item: Item) -> SheetRow:
        name = self.names[item.item_id]
        row: SheetRow = {
            "type": self._type(item),
            "name": name,
            "label": {code: _plain(text) for code, text in item.text.items()},
            "relevant": expression(item.ask, self.names) if item.ask else "",
            "survey_app::id": item.item_id if item.item_id != name else "",
            "survey_app::kind": "scored" if item.kind == "scored" else "",
            "survey_app::scale": "yes" if item.scale else "",
            "survey_app::reverse": "yes" if item.reverse else "",
            "survey_app::sensitive": "yes" if item.sensitive else "",
            "survey_app::group": item.group or "",
            "survey_app::role": item.role or "",
        }
        if item.role == "half":
            first, second = (option.code for option in self.instrument.options(item))
            row["calculation"] = f"once(if(random() < 0.5, '{first}', '{second}'))"
            row["survey_app::options"] = self.lists[item.scale or item.item_id]
        return row

    def _type(self, item: Item) -> str:
        if item.role == "half":
            return "calculate"
        if item.kind in _TYPES:
            return _TYPES[item.kind]
        select = "select_multiple" if item.kind == "choices" else "select_one"
        return f"{select} {self.lists[item.scale or item.item_id]}"

    def choices(self) -> list[SheetRow]:
        """Return the rows of answers, each list followed by the ways to decline."""
        rows: list[SheetRow] = []
        met = set()
        for item in self.instrument.items:
            of = item.scale or item.item_id
            if of in met or of not in self.lists:
                continue
            met.add(of)
            options = self.instrument.options(item)
            declines = () if item.role == "half" else self._declines()
            for option in (*options, *declines):
                label = {code: _plain(text) for code, text in option.label.items()}
                rows.append(
                    {"list_name": self.lists[of], "name": option.code, "label": label}
                )
        return rows

    def _declines(self) -> tuple[Option, ...]:
        languages = [*self.instrument.languages, *self.more_languages()]
        return tuple(
            Option(kind, {code: self.words.decline(kind, code) for code in languages})
            for kind in DECLINES
        )

    def settings(self, version: str) -> SheetRow:
        """Return the form's name, version and first language."""
        first = self.instrument.languages[0]
        return {
            "form_title": say(self.instrument.title, first) or self.instrument.name,
            "form_id": self.instrument.name,
            "version": version,
            "default_language": self.words.heading(first),
        }


def _faults(instrument: Instrument) -> Iterable[Problem]:
    """Yield what no XLSForm can hold."""
    if not instrument.languages:
        yield Problem(instrument.name, "instrument.no_language")
    kinds = {item.item_id: item.kind for item in instrument.items}
    for item in instrument.items:
        if item.role == "targets":
            yield Problem(item.item_id, "form.draws", {"item": item.item_id})
        for name in named_items(item.ask or {"all": []}):
            if kinds.get(name) in _TYPES:
                facts = {"item": item.item_id, "named": name}
                yield Problem(item.item_id, "form.rule_on_open", facts)
        for option in instrument.options(item):
            if set(option.code) & set(" \t\n\"'") or not option.code:
                facts = {"code": option.code, "item": item.item_id}
                yield Problem(item.item_id, "form.unfit_code", facts)


def _table(rows: list[SheetRow], languages: Mapping[str, str]) -> Iterable[list[str]]:
    """Yield the header and rows of a sheet, without columns nobody fills."""
    used = dict.fromkeys(key for row in rows for key, cell in row.items() if cell)
    columns = [
        (key, code)
        for key in used
        for code in (
            languages if any(_is_spoken(row.get(key)) for row in rows) else [""]
        )
    ]
    yield [f"{key}::{languages[code]}" if code else key for key, code in columns]
    for row in rows:
        yield [_text(row.get(key, ""), code) for key, code in columns]


def _is_spoken(cell: Cell | None) -> bool:
    return isinstance(cell, dict)


def _text(cell: Cell, code: str) -> str:
    return cell.get(code, "") if isinstance(cell, dict) else cell


def _codes(item: Item) -> bool:
    return item.kind not in _TYPES


def _plain(text: str) -> str:
    """Return words in which no form sees a reference to an answer."""
    return text.replace("${", "$\u200b{")


def _fit(ids: Iterable[str]) -> dict[str, str]:
    """Return for each id a name that XML and ODK take, no two alike.

    >>> _fit(["a:b", "A_b", "1"])
    {'a:b': 'a_b', 'A_b': 'A_b_2', '1': 'q_1'}
    """
    found: dict[str, str] = {}
    taken = set(_RESERVED)
    for each in dict.fromkeys(ids):
        stem = _UNFIT.sub("_", each)
        stem = stem if stem[:1].isalpha() or stem[:1] == "_" else f"q_{stem}"
        name, number = stem, 2
        while name.lower() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.lower())
        found[each] = name
    return found
