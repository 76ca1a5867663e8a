"""Charts against the worked examples of NIST, Montgomery and R's surveillance."""

import numpy as np
import pytest

from survey_app.core.warning import charts

NIST_EWMA = [
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8,
    51.2, 52.6, 52.4, 53.6, 52.1,
]  # fmt: skip
NIST_CUSUM = [
    324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225, 324.600,
    324.625, 325.150, 328.325, 327.250, 327.825, 328.500, 326.675, 327.775, 326.875, 328.350,
]  # fmt: skip
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40,
    10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38,
    11.62, 11.31, 10.52,
]  # fmt: skip
CONCENTRATION = [
    102, 94.8, 98.3, 98.4, 102, 98.5, 99, 97.7, 100, 98.1, 101.3, 98.7, 101.1, 98.4, 97, 96.7,
    100.3, 101.4, 97.2, 101,
]  # fmt: skip
COUNTS = [2, 3, 1, 4, 2, 3, 2, 5, 3, 2, 4, 3, 2, 9, 6, 3]


def test_the_moving_averages_of_nist():
    averages = charts.ewma(np.array(NIST_EWMA), 0.3, start=50.0)
    printed = [
        50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52,
        50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
    ]  # fmt: skip
    # NIST rounds 49.745 up at the seventh.
    assert averages == pytest.approx(printed, abs=0.0051)
    reach = 3 * 2.0539 * charts.settled_spread(0.3)
    assert 50 + reach == pytest.approx(52.5884, abs=5e-5)
    assert 50 - reach == pytest.approx(47.4116, abs=5e-5)
    assert charts.first_above(np.abs(averages - 50), reach) is None


def test_the_sums_of_nist():
    x = np.array(NIST_CUSUM) - 325
    upper, lower = charts.cusum(x, 0.3175), charts.cusum(-x, 0.3175)
    assert upper[:6] == pytest.approx([0, 0, 0, 0, 0.0325, 0])
    assert upper[12:] == pytest.approx(
        [3.0075, 4.94, 7.4475, 10.63, 11.9875, 14.445, 16.0025, 19.035]
    )
    assert lower[[1, 3]] == pytest.approx([0.0075, 0.3400], abs=0.0076)
    assert lower[6:11] == pytest.approx([0.5575, 0.715, 0.1725, 0.255, 0.3125])
    assert charts.first_above(upper, 4.1959) == 13
    assert charts.first_above(lower, 4.1959) is None
    assert (upper[13:] > 4.1959).all()


def test_the_sums_of_montgomery():
    x = np.array(MONTGOMERY) - 10
    upper = charts.cusum(x, 0.5)
    assert upper[28:] == pytest.approx([5.28, 5.30])
    assert charts.first_above(upper, 5.0) == 28
    assert charts.cusum(-x, 0.5).max() == pytest.approx(1.77)


def test_the_averages_of_montgomery():
    averages = charts.ewma(np.array(MONTGOMERY), 0.1, start=10.0)
    limits = 10 + 2.7 * charts.ewma_spread(0.1, 30)
    assert averages[[0, 9, 28]] == pytest.approx([9.945, 10.02316, 10.64682], abs=5e-6)
    assert limits[28] == pytest.approx(10.6187, abs=5e-5)
    assert charts.first_above(averages, limits) == 28


def test_a_concentration_that_never_rings():
    x = np.array(CONCENTRATION) - 99
    upper, lower = charts.cusum(x, 1.0), charts.cusum(-x, 1.0)
    assert upper[:7] == pytest.approx([2, 0, 0, 0, 2, 0.5, 0])
    assert lower[:5] == pytest.approx([0, 3.2, 2.9, 2.5, 0])
    assert charts.first_above(np.maximum(upper, lower), 10.0) is None


def test_a_missing_round_leaves_the_sums_as_they_were():
    x = np.array([1.0, np.nan, 1.0])
    assert charts.cusum(x, 0.5).tolist() == [0.5, 0.5, 1.0]
    assert charts.ewma(x, 0.5).tolist() == [0.5, 0.5, 0.75]


def test_the_limits_of_ears():
    first, second, third = charts.ears(COUNTS, 0.001)
    assert first[7:] == pytest.approx(
        [5.444329, 7.014078, 7.014078, 6.568293, 6.568293, 6.446454, 6.568293, 11.569492, 12.006992],
        abs=5e-7,
    )  # fmt: skip
    assert second[9:] == pytest.approx(
        [5.444329, 7.014078, 7.014078, 6.568293, 6.568293, 6.446454, 6.568293], abs=5e-7
    )
    assert third[11:] == pytest.approx(
        [7.156935, 5.568293, 12.568293, 4.817722, 0], abs=5e-7
    )
    rung = [
        np.flatnonzero(np.array(COUNTS) > limits).tolist()
        for limits in (first, second, third)
    ]
    assert rung == [[13], [13], [14, 15]]


def test_what_each_round_adds_is_standard_normal_however_short_the_baseline():
    rng = np.random.default_rng(1)
    z = charts.residuals(rng.normal(size=(20_000, 5)), np.ones((20_000, 5)), None)
    assert np.isnan(z[:, 0]).all()
    assert z[:, 1:].std(axis=0) == pytest.approx(np.ones(4), abs=0.02)
    assert np.corrcoef(z[:, 1:].T) == pytest.approx(np.eye(4), abs=0.03)


def test_what_each_round_adds_weighs_rounds_by_their_precision():
    values, variances = np.array([4.0, 6.0, 3.0]), np.array([1.0, 0.25, 0.5])
    z = charts.residuals(values, variances, None)
    centre = (4 + 6 * 4) / 5
    assert z[1] == pytest.approx(2 / np.sqrt(1.25))
    assert z[2] == pytest.approx((3 - centre) / np.sqrt(0.5 + 1 / 5))


def test_a_round_without_a_reading_is_passed_over():
    values, variances = np.array([4.0, np.nan, 3.0]), np.array([1.0, np.nan, 0.5])
    z = charts.residuals(values, variances)
    assert np.isnan(z[:2]).all()
    assert z[2] == pytest.approx(-1 / np.sqrt(1.5))


def test_rounds_that_really_vary_ring_less_once_that_is_known():
    rng = np.random.default_rng(2)
    drawn = rng.normal(size=(4000, 24)) * np.sqrt(2)  # as much again as sampling gives
    ones = np.ones_like(drawn)
    known = charts.residuals(drawn, ones)
    ignored = charts.residuals(drawn, ones, None)
    assert ignored[:, -1].std() == pytest.approx(np.sqrt(2), abs=0.05)
    assert known[:, -1].std() == pytest.approx(1.0, abs=0.12)


def test_variation_between_rounds_is_none_where_sampling_explains_all():
    assert charts.between_rounds(np.array([5.0, 5.1, 4.9]), np.ones(3)) == 0
    found = charts.between_rounds(np.array([1.0, 2.0, 3.0]), np.full(3, 0.1))
    assert found == pytest.approx(0.9)
    assert charts.between_rounds(np.array([1.0, 9.0]), np.full(2, 0.1), least=3) == 0


def test_a_baseline_is_the_precise_mean_of_rounds():
    centre, variance = charts.baseline(
        np.array([4.0, np.nan, 6.0]), np.array([1.0, 1, 0.5])
    )
    assert (centre, variance) == pytest.approx((16 / 3, 1 / 3))
    assert np.isnan(charts.baseline(np.array([np.nan]), np.array([1.0]))).all()
