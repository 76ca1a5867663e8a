"""CAP files are what the protocol's schema asks for, and hold what people wrote as text.

What the schema asks for is written here as tables: the order of elements, how often each
may come, the lists of words, and the pattern of moments.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest

from survey_app.interchange.cap_xml import (
    CapInfo,
    CapMessage,
    CapReference,
    faults,
    moment,
    write_cap,
    write_feed,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = CapInfo("en", "Trust", "A new alert.", "Sign in.", "Could it do harm?", "North")
FIRST = CapMessage(
    "alert-1-1", "trust.example", NOON, "Actual", "Alert", "critical", "Assess", "Likely",
    "https://trust.example/warning/alerts/1", (WORDS, replace(WORDS, language="ar", area="الشمال")),
)  # fmt: skip
BEFORE = CapReference("trust.example", "alert-1-1", NOON)
UPDATE = replace(
    FIRST,
    identifier="alert-1-2",
    kind="Update",
    sent=NOON + timedelta(hours=1),
    references=(BEFORE,),
)

#: element -> (least, most) in the order of the schema.
ALERT = {
    "identifier": (1, 1), "sender": (1, 1), "sent": (1, 1), "status": (1, 1), "msgType": (1, 1),
    "source": (0, 1), "scope": (1, 1), "restriction": (0, 1), "addresses": (0, 1), "code": (0, 99),
    "note": (0, 1), "references": (0, 1), "incidents": (0, 1), "info": (0, 99),
}  # fmt: skip
INFO = {
    "language": (0, 1), "category": (1, 99), "event": (1, 1), "responseType": (0, 99), "urgency": (1, 1),
    "severity": (1, 1), "certainty": (1, 1), "audience": (0, 1), "eventCode": (0, 99), "effective": (0, 1),
    "onset": (0, 1), "expires": (0, 1), "senderName": (0, 1), "headline": (0, 1), "description": (0, 1),
    "instruction": (0, 1), "web": (0, 1), "contact": (0, 1), "parameter": (0, 99), "resource": (0, 99),
    "area": (0, 99),
}  # fmt: skip
LISTS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
MOMENT = r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d"
NS = "{urn:oasis:names:tc:emergency:cap:1.2}"


def wrong(content):
    """Return everything the schema would refuse."""
    root = ET.fromstring(content)
    found = [] if root.tag == f"{NS}alert" else [root.tag]
    for element, table in (
        (root, ALERT),
        *((each, INFO) for each in root.iter(f"{NS}info")),
    ):
        names = [each.tag.removeprefix(NS) for each in element]
        if names != sorted(names, key=list(table).index):
            found.append(f"order: {names}")
        found += [k for k, (a, b) in table.items() if not a <= names.count(k) <= b]
    for each in root.iter():
        name = each.tag.removeprefix(NS)
        if name in LISTS and each.text not in LISTS[name].split():
            found.append(f"{name}: {each.text}")
        if name == "sent" and not re.fullmatch(MOMENT, each.text):
            found.append(each.text)
        if name == "area" and not (each.findtext(f"{NS}areaDesc") or ""):
            found.append("area without words")
    return found


@pytest.mark.parametrize("severity", ["watch", "alert", "critical"])
@pytest.mark.parametrize("response", ["Assess", "AllClear"])
@pytest.mark.parametrize("message", [FIRST, UPDATE, replace(FIRST, status="Exercise")])
def test_every_message_is_what_the_schema_asks_for(message, severity, response):
    written = replace(message, severity=severity, response=response)
    assert wrong(write_cap(written)) == []
    assert faults(written) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        (b"+00:00</sent>", b"Z</sent>"), (b"12:00:00+00:00</sent>", b"12:00:00.5+00:00</sent>"),
        (b"+00:00</sent>", b"</sent>"), (b">Likely<", b">Very Likely<"),
        (b"<areaDesc>North</areaDesc>", b""), (b"<event>Trust</event>", b""),
        (b"<scope>Restricted</scope>", b""),
    ],
)  # fmt: skip
def test_this_test_finds_what_the_schema_would(spoilt):
    assert wrong(write_cap(FIRST).replace(*spoilt))


def test_moments_have_a_zone_and_no_fraction():
    east = datetime(2026, 3, 2, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert moment(east) == "2026-03-02T12:00:00+00:00"


def test_markup_stays_text():
    evil = '</headline><script>alert("x")</script> & \x00\x0b <![CDATA['
    written = write_cap(replace(FIRST, infos=(replace(WORDS, headline=evil),)))
    assert wrong(written) == []
    assert b"<script>" not in written
    (headline,) = ET.fromstring(written).iter(f"{NS}headline")
    assert headline.text == evil.replace("\x00\x0b", "")


def test_there_is_a_block_for_each_language():
    root = ET.fromstring(write_cap(FIRST))
    told = [
        (e.findtext(f"{NS}language"), e.findtext(f"{NS}area/{NS}areaDesc"))
        for e in root.iter(f"{NS}info")
    ]
    assert told == [("en", "North"), ("ar", "الشمال")]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (replace(FIRST, identifier="alert 1"), "cap.identifier"),
        (replace(FIRST, sender="a,b"), "cap.identifier"),
        (replace(FIRST, sender=""), "cap.identifier"),
        (replace(FIRST, restriction=""), "cap.restriction"),
        (replace(FIRST, scope="Public"), "cap.restriction"),
        (replace(FIRST, scope="Private", restriction=""), "cap.addresses"),
        (replace(UPDATE, references=()), "cap.no_references"),
        (
            replace(UPDATE, references=(replace(BEFORE, identifier="alert-1-2"),)),
            "cap.references",
        ),
        (
            replace(
                UPDATE, references=(replace(BEFORE, sent=NOON + timedelta(days=1)),)
            ),
            "cap.references",
        ),
    ],
)
def test_what_the_schema_cannot_say_is_told(message, code):
    assert [each.code for each in faults(message)] == [code]


def test_references_are_triples_with_blanks_between():
    second = replace(BEFORE, identifier="alert-1-0")
    written = write_cap(replace(UPDATE, references=(second, BEFORE)))
    text = ET.fromstring(written).findtext(f"{NS}references")
    assert text == " ".join(
        f"trust.example,alert-1-{n},2026-03-02T12:00:00+00:00" for n in (0, 1)
    )


def test_the_feed_names_every_message_and_where_it_is():
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.fromstring(
        write_feed("https://t.example", "A & B", [(UPDATE, "https://t.example/1")])
    )
    assert root.findtext(f"{atom}title") == "A & B"
    assert root.findtext(f"{atom}updated") == moment(UPDATE.sent)
    (entry,) = root.iter(f"{atom}entry")
    assert entry.find(f"{atom}link").get("href") == "https://t.example/1"
    empty = ET.fromstring(write_feed("https://t.example", "A", []))
    assert empty.findtext(f"{atom}updated") == "1970-01-01T00:00:00+00:00"
