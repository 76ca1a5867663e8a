"""Files as they come: good ones are read, others say what is wrong with them."""

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from survey_app.errors import Rejected
from survey_app.interchange.foreign import plain, read_foreign

DATA = Path(__file__).parent.parent / "data"


def fault(name, content, **options):
    with pytest.raises(Rejected) as raised:
        read_foreign(name, content, **options)
    return [(problem.where, problem.code) for problem in raised.value.problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    text = f"id{delimiter}q\n1{delimiter}2\n\n3{delimiter}\n"
    table = read_foreign("a.csv", text.encode("utf-8-sig"))
    assert (table.cells("id"), table.cells("q")) == (["1", "3"], ["2", None])


def test_the_map_can_name_an_encoding():
    table = read_foreign("a.csv", "id,q\n1,Gabès\n".encode("cp1252"), encoding="cp1252")
    assert table.cells("q") == ["Gabès"]


@pytest.mark.parametrize(
    ("name", "content", "options", "expected"),
    [
        ("a.csv", b"", {}, ("a.csv", "file.empty")),
        ("a.csv", b"id,q\n", {}, ("a.csv", "file.no_rows")),
        ("a.csv", "id,q\n1,Gab\xe8s\n".encode("latin-1"), {}, ("a.csv:2", "file.wrong_encoding")),
        ("a.csv", b"id,q\n1,2\n", {"encoding": "klingon"}, ("a.csv", "file.encoding_unknown")),
        ("a.csv", b"id,q\n1\n", {}, ("a.csv:2", "file.row_length")),
        ("a.csv", b"id,q,q\n1,2,3\n", {}, ("a.csv:1", "file.column_twice")),
        ("a.csv", b'id,q\n1,"2\n', {}, ("a.csv", "file.damaged")),
        ("a.ods", b"PK", {}, ("a.ods", "file.kind_unknown")),
        ("a.xlsx", b"PK\x03\x04 not a workbook", {}, ("a.xlsx", "file.damaged")),
        ("a.sav", b"$FL2@(#) SPSS", {}, ("a.sav", "file.damaged")),
        ("a.dta", b"<stata_dta>", {}, ("a.dta", "file.damaged")),
    ],
)  # fmt: skip
def test_a_bad_file_says_what_is_wrong(name, content, options, expected):
    assert fault(name, content, **options) == [expected]


@pytest.fixture
def sav():
    return (DATA / "small.sav").read_bytes()


def test_labels_and_user_missing_codes_of_spss_are_kept(sav):
    table = read_foreign("a.sav", sav)
    assert table.cells("RESPNO") == ["A1", "A2", "A3"]
    assert table.cells("Q1") == ["0", "98", None]
    assert table.words("Q1") == {"0": "Not at all", "1": "A lot", "98": "Refused"}
    assert table.cells("W") == ["1.5", "0.5", "1"]


def test_a_file_cut_in_half_is_damaged(sav):
    for size in (20, len(sav) // 2, len(sav) - 8):
        assert fault("a.sav", sav[:size]) == [("a.sav", "file.damaged")]


def test_stata_files_are_read():
    table = read_foreign("a.dta", (DATA / "small.dta").read_bytes())
    assert table.cells("REGION") == ["1", "2", "2"]
    assert table.words("REGION") == {"1": "Ben Arous", "2": "Bèja"}


def workbook(*sheets):
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for sheet in sheets:
            book.add_worksheet(sheet).write_row(0, 0, ["id", "q"])
            book.get_worksheet_by_name(sheet).write_row(1, 0, [sheet, 2])
    return content.getvalue()


def test_a_sheet_is_read_the_first_unless_named():
    content = workbook("one", "two")
    assert read_foreign("a.xlsx", content).cells("id") == ["one"]
    table = read_foreign("a.xlsx", content, sheet="two")
    assert (table.cells("id"), table.cells("q")) == (["two"], ["2"])
    assert fault("a.xlsx", content, sheet="three") == [("a.xlsx", "file.no_such_sheet")]


def test_a_cell_in_the_last_corner_does_not_end_the_program():
    """Its rectangle would need 500 GB, and the reader aborts its process."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, 1)
    expected = [("a.xlsx", "file.unreadable")]
    assert fault("a.xlsx", content.getvalue()) == expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [(1.0, "1"), (19647336097927.0, "19647336097927"), (-1.0, "-1"), ("-1.00", "-1"),
     ("1.50", "1.50"), ("01", "01"), (True, "True"), (float("nan"), None), ("  ", None)],
)  # fmt: skip
def test_cells_are_read_as_people_write_codes(cell, text):
    assert plain(cell) == text
