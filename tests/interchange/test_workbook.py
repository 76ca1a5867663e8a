"""Workbooks that somebody made to harm, or that went wrong on the way."""

import random
import subprocess
import sys
import textwrap
import zipfile
from io import BytesIO

import pytest

from survey_app.errors import Rejected, SurveyError
from survey_app.i18n import language_code
from survey_app.interchange.workbook import MOST_BYTES, read_workbook
from survey_app.interchange.xlsform_in import read_form
from tests.xlsforms import YES_NO, codes, workbook

FORM = workbook(
    survey="type | name | label | relevant\nselect_one yn | a | One |\ntext | b | Two | ${a}='1'",
    choices=YES_NO,
)


def refused(content, sheets=None):
    with pytest.raises(Rejected) as rejected:
        read_workbook("form.xlsx", content, sheets or {"survey": 100})
    return codes(rejected.value.problems)


def changed(part, change):
    """Return the form with one part of its archive changed."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(FORM)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_come_by_row_and_column():
    rows = read_workbook("f", FORM, {"survey": 100})["survey"]
    assert rows[2] == (3, {0: "text", 1: "b", 2: "Two", 3: "${a}='1'"})


def test_a_cell_in_the_last_corner_needs_no_memory():
    far = changed(SHEET, lambda xml: xml.replace(b'r="B3"', b'r="XFD1048576"'))
    assert refused(far) == ["workbook.too_wide"]


def test_an_archive_that_unpacks_without_end_is_refused():
    huge = changed(
        SHEET, lambda xml: xml.replace(b"<v>", b"<v>" + b"0" * (MOST_BYTES + 1), 1)
    )
    assert len(huge) < 1_000_000
    assert refused(huge) == ["workbook.too_large"]


def test_a_sheet_with_too_many_rows_is_refused_before_all_are_read():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(9, 100_009)
    )
    long = changed(
        SHEET, lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    )
    assert refused(long) == ["workbook.too_long"]


def test_entities_and_document_types_are_not_read():
    def typed(xml):
        return xml.replace(b"<sst", b"<!DOCTYPE sst><sst", 1)

    assert refused(changed("xl/sharedStrings.xml", typed)) == ["file.damaged"]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    assert refused(changed("xl/sharedStrings.xml", lambda _: bomb)) == ["file.damaged"]


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\xd0\xcf\x11\xe0 old or locked", FORM[:900]]
)
def test_what_is_no_workbook_is_refused(content):
    assert refused(content) == ["workbook.not_xlsx"]


def test_workbooks_broken_anywhere_never_crash():
    chance = random.Random(7)
    for _ in range(100):
        damaged = bytearray(FORM)
        for _ in range(chance.choice([1, 3, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        read_or_refuse(bytes(damaged))
    for part in (
        SHEET,
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
    ):
        for _ in range(30):
            read_or_refuse(changed(part, lambda xml: broken(xml, chance)))


def broken(xml, chance):
    place = chance.randrange(len(xml))
    return (
        xml[:place]
        + chance.choice([b"", b"<", b"&x;", b"\0", b'"', xml[:50]])
        + xml[place + chance.randrange(5) :]
    )


def read_or_refuse(content):
    try:
        read_form("form.xlsx", content, language_code)
    except SurveyError:
        return


def test_cells_filled_with_anything_never_crash():
    chance = random.Random(11)
    parts = [
        "select_one yn",
        "begin_group",
        "end_group",
        "begin repeat",
        "calculate",
        "note",
        "text",
        "yn",
        "a",
        "${a}",
        "${",
        "selected(${a}, '1')",
        "(",
        "or",
        "=",
        "'",
        "1",
        "**x**",
        "<b>",
        "\u202e",
        "🙂",
        "label::x",
        "::",
        "yes",
        "half",
        "consent",
    ]
    heads = [
        "type",
        "name",
        "label",
        "relevant",
        "constraint",
        "calculation",
        "survey_app::role",
        "survey_app::construct",
        "label::fr",
        "",
        "::",
        "media::",
    ]
    for _ in range(100):
        header = chance.sample(heads, 8)
        rows = [
            [" ".join(chance.choices(parts, k=chance.randrange(3))) for _ in header]
            for _ in range(8)
        ]
        read_or_refuse(
            workbook(
                survey=[header, *rows],
                choices=YES_NO,
                survey_app=[["what", "id", "of", "value", "label"], *rows],
            )
        )


def test_the_worst_forms_take_seconds_and_little_memory():
    """The most rows there may be, each with a condition; the longest conditions."""
    script = textwrap.dedent(
        """
        import re, time
        from pathlib import Path
        from survey_app.errors import SurveyError
        from survey_app.i18n import language_code
        from survey_app.interchange.xlsform_in import read_form
        from tests.xlsforms import YES_NO, workbook
        language_code("English")
        def form(count, rule):
            rows = [["select_one yn", f"q{n}", "What?", rule.format(n - 1) if n else ""] for n in range(count)]
            return workbook(survey=[["type", "name", "label", "relevant"], *rows], choices=YES_NO)
        chain = form(4900, "${{q{}}} = '1' and ${{q0}} != ''")
        heavy = form(300, "${{q0}} + ${{q0}} > 1 or " * 60 + "${{q{}}} = '1'")
        for content in (chain, heavy):
            started = time.process_time()
            found = read_form("f.xlsx", content, language_code)
            seconds = time.process_time() - started
            # What the system counts for a process includes the one that started it.
            status = Path("/proc/self/status").read_text()
            peak = int(re.search("VmHWM:\\\\s+(\\\\d+)", status)[1]) / 1024
            print(seconds, peak, len(found.instrument.items))
        """
    )
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, capture_output=True, text=True, timeout=150, check=True)
    found = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    assert [items for *_, items in found] == [4900, 300]
    assert all(seconds < 5 and megabytes < 200 for seconds, megabytes, _ in found)
