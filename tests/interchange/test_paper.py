"""Papers as PDF and Word documents, read back by programs that did not write them."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pypdf
import pytest
from docx.shared import RGBColor

from survey_app.core import strips
from survey_app.errors import Conflict
from survey_app.interchange.paper import (
    Column,
    Drawing,
    Paper,
    Points,
    Question,
    Section,
    Table,
    Text,
    clean,
)
from survey_app.interchange.paper_docx import write_docx
from survey_app.interchange.paper_pdf import standard_template, write_pdf
from survey_app.interchange.strip_svg import bar_svg, strip_svg

#: What Typst, Word's XML or a terminal would take for more than words.
EVIL = '#panic("x") *bold* $x^2$ <label> @ref `raw` \\u{41} {{x}} & "q"'


def english(text, style="plain"):
    return Text(text, "en", "ltr", style)


@pytest.fixture
def paper():
    axis = strips.points(is_mirrored=False)
    drawn = strip_svg(axis, strips.strip(axis, 5, 4, 6), "circle")
    table = Table(
        (Column("Measure", 3), Column("0 to 10", 3), Column("People", 1, True)),
        (("Trust", Drawing(drawn, "5.0 (4.0 to 6.0)"), "100"), ("Safety", "–", "–")),
        "What the table shows",
    )
    question = Question(
        "Q1", (english("Do you agree?"), Text("هل توافق؟", "ar", "rtl")),
        (("1", (english("Yes"), Text("نعم", "ar", "rtl"))),),
    )  # fmt: skip
    return Paper(
        "Living together", "Report of round 1", "en", "ltr", date(2026, 3, 2),
        "Contents", (("Release", "1"),),
        (
            Section("How are we?", (english(EVIL, "lead"), Points(("one",)), table)),
            Section("Questions", (question,), 2),
        ),
    )  # fmt: skip


def text_of_pdf(content):
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def text_of_docx(content):
    document = docx.Document(BytesIO(content))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


WRITERS = {"pdf": (write_pdf, text_of_pdf), "docx": (write_docx, text_of_docx)}


@pytest.fixture(params=WRITERS)
def written(request):
    return WRITERS[request.param]


def test_what_people_wrote_is_never_markup(written, paper):
    write, text_of = written
    assert " ".join(EVIL.split()) in text_of(write(paper))


def test_all_parts_of_a_paper_can_be_read_back(written, paper):
    write, text_of = written
    found = text_of(write(paper))
    for words in ("Living together", "Release", "How are we?", "one", "Measure",
                  "100", "What the table shows", "Do you agree?", "Yes"):  # fmt: skip
        assert words in found


def test_controls_and_turned_direction_do_no_harm(written, paper):
    write, text_of = written
    bad = replace(paper, title="A\u202eB\x00C\x1b", facts=(("a\ufffe", "b\ud800"),))
    assert "ABC" in text_of(write(bad))


def test_the_same_paper_gives_the_same_bytes(written, paper):
    write, _ = written
    assert write(paper) == write(paper)


def test_arabic_is_set_from_the_right(paper):
    arabic = replace(
        paper, language="ar", direction="rtl", title="العيش معا",
        sections=(Section("كيف حالنا؟", paper.sections[0].blocks[1:]),),
    )  # fmt: skip
    content = write_docx(arabic)
    with ZipFile(BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    title = xml[: xml.index("العيش معا")]
    assert "<w:bidi/>" in title
    assert '<w:rtl w:val="1"/>' in title
    assert "<w:bidiVisual/>" in xml
    # pypdf gives words in the order they stand in, letters as they were typed.
    found = text_of_pdf(write_pdf(arabic))
    assert "العيش" in found
    assert "معا" in found


def test_a_caption_stays_with_its_table_and_no_row_is_torn_apart(paper):
    document = docx.Document(BytesIO(write_docx(paper)))
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    assert len(captions) == 2
    assert all(p.paragraph_format.keep_with_next for p in captions)
    (table,) = document.tables
    assert all("<w:cantSplit/>" in row._tr.xml for row in table.rows)
    for cell in table.rows[0].cells:
        assert cell.paragraphs[0].paragraph_format.keep_with_next


def test_drawings_have_words_for_those_who_cannot_see_them(paper):
    with ZipFile(BytesIO(write_docx(paper))) as package:
        assert 'descr="5.0 (4.0 to 6.0)"' in package.read("word/document.xml").decode()
        assert [name for name in package.namelist() if name.endswith(".png")]
    tags = pypdf.PdfReader(BytesIO(write_pdf(paper))).trailer["/Root"][
        "/StructTreeRoot"
    ]
    assert "5.0 (4.0 to 6.0)" in str(alternatives(tags))


def alternatives(element):
    """Return the words for pictures below an element of a PDF's structure."""
    element = element.get_object()
    if isinstance(element, list):
        return [word for each in element for word in alternatives(each)]
    if not isinstance(element, dict):
        return []
    own = [element["/Alt"]] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])


def test_drawings_hold_no_letters_and_are_mirrored():
    axis = strips.points(is_mirrored=False)
    drawn = strip_svg(axis, strips.strip(axis, 1, 0, 2), "diamond", 0.5)
    assert "<text" not in drawn
    plain, mirrored = (bar_svg(0.25, is_mirrored=each) for each in (False, True))
    assert 'x="0" width="100.0"' in plain
    assert 'x="300.0" width="100.0"' in mirrored


def test_an_operator_can_change_the_template(paper):
    own = standard_template().replace(
        b"#outline(", b"Printed for the valley council\n\n#outline("
    )
    assert "Printed for the valley council" in text_of_pdf(write_pdf(paper, own))
    document = docx.Document()
    document.add_paragraph("Our own cover")
    document.styles["Heading 1"].font.color.rgb = RGBColor(1, 2, 3)
    out = BytesIO()
    document.save(out)
    made = write_docx(paper, out.getvalue())
    found = docx.Document(BytesIO(made))
    assert found.paragraphs[0].text == "Our own cover"
    assert found.styles["Heading 1"].font.color.rgb == RGBColor(1, 2, 3)


@pytest.mark.parametrize(
    ("write", "template"),
    [(write_pdf, b"#nothing-of-that-name"), (write_docx, b"no Word document")],
)
def test_a_faulty_template_is_told(write, template, paper):
    with pytest.raises(Conflict) as caught:
        write(paper, template)
    assert caught.value.code == "report.template"
    assert caught.value.facts["reason"]


def test_clean_keeps_the_marks_that_hold_a_direction():
    assert clean("\u2068valley\u2069 \u200e−1\n") == "\u2068valley\u2069 \u200e−1\n"
