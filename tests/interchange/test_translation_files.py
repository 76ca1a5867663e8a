import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from survey_app.core.questionnaire.translation_exchange import Line, Lines
from survey_app.errors import Rejected
from survey_app.interchange import (
    translations_po,
    translations_xliff,
    translations_xlsx,
)

WAYS = {
    "x.po": translations_po, "x.xlf": translations_xliff, "x.xlsx": translations_xlsx,
}  # fmt: skip
LINES = Lines(
    "ar",
    (
        Line("END1", "Is “it” 100% good?", '=HYPERLINK("x")'),
        Line("T/1", "Good", "", "open; 60"),
        Line("S/2", "Good", "جيد لـ {group} <b>&amp;</b>"),
        Line("@well", "1) The well", "البئر"),
    ),
)


def same(lines):
    return [(line.key, line.source, line.text) for line in lines]


@pytest.mark.parametrize("name", WAYS)
def test_what_goes_out_comes_back_the_same(name):
    found = WAYS[name].read(name, WAYS[name].write("well", LINES))
    assert found.language == "ar"
    assert same(found.lines) == same(LINES.lines)


@pytest.mark.parametrize("name", WAYS)
def test_the_same_texts_are_the_same_file(name):
    first, second = (WAYS[name].write("well", LINES) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"<xliff", b'msgid "a"\nmsgstr']
)
def test_a_bad_file_is_refused_whole(name, content):
    try:
        found = WAYS[name].read(name, content)
        assert not any(line.text for line in found.lines)
    except Rejected as error:
        assert error.problems


@pytest.mark.parametrize("name", WAYS)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_gone_wrong_is_read_or_refused(name, data):
    content = bytearray(WAYS[name].write("well", LINES))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.integers(0, 255)
        )
    try:
        WAYS[name].read(name, bytes(content))
    except Rejected as error:
        assert error.problems


def faults(module, name, content):
    with pytest.raises(Rejected) as error:
        module.read(name, content)
    return [problem.code for problem in error.value.problems]


def test_entities_and_other_documents_are_no_xliff():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert faults(translations_xliff, "x.xlf", bomb) == ["file.damaged"]
    assert faults(translations_xliff, "x.xlf", b"<x/>") == ["translation.no_xliff"]


def test_marks_of_other_programs_are_told_for_every_text():
    content = translations_xliff.write("well", LINES).decode()
    marked = content.replace("<source>Good", '<source><ph id="1"/>Good').encode()
    assert faults(translations_xliff, "x.xlf", marked) == ["translation.marked_up"] * 2


def test_plurals_are_no_questions_and_fuzzy_texts_no_translations():
    plural = b'msgctxt "a"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "z"\n'
    assert faults(translations_po, "x.po", plural) == ["translation.plural"]
    fuzzy = b'#, fuzzy\nmsgctxt "a"\nmsgid "x"\nmsgstr "z"\n'
    assert translations_po.read("x.po", fuzzy).lines == (Line("a", "x", ""),)


def test_a_sheet_needs_its_columns_and_one_language():
    out = BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["key", "so", "sw"])
        sheet.write_row(1, 0, ["END1", "a", "b"])
    content = out.getvalue()
    assert faults(translations_xlsx, "x.xlsx", content) == [
        "translation.column_missing",
        "translation.language_columns",
    ]


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40 * 1024**2)
    found = faults(translations_xlsx, "x.xlsx", out.getvalue())
    assert found == ["translation.file_too_large"]
