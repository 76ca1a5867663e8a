"""Turns a form filled in into the packet a tablet of ours would have sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

from survey_app.core.questionnaire import answers, interview
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Answer
from survey_app.interchange import xform_names
from survey_app.interchange.packets import LONGEST_NAME
from survey_app.interchange.xform_names import Names
from survey_app.interchange.xform_submission import Submission

#: What a packet says it was made by.
PROGRAM = "openrosa"
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+")
_OURS = "survey."


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of a form filled in beside what it says.

    `corrects` is whether it takes the place of one that was sent before.
    """

    response_id: str
    round_id: str
    device: str
    corrects: bool = False


def packet(
    submission: Submission, instrument: Instrument, names: Names, sent: Sent
) -> dict[str, object]:
    """Return the packet, not yet judged; an answer that is none stays as it was sent.

    Where consent or age ended the interview it is a refusal, and holds no answers; not
    so a correction, which a person must look at: there are answers already.
    """
    given = read_answers(submission.values, instrument, names)
    values = submission.values
    told: dict[str, object] = {
        "v": 1,
        "kind": "response",
        "response_id": sent.response_id,
        "round_id": sent.round_id,
        "instrument_id": submission.version,
        "device": sent.device,
        "language": _language(values, instrument),
        "mode": _mode(instrument, given),
        "place_id": values.get(xform_names.PLACE),
        "day": values.get(xform_names.DAY, ""),
        "half_day": values.get(xform_names.HALF_DAY, ""),
        "version": PROGRAM,
    }
    reason = interview.ended_by(instrument, given)
    if reason and not sent.corrects:
        return told | {"kind": "refusal", "refusal": reason}
    asked = answers.counted(instrument, given)
    foreign = unknown(values, instrument, names)
    return told | {
        "answers": asked | foreign,
        "durations": {},
        "seconds": None,
        "flags": [],
        "receipt": values.get(xform_names.RECEIPT),
    }


def read_answers(
    values: Mapping[str, str], instrument: Instrument, names: Names
) -> dict[str, Answer]:
    """Return the answers by item, also those to questions that were not to be asked."""
    found = {}
    for item in instrument.items:
        text = values.get(names.nodes[item.item_id], "")
        text = text or values.get(names.declined(item.item_id), "")
        if text:
            found[item.item_id] = _answer(item, text, names)
    return found


def known(instrument: Instrument, names: Names) -> set[str]:
    """Return the nodes a form of this version has, beside those of our own prefix."""
    return {names.nodes[item.item_id] for item in instrument.items}


def unknown(
    values: Mapping[str, str], instrument: Instrument, names: Names
) -> dict[str, Answer]:
    """Return what stands in nodes the form does not have: a person must look at it."""
    ours = known(instrument, names)
    return {
        name[:LONGEST_NAME]: text
        for name, text in values.items()
        if name not in ours and not name.startswith(_OURS)
    }


def _answer(item: Item, text: str, names: Names) -> Answer:
    codes = {value: code for code, value in names.values[item.item_id].items()}
    if text in MISSING:
        return text
    match item.kind:
        case "choices":
            chosen = [codes.get(value, value) for value in text.split()]
            return sorted(chosen) if item.role == "targets" else chosen
        case "number":
            return _number(text)
        case "text":
            return text
    return codes.get(text, text)


def _number(text: str) -> Answer:
    number = float(text) if _NUMBER.fullmatch(text) else inf
    return number if isfinite(number) else text


def _language(values: Mapping[str, str], instrument: Instrument) -> str:
    only = instrument.languages[0] if len(instrument.languages) == 1 else ""
    return values.get(xform_names.LANGUAGE, only)


def _mode(instrument: Instrument, given: Mapping[str, Answer]) -> Answer:
    """Return who touched the screen, as it was asked or as it must have been."""
    item = instrument.with_role("mode")
    return given.get(item.item_id, "interviewer") if item else "interviewer"
