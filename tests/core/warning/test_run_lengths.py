"""Run lengths and limits against R's spc, surveillance and NIST's tables."""

import numpy as np
import pytest

from survey_app.core.warning import run_lengths as runs
from survey_app.core.warning.baselines import Sampling, sampled


@pytest.mark.parametrize(
    ("limit", "shift", "rounds"),
    [
        (4, 0, 335.37), (4, 0.25, 77.1), (4, 0.5, 26.7), (4, 0.75, 13.3), (4, 1, 8.383), (4, 1.5, 4.75),
        (4, 2, 3.34), (4, 3, 2.19), (5, 0, 930.89), (5, 0.5, 38.0), (5, 1, 10.376), (5, 2, 4.01),
        (5, 3, 2.57), (4.77, 0, 737.12),
    ],
)  # fmt: skip
def test_run_lengths_of_sums(limit, shift, rounds):
    digits = len(str(rounds).partition(".")[2])
    assert runs.cusum_run(limit, shift) == pytest.approx(rounds, abs=0.51 * 10**-digits)


def test_run_lengths_of_sums_that_start_halfway():
    assert runs.cusum_run(4, start=2) == pytest.approx(316.38, abs=0.005)
    assert runs.cusum_run(4, 1, start=2) == pytest.approx(5.291, abs=0.0005)


@pytest.mark.parametrize(
    ("limit", "shift", "rounds"),
    [(4, 0, 167.68), (4, 0.25, 74.2), (5, 0, 465.44), (5, 0.25, 139.5), (4.77, 0, 368.56)],
)  # fmt: skip
def test_run_lengths_of_sums_on_both_sides(limit, shift, rounds):
    both = runs.two_sided_run(
        runs.cusum_run(limit, shift), runs.cusum_run(limit, -shift)
    )
    assert both == pytest.approx(rounds, abs=0.05 if shift else 0.005)


@pytest.mark.parametrize(
    ("weight", "limit", "quiet", "shifted"),
    [
        (0.1, 2.814, 499.58, 10.331), (0.2, 2.86, 371.10, 9.802), (0.2, 2.962, 499.74, 10.5),
        (0.4, 3.054, 499.95, 14.3), (0.3, 3.0, 465.55, None), (0.25, 2.998, 500, 11.1),
        (0.05, 2.615, 500, 11.4),
    ],
)  # fmt: skip
def test_run_lengths_of_averages(weight, limit, quiet, shifted):
    whole = 0.5 if quiet == 500 else 0.005
    assert runs.ewma_run(limit, weight) == pytest.approx(quiet, abs=whole)
    if shifted is not None:
        digits = len(str(shifted).partition(".")[2])
        expected = pytest.approx(shifted, abs=0.51 * 10**-digits)
        assert runs.ewma_run(limit, weight, 1.0) == expected


@pytest.mark.parametrize(
    ("rounds", "limit"),
    [(20, 1.4574), (40, 2.0316), (50, 2.2247), (60, 2.3856), (100, 2.8494), (200, 3.5020), (370, 4.0954), (370.4, 4.0965), (500, 4.3891)],
)  # fmt: skip
def test_limits_of_sums(rounds, limit):
    assert runs.cusum_limit(float(rounds)) == pytest.approx(limit, abs=5.1e-5)


@pytest.mark.parametrize(
    ("rounds", "limit"), [(50, 2.1659), (100, 2.4527), (200, 2.7126), (370.4, 2.9250)]
)
def test_limits_of_averages_on_both_sides(rounds, limit):
    assert runs.ewma_limit_both_sides(rounds, 0.3) == pytest.approx(limit, abs=5.1e-5)


@pytest.mark.parametrize(
    ("rounds", "limit", "delays"),
    [
        (20, 1.2782, [5.77, 2.95, 1.97, 1.51]), (40, 1.6862, [8.86, 4.02, 2.54, 1.87]),
        (100, 2.1459, [15, 5.69, 3.32, 2.37]),
    ],
)  # fmt: skip
def test_limits_of_averages_on_one_side(rounds, limit, delays):
    found = runs.ewma_limit(float(rounds), 0.3)
    assert found == pytest.approx(limit, abs=5.1e-5)
    rung = [runs.ewma_run_above(found, 0.3, shift) for shift in runs.SHIFTS]
    assert rung == pytest.approx(delays, abs=0.0051)


def test_the_table_of_limits_tells_the_delays():
    table = {row["rounds"]: list(row.values())[2:] for row in runs.limit_table()}
    assert table == {
        20: pytest.approx([6.86, 3.42, 2.19, 1.63], abs=0.0051),
        40: pytest.approx([10.21, 4.51, 2.77, 2.01], abs=0.0051),
        60: pytest.approx([12.6, 5.2, 3.13, 2.26], abs=0.0051),
        100: pytest.approx([16.12, 6.11, 3.6, 2.58], abs=0.0051),
        200: pytest.approx([21.78, 7.4, 4.25, 3.01], abs=0.0051),
        370: pytest.approx([27.67, 8.57, 4.84, 3.41], abs=0.0051),
    }


@pytest.mark.parametrize(
    ("limit", "reference", "mean", "rounds", "fast"),
    [
        (3, 1, 0.5, 174.2455, 169.3171), (5, 2, 1.5, 96.6844, 89.9681), (6, 3, 2, 412.4714, None),
        (4, 2, 1, 537.698, None), (4, 2, 2, 14.025, None), (4, 2, 3, 4.3706, None),
    ],
)  # fmt: skip
def test_run_lengths_of_sums_of_counts(limit, reference, mean, rounds, fast):
    digits = len(str(rounds).partition(".")[2])
    found = runs.poisson_cusum_run(limit, reference, mean)
    assert found == pytest.approx(rounds, abs=0.51 * 10**-digits)
    if fast is not None:
        started = runs.poisson_cusum_run(limit, reference, mean, start=limit // 2)
        assert started == pytest.approx(fast, abs=5.1e-5)


def test_sums_of_counts_take_references_that_are_not_whole():
    between = runs.poisson_cusum_run(4, 1.5, 1.0)
    assert (
        runs.poisson_cusum_run(4, 1, 1.0) < between < runs.poisson_cusum_run(4, 2, 1.0)
    )


def test_run_lengths_are_what_a_simulation_finds():
    rng = np.random.default_rng(3)
    state, lengths, alive = np.zeros(4000), np.zeros(4000), np.ones(4000, bool)
    limit = runs.cusum_limit(20.0)
    while alive.any():
        state = np.maximum(0, state + rng.normal(size=4000) - 0.5)
        lengths += alive
        alive &= state <= limit
    assert lengths.mean() == pytest.approx(20, abs=1.2)


def test_the_newest_periods_can_be_left_out_of_a_baseline():
    assert sampled(10, Sampling(recent=3), 12) == [7, 8, 9]
    assert sampled(10, Sampling(recent=3, skip=2), 12) == [5, 6, 7]


def test_a_baseline_of_the_same_season_holds_the_periods_around_it():
    seasonal = Sampling(recent=0, years=2, around=1)
    assert sampled(26, seasonal, 12) == [1, 2, 3, 13, 14, 15]
    assert sampled(14, seasonal, 12) == [1, 2, 3]


def test_what_was_a_crisis_already_is_no_baseline():
    assert sampled(10, Sampling(recent=4), 12, troubled={7, 9}) == [6, 8]
