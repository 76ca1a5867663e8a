"""Translations as an Excel sheet, for people who have no other program."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from survey_app.core.questionnaire.translation_exchange import Line, Lines
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign
from survey_app.interchange.out_xlsx import OPTIONS
from survey_app.interchange.outgoing import is_formula

#: The columns of the sheet; the one after `source` is headed by the language's code.
KEY, SOURCE, NOTE = "key", "source", "note"
#: Signs a column is wide.
WIDTHS = (16, 60, 60, 24)
#: A workbook that unpacks to more is no list of texts.
MOST_BYTES = 32 * 1024**2


def write(name: str, found: Lines) -> bytes:
    """Return the lines as a workbook of one sheet."""
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    # No day or hour: the same texts, the same bytes.
    book.set_properties({"title": name, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    head = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet = book.add_worksheet("texts")
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for column, title in enumerate((KEY, SOURCE, found.language, NOTE)):
        sheet.write_string(0, column, title, head)
    for row, line in enumerate(found.lines, 1):
        for column, text in enumerate((line.key, line.source, line.text, line.note)):
            sheet.write_string(
                row, column, text, quoted if is_formula(text) else wrapped
            )
    book.close()
    return out.getvalue()


def read(name: str, content: bytes) -> Lines:
    """Return the lines of a workbook; raise Rejected with every fault."""
    _refuse_bomb(name, content)
    columns = read_foreign(name, content).columns
    spoken = [c for c in columns if c not in (KEY, SOURCE, NOTE)]
    faults = [
        Problem(name, "translation.column_missing", {"column": column})
        for column in (KEY, SOURCE)
        if column not in columns
    ]
    if len(spoken) != 1:
        facts = {"columns": ", ".join(spoken)}
        faults.append(Problem(name, "translation.language_columns", facts))
    if faults:
        raise Rejected(faults)
    cells = (columns[each] for each in (KEY, SOURCE, spoken[0]))
    lines = (Line(*map(_text, row)) for row in zip(*cells, strict=True))
    return Lines(spoken[0], tuple(line for line in lines if line.key))


def _text(cell: object) -> str:
    """Return a cell as it was typed: Excel makes numbers of codes like 1."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _refuse_bomb(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            total = sum(_sizes(archive))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        facts = {"reason": str(error)[:200]}
        raise Rejected([Problem(name, "file.damaged", facts)]) from None
    if total > MOST_BYTES:
        most = {"most": MOST_BYTES // 1024**2}
        raise Rejected([Problem(name, "translation.file_too_large", most)])


def _sizes(archive: zipfile.ZipFile) -> Iterator[int]:
    yield from (each.file_size for each in archive.infolist())
