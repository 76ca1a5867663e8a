"""What was released leaves in every format, and looks the same in all of them."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from io import BytesIO, StringIO
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pyreadstat
import pytest

from survey_app.errors import Conflict, NotFound
from survey_app.interchange.out_labelled import NAMES
from survey_app.interchange.outgoing import is_formula
from survey_app.services import analysis, export_book, exporting, releases
from survey_app.services.exporting import FORMATS
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect
from tests import poisoned

DAY = date(2026, 3, 9)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def world(world_file, tmp_path_factory):
    """The world with a release of each kind; the last of the public is restricted."""
    path = tmp_path_factory.mktemp("exporting") / "world.db"
    shutil.copy(world_file, path)
    db = connect(path)
    for way in WAYS.values():
        releases.make(db, asked(db), way, DAY)
    yield db
    db.close()


WAYS = {
    "public": Making("public", "co", "council", "Spring"),
    "analyst": Making("analyst", "co", "council", "Spring"),
    "two people": Making("public", "co", "council", "Spring", "leila"),
}


def asked(db):
    return rounds.get(db, "valley-2026")


def made(db, way="public"):
    own = releases.of_round(db, asked(db))[::-1]
    return dict(zip(WAYS, own, strict=True))[way]


def released(db, language="en", way="public"):
    return exporting.released_book(db, asked(db), made(db, way), language)


def written(book, form, *tables):
    out = BytesIO()
    exporting.write(exporting.chosen(book, form, tables), form, out)
    return out.getvalue()


def from_csv(content, skip=0):
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    names = lines[0]
    return [
        {name: value or None for name, value in zip(names, line, strict=True)}
        for line in lines[1 + skip :]
    ]


def from_json(content):
    return json.loads(content)["estimates"]


def from_parquet(content):
    return pq.read_table(BytesIO(content)).to_pylist()


def from_xlsx(content):
    (head, *rows) = openpyxl.load_workbook(BytesIO(content)).worksheets[0].values
    return [dict(zip(head, row, strict=True)) for row in rows]


def from_package(content):
    with ZipFile(BytesIO(content)) as package:
        return from_csv(package.read("estimates.csv"))


def from_sqlite(content):
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(content)
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("select * from estimates")]


def from_labelled(reader, name):
    """Return a function that reads a file of statistics; texts of nothing are nothing."""

    def read(content):
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            frame, _ = reader(path, output_format="dict")
        columns = [
            [None if is_empty(v) else v for v in column] for column in frame.values()
        ]
        return [
            dict(zip(frame, row, strict=True)) for row in zip(*columns, strict=True)
        ]

    return read


def is_empty(value):
    return value is None or value == "" or (isinstance(value, float) and isnan(value))


#: How each format is read back by a program of others, and what a flag is there.
READERS = {
    "csv": from_csv,
    "json": from_json,
    "parquet": from_parquet,
    "datapackage": from_package,
    "sqlite": from_sqlite,
    "hxl": lambda content: from_csv(content, skip=1),
    "xlsx": from_xlsx,
    "sav": from_labelled(pyreadstat.read_sav, "book.sav"),
    "dta": from_labelled(pyreadstat.read_dta, "book.dta"),
}
TRUE = (True, 1, "true")
#: Formats whose first line is for people.
HEADINGS = ("hxl", "xlsx")


def named(form, key):
    column = next(c for c in export_book.columns_of("estimates", str) if c.name == key)
    if form in ("sav", "dta"):
        return NAMES.get(key, key)
    return column.title if form in HEADINGS else key


def close(value):
    return None if value is None else pytest.approx(float(value))


@pytest.mark.parametrize("form", READERS)
def test_every_format_has_the_rows_of_the_release(world, form):
    book = released(world)
    content = written(book, form)
    rows = READERS[form](content)
    own = json.loads(releases.shown(world, made(world).release_id))
    expected = [r for r in own["estimates"] if r["of"] not in own["restricted"]]
    assert len(rows) == len(expected) > 100
    for row, kept in zip(rows, expected, strict=True):
        for key in ("of", "by", "group"):
            assert row[named(form, key)] == kept[key]
        for key in ("n", "mean", "se", "ci_high"):
            value = row[named(form, key)]
            assert (None if value is None else float(value)) == close(kept[key])
        assert (row[named(form, "suppressed")] in TRUE) == kept["suppressed"]


@pytest.mark.parametrize("form", READERS)
def test_every_withheld_row_looks_the_same(world, form):
    rows = READERS[form](written(released(world), form))
    flag = named(form, "suppressed")
    hidden = [row for row in rows if row[flag] in TRUE]
    assert hidden
    keys = [c.name for c in export_book.columns_of("estimates", str)]
    names = {"round", "of", "kind", "by", "group", "suppressed"}
    for key in keys:
        if key not in names and not key.endswith("_label"):
            assert {row[named(form, key)] for row in hidden} == {None}, key


def test_a_withheld_row_of_sdmx_is_confidential_whatever_the_reason(world):
    rows = from_csv(written(released(world), "sdmx"))
    looks = {
        tuple(value for key, value in row.items() if key not in (
            "INDICATOR", "STATISTIC", "REF_AREA", "SEX", "AGE", "BREAKDOWN", "GROUP", "UNIT_MEASURE"))
        for row in rows if row["CONF_STATUS"] == "C"
    }  # fmt: skip
    assert looks == {
        ("SURVEY_APP:ESTIMATES(1.0)", "2026-03", "_T", None, "Q", "C", *[None] * 4)
    }


@pytest.mark.parametrize("form", READERS)
def test_what_would_harm_comes_out_harmless(form):
    content = written(poisoned.book(), form)
    rows = READERS[form](content)
    assert len(rows) == len(poisoned.POISON)
    for row in rows:
        for value in row.values():
            if not isinstance(value, str):
                continue
            assert not set(value) & set(poisoned.FORBIDDEN), ascii(value)
            assert "<script" not in value
            assert "<img" not in value
            if form in (
                "csv",
                "hxl",
                "datapackage",
                "sqlite",
            ):  # others say what is text
                assert not value.startswith(FORMULA), value
    assert any("أهل النهر" in str(row.values()) for row in rows)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    book = openpyxl.load_workbook(BytesIO(written(poisoned.book(), "xlsx")))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None
                if is_formula(cell.value):
                    assert cell.quotePrefix, cell.value


def test_a_workbook_of_arabic_readers_runs_from_right_to_left(world):
    book = openpyxl.load_workbook(BytesIO(written(released(world, "ar"), "xlsx")))
    for sheet in book:
        assert sheet.sheet_view.rightToLeft
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    said = {str(cell) for row in book.worksheets[0].values for cell in row}
    assert any("نساء" in each for each in said)


def test_a_workbook_is_printed_across_with_headings_on_every_page(world):
    book = openpyxl.load_workbook(BytesIO(written(released(world), "xlsx")))
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"


def test_the_codebook_explains_every_column_and_every_code(world):
    book = released(world)
    parts = {table.name: list(table.rows()) for table in book.appendix}
    explained = {(table, column) for table, column, *_ in parts["columns"]}
    coded = {(column, within, code) for column, within, code, _ in parts["codes"]}
    for table in book.tables:
        assert {(table.name, name) for name in table.names} <= explained
        for row in table.rows():
            told = dict(zip(table.names, row, strict=True))
            assert ("of", "", told["of"]) in coded if told.get("of") else True
            if told.get("group"):
                assert ("group", told["by"], told["group"]) in coded
    about = dict(parts["about"])
    assert about["Name"] == "Spring"
    assert about["SHA-256 of the release"] in str(
        releases.of_round(world, asked(world))
    )
    assert "co" not in about.values()  # who made it is nobody's business outside


def test_sensitive_results_leave_for_the_public_only_by_two_people(world):
    alone = released(world)
    both = released(world, way="two people")
    analysts = released(world, way="analyst")

    def measures(book):
        return {row[1] for row in book.tables[0].rows()}

    assert "SE2" not in measures(alone)
    assert "Left out" in dict(alone.appendix[0].rows())
    assert measures(both) == measures(analysts)
    assert measures(both) - measures(alone) >= {"SE2", "SE2.1"}
    assert "Left out" not in dict(both.appendix[0].rows())


def test_the_same_release_gives_the_same_bytes_whatever_comes_after(database):
    with closing(connect(database)) as db:
        releases.make(db, asked(db), WAYS["public"], DAY)
        release = releases.of_round(db, asked(db))[0]
        book = exporting.released_book(db, asked(db), release, "fr")
        first = {form: written(book, form) for form in FORMATS}
        db.execute("delete from responses where response_id like '2026-1%'")
        book = exporting.released_book(db, asked(db), release, "fr")
        for form, content in first.items():
            assert written(book, form) == content, form


@pytest.mark.parametrize("form", ["sav", "dta"])
def test_programs_of_statistics_get_labels_and_the_day_of_the_release(
    world, tmp_path, form
):
    path = tmp_path / f"book.{form}"
    path.write_bytes(written(released(world, "ar"), form, "gaps"))
    frame, about = getattr(pyreadstat, f"read_{form}")(path, output_format="dict")
    labels = dict(zip(about.column_names, about.column_labels, strict=True))
    assert about.file_label.startswith("العيش معا")
    assert labels["rest_mean"].startswith("متوسط الباقين")
    assert any("نساء" in each for each in frame["group_label"])
    assert about.creation_time.date() == DAY
    assert set(NAMES.values()) & set(frame) == {"grouping"}
    content = written(released(world), form, "comparisons")
    assert content == written(released(world), form, "comparisons")


def test_an_early_release_has_only_the_tables_it_was_made_with(database):
    asking = releases.Asking("leader", "gaps", DAY)
    with closing(connect(database)) as db:
        with pytest.raises(NotFound):
            exporting.newest_public(db, asked(db))
        releases.load(db, asked(db), "public", asking)
        release = exporting.newest_public(db, asked(db))
        book = exporting.released_book(db, asked(db), release, "en")
    assert [table.name for table in book.tables] == ["estimates", "gaps"]


def test_analysts_take_the_round_as_it_stands(world):
    data = analysis.load(world, asked(world))
    book = exporting.live_book(world, data, "en", DAY)
    assert {"comparisons", "answers", "respondents"} <= {t.name for t in book.tables}
    rows = from_csv(written(book, "csv"))
    live = analysis.everything(data, "analyst")
    assert [float(row["mean"] or -1) for row in rows] == [
        -1.0 if row.mean is None else row.mean for row in live
    ]
    assert "live" in book.name


def test_a_table_is_named_as_it_is(world):
    book = released(world)
    with pytest.raises(NotFound):
        exporting.chosen(book, "csv", ["dyads"])
    with pytest.raises(NotFound):
        exporting.chosen(book, "sdmx", ["respondents"])
    with pytest.raises(Conflict):
        exporting.chosen(book, "csv", ["estimates", "gaps"])
    several = exporting.chosen(book, "xlsx", ["gaps", "answers"])
    assert [table.name for table in several.tables] == ["gaps", "answers"]
    with pytest.raises(NotFound):
        exporting.release_of(world, asked(world), 99)


@pytest.mark.parametrize("form", FORMATS)
def test_a_size_that_is_told_is_about_right(world, form):
    book = exporting.chosen(released(world), form, ())
    told, real = exporting.about_bytes(book, form), len(written(book, form))
    assert 0.3 < told / real < 3


def test_an_sqlite_file_brings_what_datasette_shows(world):
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(written(released(world), "sqlite"))
        (text,) = db.execute("select json from datasette_metadata").fetchone()
        (sound,) = db.execute("pragma integrity_check").fetchone()
        tables = {
            name
            for (name,) in db.execute(
                "select name from sqlite_schema where type = 'table'"
            )
        }
    assert sound == "ok"
    (told,) = json.loads(text)["databases"].values()
    assert set(told["tables"]) | {"datasette_metadata"} == tables
    assert (
        told["tables"]["gaps"]["columns"]["ci_low"]
        == "The lower end of the 95 % interval."
    )
