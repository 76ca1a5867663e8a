"""Trends: all rounds of a survey as one line for each measure and group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import cast

from survey_app.core.disclosure.door import Protected, joined, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation import changes, families, trends
from survey_app.core.estimation.changes import Side
from survey_app.core.estimation.rows import EstimateRow, TrendRow
from survey_app.core.estimation.trends import Line
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound, Unanswerable
from survey_app.services import analysis, comparing
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions
from survey_app.store import rounds
from survey_app.store.database import Database

#: A year in days, for slopes.
YEAR = 365.25
#: With fewer rounds there is a change, no line.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Trends:
    """The rows of a trend, the rounds they go through and the estimates of each.

    `left_out` are measures that are not the same in all rounds, `blocked` those asked
    differently at some time, which get no verdict.
    """

    rows: Protected[TrendRow]
    points: Protected[EstimateRow]
    rounds: list[str]
    left_out: list[str]
    blocked: list[str]

    def of(self, row: TrendRow) -> list[EstimateRow | None]:
        """Return the estimates of a row in all rounds, None where there is none."""
        known = {
            each.round: each
            for each in self.points
            if (each.of, each.group) == (row.of, row.group)
        }
        return [known.get(name) for name in self.rounds]


def answered_rounds(
    db: Database,
    survey: str,
    load: Callable[[SurveyRound], RoundData],
    is_wanted: Callable[[SurveyRound], bool] = lambda each: True,
) -> list[RoundData]:
    """Return the rounds of a survey that hold answers, in order; raise NotFound.

    `load` reads a round as whoever asks may see it.
    """
    known = rounds.of_survey(db, survey)
    if not known:
        names = dict.fromkeys(each.survey for each in rounds.everything(db))
        raise NotFound("trend.unknown_survey", survey=survey, known=", ".join(names))
    found = []
    for each in filter(is_wanted, known):
        try:
            found.append(load(each))
        except Unanswerable:
            continue
    return found


def find(
    db: Database,
    data: Sequence[RoundData],
    of: Sequence[str] = (),
    by: str | None = None,
    release: Release = "analyst",
) -> Trends:
    """Return the line of each measure that means the same in all rounds of `data`.

    Raise Unanswerable where there are fewer than three rounds, or nothing is shared.
    """
    links = tuple(comparing.are_linked(db, *both) for both in pairwise(data))
    numbers = tuple(each.number for each in data)
    key = ("trends", numbers, links, tuple(of), by, release)
    make = partial(_found, data, links, of, by, release)
    # Kept under this function's name.
    return cast(Trends, data[-1].beside.get(key, make)) if data else make()


def _found(
    data: Sequence[RoundData],
    links: Sequence[bool],
    of: Sequence[str],
    by: str | None,
    release: Release,
) -> Trends:
    if len(data) < LEAST:
        raise Unanswerable("trend.too_few_rounds", rounds=len(data), least=LEAST)
    last = data[-1]
    names, left_out = _shared(data, of)
    if not names:
        facts = {"earlier": data[0].survey_round.name, "later": last.survey_round.name}
        raise Unanswerable("compare.nothing_shared", **facts)
    line = _line(data, links, names, by)
    blocked = _blocked(data, names, release)
    declared = comparing.declared_in((data[0], last))

    def judge(rows: list[TrendRow]) -> list[TrendRow]:
        return [
            _judged(row, line, is_blocked=row.of in blocked)
            for row in families.adjusted(rows, declared)
        ]

    decided = [
        decisions(each, release, side.measures)
        for each, side in zip(data, line.sides, strict=True)
    ]
    points = [analysis.estimate(d, names, [by] if by else [], release) for d in data]
    return Trends(
        protected(trends.trends(line), decided, judge),
        joined(*points).where(lambda row: row.kind != "share"),
        [each.survey_round.name for each in data],
        left_out,
        sorted(blocked),
    )


def _shared(
    data: Sequence[RoundData], of: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the measures that are the same in all rounds, and those that are not."""
    last = analysis.with_points(analysis.measures_named(data[-1], of))
    same, different = [], []
    for measure in last:
        others = [_named(each, measure.of) for each in data[:-1]]
        if all(
            m and (m.kind, m.codes) == (measure.kind, measure.codes) for m in others
        ):
            same.append(measure.of)
        elif any(others):
            different.append(measure.of)
    return same, different


def _named(data: RoundData, of: str) -> Measure | None:
    found = (m for m in analysis.with_points(data.measures) if m.of == of)
    return next(found, None)


def _line(
    data: Sequence[RoundData],
    links: Sequence[bool],
    names: Sequence[str],
    by: str | None,
) -> Line:
    groupings = comparing.shared_by_all(data, by)
    sides = [
        Side(
            each.survey_round.name,
            each.frame,
            [m for name in names if (m := _named(each, name))],
            grouping,
        )
        for each, grouping in zip(data, groupings, strict=True)
    ]
    eras = [0]
    for is_linked in links:
        eras.append(eras[-1] + (not is_linked))
    times, unit = _times(data)
    return Line(sides, times, eras, unit)


def _times(data: Sequence[RoundData]) -> tuple[list[float], str]:
    """Return when rounds were, in years where their days are known and differ."""
    days = [each.survey_round.opened_on for each in data]
    known = [day for day in days if day is not None]
    if len(set(known)) == len(data) and known == sorted(known):
        return [(day - known[0]).days / YEAR for day in known], "year"
    return [float(place) for place in range(len(data))], "round"


def _blocked(
    data: Sequence[RoundData], names: Sequence[str], release: Release
) -> set[str]:
    found: set[str] = set()
    for pair in pairwise(data):
        notes = comparing.notes_between(pair, set(names), release)
        found |= {of for of in names for note in notes if note.blocks_on(of)}
    return found


def _judged(row: TrendRow, line: Line, is_blocked: bool) -> TrendRow:
    first = line.sides[0]
    measure = next(each for each in first.measures if each.of == row.of)
    relevant = changes.relevant_change(first, measure)
    found = trends.judged(row, span=line.span, relevant=relevant)
    if is_blocked and found.verdict != "too_few":
        return replace(found, verdict="cannot_tell")
    return found
