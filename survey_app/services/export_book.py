"""The book of a release: its tables with words, and what explains them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Any, get_args, get_type_hints

from survey_app import i18n
from survey_app.core.disclosure.door import plain
from survey_app.core.disclosure.released import RESTRICTED, Released
from survey_app.core.estimation import rows as shapes
from survey_app.core.questionnaire.instrument import say
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.interchange.outgoing import (
    Book,
    Column,
    Kind,
    OutTable,
    Row,
    Value,
    harmless,
    harmless_row,
)
from survey_app.services import release_tables
from survey_app.services.naming import DyadNames, Names, Worded
from survey_app.services.release_tables import Sources
from survey_app.words import exporting as words

#: table -> the shape of its rows
SHAPES: Mapping[str, type[shapes.Row]] = {
    "estimates": shapes.EstimateRow,
    "gaps": shapes.GapRow,
    "comparisons": shapes.ChangeRow,
    "trends": shapes.TrendRow,
    "answers": shapes.AnswerRow,
    "respondents": shapes.RespondentRow,
    "dyads": shapes.DyadRow,
}
KINDS: Mapping[type, Kind] = {bool: "flag", int: "integer", float: "number"}
#: column of codes -> the column behind it that says them in words
LABELS = {
    key: f"{key}_label"
    for key in ("of", "kind", "by", "group", "about", "answer", "verdict")
}
RowDict = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is made of: rows by table, and the release they are of (None: live).

    `restricted` are the measures that may not leave for the reader.
    """

    survey_round: SurveyRound
    tables: Mapping[str, Sequence[RowDict]]
    made_on: date
    released: Released | None = None
    restricted: tuple[str, ...] = ()


def of_release(
    survey_round: SurveyRound, released: Released, document: bytes
) -> Content:
    """Return what files of a release are made of.

    Sensitive measures leave for the public only where two people released them.
    """
    kept = json.loads(document)
    named = kept.pop(RESTRICTED, [])
    is_held_back = released.audience == "public" and not released.second
    held_back = tuple(named) if is_held_back else ()
    tables = {
        name: [row for row in rows if row.get("of") not in held_back]
        for name, rows in kept.items()
    }
    return Content(survey_round, tables, released.made_on, released, held_back)


def live(sources: Sources, today: date) -> Content:
    """Return what files of a round as it stands are made of: for analysts."""
    found = release_tables.of_round(sources)
    tables = {name: plain(rows) for name, rows in found.items()}
    return Content(sources.data.survey_round, tables, today)


def book(content: Content, said: Worded, language: str) -> Book:
    """Return the tables of `content` in the words of a language, and its codebook.

    Tables without rows are left out.
    """
    told = Told(said, language)
    tables = tuple(
        _table(name, content.tables[name], told)
        for name in SHAPES
        if content.tables.get(name)
    )
    asked = content.survey_round
    number = f"release-{content.released.release_id}" if content.released else "live"
    return Book(
        name=slug(f"{asked.survey}-{asked.name}-{number}"),
        title=harmless(_title(content, language)),
        language=language,
        is_mirrored=i18n.language(language).direction == "rtl",
        made_on=content.made_on,
        period=(asked.opened_on or content.made_on).strftime("%Y-%m"),
        tables=tables,
        appendix=(
            _about(content, told),
            _columns(tables, told),
            _codes(content, told),
        ),
    )


def slug(text: str) -> str:
    """Return a name of small letters, digits and hyphens.

    >>> slug("Valley 2026/1"), slug("وادي")
    ('valley-2026-1', 'survey')
    """
    plain_text = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return plain_text or "survey"


def columns_of(table: str, say_: Callable[[str], str]) -> tuple[Column, ...]:
    """Return the columns of a table: the contract's keys, then codes in words."""
    hints = get_type_hints(SHAPES[table])
    found = [
        _column(name.rstrip("_"), _kind(hint), say_) for name, hint in hints.items()
    ]
    known = {column.name for column in found}
    labels = [label for key, label in LABELS.items() if key in known]
    return (*found, *(_column(label, "text", say_) for label in labels))


def _kind(hint: object) -> Kind:
    every = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return next((KINDS[each] for each in every if each in KINDS), "text")


def _column(name: str, kind: Kind, say_: Callable[[str], str]) -> Column:
    title, meaning = words.COLUMNS[name]
    return Column(name, kind, say_(title), say_(meaning))


