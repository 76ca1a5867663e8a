"""Reads what respondents answered when asked again; writes the sheet to fill in."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

NEEDED = ("code", "checked_by")
#: What the sheet says of an interview, so that it can be found again.
ABOUT = ("enumerator", "day", "half_day", "place")


@dataclass(frozen=True, slots=True)
class SecondAnswers:
    """One line: the code, who asked again, and the answers in the order of items."""

    where: str
    code: str
    checked_by: str
    answers: Mapping[str, str]


def read_second_answers(name: str, content: bytes) -> list[SecondAnswers]:
    """Return the lines somebody filled in; raise Rejected with every fault of form.

    Lines without answers are still to be asked, and left out. Answers are the codes of
    options, or numbers; an empty cell was not asked.
    """
    table = read_foreign(name, content)
    nearest = ", ".join(table.columns)
    if missing := [column for column in NEEDED if column not in table.columns]:
        raise Rejected(
            [
                Problem(
                    name, "file.column_missing", {"column": each, "nearest": nearest}
                )
                for each in missing
            ]
        )
    codes, people = table.cells("code"), table.cells("checked_by")
    items = [each for each in table.columns if each not in (*NEEDED, *ABOUT)]
    cells = {item: table.cells(item) for item in items}
    found = []
    for row in range(table.rows):
        answers = {item: text for item in items if (text := cells[item][row])}
        if answers:
            where = f"{table.name}:{row + 2}"
            found.append(
                SecondAnswers(where, codes[row] or "", people[row] or "", answers)
            )
    return found


def write_sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return rows to fill in as a CSV file that spreadsheets open."""
    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else NEEDED, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
