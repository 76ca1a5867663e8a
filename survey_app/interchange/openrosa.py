"""The three documents of the OpenRosa protocol: list, manifest and message."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from survey_app.interchange.outgoing import harmless

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
MESSAGE = "http://openrosa.org/http/response"


def form_list(forms: Iterable[Mapping[str, str]]) -> bytes:
    """Return the list of forms; each gives its elements by name, in their order."""
    root = ET.Element("xforms", {"xmlns": LIST})
    for each in forms:
        _elements(ET.SubElement(root, "xform"), each)
    return _written(root)


def manifest(files: Iterable[Mapping[str, str]]) -> bytes:
    """Return the list of a form's files; each gives its elements by name."""
    root = ET.Element("manifest", {"xmlns": MANIFEST})
    for each in files:
        _elements(ET.SubElement(root, "mediaFile"), each)
    return _written(root)


def message(text: str, nature: str) -> bytes:
    """Return what a person reads of how a request went."""
    root = ET.Element("OpenRosaResponse", {"xmlns": MESSAGE})
    found = ET.SubElement(root, "message", {"nature": nature})
    found.text = harmless(text)
    return _written(root)


def _elements(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = harmless(text)


def _written(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
