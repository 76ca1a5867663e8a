"""A response: one respondent's answers to one instrument in one survey round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from survey_app.core.questionnaire.routing import Answer

Origin = Literal["web", "import", "demo", "tablet"]
HalfDay = Literal["am", "pm"]


@dataclass(frozen=True, slots=True)
class Response:
    """Made under a random `response_id`, so that sending it twice is harmless.

    When it was given is kept to the half day, never closer. `weight` is in people;
    `psu` None: no clusters are known; `fpc`: the PSUs of the stratum's population. The
    last five are what a tablet adds: seconds by item and in all, questions to a
    supervisor (`flags`), and the day it came in.
    """

    response_id: str
    round_id: str
    instrument_id: str
    answers: dict[str, Answer]
    origin: Origin
    language: str = ""
    mode: str = ""
    enumerator: str = ""
    place_id: str | None = None
    collected_on: date | None = None
    half_day: HalfDay | None = None
    weight: float = 1.0
    stratum: str = ""
    psu: str | None = None
    fpc: float | None = None
    receipt_hash: str | None = None
    device_id: str | None = None
    durations: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None
    flags: tuple[str, ...] = ()
    received_on: date | None = None
