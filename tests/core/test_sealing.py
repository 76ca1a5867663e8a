"""A sealed packet opens with the survey's key, and with nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    derive_private_key,
    generate_private_key,
)

from survey_app.core.questionnaire.sealing import (
    Sealed,
    from_text,
    key_id,
    open_sealed,
)
from survey_app.errors import Rejected

PATH = Path(__file__).parent.parent / "vectors" / "sealed.json"
VECTORS = json.loads(PATH.read_text(encoding="utf-8"))
KEY = VECTORS["survey_key"]


def private():
    number = int.from_bytes(from_text(KEY["private"]["d"]), "big")
    return derive_private_key(number, SECP256R1())


def sealed(case):
    found = case["sealed"]
    names = ("round_id", "response_id", "key_id")
    parts = (from_text(found[name]) for name in ("epk", "iv", "ct"))
    return Sealed(*(found[name] for name in names), *parts)


@pytest.mark.parametrize("case", VECTORS["seal"], ids=lambda case: case["why"])
def test_what_the_tablet_sealed_is_opened(case):
    packet = sealed(case)
    assert open_sealed(packet, private()).decode() == case["packet"]
    assert packet.bound.decode() == case["aad"]
    assert packet.digest == case["hash"]


def test_a_key_is_named_by_itself():
    assert key_id(from_text(KEY["public"])) == KEY["key_id"]


CHANGES = {
    "round_id": "valley-2027",
    "response_id": "another",
    "key_id": "another",
    "iv": b"0" * 12,
    "ct": b"0" * 40,
    "epk": b"\x04" + b"0" * 64,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_packet_whose_parts_were_changed_does_not_open(name):
    changed = replace(sealed(VECTORS["seal"][0]), **{name: CHANGES[name]})
    with pytest.raises(Rejected) as refusal:
        open_sealed(changed, private())
    assert refusal.value.problems[0].code == "packet.does_not_open"


def test_another_key_does_not_open_it():
    with pytest.raises(Rejected):
        open_sealed(sealed(VECTORS["seal"][0]), generate_private_key(SECP256R1()))


@pytest.mark.parametrize("text", ["a b", "é", "ab=", "ab+/", "a"])
def test_only_base64url_is_read(text):
    with pytest.raises(ValueError):
        from_text(text)
