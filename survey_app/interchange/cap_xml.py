"""Alerts as Common Alerting Protocol 1.2 (OASIS 2010), and as an Atom feed of them.

CAP's schema wants its elements in this order, moments without fractions and with a
numeric zone (a "Z" is not valid), and words from its own lists.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from survey_app.errors import Problem

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
#: What we call severities, in CAP's words: urgency, severity.
SEVERITIES = {
    "watch": ("Future", "Minor"),
    "alert": ("Expected", "Moderate"),
    "critical": ("Immediate", "Severe"),
}
#: Signs an identifier, a sender or a reference must not hold.
_FORBIDDEN = re.compile(r"[\s,<&]")
#: Signs XML cannot hold at all, escaped or not.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class CapInfo:
    """What a message says in one language."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


@dataclass(frozen=True, slots=True)
class CapReference:
    """A message before this one."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        """Return the triple as CAP writes it."""
        return f"{self.sender},{self.identifier},{moment(self.sent)}"


@dataclass(frozen=True, slots=True)
class CapMessage:
    """One message about one alert. `severity` is ours; `web` where it is shown.

    `status` Actual or Exercise, `kind` Alert, Update or Cancel, `response` Assess,
    Monitor or AllClear, `certainty` Observed, Likely or Possible.
    """

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    severity: str
    response: str
    certainty: str
    web: str
    infos: Sequence[CapInfo]
    references: Sequence[CapReference] = ()
    scope: str = "Restricted"
    restriction: str = "Those who answer for this alert."


def moment(value: datetime) -> str:
    """Return a moment as CAP writes it.

    >>> moment(datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC))
    '2026-03-02T12:00:00+00:00'
    """
    return value.astimezone(UTC).isoformat(timespec="seconds")


def faults(message: CapMessage) -> list[Problem]:
    """Return what is wrong with a message beyond what the schema can say."""
    found = [
        Problem(name, "cap.identifier", {"text": text})
        for name, text in (
            ("identifier", message.identifier),
            ("sender", message.sender),
        )
        if not text or _FORBIDDEN.search(text)
    ]
    if bool(message.restriction) is not (message.scope == "Restricted"):
        found.append(
            Problem("restriction", "cap.restriction", {"scope": message.scope})
        )
    if message.scope == "Private":
        found.append(Problem("addresses", "cap.addresses"))
    found += [
        Problem("references", "cap.references", {"text": str(each)})
        for each in message.references
        if each.identifier == message.identifier or each.sent > message.sent
    ]
    if message.kind != "Alert" and not message.references:
        found.append(Problem("references", "cap.no_references"))
    return found


def write_cap(message: CapMessage) -> bytes:
    """Return a message as a CAP 1.2 file, an info block for each language."""
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    _add(root, "identifier", message.identifier)
    _add(root, "sender", message.sender)
    _add(root, "sent", moment(message.sent))
    _add(root, "status", message.status)
    _add(root, "msgType", message.kind)
    _add(root, "scope", message.scope)
    if message.restriction:
        _add(root, "restriction", message.restriction)
    if message.references:
        _add(root, "references", " ".join(map(str, message.references)))
    for info in message.infos:
        _add_info(root, message, info)
    return _file(root)


def _add_info(root: ET.Element, message: CapMessage, info: CapInfo) -> None:
    urgency, severity = SEVERITIES[message.severity]
    block = ET.SubElement(root, "info")
    is_over = message.response == "AllClear"
    for name, text in (
        ("language", info.language),
        ("category", "Safety"),
        ("event", info.event),
        ("responseType", message.response),
        ("urgency", "Past" if is_over else urgency),
        ("severity", severity),
        ("certainty", message.certainty),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", message.web),
    ):
        if text:
            _add(block, name, text)
    _add(ET.SubElement(block, "area"), "areaDesc", info.area)


def write_feed(
    base: str, title: str, messages: Iterable[tuple[CapMessage, str]]
) -> bytes:
    """Return an Atom feed of messages with the address of each one's CAP file."""
    root = ET.Element("feed", {"xmlns": ATOM})
    found = list(messages)
    newest = max(
        (each.sent for each, _ in found), default=datetime(1970, 1, 1, tzinfo=UTC)
    )
    _add(root, "id", f"{base}/warning/alerts/feed.atom")
    _add(root, "title", title)
    _add(root, "updated", moment(newest))
    _add(ET.SubElement(root, "author"), "name", title)
    for message, address in found:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", f"{address}#{message.identifier}")
        _add(entry, "title", message.infos[0].headline)
        _add(entry, "updated", moment(message.sent))
        link = {"href": address, "type": "application/cap+xml"}
        ET.SubElement(entry, "link", link)
    return _file(root)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _UNSPEAKABLE.sub("", text)


def _file(root: ET.Element) -> bytes:
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found
