"""Measuring: the readings of indicators, from answers, fieldwork and outside series.

What answers say comes through the door of disclosure control, as analysts may see it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from survey_app.core.disclosure.rules import RULES
from survey_app.core.estimation.rows import ChangeRow, EstimateRow, GapRow
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.warning import outside as periods
from survey_app.core.warning.indicators import Indicator, SourceKind, derived
from survey_app.core.warning.series import Apart, Case, Cell, Moved, Reading, Series
from survey_app.core.warning.signals import OBSERVED
from survey_app.errors import NotFound, Unanswerable
from survey_app.services import analysis, comparing, distributions, trends
from survey_app.services.analysis import RoundData
from survey_app.store import feedback, outside
from survey_app.store.database import Database

#: Rounds without a day are a day apart, long ago.
LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """The series of an indicator, and what answers tell of their newest readings."""

    series: list[Series]
    moved: Mapping[Cell, Moved] = field(default_factory=dict)
    apart: Mapping[Cell, Apart] = field(default_factory=dict)
    is_linked: bool = False

    def cases(self, beside: Sequence[Series] = ()) -> list[Case]:
        """Return the cases to be judged."""
        others = {each.cell: each for each in beside}
        return [
            Case(
                each, self.moved.get(each.cell), self.apart.get(each.cell),
                others.get(each.cell), self.is_linked,
            )
            for each in self.series
        ]  # fmt: skip


def measure(
    db: Database, indicator: Indicator, known: Mapping[str, Measured], today: date
) -> Measured:
    """Return the readings of an indicator; `known` are those others are made of.

    Only closed rounds and periods that are over are read: what is still coming in
    would be judged again and again. Raise NotFound or Unanswerable where it cannot be.
    """
    return READERS[indicator.source.kind](db, indicator, known, today)


def _of_answers(
    db: Database, indicator: Indicator, known: object, today: date
) -> Measured:
    data = _comparable(db, indicator, _closed(db, indicator.source.survey, today))
    by = [indicator.source.by] if indicator.source.by else []
    readings: dict[Cell, list[Reading]] = {}
    days = _days(data)
    for each, on in zip(data, days, strict=True):
        for row in _rows(each, indicator, by):
            cell = Cell(row.by or "", row.group or "")
            reading = Reading(
                each.survey_round.name, on, row.mean, row.se, row.n, row.df
            )
            readings.setdefault(cell, []).append(reading)
    series = [Series(cell, tuple(found)) for cell, found in readings.items()]
    moved, apart = {}, {}
    if indicator.source.how != "share" and data:
        moved = _moved(db, data, indicator) if len(data) > 1 else {}
        apart = _apart(data[-1], indicator) if by else {}
    return Measured(series, moved, apart, _any_linked(db, data))


def _closed(db: Database, survey: str, today: date) -> list[RoundData]:
    """Return the closed rounds of a survey that hold answers, in order."""

    def is_over(each: SurveyRound) -> bool:
        return not each.is_open and (each.closed_on or today) <= today

    return trends.answered_rounds(db, survey, partial(analysis.load, db), is_over)


def _comparable(
    db: Database, indicator: Indicator, data: list[RoundData]
) -> list[RoundData]:
    """Return the newest rounds in which the measure means the same."""
    of = indicator.source.of[0]
    asked = [d for d in data if any(m.of == of for m in d.measures)]
    if data and not asked:
        analysis.measures_named(data[-1], [of])  # says what there is
    for place in range(len(asked) - 1, 0, -1):
        if not _means_the_same(db, asked[place - 1], asked[place], of):
            return asked[place:]
    return asked


def _means_the_same(
    db: Database, earlier: RoundData, later: RoundData, of: str
) -> bool:
    try:
        found = comparing.compare(db, (earlier, later), [of])
    except Unanswerable:
        return False
    return not any(note.blocks_on(of) for note in found.notes)


def _days(data: Sequence[RoundData]) -> list[date]:
    """Return when each round ended, later ones later."""
    found: list[date] = []
    for each in data:
        day = each.survey_round.closed_on or each.survey_round.opened_on or LONG_AGO
        if found and day <= found[-1]:
            day = found[-1] + timedelta(days=1)
        found.append(day)
    return found


def _rows(data: RoundData, indicator: Indicator, by: list[str]) -> list[EstimateRow]:
    names = [indicator.source.of[0]]
    shown = [by for by in by if by in data.groupings]
    rows = [*analysis.estimate(data, names)]
    if shown:
        rows += analysis.estimate(data, names, shown)
    is_share = indicator.source.how == "share"
    return [row for row in rows if (row.kind == "share") is is_share]


def _moved(
    db: Database, data: Sequence[RoundData], indicator: Indicator
) -> dict[Cell, Moved]:
    pair, names = (data[-2], data[-1]), [indicator.source.of[0]]
    rows: list[ChangeRow] = [*comparing.compare(db, pair, names).rows]
    by = indicator.source.by
    if by and all(by in each.groupings for each in pair):
        rows += comparing.compare(db, pair, names, by).rows
    return {
        Cell(row.by or "", row.group or ""): Moved(
            row.change, row.se, row.df or 0, row.n_from or 0, row.n_to or 0,
            row.gap_change, row.gap_change_p,
        )
        for row in rows
        if row.change is not None and row.se is not None
    }  # fmt: skip


def _apart(data: RoundData, indicator: Indicator) -> dict[Cell, Apart]:
    by = indicator.source.by
    if by not in data.groupings:
        return {}
    rows: list[GapRow] = [*analysis.find_gaps(data, [by], [indicator.source.of[0]])]
    return {
        Cell(row.by, row.group): Apart(row.gap, row.se, row.df or 0, row.n or 0)
        for row in rows
        if row.gap is not None and row.se is not None
    }


def _any_linked(db: Database, data: Sequence[RoundData]) -> bool:
    pairs = pairwise(data)
    return any(comparing.are_linked(db, *pair) for pair in pairs)


def _of_refusals(
    db: Database, indicator: Indicator, known: object, today: date
) -> Measured:
    """Return the share of those asked who did not answer, as the mean of the items."""
    data = _closed(db, indicator.source.survey, today)
    found = []
    for each, on in zip(data, _days(data), strict=True):
        rows = [
            each_.declined
            for each_ in distributions.of_round(each, "analyst")
            if each_.item.item_id in _items(each, indicator)
        ]
        if rows:
            found.append(_declined(rows, each.survey_round, on))
    return Measured([Series(Cell(), tuple(found))] if found else [])


def _items(data: RoundData, indicator: Indicator) -> set[str]:
    """Return the items an indicator names, or that its constructs are made of."""
    made = {c.construct_id: c.items for c in data.instrument.constructs}
    return {item for of in indicator.source.of for item in made.get(of, (of,))}


def _declined(
    rows: Sequence[EstimateRow], survey_round: SurveyRound, on: date
) -> Reading:
    shares = [row.mean for row in rows if row.mean is not None]
    numbers = [row.n for row in rows if row.n is not None]
    if len(shares) < len(rows) or len(numbers) < len(rows):
        return Reading(survey_round.name, on, None)
    return Reading(survey_round.name, on, sum(shares) / len(shares), n=min(numbers))


def _of_responses(
    db: Database, indicator: Indicator, known: object, today: date
) -> Measured:
    """Return how many people answered each round."""
    data = _closed(db, indicator.source.survey, today)
    found = [
        Reading(each.survey_round.name, on, float(len(each.frame.design.weights)))
        for each, on in zip(data, _days(data), strict=True)
    ]
    return Measured([Series(Cell(), tuple(found))] if found else [])


def _of_feedback(
    db: Database, indicator: Indicator, known: object, today: date
) -> Measured:
    """Return how many records were due in each month, or the share answered in time.

    Sensitive reports are in neither; months of few records are too few to tell.
    """
    found = []
    for month, due, in_time in feedback.answered_in_time(db):
        first = date.fromisoformat(f"{month}-01")
        over = (first + timedelta(days=31)).replace(day=1)
        if over <= today:
            value = in_time / due if indicator.is_share else float(due)
            is_told = due >= RULES["public"].min_n
            found.append(Reading(month, over, value if is_told else None, n=due))
    return Measured([Series(Cell(), tuple(found))] if found else [])


def _of_outside(
    db: Database, indicator: Indicator, known: object, today: date
) -> Measured:
    source = indicator.source
    covered = outside.covered(db, source.dataset)
    if covered is None and source.dataset == OBSERVED:
        return Measured([])  # nobody has noted anything yet
    if covered is None:
        names = ", ".join(dict.fromkeys(i["dataset"] for i in outside.imports(db)))
        raise NotFound("outside.unknown", dataset=source.dataset, known=names)
    points = outside.of_series(db, source.dataset, source.series)
    return Measured(
        periods.read_series(
            points, source.how, indicator.frequency, min(covered, today)
        )
    )


def _of_others(
    db: Database, indicator: Indicator, known: Mapping[str, Measured], today: date
) -> Measured:
    """Return what is made of other indicators, in the cells all of them have."""
    missing = [part for part in indicator.source.of if part not in known]
    if missing:
        raise Unanswerable("indicator.part_not_read", parts=", ".join(missing))
    parts = [
        {each.cell: each for each in known[of].series} for of in indicator.source.of
    ]
    shared = [cell for cell in parts[0] if all(cell in each for each in parts[1:])]
    how = indicator.source.how
    return Measured(
        [Series(cell, derived(how, [each[cell] for each in parts])) for cell in shared]
    )


Reader = Callable[[Database, Indicator, Mapping[str, Measured], date], Measured]

READERS: dict[SourceKind, Reader] = {
    "measure": _of_answers,
    "refusals": _of_refusals,
    "responses": _of_responses,
    "feedback": _of_feedback,
    "outside": _of_outside,
    "derived": _of_others,
}
