"""Reads feedback from tables: a paper log typed up, a form of another program."""

from datetime import date
from hashlib import sha256
from typing import NamedTuple

from survey_app import i18n
from survey_app.core.listening.feedback import Content, faults
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

#: column -> what stands in it where the cell is empty or the column missing
COLUMNS = {
    "text": "", "date": "", "id": "", "language": "en", "type": "incomplete",
    "category": "", "criticality": "unclear", "channel": "other", "place": "",
    "sex": "", "age": "", "sensitivity": "unclear",
}  # fmt: skip


class Line(NamedTuple):
    """A record of a table: what makes it the same again, its day, what was said."""

    mark: str
    received_on: date
    content: Content


def read(name: str, content: bytes, today: date) -> list[Line]:
    """Return the records of a table; raise Rejected with the faults of every row."""
    table = read_foreign(name, content)
    missing = [each for each in ("text", "date") if each not in table.columns]
    if missing:
        known = ", ".join(table.columns)
        raise Rejected([
            Problem(name, "file.column_missing", {"column": each, "nearest": known})
            for each in missing
        ])  # fmt: skip
    cells = {c: table.cells(c) for c in COLUMNS if c in table.columns}
    lines, found = [], []
    for row in range(table.rows):
        values = {c: (cells[c][row] if c in cells else "") or usual
                  for c, usual in COLUMNS.items()}  # fmt: skip
        line, wrong = _line(values, today)
        where = f"{name}:{row + 2}"
        found += [Problem(f"{where} {p.where}", p.code, p.facts) for p in wrong]
        lines.append(line)
    if found:
        raise Rejected(found)
    return lines


def _line(values: dict[str, str], today: date) -> tuple[Line, list[Problem]]:
    content = Content(
        text=values["text"],
        language=values["language"],
        kind=values["type"],  # type: ignore[arg-type]  # `faults` judges words
        category=values["category"],
        criticality=values["criticality"],  # type: ignore[arg-type]  # likewise
        channel=values["channel"],
        place=values["place"],
        sex=values["sex"],
        age=values["age"],
        sensitivity=values["sensitivity"],  # type: ignore[arg-type]  # likewise
    )
    wrong = faults(content)
    try:
        received_on = date.fromisoformat(values["date"])
    except ValueError:
        received_on = today
        wrong.append(Problem("date", "feedback.day", {"value": values["date"]}))
    if received_on > today:
        wrong.append(Problem("date", "feedback.future", {"day": values["date"]}))
    if not i18n.is_language(values["language"]):
        facts = {"value": values["language"], "known": "en, fr, ar, …"}
        wrong.append(Problem("language", "feedback.unknown_word", facts))
    return Line(_mark(values), received_on, content), wrong


def _mark(values: dict[str, str]) -> str:
    """Return what is the same when a row comes again: its id, else all of it."""
    own = [values["id"]] if values["id"] else list(values.values())
    return sha256("\x1f".join(own).encode()).hexdigest()
