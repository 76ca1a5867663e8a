"""Withholding: what a release of a round may not show, decided once for all tables.

The decision about a cell belongs to the round and the release, never to the question
that is asked: two questions cannot be subtracted from each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from survey_app.core.disclosure.door import Decisions, Step
from survey_app.core.disclosure.rules import Release, Rules, rules_for
from survey_app.core.disclosure.tables import Family, counts, family
from survey_app.core.disclosure.withholding import Subject, withheld
from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.estimation.estimates import standing
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.measurement.values import block
from survey_app.core.sampling.design import FloatArray
from survey_app.core.sampling.fieldwork import SurveyRound

#: What a value of a kind can be at least and at most; numbers: what is met.
SCALES = {"share": (0.0, 1.0), "number": None}
POINTS = (0.0, 10.0)


@dataclass(slots=True)
class Decided:
    """What was decided of a loaded round so far: by release, measure and its kind."""

    family: Family | None = None
    steps: dict[tuple[Release, str, str], dict[CellName, Step]] = field(
        default_factory=dict
    )


class Decidable(Protocol):
    """A loaded round; what was decided of it is remembered with it."""

    @property
    def survey_round(self) -> SurveyRound: ...  # noqa: D102
    @property
    def frame(self) -> Frame: ...  # noqa: D102
    @property
    def groupings(self) -> dict[str, Grouping]: ...  # noqa: D102
    @property
    def frozen(self) -> Mapping[Release, frozenset[CellName]]: ...  # noqa: D102
    @property
    def decided(self) -> Decided: ...  # noqa: D102


def rules_of(data: Decidable, release: Release) -> Rules:
    """Return the rules of a release of a round."""
    return rules_for(release, is_imported=data.survey_round.is_imported)


def decisions(
    data: Decidable, release: Release, measures: Sequence[Measure]
) -> Decisions:
    """Return what a release withholds of some measures, in all groupings of the round.

    Measures of no menu (none given) are judged by the primary rules alone.
    """
    rules = rules_of(data, release)
    if not rules.is_family:
        return Decisions(rules)
    new = [m for m in measures if (release, m.of, m.kind) not in data.decided.steps]
    if new:
        _decide(data, release, rules, new)
    found: dict[CellName, Step] = {}
    for measure in measures:
        found |= data.decided.steps[release, measure.of, measure.kind]
    return Decisions(rules, found)


def _decide(
    data: Decidable, release: Release, rules: Rules, measures: Sequence[Measure]
) -> None:
    """Decide about measures and remember it."""
    together = data.decided.family
    if together is None:
        together = family(data.groupings, len(data.frame.design.psu))
        data.decided.family = together
    before = data.frozen.get(release, frozenset())
    subjects = [
        _subject(data.frame, together, measure, own, before)
        for measure, own in zip(measures, _cells(data, measures), strict=True)
    ]
    for measure, steps in zip(measures, withheld(subjects, rules), strict=True):
        data.decided.steps[release, measure.of, measure.kind] = steps


def _cells(data: Decidable, measures: Sequence[Measure]) -> list[list[Cell]]:
    """Return the cells of each measure in the order of the family."""
    return standing(
        data.frame, measures, [everyone(data.frame), *data.groupings.values()]
    )


def _subject(
    frame: Frame,
    together: Family,
    measure: Measure,
    own: Sequence[Cell],
    before: frozenset[CellName],
) -> Subject:
    (values,) = block([measure.column])
    return Subject(
        together,
        own,
        counts(together, values, frame.design.weights),
        measure.kind,
        _scale(measure, values),
        before,
    )


def _scale(measure: Measure, values: FloatArray) -> tuple[float, float]:
    scale = SCALES.get(measure.kind, POINTS)
    if scale is None:
        return float(np.nanmin(values)), float(np.nanmax(values))
    return scale
