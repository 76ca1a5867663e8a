"""Text that leaves harms nobody who opens it."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest

from survey_app.interchange.out_package import descriptor, write_package
from survey_app.interchange.out_text import (
    SDMX_HEADER,
    write_hxl,
    write_json,
    write_sdmx,
)
from survey_app.interchange.out_xlsx import sheet_names, write_xlsx
from survey_app.interchange.outgoing import (
    Book,
    Column,
    OutTable,
    harmless,
    inert,
    is_formula,
    watched,
)

ROWS = [
    ("PL1", None, None, 40, 4.5, 4.0, 5.0, False),
    ("PL1", "gender", "woman", 20, 4.25, 3.5, 5.0, False),
    ("PL1", "community*age", "north*young", None, None, None, None, True),
]
COLUMNS = tuple(
    Column(name, kind, name.title(), f"what {name} means")
    for name, kind in (
        ("of", "text"), ("by", "text"), ("group", "text"), ("n", "integer"),
        ("mean", "number"), ("ci_low", "number"), ("ci_high", "number"),
        ("suppressed", "flag"),
    )
)  # fmt: skip
TABLE = OutTable("estimates", "Means: all", "every mean", COLUMNS, lambda: ROWS, 3)
ABOUT = replace(TABLE, name="about", title="Means? all")
BOOK = Book(
    "valley", "Valley", "en", False, date(2026, 3, 9), "2026-03", (TABLE,), (ABOUT,)
)


def written(writer, book=BOOK):
    out = BytesIO()
    writer(book, out)
    return out.getvalue()


def lines(content):
    return list(csv.reader(StringIO(content.decode())))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain – <10 people, 3 < 4", "plain – <10 people, 3 < 4"),
        ("<img src=x onerror=alert(1)>", "‹img src=x onerror=alert(1)>"),
        ("</td><!-- <?x", "‹/td>‹!-- ‹?x"),
        ("eurt\u202ecod.exe\u202c", "eurtcod.exe"),
        ("\u2066a\u2069\ufeff\u200bb", "ab"),
        ("a\x00\x1b[31m\x9bb", "a[31mb"),
        ("two\r\nlines\tand\x0bmore\u2028end", "two lines and more end"),
        ("\ud800half\ufffe", "half"),
        ("می‌خواهم", "می‌خواهم"),  # the joiner is part of the word
        ("أهل النهر", "أهل النهر"),
    ],
)
def test_what_only_harms_is_taken_out_and_words_stay(text, safe):
    assert harmless(text) == safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "|cmd", "%0"]
)  # fmt: skip
def test_no_text_begins_a_formula(text):
    assert is_formula(text)
    assert inert(text) == f"'{text}"


def test_numbers_and_plain_words_are_left_alone():
    for value in (-1.5, 0, None, True, "north", "a=b", "3-4", "٣"):
        assert inert(value) is value


def test_a_row_of_hashtags_stands_between_headings_and_rows():
    heads, tags, *rows = lines(written(write_hxl))
    assert heads[:2] == ["Of", "By"]
    assert tags == [
        "#indicator+code", "#group+type+code", "#group+code", "#respondee+num",
        "#indicator+value+num", "#indicator+ci_low+num", "#indicator+ci_high+num",
        "#status+withheld+bool",
    ]  # fmt: skip
    assert len(rows) == 3


def test_sdmx_gives_groups_their_dimensions_and_withheld_rows_one_look():
    header, everybody, women, hidden = lines(written(write_sdmx))
    assert tuple(header) == SDMX_HEADER
    area = header.index("REF_AREA")
    groups = slice(area, area + 5)
    assert everybody[groups] == ["_T"] * 5
    assert women[groups] == ["_T", "F", "_T", "_T", "_T"]
    assert hidden[groups] == ["north", "_T", "young", "_T", "_T"]
    status = header.index("OBS_STATUS")
    assert everybody[status : status + 2] == ["A", "F"]
    assert hidden[status - 2 :] == ["", "POINTS_0_10", "Q", "C", "", "", "", ""]


def test_json_holds_no_sign_that_html_would_read():
    table = replace(TABLE, rows=lambda: [("<b>&", *ROWS[0][1:])], count=1)
    content = written(write_json, replace(BOOK, tables=(table,)))
    assert b"<" not in content
    assert b"\\u003cb\\u003e\\u0026" in content


def test_a_package_names_all_that_is_in_it():
    with ZipFile(BytesIO(written(write_package))) as package:
        told = descriptor(BOOK)
        paths = [each["path"] for each in told["resources"]]
        assert package.namelist() == ["datapackage.json", *paths]
        first = package.read("estimates.csv").decode().splitlines()
        days = {each.date_time for each in package.infolist()}
    assert days == {(2026, 3, 9, 0, 0, 0)}  # of the release, not of the file
    fields = [each["name"] for each in told["resources"][0]["schema"]["fields"]]
    assert first[0] == ",".join(fields)
    assert first[3] == "PL1,community*age,north*young,,,,,true"


@pytest.mark.parametrize("writer", [write_xlsx, write_package, write_json, write_hxl])
def test_the_same_tables_are_the_same_bytes(writer):
    assert written(writer) == written(writer)


def test_a_workbook_is_of_the_day_of_its_release():
    told = openpyxl.load_workbook(BytesIO(written(write_xlsx))).properties
    assert (told.title, str(told.created)) == ("Valley", "2026-03-09 00:00:00")


def test_names_of_sheets_are_what_excel_allows():
    long = replace(TABLE, title="what people answered to [all] questions: everything")
    names = sheet_names(replace(BOOK, tables=(TABLE, TABLE, long)))
    assert names[0] == "Means  all"
    assert names[1] == "2"  # the name is taken
    assert all(len(each) <= 31 and not set(each) & set("[]:*?/\\") for each in names)
    assert len({each.lower() for each in names}) == len(names)


def test_every_row_that_is_taken_is_told():
    told = []
    written(write_hxl, watched(BOOK, lambda: told.append(1)))
    assert len(told) == 3
    assert BOOK.count == 6
