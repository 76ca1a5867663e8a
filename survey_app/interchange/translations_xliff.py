"""Translations as XLIFF 2.0, which translation offices and their programs exchange."""

from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey_app.core.questionnaire.translation_exchange import Line, Lines
from survey_app.errors import Problem, Rejected

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE = f"{{{NAMESPACE}}}"


def write(name: str, found: Lines, source_language: str = "en") -> bytes:
    """Return the lines as an XLIFF 2.0 document; a unit's name is where it stands."""
    ET.register_namespace("", NAMESPACE)
    facts = {"version": "2.0", "srcLang": source_language, "trgLang": found.language}
    root = ET.Element(f"{_SPACE}xliff", facts)
    file = ET.SubElement(root, f"{_SPACE}file", {"id": "f1", "original": name})
    for number, line in enumerate(found.lines, 1):
        facts = {"id": f"u{number}", "name": line.key}
        unit = ET.SubElement(file, f"{_SPACE}unit", facts)
        if line.note:
            notes = ET.SubElement(unit, f"{_SPACE}notes")
            ET.SubElement(notes, f"{_SPACE}note").text = line.note
        state = "translated" if line.text else "initial"
        segment = ET.SubElement(unit, f"{_SPACE}segment", {"state": state})
        ET.SubElement(segment, f"{_SPACE}source").text = line.source
        if line.text:
            ET.SubElement(segment, f"{_SPACE}target").text = line.text
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def read(name: str, content: bytes) -> Lines:
    """Return the lines of an XLIFF 2.0 document; raise Rejected with every fault."""
    root = _parsed(name, content)
    if root.tag != f"{_SPACE}xliff":
        raise Rejected([Problem(name, "translation.no_xliff")])
    units = list(root.iter(f"{_SPACE}unit"))
    if marked := [u for u in units if _is_marked_up(u)]:
        raise Rejected([Problem(_key(u), "translation.marked_up") for u in marked])
    lines = tuple(
        Line(_key(unit), _said(unit, "source"), _said(unit, "target")) for unit in units
    )
    return Lines(root.get("trgLang", ""), lines)


def _parsed(name: str, content: bytes) -> ET.Element:
    try:
        found: ET.Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        reason = "DTD"
    except (ET.ParseError, ValueError, LookupError) as error:
        reason = str(error)[:200]
    else:
        return found
    raise Rejected([Problem(name, "file.damaged", {"reason": reason})])


def _key(unit: ET.Element) -> str:
    return unit.get("name", "") or unit.get("id", "")


def _parts(unit: ET.Element, part: str) -> list[ET.Element]:
    return unit.findall(f"{_SPACE}segment/{_SPACE}{part}")


def _said(unit: ET.Element, part: str) -> str:
    """Return the text of a unit, its segments one after the other."""
    return " ".join(each.text or "" for each in _parts(unit, part)).strip()


def _is_marked_up(unit: ET.Element) -> bool:
    return any(
        len(each) for part in ("source", "target") for each in _parts(unit, part)
    )
