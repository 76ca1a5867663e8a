"""Exporting: the tables of a release, or of a round as it stands, as files."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO

from survey_app.core.disclosure.released import Released
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, NotFound
from survey_app.interchange.out_labelled import write_dta, write_sav
from survey_app.interchange.out_package import write_package
from survey_app.interchange.out_parquet import write_parquet
from survey_app.interchange.out_text import (
    OBSERVED,
    write_csv,
    write_hxl,
    write_json,
    write_sdmx,
)
from survey_app.interchange.out_xlsx import write_xlsx
from survey_app.interchange.outgoing import Book, OutTable, inert
from survey_app.services import export_book, releases
from survey_app.services.analysis import RoundData
from survey_app.services.naming import Words
from survey_app.services.release_tables import Sources
from survey_app.store import book_file, instruments, rounds
from survey_app.store import releases as store
from survey_app.store.book_file import FileTable
from survey_app.store.database import Database

Writer = Callable[[Book, BinaryIO], None]


def write_sqlite(book: Book, out: BinaryIO) -> None:
    """Write a book as an SQLite file with Datasette's metadata inside.

    Datasette offers its tables as CSV: formulas are kept from beginning here already.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        book_file.write(path, map(_file_table, book.everything), _metadata(book))
        with path.open("rb") as file:
            copyfileobj(file, out)


def _file_table(table: OutTable) -> FileTable:
    columns = {column.name: column.kind for column in table.columns}
    rows = (tuple(map(inert, row)) for row in table.rows())
    return FileTable(table.name, columns, rows)


def _metadata(book: Book) -> str:
    tables = {
        table.name: {
            "title": table.title,
            "description": table.meaning,
            "columns": {column.name: column.meaning for column in table.columns},
        }
        for table in book.everything
    }
    about = {"title": book.title, "databases": {book.name: {"tables": tables}}}
    return json.dumps(about, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `holds` are the tables it can hold, none named: every one.

    `per_cell` is about how many bytes it takes for a cell.
    """

    media_type: str
    suffix: str
    writer: Writer
    is_one_table: bool
    per_cell: int
    holds: tuple[str, ...] = ()

    def takes(self, table: str) -> bool:
        """Return whether it can hold a table."""
        return not self.holds or table in self.holds


PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: name -> format. A new one is a writer and a line here.
FORMATS: Mapping[str, Format] = {
    "xlsx": Format(XLSX, ".xlsx", write_xlsx, False, 5),
    "csv": Format("text/csv", ".csv", write_csv, True, 11),
    "json": Format("application/json", ".json", write_json, False, 25),
    "sav": Format("application/x-spss-sav", ".sav", write_sav, True, 30),
    "dta": Format("application/x-stata-dta", ".dta", write_dta, True, 30),
    "parquet": Format(PARQUET, ".parquet", write_parquet, True, 2),
    "datapackage": Format("application/zip", ".zip", write_package, False, 2),
    "hxl": Format("text/csv", ".hxl.csv", write_hxl, True, 11),
    "sdmx": Format("text/csv", ".sdmx.csv", write_sdmx, True, 8, tuple(OBSERVED)),
    "sqlite": Format("application/vnd.sqlite3", ".db", write_sqlite, False, 14),
}  # fmt: skip


def released_book(
    db: Database, survey_round: SurveyRound, release: Released, language: str
) -> Book:
    """Return the tables of a release, in words of a language: what files are made of.

    Nothing is computed: the release's own document is read.
    """
    document = store.document(db, release.release_id)
    content = export_book.of_release(survey_round, release, document)
    return export_book.book(content, words_of(db, survey_round), language)


def live_book(db: Database, data: RoundData, language: str, today: date) -> Book:
    """Return the tables of a round as analysts see it now; raise Unanswerable."""
    before = releases.earlier(db, data.survey_round, "analyst", today)
    content = export_book.live(Sources(db, data, "analyst", before), today)
    return export_book.book(content, data, language)


def release_of(db: Database, survey_round: SurveyRound, number: int) -> Released:
    """Return a release of a round by its number; raise NotFound."""
    known = store.of_round(db, survey_round.round_id)
    for each in known:
        if each.release_id == number:
            return each
    numbers = ", ".join(str(each.release_id) for each in known)
    raise NotFound("export.other_release", release=number, round=survey_round.name,
                   known=numbers)  # fmt: skip


def newest_public(db: Database, survey_round: SurveyRound) -> Released:
    """Return what the public sees of a round; raise NotFound before its first look."""
    found = store.newest(db, survey_round.round_id, "public")
    if found is None:
        raise NotFound("export.not_released", round=survey_round.name)
    return found


def words_of(db: Database, survey_round: SurveyRound) -> Words:
    """Return the words of a round, without reading its answers."""
    instrument = instruments.get(db, survey_round.instrument_id)
    return Words(instrument, rounds.communities(db, survey_round.round_id))


def chosen(book: Book, form: str, tables: Sequence[str]) -> Book:
    """Return the book with the tables of these names only, of no name all it can hold.

    Raise NotFound for a table the format cannot hold or the book has not, Conflict
    where a file of one table would hold several.
    """
    kind = FORMATS[form]
    known = [each.name for each in book.tables if kind.takes(each.name)]
    for name in tables:
        if name not in known:
            raise NotFound("export.no_table", form=form, table=name,
                           known=", ".join(known))  # fmt: skip
    wanted = tables or (known[:1] if kind.is_one_table else known)
    if kind.is_one_table and len(wanted) != 1:
        raise Conflict("export.one_table", form=form)
    return replace(book, tables=tuple(t for t in book.tables if t.name in wanted))


def write(book: Book, form: str, out: BinaryIO) -> None:
    """Write a book that `chosen` gave; raise SurveyError where an extra is missing."""
    FORMATS[form].writer(book, out)


def about_bytes(book: Book, form: str) -> int:
    """Return about how large a file of the book is, in bytes."""
    kind = FORMATS[form]
    tables = book.tables if kind.is_one_table else book.everything
    return sum(kind.per_cell * each.count * len(each.columns) for each in tables)


def file_name(book: Book, form: str) -> str:
    """Return what a file of the book is called: plain signs only."""
    kind = FORMATS[form]
    table = f"-{book.tables[0].name}" if kind.is_one_table else ""
    return f"{book.name}{table}{kind.suffix}"
