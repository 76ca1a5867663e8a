"""Ranges and indices of unequal groups: printed figures, and a second route to each."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import studentized_range

from survey_app.core.estimation import inequality
from survey_app.core.estimation.inequality import divide, judged, judged_pair
from survey_app.core.estimation.moments import variance
from survey_app.core.estimation.rows import InequalityRow, PairRow
from survey_app.core.estimation.studentised import expected_range, range_p
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out

NAMES = ("a", "b", "c")


@pytest.mark.parametrize(
    ("groups", "critical"),
    [(2, 2.772), (3, 3.314), (4, 3.633), (5, 3.858), (6, 4.030)],
)
def test_critical_values_of_the_studentised_range(groups, critical):
    """Tukey's .05 values in standard errors of one mean, the error being known."""
    assert range_p(critical, groups, 10**9) == pytest.approx(0.05, abs=5e-5)


@pytest.mark.parametrize("groups", [2, 3, 6, 24])
@pytest.mark.parametrize("df", [1, 4, 16, 300])
@pytest.mark.parametrize("ratio", [0.5, 3.5, 6.0])
def test_the_upper_tail_agrees_with_scipys_slower_one(ratio, groups, df):
    expected = studentized_range.sf(ratio, groups, df)
    assert range_p(ratio, groups, df) == pytest.approx(expected, abs=1e-10)


def test_no_degree_of_freedom_and_no_range():
    assert np.isnan(range_p(3.0, 3, 0))
    assert range_p(0.0, 3, 10) == 1


@pytest.mark.parametrize(
    ("groups", "expected"), [(2, 1.13), (3, 1.69), (4, 2.06), (5, 2.33), (6, 2.53)]
)
def test_the_range_equal_groups_have_by_chance(groups, expected):
    assert expected_range(groups) == pytest.approx(expected, abs=0.005)


def survey(seed=1, clusters=20, overlap=False, settled=0.0):
    """Return a clustered sample with a measure and three groups of other levels.

    `settled` is the share of people who belong to the group of their cluster.
    """
    draw = np.random.default_rng(seed)
    size = clusters * 15
    design, order = lay_out(
        list(draw.uniform(1, 4, size)),
        [str(i % clusters % 2) for i in range(size)],
        [str(i % clusters) for i in range(size)],
    )
    group = draw.integers(0, 3, size)
    of_cluster = draw.choice(3, clusters, p=[0.6, 0.2, 0.2])[np.arange(size) % clusters]
    group = np.where(draw.random(size) < settled, of_cluster, group)[order]
    members = group[:, None] == np.arange(3)
    if overlap:
        members = members | (np.arange(size) % 7 == 0)[:, None]
    place = draw.normal(0, 0.5, clusters)[np.arange(size)[order] % clusters]
    values = draw.normal(5, 2, size) + place + np.array([0, 0.3, -1.2])[group]
    values[draw.random(size) < 0.1] = np.nan
    facts = dict.fromkeys(
        ("enumerator", "language", "community", "mode"), Fact.of(("",) * size)
    )
    frame = Frame(design, {}, {}, {}, {}, facts)
    known = np.ones(size, bool)
    return frame, Measure("m", "item", values), Grouping("g", NAMES, members, known)


def found(frame, measure, grouping, shown=(True, True, True)):
    each = divide(frame, [measure], grouping).shown(0, np.array(shown))
    return inequality.inequality("1", "m", "g", each), each


def by_hand(weights, values, members):
    """Return Σ p |μ_g − μ| of plain columns; p of all people, μ_g of those who answered."""
    use = ~np.isnan(values)
    w, y, g = weights[use], values[use], members[use]
    share = (weights @ members) / weights.sum()
    means = (w * y) @ g / (w @ g)
    return float(share @ np.abs(means - share @ means))


@pytest.mark.parametrize("settled", [0.0, 0.9])
def test_the_gap_index_and_its_error_agree_with_the_jackknife(settled):
    """Where groups live apart, their shares are as uncertain as their means."""
    frame, measure, grouping = survey(clusters=60, settled=settled)
    row, _ = found(frame, measure, grouping)
    design = frame.design
    assert row.gap_index == pytest.approx(
        by_hand(design.weights, measure.values, grouping.members), rel=1e-12
    )
    # JKn: leave a PSU out, raise its stratum's others.
    squares = 0.0
    for psu, stratum in enumerate(design.stratum):
        in_stratum = int(design.psus_in[stratum])
        scale = np.where(design.stratum == stratum, in_stratum / (in_stratum - 1), 1.0)
        scale[psu] = 0.0
        weights = design.weights * scale[design.psu]
        off = by_hand(weights, measure.values, grouping.members) - row.gap_index
        squares += (in_stratum - 1) / in_stratum * off**2
    assert row.gap_index_se == pytest.approx(squares**0.5, rel=0.06)


