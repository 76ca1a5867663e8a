"""Withholding: what a release of a round may not show, decided once for all tables.

The decision about a cell belongs to the round and the release, never to the question
that is asked: two questions cannot be subtracted from each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from survey_app.core.disclosure.door import Decisions, Step
from survey_app.core.disclosure.rules import Release, Rules, rules_for
from survey_app.core.disclosure.tables import Family, counts, everyone_else, family
from survey_app.core.disclosure.withholding import UNCERTAIN, Subject, withheld
from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.estimation.estimates import standing
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure, MeasureKind
from survey_app.core.measurement.values import block
from survey_app.core.sampling.design import FloatArray
from survey_app.core.sampling.fieldwork import SurveyRound

#: What a value of a kind can be at least and at most; numbers: what is met.
SCALES = {"share": (0.0, 1.0), "number": None}
POINTS = (0.0, 10.0)


#: Of which kind the parts are that a mean of a kind tells of: what all said of an item,
#: an item of a construct, a construct of a domain.
PARTS: Mapping[MeasureKind, MeasureKind] = {
    "item": "share",
    "construct": "item",
    "domain_index": "construct",
}
#: A mean tells of its parts where at least this share of its people gave them, ...
ALIKE = 0.8
#: ... and only small cells are withheld for what is in them.
SMALL = 40

#: What the number of respondents is called among what is decided of a round.
RESPONDENTS = "\x00respondents"


@dataclass(slots=True)
class Decided:
    """What was decided of a loaded round so far: by release, measure and its kind.

    `subjects` are who stands behind each measure and kind, whatever the release.
    """

    family: Family | None = None
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)
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
    def measures(self) -> list[Measure]: ...  # noqa: D102
    @property
    def groupings(self) -> dict[str, Grouping]: ...  # noqa: D102
    @property
    def frozen(self) -> Mapping[Release, frozenset[CellName]]: ...  # noqa: D102
    @property
    def decided(self) -> Decided: ...  # noqa: D102


def rules_of(data: Decidable, release: Release) -> Rules:
    """Return the rules of a release of a round."""
    return rules_for(release, is_imported=data.survey_round.is_imported)


def respondents(data: Decidable) -> Measure:
    """Return what everybody who answered counts for; no two people are the same."""
    rows = len(data.frame.design.psu)
    return Measure(RESPONDENTS, "number", np.arange(rows, dtype=np.float64))


def decisions(
    data: Decidable, release: Release, measures: Sequence[Measure]
) -> Decisions:
    """Return what a release withholds of some measures, in all groupings of the round.

    Measures of no menu (none given) are judged by the primary rules alone, and by what
    the last release withheld.
    """
    rules = rules_of(data, release)
    if not rules.is_family:
        return Decisions(rules)
    if not measures:
        return Decisions(rules, dict.fromkeys(data.frozen.get(release, ()), "frozen"))
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
    """Decide about measures and remember it.

    What analysts are not shown nobody of the public is: some see both. A group that
    nobody may count shows no mean either: with it comes the number of its people. Nor
    does one whose mean would tell what is withheld of another measure.
    """
    before: dict[CellName, Step] = dict.fromkeys(data.frozen.get(release, ()), "frozen")
    if release == "public":
        before = {**decisions(data, "analyst", measures).withheld, **before}
    if any(measure.of != RESPONDENTS for measure in measures):
        before = {
            **_uncounted(data, release, measures),
            **_told(data, release, measures),
            **before,
        }
    subjects = [
        replace(subject, before=before) for subject in _subjects(data, measures)
    ]
    for measure, steps in zip(measures, withheld(subjects, rules), strict=True):
        data.decided.steps[release, measure.of, measure.kind] = steps


def _uncounted(
    data: Decidable, release: Release, measures: Sequence[Measure]
) -> dict[CellName, Step]:
    """Return the cells of measures whose number of respondents is withheld."""
    counted = decisions(data, release, [respondents(data)]).withheld
    return {
        name._replace(of=measure.of, kind=measure.kind): step
        for measure in measures
        for name, step in counted.items()
    }


def _told(
    data: Decidable, release: Release, measures: Sequence[Measure]
) -> dict[CellName, Step]:
    """Return the cells of measures that would tell a withheld one of their parts.

    The mean of an item tells of a share that all but all have; that of a construct or
    domain tells the one part of it that is withheld, or several that must all be near
    one end of their scale, if about the same people answered.
    """
    return {
        name: "complementary"
        for measure, subject in zip(measures, _subjects(data, measures), strict=True)
        if any(0 < cell.n < SMALL for cell in subject.cells)
        for name in _telling(data, release, measure, subject)
    }


def _telling(
    data: Decidable, release: Release, measure: Measure, subject: Subject
) -> Iterator[CellName]:
    """Yield the cells of a measure whose mean tells what is withheld of its parts."""
    parts = _parts(data, measure)
    steps = decisions(data, release, parts).withheld if parts else {}
    if measure.kind == "item":
        # What is withheld for another cell's sake does not show in the mean.
        steps = {name: step for name, step in steps.items() if step == "few"}
    whole, means = subject.means, [part.means for part in _subjects(data, parts)]
    n = [[cell.n for cell in part.cells] for part in _subjects(data, parts)]
    for place, cell in enumerate(subject.cells) if steps else ():
        if cell.at is None:
            continue
        alike = [i for i in range(len(parts)) if n[i][place] >= ALIKE * cell.n]
        shown = [
            means[i][place]
            for i in alike
            if cell.at._replace(of=parts[i].of, kind=parts[i].kind) not in steps
        ]
        rest = len(alike) * whole[place] - sum(shown)
        if len(alike) > len(shown) and _is_told(rest, len(alike) - len(shown)):
            yield cell.at


def _is_told(total: float, hidden: int) -> bool:
    """Return whether points of this total tell each of so many hidden parts of it."""
    least, most = POINTS
    low = max(least, total - most * (hidden - 1))
    return min(most, total) - low < UNCERTAIN * (most - least)


def _parts(data: Decidable, measure: Measure) -> list[Measure]:
    """Return the measures that the mean of another one tells of."""
    kinds = PARTS.get(measure.kind)
    names = (measure.of,) if measure.kind == "item" else measure.codes
    return [each for each in data.measures if each.kind == kinds and each.of in names]


def _subjects(data: Decidable, measures: Sequence[Measure]) -> list[Subject]:
    """Return who stands behind each measure, remembered for other releases."""
    known = data.decided.subjects
    new = [m for m in measures if (m.of, m.kind) not in known]
    if new:
        together = data.decided.family
        if together is None:
            together = family(data.groupings, len(data.frame.design.psu))
            data.decided.family = together
        for measure, own in zip(new, _cells(data, new), strict=True):
            known[measure.of, measure.kind] = _subject(
                data.frame, together, measure, own
            )
    return [known[measure.of, measure.kind] for measure in measures]


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
) -> Subject:
    (values,) = block([measure.column])
    who = counts(together, values, frame.design.weights)
    return Subject(
        together,
        [*own, *everyone_else(together, own, who)],
        who,
        scale_of(measure, values),
    )


def scale_of(measure: Measure, values: FloatArray) -> tuple[float, float]:
    """Return the least and the most a value of a measure can be."""
    scale = SCALES.get(measure.kind, POINTS)
    if scale is None:
        return float(np.nanmin(values)), float(np.nanmax(values))
    return scale
