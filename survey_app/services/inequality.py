"""Inequality: how far apart those groups of a grouping are that may be shown."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from survey_app.core.disclosure.door import Decisions, Protected, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation import inequality
from survey_app.core.estimation.cells import cells_of, others
from survey_app.core.estimation.gaps import LEAST_N
from survey_app.core.estimation.inequality import Divided, Division
from survey_app.core.estimation.rows import (
    AnyRow,
    InequalityRow,
    PairRow,
    adjusted,
    hidden,
)
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import BoolArray
from survey_app.services.analysis import (
    RoundData,
    groupings_named,
    measures_named,
    with_points,
)
from survey_app.services.remembering import remembered
from survey_app.services.withholding import decisions


@remembered
def unequal(
    data: RoundData,
    by: Sequence[str],
    of: Sequence[str] = (),
    release: Release = "analyst",
) -> Protected[InequalityRow]:
    """Return how unequal the groups of each grouping are, Holm's p over all rows.

    Groups of fewer than 30 are too small to be called anything and take no part. With
    fewer than two groups left all numbers are withheld.
    """
    rows = [
        _row(data, measure, grouping, each)
        for measure, grouping, each in _divided(data, by, of, release, LEAST_N)
    ]
    numbers = _numbers(data)

    def judge(rows: list[InequalityRow]) -> list[InequalityRow]:
        return [
            row
            if row.suppressed
            else inequality.judged(row, is_number=row.of in numbers)
            for row in adjusted(rows)
        ]

    return _protected(data, rows, release, judge)


@remembered
def pairs(
    data: RoundData,
    by: Sequence[str],
    of: Sequence[str] = (),
    release: Release = "analyst",
) -> Protected[PairRow]:
    """Return every two groups that may be shown, Holm's p over all rows."""
    name = data.survey_round.name
    rows = [
        row
        for measure, grouping, each in _divided(data, by, of, release)
        for row in inequality.pair_rows(name, measure.of, str(grouping.by), each)
    ]
    numbers = _numbers(data)

    def judge(rows: list[PairRow]) -> list[PairRow]:
        return [
            inequality.judged_pair(row, is_number=row.of in numbers)
            for row in adjusted(rows)
        ]

    return _protected(data, rows, release, judge)


def _protected(
    data: RoundData,
    rows: list[AnyRow],
    release: Release,
    judge: Callable[[list[AnyRow]], list[AnyRow]],
) -> Protected[AnyRow]:
    """Return rows that stand on no cell but those found to be shown."""
    table = ((row, ()) for row in rows)
    return protected(table, [decisions(data, release, ())], judge)


def _divided(
    data: RoundData,
    by: Sequence[str],
    of: Sequence[str],
    release: Release,
    least: int = 0,
) -> Iterator[tuple[Measure, Grouping, Divided]]:
    measures = with_points(measures_named(data, of))
    decided = decisions(data, release, measures)
    for grouping in groupings_named(data, by):
        division = inequality.divide(data.frame, measures, grouping)
        shown = _shown(measures, division, decided, least)
        for place, measure in enumerate(measures):
            yield measure, grouping, division.shown(place, shown[:, place])


def _row(
    data: RoundData, measure: Measure, grouping: Grouping, each: Divided
) -> InequalityRow:
    row = inequality.inequality(
        data.survey_round.name, measure.of, str(grouping.by), each
    )
    return hidden(row) if len(each.groups) < 2 else row


def _shown(
    measures: Sequence[Measure],
    division: Division,
    decided: Decisions,
    least: int,
) -> BoolArray:
    """Return which groups of which measures (groups, measures) may be shown.

    They have `least` respondents, and both they and everyone else may be shown.
    """
    grouping = division.grouping
    groups = len(grouping.groups)
    own, beside = (
        division.counts.of_domains(slice(start, start + groups))
        for start in (0, groups)
    )
    inside = cells_of(measures, grouping.by, grouping.groups, own)
    rest = cells_of(measures, grouping.by, others(grouping.groups), beside)
    return np.array(
        [
            [
                inside[g][k].n >= least
                and decided.allow(inside[g][k])
                and decided.allow(rest[g][k])
                for k in range(len(measures))
            ]
            for g in range(groups)
        ],
        dtype=np.bool_,
    )


def _numbers(data: RoundData) -> set[str]:
    return {measure.of for measure in data.measures if measure.kind == "number"}
