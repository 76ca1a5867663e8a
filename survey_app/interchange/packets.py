"""Reads what tablets send: strictly, and every fault with its place.

What is read here is well-formed; whether it fits its round is judged elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import isfinite
from typing import Any, Literal, get_args

import msgspec

from survey_app.core.questionnaire import receipts, sealing
from survey_app.core.questionnaire.answers import LARGEST_NUMBER, LONGEST_TEXT
from survey_app.core.questionnaire.interview import Refusal
from survey_app.core.questionnaire.packet import Mode, Packet, PacketKind
from survey_app.core.questionnaire.response import HalfDay
from survey_app.core.questionnaire.sealing import Sealed
from survey_app.errors import Problem, Rejected

#: Packets one request may carry.
MOST = 500
#: The versions of the plain form that can be read.
VERSIONS = (1,)

LONGEST_NAME, MOST_ITEMS, MOST_CHOSEN, MOST_FLAGS = 100, 1000, 200, 20
#: Seconds: a week in front of one interview is a broken clock.
LONGEST = 7 * 24 * 3600.0
_POINT, _IV, _SHORTEST_CT = 65, 12, 16

_decode = msgspec.json.Decoder().decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_RECEIPT = re.compile(f"[{receipts.ALPHABET}]{{4}}-[{receipts.ALPHABET}]{{4}}")
_FLAG = re.compile(r"[a-z_]{1,24}")


@dataclass(frozen=True, slots=True)
class Element:
    """One packet as it came: its bytes, and what they say as JSON (None: nothing)."""

    raw: bytes
    content: object

    @property
    def is_sealed(self) -> bool:
        """Return whether it claims to be sealed."""
        return isinstance(self.content, dict) and "ct" in self.content

    def named(self, field: Literal["response_id", "round_id", "device"]) -> str | None:
        """Return an id it names, None if it has none that can be one."""
        found = self.content.get(field) if isinstance(self.content, dict) else None
        return str(found) if _is_name(found) else None

    def digest(self) -> str:
        """Return the SHA-256 by which a receipt names it.

        Of a sealed packet that of its ciphertext, else that of the JSON with sorted
        keys and no blanks.
        """
        if self.is_sealed:
            try:
                return sha256(sealing.from_text(self.content["ct"])).hexdigest()  # type: ignore[index]
            except (TypeError, ValueError):
                pass
        if self.content is None:
            return sha256(self.raw).hexdigest()
        plain = msgspec.json.encode(self.content, order="deterministic")
        return sha256(plain).hexdigest()


def elements(body: bytes) -> list[Element]:
    """Return the packets of a request; raise Rejected if it is no JSON, or too many.

    What is no JSON was damaged on its way and is sent again; it is not kept.
    """
    body = body.strip(b" \t\r\n")
    if not body.startswith(b"["):
        return [Element(body, _json(body))]
    try:
        parts = [bytes(part).strip(b" \t\r\n") for part in _decode_list(body)]
    except (ValueError, RecursionError):
        raise Rejected([Problem("body", "packet.no_json")]) from None
    if len(parts) > MOST:
        facts = {"count": len(parts), "most": MOST}
        raise Rejected([Problem("body", "packet.too_many", facts)])
    return [element(part) for part in parts]


def element(raw: bytes) -> Element:
    """Return one packet as it came."""
    return Element(raw, _json_or_none(raw))


def handed_over(content: bytes) -> list[Element]:
    """Return the packets of a tablet's hand-over file; raise Rejected.

    The file is JSON: {"v": 1, "sealed": [packets]}.
    """
    found = _json(content)
    packets = found.get("sealed") if isinstance(found, dict) else None
    if not isinstance(packets, list) or found.get("v") != 1:  # type: ignore[attr-defined]
        raise Rejected([Problem("file", "packet.no_hand_over")])
    return [Element(msgspec.json.encode(each), each) for each in packets]


def read_sealed(content: object) -> Sealed:
    """Return a sealed packet; raise Rejected with every fault."""
    fields = _object(content)
    faults = list(_faults(fields, _SEALED, {}))
    if faults:
        raise Rejected(faults)
    names = ("round_id", "response_id", "key_id")
    parts = (sealing.from_text(fields[name]) for name in ("epk", "iv", "ct"))
    return Sealed(*(fields[name] for name in names), *parts)


def read_plain(content: object) -> Packet:
    """Return a plain packet; raise Rejected with every fault."""
    fields = _object(content)
    is_refusal = fields.get("kind") == "refusal"
    table = _REFUSAL if is_refusal else _RESPONSE
    faults = list(_faults(fields, table, _EMPTY if is_refusal else _NO_REFUSAL))
    if faults:
        raise Rejected(faults)
    known = {name: fields[name] for name in table if name != "v"}
    known["day"] = date.fromisoformat(known["day"])
    known["flags"] = tuple(known.get("flags", ()))
    return Packet(**known)


def opened(content: bytes) -> object:
    """Return what a packet that was opened says; raise Rejected if it is no JSON."""
    return _json(content)


def _json(content: bytes) -> object:
    try:
        return _decode(content)
    except (ValueError, RecursionError):
        raise Rejected([Problem("body", "packet.no_json")]) from None


def _json_or_none(content: bytes) -> object:
    try:
        return _decode(content)
    except (ValueError, RecursionError):
        return None


def _object(content: object) -> dict[str, Any]:
    """Return the fields of a packet of a version that can be read."""
    if not isinstance(content, dict):
        raise Rejected([Problem("packet", "packet.no_object")])
    version = content.get("v")
    if isinstance(version, bool) or version not in VERSIONS:
        facts = {"version": str(version)[:20], "known": ", ".join(map(str, VERSIONS))}
        raise Rejected([Problem("v", "packet.version", facts)])
    return content


def _faults(
    fields: Mapping[str, object],
    table: Mapping[str, "Check"],
    optional: Mapping[str, "Check"],
) -> Iterator[Problem]:
    for name in table.keys() - fields.keys():
        yield Problem(name, "packet.missing")
    for name, value in fields.items():
        check = table.get(name) or optional.get(name)
        if check is None:
            yield Problem(name[:LONGEST_NAME], "packet.unknown")
        elif not check.holds(value):
            yield Problem(name, "packet.form", {"expected": check.expected})


@dataclass(frozen=True, slots=True)
class Check:
    """What a field must be: how it is tested, and how it is told to a programmer."""

    holds: Callable[[Any], bool]
    expected: str


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _one_of(type_: Any) -> Check:
    known = get_args(type_)
    return Check(
        lambda value: isinstance(value, str) and value in known, "|".join(known)
    )


def _or_null(check: Check) -> Check:
    holds = check.holds
    return Check(
        lambda value: value is None or holds(value), f"{check.expected} or null"
    )


def _is_name(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_NAME
        and value.isprintable()
    )


def _is_day(value: Any) -> bool:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: Any, largest: float = LARGEST_NUMBER) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -largest <= value <= largest and isfinite(value)


def _is_seconds(value: Any) -> bool:
    return _is_number(value, LONGEST) and value >= 0


def _is_answer(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    if isinstance(value, list):
        return len(value) <= MOST_CHOSEN and all(map(_is_name, value))
    return _is_number(value)


def _is_by_item(value: Any) -> bool:
    """Return whether `value` has something by item; which items, the round knows."""
    return (
        isinstance(value, dict)
        and len(value) <= MOST_ITEMS
        and max(map(len, value), default=0) <= LONGEST_NAME
    )


def _are_answers(value: Any) -> bool:
    return _is_by_item(value) and all(map(_is_answer, value.values()))


def _are_seconds(value: Any) -> bool:
    """Return whether `value` has seconds by item; told from a few C loops."""
    if not _is_by_item(value):
        return False
    seconds = value.values()
    are_numbers = set(map(type, seconds)) <= {int, float}
    return not value or (are_numbers and min(seconds) >= 0 and max(seconds) <= LONGEST)


def _are_flags(value: Any) -> bool:
    is_flag = _matches(_FLAG)
    return (
        isinstance(value, list)
        and len(value) <= MOST_FLAGS
        and all(map(is_flag, value))
        and len(set(value)) == len(value)
    )


def _is_base64(least: int, most: int) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        try:
            return (
                isinstance(value, str)
                and least <= len(sealing.from_text(value)) <= most
            )
        except ValueError:
            return False

    return holds


_NAME = Check(_is_name, f"a text of 1-{LONGEST_NAME} signs")
_UUID_TEXT = Check(_matches(_UUID), "a UUID in small letters")
_VERSION = Check(lambda value: value in VERSIONS, "1")

#: Who touched the screen; the question about it may be declined.
_MODES = (*get_args(Mode), "dont_know", "refused")

_REFUSAL: dict[str, Check] = {
    "v": _VERSION,
    "kind": _one_of(PacketKind),
    "response_id": _UUID_TEXT,
    "round_id": _NAME,
    "instrument_id": _NAME,
    "device": _NAME,
    "language": _NAME,
    "mode": Check(lambda value: value in _MODES, "|".join(_MODES)),
    "place_id": _or_null(_NAME),
    "day": Check(_is_day, "a day such as 2026-11-24"),
    "half_day": _one_of(HalfDay),
    "version": _NAME,
    "refusal": _one_of(Refusal),
}
_RESPONSE: dict[str, Check] = {
    **{name: check for name, check in _REFUSAL.items() if name != "refusal"},
    "answers": Check(_are_answers, "answers by item: texts, numbers, lists of texts"),
    "durations": Check(_are_seconds, "seconds by item"),
    "seconds": _or_null(Check(_is_seconds, "seconds")),
    "flags": Check(_are_flags, "a list of flags in small letters"),
    "receipt": _or_null(Check(_matches(_RECEIPT), "a code such as ACDE-7HJK")),
}
#: What may stand in a packet where it says nothing.
_NO_REFUSAL = {"refusal": Check(lambda value: value is None, "null")}
_EMPTY = {
    "answers": Check(lambda value: value == {}, "nothing"),
    "durations": Check(lambda value: value == {}, "nothing"),
    "seconds": _or_null(Check(_is_seconds, "seconds")),
    "flags": Check(_are_flags, "a list of flags in small letters"),
    "receipt": Check(lambda value: value is None, "null"),
}
_SEALED: dict[str, Check] = {
    "v": _VERSION,
    "round_id": _NAME,
    "response_id": _UUID_TEXT,
    "key_id": _NAME,
    "epk": Check(_is_base64(_POINT, _POINT), "base64url of 65 bytes"),
    "iv": Check(_is_base64(_IV, _IV), "base64url of 12 bytes"),
    "ct": Check(_is_base64(_SHORTEST_CT, 1024 * 1024), "base64url of at most 1 MiB"),
}
