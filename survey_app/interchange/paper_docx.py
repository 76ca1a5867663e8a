"""Writes a paper as a Word document, on the styles of a template if there is one.

The template's own pages come first, its headers and footers stay. The same paper and
template give the same bytes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from survey_app.errors import Conflict, SurveyError
from survey_app.interchange.paper import (
    Block,
    Cell,
    Drawing,
    Paper,
    Points,
    Question,
    Section,
    Table,
    Text,
    clean,
)

#: Dots across a drawing; half points of the letters in tables.
DOTS, SMALL = 800, "17"
#: English Metric Units in a centimetre; Word's drawings count in them.
CENTIMETRE = 360_000
STYLES = {"plain": "Normal", "lead": "Body Text", "soft": "Caption"}


def write_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """Return the paper as a Word document.

    Raise SurveyError where the extra is missing, Conflict where the template is no Word
    document or lacks a style.
    """
    docx = _docx()
    try:
        document = docx.Document(BytesIO(template) if template else None)
        if template is None:
            _on_a4(document)
        _Writer(document, paper).write()
    except (KeyError, ValueError, BadZipFile) as error:
        raise Conflict("report.template", reason=str(error)) from None
    out = BytesIO()
    document.save(out)
    return _settled(out)


class _Writer:
    """Adds a paper to a document of python-docx."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document, self.paper = document, paper
        self._pictures: dict[str, bytes] = {}
        page = document.sections[-1]
        self._width = page.page_width - page.left_margin - page.right_margin

    def write(self) -> None:
        """Add all of the paper."""
        self._describe()
        paper = self.paper
        self._own(paper.title, "Title")
        self._own(paper.subtitle, "Subtitle")
        for term, words in paper.facts:
            self._own(f"{term}: {words}", "No Spacing")
        for section in paper.sections:
            self._section(section)

    def _describe(self) -> None:
        known = self.document.core_properties
        made = self.paper.made_on
        known.title, known.language = clean(self.paper.title), self.paper.language
        known.author = known.last_modified_by = known.comments = ""
        known.revision = 1
        noon = datetime(made.year, made.month, made.day, 12, tzinfo=UTC)
        known.created = known.modified = noon
        if self.paper.direction == "rtl":
            for section in self.document.sections:
                _mark(section._sectPr, "bidi")

    def _section(self, section: Section) -> None:
        self._own(section.title, f"Heading {section.level}")
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Text():
                self._paragraph(block, STYLES[block.style])
            case Points():
                for text in block.texts:
                    self._own(text, "List Bullet")
            case Table():
                self._table(block)
            case Question():
                self._question(block)

    def _own(self, text: str, style: str) -> Any:
        """Add a paragraph in the language of the paper; return it."""
        paper = self.paper
        return self._paragraph(Text(text, paper.language, paper.direction), style)

    def _paragraph(self, text: Text, style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        _fill(paragraph, [text])
        return paragraph

    def _caption(self, text: str) -> None:
        """Add what stands above something, on the same page as its beginning."""
        self._own(text, "Caption").paragraph_format.keep_with_next = True

    def _question(self, block: Question) -> None:
        self._caption(block.name)
        for text in block.texts:
            self._paragraph(text, "Normal")
        for code, texts in block.answers:
            label = Text(f"{code}  ", self.paper.language, self.paper.direction)
            between = Text(" · ", self.paper.language, self.paper.direction)
            every = [part for text in texts for part in (between, text)][1:]
            _fill(self.document.add_paragraph(style="List Bullet"), [label, *every])

    def _table(self, block: Table) -> None:
        if block.caption:
            self._caption(block.caption)
        table = self.document.add_table(0, len(block.columns), style="Table Grid")
        table.autofit = False
        if self.paper.direction == "rtl":
            _mark(table._tbl.tblPr, "bidiVisual")
        every = sum(column.width for column in block.columns)
        widths = [round(self._width * c.width / every) for c in block.columns]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        at_end = [column.is_number for column in block.columns]
        self._row(table, [column.title for column in block.columns], widths, at_end)
        head = table.rows[0]
        _mark(head._tr.get_or_add_trPr(), "tblHeader")
        for cell in head.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        for row in block.rows:
            self._row(table, row, widths, at_end)
        self.document.add_paragraph()

    def _row(
        self,
        table: Any,
        cells: Iterable[Cell],
        widths: list[int],
        at_end: list[bool],
    ) -> None:
        row = table.add_row()
        _mark(row._tr.get_or_add_trPr(), "cantSplit")
        for found, cell, width, is_end in zip(
            row.cells, cells, widths, at_end, strict=True
        ):
            found.width = width
            paragraph = found.paragraphs[0]
            if isinstance(cell, Drawing):
                self._draw(paragraph, cell, width)
            else:
                paper = self.paper
                _fill(paragraph, [Text(cell, paper.language, paper.direction)], SMALL)
            if is_end:
                _mark(paragraph._p.get_or_add_pPr(), "jc", val="end")

    def _draw(self, paragraph: Any, drawing: Drawing, width: int) -> None:
        if drawing.svg not in self._pictures:
            self._pictures[drawing.svg] = _png(drawing.svg)
        content = self._pictures[drawing.svg]
        picture = paragraph.add_run().add_picture(
            BytesIO(content), width=width - CENTIMETRE * 2 // 5
        )
        picture._inline.docPr.set("descr", clean(drawing.words))


def _fill(paragraph: Any, texts: Iterable[Text], size: str | None = None) -> None:
    """Put texts into a paragraph, which goes the way of the first of them."""
    for place, text in enumerate(texts):
        properties = paragraph.add_run(clean(text.text))._r.get_or_add_rPr()
        is_mirrored = text.direction == "rtl"
        # Slanted or spaced out, Arabic letters do not join.
        wanted = {"iCs": "0", "spacing": "0"} if is_mirrored else {}
        wanted |= {"sz": size, "szCs": size} if size else {}
        wanted |= {"rtl": "1"} if is_mirrored else {}
        for name, value in wanted.items():
            _mark(properties, name, val=value)
        side = "bidi" if is_mirrored else "val"
        _mark(properties, "lang", **{side: text.language})
        if is_mirrored and place == 0:
            _mark(paragraph._p.get_or_add_pPr(), "bidi")


#: What must stand behind an element of a kind, by its name: Word is strict about it.
_BEHIND = {
    "bidi": ("w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rtlGutter",
             "w:docGrid"),
    "bidiVisual": ("w:tblStyleRowBandSize", "w:tblW", "w:jc", "w:tblLayout",
                   "w:tblLook"),
}  # fmt: skip


def _mark(parent: Any, name: str, **facts: str) -> None:
    """Add a property to an element of a document, where Word expects it."""
    from docx.oxml.ns import qn  # noqa: PLC0415 (an extra)
    from docx.oxml.parser import OxmlElement  # noqa: PLC0415

    element = OxmlElement(f"w:{name}")
    for key, value in facts.items():
        element.set(qn(f"w:{key}"), value)
    parent.insert_element_before(element, *_BEHIND.get(name, ()))


def _on_a4(document: Any) -> None:
    """Let the pages of the standard template be A4, with margins of two centimetres."""
    for page in document.sections:
        page.page_width, page.page_height = 21 * CENTIMETRE, 297 * CENTIMETRE // 10
        page.left_margin = page.right_margin = 2 * CENTIMETRE
        page.top_margin = page.bottom_margin = 2 * CENTIMETRE


def _settled(out: BytesIO) -> bytes:
    """Return a package with the same content and no time of writing in it."""
    settled = BytesIO()
    with ZipFile(out) as made, ZipFile(settled, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(ZipInfo(name), made.read(name), ZIP_DEFLATED)
    return settled.getvalue()


def _png(svg: str) -> bytes:
    """Return a drawing without letters as PNG; no font is looked at."""
    try:
        import resvg_py  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="docx") from None
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=DOTS, skip_system_fonts=True)
    )


def _docx() -> Any:
    """Load python-docx only when a document is written."""
    try:
        import docx  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="docx") from None
    return docx
