"""The interviews of a round as columns, the way quality flags look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from survey_app.core.quality.backchecks import Tally
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.design import FloatArray, IntArray

TextArray = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Worked:
    """A kept response with how it was made.

    `psu` is the cluster that came with it; `seconds` is the time somebody was at it,
    None where nobody measured; `told` what the tablet or the server noted of it; `day`
    an ISO day; texts are "" where unknown.
    """

    response_id: str
    answers: Mapping[str, Answer]
    instrument_id: str = ""
    language: str = ""
    mode: str = ""
    enumerator: str = ""
    place_id: str = ""
    psu: str = ""
    day: str = ""
    half_day: str = ""
    seconds: float | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Interviews:
    """Columns of a round's interviews; rows as given.

    `codes` (rows, items) are positions among the options of `items`, the scored and
    single-choice ones, or the negative codes of MISSING; `seconds` is NaN where
    unknown; `asked` counts the questions answered or declined.
    """

    instrument: Instrument
    asked_version: str
    items: tuple[Item, ...]
    codes: IntArray
    asked: IntArray
    seconds: FloatArray
    version: TextArray
    language: TextArray
    enumerator: TextArray
    place: TextArray
    #: The place or, where none is known, the cluster an interview came with.
    cluster: TextArray
    told: tuple[frozenset[str], ...]
    #: The places each enumerator is assigned to; who is not named may ask anywhere.
    assigned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: What came of asking again, by enumerator.
    backchecks: Mapping[str, Tally] = field(default_factory=dict)
    #: The shares of equal answers from which an interview looks nearly and wholly
    #: copied, as honest ones of the form hardly are; above 1: no interview does.
    nearly_from: float = 2.0
    equal_from: float = 2.0
    #: The share from which one looks copied from anybody's, and how to look for pairs.
    anywhere_from: float = 2.0
    draws: tuple[tuple[int, ...], ...] = ()
    #: From so many contradicted constructs on, as few honest interviews have.
    contradictions_from: float = 1.0

    @property
    def scored(self) -> list[int]:
        """Return the columns of scored items, in the order of asking."""
        return [n for n, item in enumerate(self.items) if item.kind == "scored"]


def interviews(
    instrument: Instrument, asked_version: str, worked: Sequence[Worked]
) -> Interviews:
    """Return the columns of `worked`, all read by the round's instrument."""
    items = tuple(
        item for item in instrument.items if item.kind in ("scored", "choice")
    )
    columns = [_codes(instrument, item, worked) for item in items]
    seconds = [np.nan if w.seconds is None else w.seconds for w in worked]
    return Interviews(
        instrument=instrument,
        asked_version=asked_version,
        items=items,
        codes=np.array(columns, np.int64).reshape(len(items), len(worked)).T,
        asked=np.array([len(w.answers) for w in worked], np.int64),
        seconds=np.array(seconds, np.float64),
        version=np.array([w.instrument_id for w in worked], np.str_),
        language=np.array([w.language for w in worked], np.str_),
        enumerator=np.array([w.enumerator for w in worked], np.str_),
        place=np.array([w.place_id for w in worked], np.str_),
        cluster=np.array([w.place_id or w.psu for w in worked], np.str_),
        told=tuple(w.told for w in worked),
    )


def _codes(instrument: Instrument, item: Item, worked: Sequence[Worked]) -> list[int]:
    places = {o.code: n for n, o in enumerate(instrument.options(item))} | MISSING
    missing = MISSING["not_asked"]
    answers = (w.answers.get(item.item_id) for w in worked)
    return [places.get(a, missing) if isinstance(a, str) else missing for a in answers]
