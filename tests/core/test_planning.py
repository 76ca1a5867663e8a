from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.sampling.planning import (
    Design,
    detectable_change,
    detectable_gap,
    people_needed,
    plan,
    plan_groups,
    power_of,
)
from survey_app.core.sampling.quotas import controlled, independent, proportional

SIZES = (30, 50, 100, 150, 200, 400, 800)
#: (SD, design effect) -> least detectable difference of two independent rounds.
TABLE = {
    (2.0, 1.5): (1.77, 1.37, 0.97, 0.79, 0.69, 0.49, 0.34),
    (2.5, 1.0): (1.81, 1.40, 0.99, 0.81, 0.70, 0.50, 0.35),
    (2.5, 1.5): (2.21, 1.72, 1.21, 0.99, 0.86, 0.61, 0.43),
    (2.5, 2.0): (2.56, 1.98, 1.40, 1.14, 0.99, 0.70, 0.50),
}


@pytest.mark.parametrize("assumed", TABLE)
def test_least_detectable_changes(assumed):
    design = Design(*assumed)
    found = tuple(round(detectable_change(n, design), 2) for n in SIZES)
    assert found == TABLE[assumed]


def test_size_and_change_are_each_others_inverse():
    design = Design(2.5, 1.5, 0.9, overlap=0.5, correlation=0.6)
    n = people_needed(0.4, design)
    assert detectable_change(n, design) <= 0.4 < detectable_change(n - 1, design)
    assert power_of(0.4, n, design) == pytest.approx(0.9, abs=0.001)


def test_the_same_villages_again_spare_the_correlation():
    apart, again = Design(), Design(overlap=1.0, correlation=0.75)
    assert detectable_change(200, again) == pytest.approx(
        detectable_change(200, apart) / 2
    )


def test_no_change_is_found_as_often_as_the_test_errs():
    assert power_of(0.0, 300, Design()) == pytest.approx(0.05)


def test_what_a_group_shows():
    (small,) = plan_groups(400, [("displaced", 0.1)], 0.5, Design())
    assert small.n == 40
    assert small.change == pytest.approx(detectable_change(40, Design()))
    assert small.gap == pytest.approx(detectable_gap(40, 360, Design()))
    assert small.power == pytest.approx(power_of(0.5, 40, Design()))


def test_power_of_a_wished_change():
    found = plan(589, Design(), change=0.5)
    assert (found.change, found.n) == (0.5, 589)
    assert found.power == pytest.approx(0.8, abs=0.001)
    assert found.half_width == pytest.approx(0.2473, abs=1e-4)


people = st.lists(
    st.lists(st.floats(0, 1000), min_size=3, max_size=3), min_size=1, max_size=7
).filter(lambda table: sum(map(sum, table)) > 1)


@given(people, st.integers(1, 500))
@settings(max_examples=100, deadline=None)
def test_quotas_add_up_in_every_direction(table, n):
    exact = proportional(n, table)
    whole = controlled(exact)
    assert sum(map(sum, whole)) == n
    sideways = [list(zip(*each, strict=True)) for each in (exact, whole)]
    for wanted, got in [*zip(exact, whole, strict=True), *zip(*sideways, strict=True)]:
        assert floor(sum(wanted)) <= sum(got) <= ceil(sum(wanted))
        for a, b in zip(wanted, got, strict=True):
            assert abs(a - b) < 1


def test_quotas_of_independent_groups():
    table = independent([300, 100], [50, 50])
    assert controlled(proportional(10, table)) in (
        [[4, 4], [1, 1]], [[4, 3], [1, 2]], [[3, 4], [2, 1]],
    )  # fmt: skip
