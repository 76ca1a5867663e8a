"""Means and variances: printed oracles, two routes that must agree, odd designs."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.estimation.intervals import (
    holm,
    logit_interval,
    p_value,
    t_interval,
    wilson_interval,
)
from survey_app.core.estimation.moments import moments, variance
from survey_app.core.estimation.sums import sums
from survey_app.core.sampling.design import lay_out, stack

# Stata's and R's fpc example: stratum, PSU, weight, PSUs in the stratum, value.
FPC = [
    ("1", "1", 3, 15, 2.8),
    ("1", "2", 3, 15, 4.1),
    ("1", "3", 3, 15, 6.8),
    ("1", "4", 3, 15, 6.8),
    ("1", "5", 3, 15, 9.2),
    ("2", "1", 4, 12, 3.7),
    ("2", "2", 4, 12, 6.6),
    ("2", "3", 4, 12, 4.2),
]


def estimate(rows, values, members=None, *, fpc=True, lonely="adjust"):
    strata, psus, weights, populations = zip(*rows, strict=True)
    design, order = lay_out(weights, strata, psus, populations if fpc else None)
    design = replace(design, lonely=lonely)
    column = np.array(values, dtype=float)[order][:, None]
    inside = np.ones(len(rows), bool) if members is None else np.array(members)[order]
    found = moments(sums(design, column, inside[:, None]), design)
    se = float(np.sqrt(variance(found.parts, design))[0, 0])
    return float(found.mean[0, 0]), se, found, design


@pytest.mark.parametrize(("fpc", "se"), [(True, 0.6160407), (False, 0.7412683)])
def test_the_example_of_the_manuals(fpc, se):
    values = [row[4] for row in FPC]
    mean, ours, _, design = estimate([row[:4] for row in FPC], values, fpc=fpc)
    assert mean == pytest.approx(5.448148, abs=1e-6)
    assert ours == pytest.approx(se, abs=1e-6)
    assert design.df == 6


@pytest.mark.parametrize(
    ("above", "expected"), [(True, (6.195, 0.7555129)), (False, (3.314286, 0.3117042))]
)
def test_a_domain_keeps_the_full_design(above, expected):
    values = [row[4] for row in FPC]
    inside = [(value > 4) is above for value in values]
    mean, se, _, _ = estimate([row[:4] for row in FPC], values, inside, fpc=False)
    assert (mean, se) == pytest.approx(expected, abs=1e-6)


def test_a_domain_mean_is_a_ratio_of_totals():
    """Route two: linearise the ratio of two totals by hand."""
    rng = np.random.default_rng(7)
    psus = np.repeat(np.arange(12), 9)
    rows = [
        (str(p // 4), str(p), w, None)
        for p, w in zip(psus, rng.uniform(1, 5, 108), strict=True)
    ]
    values, inside = rng.normal(5, 2, 108), rng.random(108) < 0.4
    mean, se, _, _ = estimate(rows, values, inside, fpc=False)
    weights = np.array([row[2] for row in rows])
    ratio = (weights * values * inside).sum() / (weights * inside).sum()
    influence = weights * inside * (values - ratio) / (weights * inside).sum()
    squares = 0.0
    for stratum in "012":
        totals = [
            influence[psus == psu].sum()
            for psu in range(12)
            if str(psu // 4) == stratum
        ]
        squares += 4 / 3 * ((np.array(totals) - np.mean(totals)) ** 2).sum()
    assert mean == pytest.approx(ratio, rel=1e-12)
    assert se == pytest.approx(squares**0.5, rel=1e-12)


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(3)
    rows = [
        (str(i % 3), str(i % 9), w, None) for i, w in enumerate(rng.uniform(1, 2, 60))
    ]
    values = rng.normal(size=60)
    shuffled = rng.permutation(60)
    one = estimate(rows, values, fpc=False)[:2]
    other = estimate([rows[i] for i in shuffled], values[shuffled], fpc=False)[:2]
    assert one == pytest.approx(other, rel=1e-12)


LONELY = [("a", "1", 1, None), ("a", "2", 1, None), ("b", "3", 1, None)]


@pytest.mark.parametrize(
    ("lonely", "expected"),
    [
        # Influences of 1, 2, 6 around 3 are -2/3, -1/3, 1: stratum a alone adds 2/18.
        ("adjust", 1 / 9 + 1),
        ("remove", 1 / 9),
        ("certainty", 1 / 9),
        ("average", 2 / 9),
    ],
)
def test_a_stratum_with_one_cluster(lonely, expected):
    _, se, _, design = estimate(LONELY, [1, 2, 6], fpc=False, lonely=lonely)
    assert se**2 == pytest.approx(expected, rel=1e-12)
    assert design.lonely_strata == ["b"]


def test_a_census_of_clusters_has_no_sampling_error():
    rows = [("a", "1", 1, 2), ("a", "2", 1, 2)]
    assert estimate(rows, [1, 9])[1] == 0


def test_nobody_is_no_mean():
    mean, _, found, _ = estimate(LONELY, [1, 2, 3], [False] * 3, fpc=False)
    assert np.isnan(mean)
    assert (found.n[0, 0], found.psus[0, 0]) == (0, 0)


def test_missing_answers_and_zero_weights_do_not_count():
    rows = [*LONELY[:2], ("a", "4", 0, None)]
    mean, _, found, design = estimate(rows, [1, np.nan, 99], fpc=False)
    assert (mean, found.n[0, 0]) == (1, 1)
    assert design.df == 1


def test_linked_rounds_share_clusters_and_others_do_not():
    design, _ = lay_out([1, 1], ["a", "a"], ["1", "2"], [9, 9])
    linked = stack([design, design], linked=True)
    assert linked.design.psus == (("a", "1"), ("a", "2"))
    assert [place.tolist() for place in linked.places] == [[0, 1], [0, 1]]
    apart = stack([design, design], linked=False)
    assert len(apart.design.psus) == 4
    assert apart.design.population.tolist() == [9, 9]
    assert sorted(place for places in apart.places for place in places) == [0, 1, 2, 3]


def test_no_degree_of_freedom_is_no_interval():
    low, high = t_interval(np.array([5.0]), np.array([1.0]), 0)
    assert np.isnan([low[0], high[0]]).all()
    assert np.isnan(p_value(np.array([5.0]), np.array([1.0]), 0)[0])


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_limits_of_newcombe(yes, n, low, high):
    limits = wilson_interval(np.array([yes / n]), np.array([n]))
    assert [each[0] for each in limits] == pytest.approx([low, high], abs=5e-5)


def test_a_share_nobody_has_still_has_an_upper_limit():
    low, high = logit_interval(np.array([0.0]), np.array([0.0]), 19, np.array([20]))
    assert (low[0], high[0]) == pytest.approx((0, 0.1611), abs=5e-5)


def test_a_standard_error_of_zero_gives_no_p():
    assert np.isnan(p_value(np.array([1.0]), np.array([0.0]), 9)[0])


BENJAMINI_HOCHBERG_1995 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_holm_on_the_fifteen_p_values():
    adjusted = holm(np.array(BENJAMINI_HOCHBERG_1995))
    expected = [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780, 0.3213]
    assert adjusted[:9] == pytest.approx(expected, abs=5e-5)
    assert adjusted[9:] == pytest.approx(1)
    assert (adjusted < 0.05).sum() == 3
