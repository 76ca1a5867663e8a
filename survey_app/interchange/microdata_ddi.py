"""A DDI-Codebook 2.5 description of a file of single answers.

The order of elements is that of the standard's schema (docs/methods.md).
"""

from collections.abc import Mapping
from typing import BinaryIO
from xml.etree import ElementTree as ET

from survey_app.interchange.microdata_file import Field, MicrodataFile
from survey_app.interchange.outgoing import harmless

NAMESPACE = "ddi:codebook:2_5"
#: What stands where, in the schema's order: (path below stdyDscr, name of the fact).
STUDY = (
    ("stdyInfo/abstract", "abstract"),
    ("stdyInfo/sumDscr/collDate", "period"),
    ("stdyInfo/sumDscr/geogCover", "places"),
    ("stdyInfo/sumDscr/anlyUnit", "unit"),
    ("stdyInfo/sumDscr/universe", "universe"),
    ("stdyInfo/sumDscr/dataKind", "data_kind"),
    ("method/dataColl/timeMeth", "time_method"),
    ("method/dataColl/dataCollector", "collector"),
    ("method/dataColl/sampProc", "sampling"),
    ("method/dataColl/collMode", "mode"),
    ("method/dataColl/resInstru", "instrument"),
    ("method/dataColl/weight", "weight"),
    ("method/dataColl/cleanOps", "disclosure"),
    ("method/anlyInfo/EstSmpErr", "errors"),
    ("dataAccs/useStmt/confDec", "agreement"),
    ("dataAccs/useStmt/conditions", "conditions"),
)


def write_ddi(file: MicrodataFile, out: BinaryIO) -> None:
    """Write the description; every text names its language."""
    root = ET.Element(
        "codeBook",
        {"xmlns": NAMESPACE, "version": "2.5", "xml:lang": file.language},
    )
    _citation(ET.SubElement(root, "docDscr"), file)
    study = ET.SubElement(root, "stdyDscr")
    _citation(study, file)
    for path, fact in STUDY:
        if text := file.facts.get(fact):
            _text(_at(study, path), text, file.language)
    _file(root, file)
    data = ET.SubElement(root, "dataDscr")
    for number, field in enumerate(file.fields, 1):
        _variable(data, number, field, file)
    ET.indent(root)
    out.write(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _citation(parent: ET.Element, file: MicrodataFile) -> None:
    citation = ET.SubElement(parent, "citation")
    title = ET.SubElement(citation, "titlStmt")
    _text(ET.SubElement(title, "titl"), file.title, file.language)
    ET.SubElement(title, "IDNo").text = harmless(file.name)
    day = file.made_on.isoformat()
    made = ET.SubElement(ET.SubElement(citation, "prodStmt"), "prodDate", date=day)
    made.text = day


def _file(root: ET.Element, file: MicrodataFile) -> None:
    text = ET.SubElement(ET.SubElement(root, "fileDscr", ID="F1"), "fileTxt")
    ET.SubElement(text, "fileName").text = "data.csv"
    size = ET.SubElement(text, "dimensns")
    ET.SubElement(size, "caseQnty").text = str(file.rows)
    ET.SubElement(size, "varQnty").text = str(len(file.fields))
    ET.SubElement(text, "fileType").text = "text/csv"


def _variable(
    parent: ET.Element, number: int, field: Field, file: MicrodataFile
) -> None:
    kind = "contin" if field.is_weight else "discrete"
    facts = {"ID": f"V{number}", "name": field.name, "files": "F1", "intrvl": kind}
    if field.is_weight:
        facts["wgt"] = "wgt"
    element = ET.SubElement(parent, "var", facts)
    _text(ET.SubElement(element, "labl"), field.label, file.language)
    if field.question:
        asked = ET.SubElement(element, "qstn")
        _text(ET.SubElement(asked, "qstnLit"), field.question, file.language)
    if field.labels:
        valid = ET.SubElement(element, "valrng")
        low, high = str(min(field.labels)), str(max(field.labels))
        ET.SubElement(valid, "range", min=low, max=high)
    if field.missing:
        invalid = ET.SubElement(element, "invalrng")
        for code in field.missing:
            ET.SubElement(invalid, "item", VALUE=file.kinds[code])
    _categories(element, file.words(field), file)
    ET.SubElement(element, "varFormat", type="numeric")


def _categories(
    parent: ET.Element, words: Mapping[int, str], file: MicrodataFile
) -> None:
    for code, label in words.items():
        facts = {"missing": "Y"} if code < 0 else {}
        category = ET.SubElement(parent, "catgry", facts)
        ET.SubElement(category, "catValu").text = file.kinds.get(code, str(code))
        _text(ET.SubElement(category, "labl"), label, file.language)


def _at(parent: ET.Element, path: str) -> ET.Element:
    """Return a new element at the end of a path whose other elements may be there."""
    *above, name = path.split("/")
    for each in above:
        found = parent.find(each)
        parent = ET.SubElement(parent, each) if found is None else found
    return ET.SubElement(parent, name)


def _text(element: ET.Element, text: str, language: str) -> None:
    element.set("xml:lang", language)
    element.text = harmless(text)
