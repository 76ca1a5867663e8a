"""What commands print: rows as table, CSV or JSON, and problems in words."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TextIO

from survey_app.config import settings
from survey_app.errors import Problem, Rejected, SurveyError
from survey_app.i18n import gettext_for
from survey_app.words import tell

FORMATS = ("table", "csv", "json")


def _(text: str) -> str:
    """Return a text in the language of the shell."""
    return gettext_for(settings().language)(text)


def print_rows(rows: Sequence[Mapping[str, object]], form: str) -> None:
    """Print rows to standard output in one of FORMATS."""
    _PRINTERS[form](rows, sys.stdout)


def print_error(error: SurveyError, command: str) -> None:
    """Print to standard error what is wrong, where, and what to do."""
    reason, remedy = tell(error.code, error.facts, _)
    print(f"survey-app {command}: {reason} {remedy}", file=sys.stderr)
    if isinstance(error, Rejected):
        print_problems(error.problems)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print every problem on a line of its own, place first."""
    for problem in problems:
        reason, remedy = tell(problem.code, problem.facts, _)
        where = f"{problem.where}: " if problem.where else ""
        print(f"  {where}{reason} {remedy}", file=sys.stderr)


def _table(rows: Sequence[Mapping[str, object]], out: TextIO) -> None:
    if not rows:
        print(_("nothing to show"), file=out)
        return
    keys = list(rows[0])
    cells = [keys, *([_cell(row[key]) for key in keys] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(keys))]
    numeric = [all(_is_number(row[key]) for row in rows) for key in keys]
    for line in cells:
        aligned = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        print("  ".join(aligned).rstrip(), file=out)


def _csv(rows: Sequence[Mapping[str, object]], out: TextIO) -> None:
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _json(rows: Sequence[Mapping[str, object]], out: TextIO) -> None:
    json.dump(list(rows), out, ensure_ascii=False, indent=1)
    print(file=out)


_PRINTERS: dict[str, Callable[[Sequence[Mapping[str, object]], TextIO], None]] = {
    "table": _table,
    "csv": _csv,
    "json": _json,
}


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case float():
            return f"{value:.3f}"
    return str(value)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and value is not True)
