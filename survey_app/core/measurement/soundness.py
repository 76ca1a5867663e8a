"""Can the numbers be trusted? Every check of constructs and their items, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import isnan
from typing import Literal

import numpy as np

from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.functioning import (
    LARGE_UNKNOWN,
    LEAST_TO_MATCH,
    functioning,
    unknown_difference,
)
from survey_app.core.measurement.reliability import (
    LEAST_COMPLETE,
    LEAST_ITEM_REST,
    Reliability,
    reliability,
)
from survey_app.core.measurement.scoring import Measure
from survey_app.core.questionnaire.instrument import MISSING, Construct, Instrument
from survey_app.core.sampling.design import BoolArray, FloatArray

Check = Literal["alpha", "omega", "item_rest", "functioning", "unknown"]
#: sound; caution; weak (show the items instead); look (at the item's translation).
Verdict = Literal["sound", "caution", "weak", "look", "too_few"]

#: Facts that make versions of a questionnaire.
VERSIONS = ("language", "mode")


@dataclass(frozen=True, slots=True)
class SoundnessRow:
    """One check: of a construct, of an item in it, or of an item in one version.

    `value` is alpha, omega, a correlation, the size of differential functioning by
    `method`, or a difference of shares 0-1; None where too few answered.
    """

    round: str
    of: str
    item: str | None
    check: Check
    by: str | None
    version: str | None
    n: int | None
    value: float | None
    ci_low: float | None
    ci_high: float | None
    method: str | None
    verdict: Verdict


def soundness(
    round_name: str, instrument: Instrument, frame: Frame, measures: list[Measure]
) -> list[SoundnessRow]:
    """Return every check of every construct of at least two items."""
    scores = {each.of: each for each in measures if each.kind == "item"}
    return list(
        chain.from_iterable(
            _of_construct(round_name, construct, frame, _matrix(scores, construct))
            for construct in instrument.constructs
            if len(construct.items) > 1 and set(construct.items) <= set(scores)
        )
    )


def _matrix(scores: dict[str, Measure], construct: Construct) -> FloatArray:
    return np.column_stack([scores[item].values for item in construct.items])


def _of_construct(
    round_name: str, construct: Construct, frame: Frame, scores: FloatArray
) -> Iterator[SoundnessRow]:
    of, found = construct.construct_id, reliability(scores)
    yield _row(round_name, of, "alpha", found.n, found.alpha, verdict=found.verdict,
               limits=(found.low, found.high))  # fmt: skip
    if len(construct.items) > 2:
        yield _row(round_name, of, "omega", found.n, found.omega, verdict=found.verdict)
    for place, item in enumerate(construct.items):
        yield _item_rest(round_name, of, item, found, float(found.item_rest[place]))
        for by, version, inside in _versions(frame):
            where = (by, version)
            yield _functioning(round_name, (of, item), where, scores, place, inside)
            yield _unknown(round_name, (of, item), where, frame, inside)


def _item_rest(
    round_name: str, of: str, item: str, found: Reliability, value: float
) -> SoundnessRow:
    verdict: Verdict = "look" if value < LEAST_ITEM_REST else "sound"
    if found.n < LEAST_COMPLETE or isnan(value):
        verdict = "too_few"
    return _row(round_name, of, "item_rest", found.n, value, verdict=verdict, item=item)


def _functioning(
    round_name: str,
    what: tuple[str, str],
    where: tuple[str, str],
    scores: FloatArray,
    place: int,
    inside: BoolArray,
) -> SoundnessRow:
    found = functioning(scores, place, inside)
    verdict: Verdict = "look" if found.is_flagged else "sound"
    if found.method == "too_few" or isnan(found.size):
        verdict = "too_few"
    return _row(round_name, what[0], "functioning", found.n, found.size, item=what[1],
                where=where, method=found.method, verdict=verdict)  # fmt: skip


def _unknown(
    round_name: str,
    what: tuple[str, str],
    where: tuple[str, str],
    frame: Frame,
    inside: BoolArray,
) -> SoundnessRow:
    codes = frame.codes[what[1]]
    asked = codes != MISSING["not_asked"]
    value = unknown_difference(codes == MISSING["dont_know"], asked, inside)
    n, others = int((asked & inside).sum()), int((asked & ~inside).sum())
    verdict: Verdict = "look" if abs(value) > LARGE_UNKNOWN else "sound"
    if min(n, others) < LEAST_TO_MATCH:
        verdict = "too_few"
    return _row(round_name, what[0], "unknown", n, value, item=what[1],
                where=where, verdict=verdict)  # fmt: skip


def _versions(frame: Frame) -> Iterator[tuple[str, str, BoolArray]]:
    """Yield (fact, version, who answered it) where there is more than one version."""
    for by in VERSIONS:
        fact = frame.facts[by]
        names = sorted({*fact.names} - {""})
        if len(names) > 1:
            for name in names:
                yield by, name, fact.places == fact.names.index(name)


def _row(  # noqa: PLR0913 (one place that makes a row, by name)
    round_name: str,
    of: str,
    check: Check,
    n: int,
    value: float,
    *,
    verdict: Verdict,
    item: str | None = None,
    where: tuple[str | None, str | None] = (None, None),
    limits: tuple[float, float] = (np.nan, np.nan),
    method: str | None = None,
) -> SoundnessRow:
    """Return a row, without numbers where too few answered."""
    if verdict == "too_few":
        return SoundnessRow(
            round_name, of, item, check, *where, None, None, None, None, None, verdict
        )
    low, high = (None if isnan(limit) else limit for limit in limits)
    return SoundnessRow(
        round_name, of, item, check, *where, n, value, low, high, method, verdict
    )