def test_the_share_between_groups_is_of_all_variance():
    """Where everybody answered, σ² is that of everyone."""
    frame, measure, grouping = survey()
    whole = replace(measure, column=np.nan_to_num(measure.values, nan=5.0))
    row, each = found(frame, whole, grouping)
    w, y = frame.design.weights, whole.values
    mean = np.average(y, weights=w)
    assert each.overall == pytest.approx(mean, rel=1e-12)
    total = np.average((y - mean) ** 2, weights=w)
    between = float(each.shares @ (each.mean - mean) ** 2)
    # Each group's variance is corrected for its own mean: n / (n - 1).
    assert row.share_between == pytest.approx(between / total, rel=0.01)
    assert row.share_between < between / total


def test_the_range_is_corrected_and_never_negative():
    frame, measure, grouping = survey()
    row, each = found(frame, measure, grouping)
    se = np.sqrt(variance(each.parts, frame.design))
    assert (row.lowest, row.highest) == ("c", "b")
    assert row.range == pytest.approx(each.mean[1] - each.mean[2], rel=1e-12)
    assert row.range - row.range_corrected == pytest.approx(
        1.69257 * se.mean(), rel=1e-5
    )
    flat = replace(
        measure,
        column=np.where(np.isnan(measure.values), np.nan, 5.0 + 1e-9 * measure.values),
    )
    assert found(frame, flat, grouping)[0].range_corrected >= 0


def test_two_groups_range_as_their_difference_is_tested():
    """With two groups the studentised range is Student's t on the difference."""
    frame, measure, grouping = survey()
    row, each = found(frame, measure, grouping, (True, False, True))
    (pair,) = inequality.pair_rows("1", "m", "g", each)
    assert row.groups == 2
    assert (pair.group, pair.other) == ("a", "c")
    assert pair.difference == pytest.approx(row.range, rel=1e-12)
    assert row.p == pytest.approx(pair.p, abs=1e-9)


def test_what_is_withheld_takes_no_part():
    frame, measure, grouping = survey()
    some, _ = found(frame, measure, grouping, (True, True, False))
    other = measure.values.copy()
    other[grouping.members[:, 2]] = 99.0
    same, _ = found(
        frame, replace(measure, column=other), grouping, (True, True, False)
    )
    assert some == same


def test_groups_that_overlap_have_a_range_and_no_index():
    row, _ = found(*survey(overlap=True))
    assert row.range > 0
    assert row.p is not None
    assert (row.gap_index, row.gap_index_se, row.share_between) == (None, None, None)


def test_one_group_or_nobody_is_no_inequality():
    frame, measure, grouping = survey()
    for shown in ((True, False, False), (False, False, False)):
        row, each = found(frame, measure, grouping, shown)
        assert (row.range, row.p, row.gap_index) == (None, None, None)
        assert inequality.pair_rows("1", "m", "g", each) == []


ROW = InequalityRow(
    "1", "m", "g", 3, 300, "a", "b", 2.0, 1.5, 0.6, 18, 0.001, 0.01, 0.5, 0.1, 0.1, "",
)  # fmt: skip
PAIR = PairRow(
    "1", "m", "g", "a", "b", 99, 99, 4.0, 6.0, -2.0, 0.3, 18, -2.6, -1.4, 0.001, 0.01,
    -0.8, "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "is_number", "verdict"),
    [
        ({}, False, "unequal"),
        ({"range_corrected": 0.9}, False, "no_clear_gap"),
        ({"p_adjusted": 0.05}, False, "no_clear_gap"),
        ({"p_adjusted": None}, False, "too_few"),
        ({"standardised": 0.3}, True, "no_clear_gap"),
        ({"range_corrected": 0.01}, True, "unequal"),
    ],
)
def test_verdicts_on_inequality(change, is_number, verdict):
    assert judged(replace(ROW, **change), is_number=is_number).verdict == verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "unequal"),
        ({"difference": -0.9}, "no_clear_gap"),
        ({"p_adjusted": None}, "too_few"),
        ({"n_other": 29}, "too_few"),
    ],
)
def test_verdicts_on_pairs(change, verdict):
    assert judged_pair(replace(PAIR, **change), is_number=False).verdict == verdict