class Told:
    """Says what stands in rows, in one language."""

    def __init__(self, said: Worded, language: str) -> None:
        self.names = Names(said, language)
        self.dyads = DyadNames(said, self.names)
        self.say = i18n.gettext_for(language)

    def of_label(self, row: RowDict) -> str:
        """Return the words of what a row measures."""
        return (
            self.dyads.measure(row["of"])
            if "about" in row
            else self.names.measure(row["of"])
        )

    def by_label(self, row: RowDict) -> str | None:
        """Return the words of a row's grouping, None of everybody."""
        return self.names.grouping(row["by"]) if row["by"] else None

    def group_label(self, row: RowDict) -> str | None:
        """Return the words of a row's group, None of everybody."""
        if row["group"] is None:
            return None
        if "about" in row:
            return self.dyads.group(row["group"])
        return self.names.group(row["by"], row["group"])

    def about_label(self, row: RowDict) -> str | None:
        """Return the words of the group a row is about, None of no single one."""
        return self.dyads.group(row["about"]) if row["about"] else None

    def answer_label(self, row: RowDict) -> str | None:
        """Return the words of a row's answer, None where none was given."""
        return self.names.answer(row["of"], row["answer"]) if row["answer"] else None

    def label(self, key: str, row: RowDict) -> str | None:
        """Return the words of a row's code in a column of LABELS."""
        if key in words.CODES:
            said = words.CODES[key].get(row[key])
            return self.say(said) if said else None
        found: str | None = getattr(self, LABELS[key])(row)
        return found


def _table(name: str, rows: Sequence[RowDict], told: Told) -> OutTable:
    columns = columns_of(name, told.say)
    keys = [c.name for c in columns if not c.name.endswith("_label")]
    coded = [key for key in LABELS if key in keys]

    def lines() -> Iterator[Row]:
        for row in rows:
            own = [row.get(key) for key in keys]
            yield harmless_row([*own, *(told.label(key, row) for key in coded)])

    title, meaning = words.TABLES[name]
    return OutTable(name, told.say(title), told.say(meaning), columns, lines, len(rows))


def _plain_table(
    name: str, columns: Sequence[str], rows: Sequence[Row], say_: Callable[[str], str]
) -> OutTable:
    """Return a table of texts that explains the others."""
    safe = [harmless_row(row) for row in rows]
    title, meaning = words.TABLES[name]
    own = tuple(_column(column, "text", say_) for column in columns)
    return OutTable(name, say_(title), say_(meaning), own, lambda: safe, len(safe))


def _title(content: Content, language: str) -> str:
    asked = content.survey_round
    return f"{say(asked.title, language) or asked.survey}, {asked.name}"


def _about(content: Content, told: Told) -> OutTable:
    names, say_ = told.names, told.say
    asked, released = content.survey_round, content.released
    facts: dict[str, Value] = {
        "title": say(asked.title, names.language) or asked.survey,
        "round": asked.name,
    }
    if released is None:
        facts["release"] = say_(words.LIVE).format(day=content.made_on.isoformat())
    else:
        facts |= {
            "release": str(released.release_id),
            "name": released.name,
            "audience": say_(words.AUDIENCES[released.audience]),
            "made_on": released.made_on.isoformat(),
            "purpose": released.purpose,
            "supersedes": released.supersedes and str(released.supersedes),
            "sha256": released.document_hash,
            "cite": say_(words.CITATION).format(
                survey=asked.survey, round=asked.name, release=released.release_id,
                day=released.made_on.isoformat(), digest=released.document_hash[:16],
            ),
        }  # fmt: skip
    facts["withheld"] = say_(words.WITHHELD)
    if content.restricted:
        left_out = ", ".join(map(names.measure, content.restricted))
        facts["restricted"] = say_(words.LEFT_OUT).format(names=left_out)
    rows: list[Row] = [
        (say_(words.ABOUT[key]), facts[key]) for key in facts if facts[key]
    ]
    return _plain_table("about", ("key", "value"), rows, told.say)


def _columns(tables: Iterable[OutTable], told: Told) -> OutTable:
    rows: list[Row] = [
        (table.name, column.name, column.title, column.kind, column.meaning)
        for table in tables
        for column in table.columns
    ]
    keys = ("table", "column", "title", "type", "meaning")
    return _plain_table("columns", keys, rows, told.say)


def _codes(content: Content, told: Told) -> OutTable:
    """Return every code that stands in a table, once, with its words."""
    found: dict[tuple[str, str, str], str] = {}
    for rows in content.tables.values():
        for row in rows:
            for column, within, code, label in _codes_of(row, told):
                found.setdefault((column, within, code), label)
    lines: list[Row] = [(*key, label) for key, label in found.items()]
    keys = ("column", "within", "code", "label")
    return _plain_table("codes", keys, lines, told.say)


#: column of codes -> the column that says what they belong to
WITHIN = {"group": "by", "answer": "of"}


def _codes_of(row: RowDict, told: Told) -> Iterator[tuple[str, str, str, str]]:
    for key in LABELS:
        if row.get(key):
            within = str(row.get(WITHIN.get(key, "")) or "")
            yield key, within, row[key], str(told.label(key, row))
    for column in ("design", "unit"):
        if said := words.CODES[column].get(row.get(column, "")):
            yield column, "", row[column], told.say(said)
