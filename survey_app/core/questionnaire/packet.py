"""A packet: what a tablet says about one interview, read but not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from survey_app.core.questionnaire.interview import Refusal
from survey_app.core.questionnaire.response import HalfDay
from survey_app.core.questionnaire.routing import Answer

PacketKind = Literal["response", "refusal"]
#: Who touched the screen.
Mode = Literal["interviewer", "alone", "helper"]


@dataclass(frozen=True, slots=True)
class Packet:
    """One interview as its tablet tells it; of a refusal nothing but the reason.

    `durations` are seconds by item and `seconds` all of them; `flags` are questions to
    a supervisor; `receipt` is the code the respondent was given.
    """

    kind: PacketKind
    response_id: str
    round_id: str
    instrument_id: str
    device: str
    language: str
    mode: str
    place_id: str | None
    day: date
    half_day: HalfDay
    version: str
    answers: dict[str, Answer] = field(default_factory=dict)
    durations: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None
    flags: tuple[str, ...] = ()
    receipt: str | None = None
    refusal: Refusal | None = None
