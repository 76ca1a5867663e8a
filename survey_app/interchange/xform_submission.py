"""Reads what programs send of an XForm filled in: XML, from anybody who has a token.

What must never be kept (who, where exactly, at which hour, on which device) is taken
out here, so that nothing further in ever sees it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from survey_app.errors import Problem, Rejected

#: Bytes, depth and nodes of one form filled in: several times what a long one has.
LARGEST, DEEPEST, MOST_NODES = 2 * 1024**2, 16, 10_000
#: Characters an id may have, as ODK Central has it.
LONGEST_ID = 249

#: Nodes in which forms of others note who, when, where and on which device.
PRIVATE = frozenset({
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber",
    "username", "email", "audit", "start-geopoint", "geopoint", "gps", "location",
    "background-audio", "caseid",
})  # fmt: skip
#: A position as forms write it: latitude, longitude, height, accuracy; several by ;
_POINT = r"-?\d{1,3}(?:\.\d+)? -?\d{1,3}(?:\.\d+)?(?: -?\d+(?:\.\d+)?){0,2}"
_POSITION = re.compile(rf"\s*{_POINT}\s*(?:;\s*{_POINT}\s*)*;?\s*")
#: A moment to the minute or closer.
_MOMENT = re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d.*", re.S)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form filled in: which, of which version, under which id, and its texts by node.

    `deprecated_id` is the id of what it takes the place of, None for a new one; `raw`
    are the bytes as they came.
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    values: dict[str, str]
    raw: bytes

    def known(self, nodes: Collection[str]) -> "Submission":
        """Return it without what must never be kept.

        Of nodes that are not of the form, positions, moments and what is private by
        its name go, from the bytes too; if there are none, these stay as they came.
        """
        gone = {
            name
            for name, text in self.values.items()
            if name not in nodes and _is_private(name, text)
        }
        root = _parse(self.raw)
        if not gone and not _meta_facts(root):
            return self
        return Submission(
            self.form_id,
            self.version,
            self.instance_id,
            self.deprecated_id,
            {name: text for name, text in self.values.items() if name not in gone},
            _without(root, gone),
        )


class _Builder(ET.TreeBuilder):
    """Builds a tree no deeper and no larger than a form filled in can be."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        """Begin an element; raise Rejected where there are too many."""
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_NODES:
            facts = {"deepest": DEEPEST, "most": MOST_NODES}
            raise Rejected([Problem("xml", "openrosa.too_deep", facts)])
        return super().start(tag, attrs)

    def end(self, tag: str) -> ET.Element:
        """End an element."""
        self._depth -= 1
        return super().end(tag)


def read(raw: bytes) -> Submission:
    """Return a form filled in; raise Rejected with every fault."""
    if len(raw) > LARGEST:
        facts = {"bytes": len(raw), "most": LARGEST}
        raise Rejected([Problem("xml", "openrosa.too_large", facts)])
    root = _parse(raw)
    meta = _meta(root)
    ids = {
        "id": root.get("id", "").strip(),
        "version": root.get("version", "").strip(),
        "instanceID": meta.get("instanceID", ""),
        "deprecatedID": meta.get("deprecatedID", ""),
    }
    if faults := list(_faults(root, ids)):
        raise Rejected(faults)
    values = dict(_values(root, ""))
    form_id, version, instance_id, deprecated_id = ids.values()
    return Submission(form_id, version, instance_id, deprecated_id or None, values, raw)


def _parse(raw: bytes) -> ET.Element:
    """Return the root of XML without entities; raise Rejected."""
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(raw)
        root = parser.close()
    except DefusedXmlException:
        raise Rejected([Problem("xml", "openrosa.entities")]) from None
    except (ET.ParseError, ValueError, LookupError) as error:
        facts = {"reason": str(error)[:200]}
        raise Rejected([Problem("xml", "openrosa.no_xml", facts)]) from None
    if not isinstance(root, ET.Element):
        raise Rejected([Problem("xml", "openrosa.no_xml", {"reason": "?"})])
    return root


def _faults(root: ET.Element, ids: dict[str, str]) -> Iterator[Problem]:
    if root.get("encrypted") == "yes":
        yield Problem("xml", "openrosa.encrypted")
    for name, code in (
        ("id", "openrosa.no_form_id"),
        ("instanceID", "openrosa.no_instance_id"),
    ):
        if not ids[name]:
            yield Problem(name, code)
    for name, text in ids.items():
        if len(text) > LONGEST_ID or not text.isprintable():
            yield Problem(name, "openrosa.id", {"most": LONGEST_ID})


def _meta(root: ET.Element) -> dict[str, str]:
    return {
        _local(node): (node.text or "").strip()
        for part in root
        if _local(part) == "meta"
        for node in part
    }


def _meta_facts(root: ET.Element) -> list[str]:
    """Return what the program noted of itself beside the ids."""
    known = ("instanceID", "deprecatedID")
    return [name for name, text in _meta(root).items() if text and name not in known]


def _values(parent: ET.Element, above: str) -> Iterator[tuple[str, str]]:
    """Yield (node, text) of every node that says something, groups by a slash."""
    for node in parent:
        name = f"{above}{_local(node)}"
        if not above and name == "meta":
            continue
        text = (node.text or "").strip()
        if text:
            yield name, text
        yield from _values(node, f"{name}/")


def _without(root: ET.Element, gone: Collection[str]) -> bytes:
    """Return the XML with these nodes and what the program noted of itself emptied."""
    for part in root:
        if _local(part) == "meta":
            for node in part:
                if _local(node) not in ("instanceID", "deprecatedID"):
                    _empty(node)
    _empty_named(root, "", gone)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _empty_named(parent: ET.Element, above: str, gone: Collection[str]) -> None:
    for node in parent:
        name = f"{above}{_local(node)}"
        if name in gone:
            node.text = None
        _empty_named(node, f"{name}/", gone)


def _empty(node: ET.Element) -> None:
    for each in node.iter():
        each.text = None


def _is_private(name: str, text: str) -> bool:
    is_named = name.rpartition("/")[2].lower() in PRIVATE
    return is_named or bool(_POSITION.fullmatch(text) or _MOMENT.fullmatch(text))


def _local(node: ET.Element) -> str:
    """Return a tag without its namespace."""
    return node.tag.rpartition("}")[2]
