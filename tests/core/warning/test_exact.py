"""Chances and limits against R (binom.test, poisson.test, fisher.test, chisq.test)."""

from math import comb

import numpy as np
import pytest

from survey_app.core.estimation.intervals import (
    benjamini_hochberg,
    holm,
    wilson_interval,
)
from survey_app.core.warning import exact


def test_tails_of_counts_among_people_are_exact():
    assert exact.binomial_above(12, 25, 0.2) == pytest.approx(0.0015401, abs=5e-8)
    assert exact.binomial_above(30, 100, 0.2) == pytest.approx(0.011249, abs=5e-7)
    assert exact.binomial_above(0, 25, 0.2) == 1.0


def test_tails_of_counts_of_events_are_exact():
    assert exact.poisson_above(1, 0.5) == pytest.approx(1 - np.exp(-0.5))
    assert exact.poisson_above(0, 0.5) == 1.0


@pytest.mark.parametrize(("mean", "tail"), [(1.0, 0.005), (4.0, 0.05), (12.5, 0.005)])
def test_a_limit_of_events_is_the_first_count_that_is_rare_enough(mean, tail):
    limit = exact.poisson_limit(mean, tail)
    assert exact.poisson_above(limit, mean) <= tail
    assert exact.poisson_above(limit - 1, mean) > tail


@pytest.mark.parametrize(("n", "share"), [(10, 0.3), (25, 0.2), (400, 0.05)])
def test_a_limit_of_a_share_is_the_first_count_that_is_rare_enough(n, share):
    limit = exact.binomial_limit(n, share, 0.005)
    assert exact.binomial_above(limit, n, share) <= 0.005
    assert exact.binomial_above(limit - 1, n, share) > 0.005


def test_no_count_among_two_people_is_rare():
    assert exact.binomial_limit(2, 0.5, 0.005) == 3
    assert exact.share_limit(2, 5, 10, 0.005) == 3


def test_two_rates_differ_as_r_says():
    assert exact.rates_differ(12, 4, 20, 12) == pytest.approx(0.10559, abs=5e-6)


def test_a_rate_is_judged_against_what_is_known_of_the_rate_before():
    limit = exact.rate_limit(1, 8, 8, 0.005)
    assert (
        exact.rate_above(limit, 1, 8, 8) <= 0.005 < exact.rate_above(limit - 1, 1, 8, 8)
    )
    # Eight weeks with eight incidents say less than knowing that one a week is usual.
    assert limit > exact.poisson_limit(1.0, 0.005)


def test_two_shares_differ_as_r_says():
    assert exact.fisher(15, 25, 30, 40) == pytest.approx(0.27099, abs=5e-6)
    assert exact.fisher(150, 250, 300, 400) < 1e-3


def test_one_sided_shares_are_judged_many_at_once():
    count, n = np.array([12.0, 0.0, 3.0]), np.array([25.0, 10.0, 3.0])
    before, n_before = np.array([5.0, 0.0, 0.0]), np.array([25.0, 10.0, 3.0])
    p = exact.shares_above(count, n, before, n_before)
    tables = [comb(25, k) * comb(25, 17 - k) for k in range(12, 18)]
    assert p[0] == pytest.approx(sum(tables) / comb(50, 17))
    assert p[1] == 1.0
    assert p[2] == pytest.approx(1 / 20)


def test_a_limit_against_earlier_answers_is_where_fisher_turns():
    limit = exact.share_limit(40, 30, 160, 0.005)
    arrays = [np.array([float(each)]) for each in (limit, 40, 30, 160)]
    assert exact.shares_above(*arrays)[0] <= 0.005
    arrays[0] -= 1
    assert exact.shares_above(*arrays)[0] > 0.005


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (12, 25, 0.30031, 0.66501), (120, 250, 0.41884, 0.54176), (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_wilson_limits_are_those_published(count, n, low, high):
    found = wilson_interval(np.array([count / n]), np.array([n]))
    digits = 5e-5 if n in (263, 148, 20, 29) else 5e-6
    assert [found[0][0], found[1][0]] == pytest.approx([low, high], abs=digits)


def test_adjusted_p_values_are_those_published():
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])
    expected = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105714, 0.216, 0.216, 0.216]
    assert benjamini_hochberg(p) == pytest.approx(expected, abs=5e-7)
    holmed = holm(np.array([0.01, 0.02, 0.03, 0.04]))
    assert holmed == pytest.approx([0.04, 0.06, 0.06, 0.06])
    fifteen = np.array(
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
    )  # fmt: skip
    assert (holm(fifteen) < 0.05).sum() == 3
    assert (benjamini_hochberg(fifteen) < 0.05).sum() == 4
    assert holm(fifteen)[:5] == pytest.approx([0.0015, 0.0056, 0.0247, 0.1140, 0.2211])
    assert benjamini_hochberg(fifteen)[3:6] == pytest.approx(
        [0.035625, 0.0603, 0.06385714], abs=5e-9
    )
