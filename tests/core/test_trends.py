"""Several rounds as one line: against the change of two, the jackknife, and by hand."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.estimation import trends
from survey_app.core.estimation.changes import Side, changes
from survey_app.core.estimation.rows import TrendRow
from survey_app.core.estimation.trends import Line
from survey_app.core.measurement.frame import FACTS, Fact, Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out, stack_eras

TIMES = (0.0, 0.5, 2.0)


def side(number, psus=range(24), moved=0.0):
    """Return a round of the same places, whose level moved."""
    draw = np.random.default_rng(number)
    psus = list(psus)
    size = len(psus) * 12
    design, order = lay_out(
        list(draw.uniform(1, 3, size)),
        [str(psus[i % len(psus)] % 3) for i in range(size)],
        [str(psus[i % len(psus)]) for i in range(size)],
    )
    place = np.array([int(design.psus[p][1]) for p in design.psu])
    character = np.random.default_rng(99).normal(0, 2, 60)[place]
    values = draw.normal(5 + moved, 2, size) + character
    values[draw.random(size) < 0.05] = np.nan
    assert len(order) == size
    frame = Frame(design, {}, {}, {}, {}, dict.fromkeys(FACTS, Fact.of([""] * size)))
    return Side(str(number), frame, [Measure("m", "item", values)], everyone(frame))


def line(*sides, eras=None, times=TIMES):
    return Line(sides, times[: len(sides)], eras or [0] * len(sides), "year")


def only(found):
    ((row, cells),) = found
    assert len(cells) >= 2
    return row


@pytest.mark.parametrize("eras", [[0, 0], [0, 1]])
def test_two_rounds_make_the_change_between_them(eras):
    sides = side(1), side(2, range(4, 28), 0.7)
    row = only(trends.trends(line(*sides, eras=eras, times=(0.0, 1.0))))
    ((change, _),) = changes(*sides, linked=eras == [0, 0])
    assert row.slope == pytest.approx(change.change, rel=1e-12)
    assert row.se == pytest.approx(change.se, rel=1e-12)
    assert (row.df, row.p) == (change.df, pytest.approx(change.p, rel=1e-9))
    assert row.any_change_p == pytest.approx(change.p, rel=1e-9)


def slope_by_hand(sides, weights):
    means = [
        np.average(v[~np.isnan(v)], weights=w[~np.isnan(v)])
        for v, w in zip((s.measures[0].values for s in sides), weights, strict=True)
    ]
    return np.polyfit(TIMES, means, 1)[0]


def test_the_slope_is_the_least_squares_line_and_its_error_the_jackknifes():
    sides = [side(1), side(2, moved=0.4), side(3, moved=1.2)]
    row = only(trends.trends(line(*sides)))
    whole = slope_by_hand(sides, [s.frame.design.weights for s in sides])
    assert row.slope == pytest.approx(whole, rel=1e-12)
    design, squares = sides[0].frame.design, 0.0
    for psu, stratum in enumerate(design.stratum):
        count = int(design.psus_in[stratum])
        scale = np.where(design.stratum == stratum, count / (count - 1), 1.0)
        scale[psu] = 0.0
        weights = [s.frame.design.weights * scale[s.frame.design.psu] for s in sides]
        squares += (count - 1) / count * (slope_by_hand(sides, weights) - whole) ** 2
    assert row.se == pytest.approx(squares**0.5, rel=0.05)


def test_rounds_of_the_same_places_are_told_apart_better():
    sides = [side(1), side(2), side(3)]
    same = only(trends.trends(line(*sides)))
    new = only(trends.trends(line(*sides, eras=[0, 1, 2])))
    assert same.se < 0.8 * new.se
    assert new.df > same.df


def test_a_round_in_the_middle_with_new_places_stands_alone():
    sides = [side(1), side(2), side(3)]
    designs = [each.frame.design for each in sides]
    both = stack_eras(designs, [0, 1, 1])
    assert len(both.design.psus) == 48
    assert both.places[1].tolist() == both.places[2].tolist()
    assert not set(both.places[0]) & set(both.places[1])


def test_any_change_sees_what_a_slope_does_not():
    """Up and down again: the line is level, the rounds are not equal."""
    sides = [side(1), side(2, moved=1.5), side(3)]
    row = only(trends.trends(Line(sides, (0.0, 1.0, 2.0), [0, 0, 0], "year")))
    assert row.p > 0.05
    assert row.any_change_p < 1e-4


def test_too_few_places_for_so_many_rounds_is_no_test():
    sides = [side(n, range(4)) for n in (1, 2, 3)]
    row = only(trends.trends(line(*sides)))
    assert row.df == 1
    assert row.any_change_p is None


def test_groups_and_measures_stand_in_their_order():
    sides = []
    for number in (1, 2, 3):
        each = side(number)
        size = len(each.frame.design.psu)
        members = np.arange(size)[:, None] % 2 == np.arange(2)
        grouping = Grouping("g", ("a", "b"), members, np.ones(size, bool))
        other = Measure("n", "item", each.measures[0].values + members[:, 0])
        sides.append(
            replace(each, measures=[each.measures[0], other], grouping=grouping)
        )
    rows = [row for row, _ in trends.trends(line(*sides))]
    assert [(row.of, row.group) for row in rows] == [
        ("m", "a"), ("m", "b"), ("n", "a"), ("n", "b"),
    ]  # fmt: skip
    assert rows[2].slope == pytest.approx(rows[0].slope, rel=1e-9)


ROW = TrendRow(
    "m", None, None, "1", "3", 3, "year", 0.4, 0.05, 30, 0.3, 0.5, 0.001, 0.01, 0.01, "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "better"),
        ({"slope": -0.4}, "worse"),
        ({"slope": 0.2}, "cannot_tell"),
        ({"slope": 0.02, "p_adjusted": 0.7}, "stable"),
        ({"slope": 0.02, "se": 0.2, "p_adjusted": 0.9}, "cannot_tell"),
        ({"p_adjusted": None}, "too_few"),
        ({"df": 0}, "too_few"),
    ],
)
def test_verdicts_on_a_line_of_two_years(change, verdict):
    assert trends.judged(replace(ROW, **change), span=2.0).verdict == verdict
