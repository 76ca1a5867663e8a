import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.core.sampling.outcomes import Outcomes, rates

#: Worked by hand from the definitions: 600 people drawn.
FOUND = Outcomes(
    complete=300,
    partial=20,
    refused=60,
    not_reached=40,
    other=10,
    unknown=80,
    unknown_other=20,
    ineligible=70,
)
#: e = 430 / 500.
EXPECTED = {
    "RR1": 300 / 530,
    "RR2": 320 / 530,
    "RR3": 300 / 516,
    "RR4": 320 / 516,
    "RR5": 300 / 430,
    "RR6": 320 / 430,
    "COOP1": 300 / 390,
    "COOP2": 320 / 390,
    "COOP3": 300 / 380,
    "COOP4": 320 / 380,
    "REF1": 60 / 530,
    "REF2": 60 / 516,
    "REF3": 60 / 430,
    "CON1": 390 / 530,
    "CON2": 390 / 516,
    "CON3": 390 / 430,
}


def test_every_rate_of_the_standard_definitions():
    assert FOUND.eligibility == pytest.approx(0.86)
    assert {each.rate: each.value for each in rates(FOUND)} == pytest.approx(EXPECTED)


def test_there_is_no_rate_of_nobody():
    assert {each.value for each in rates(Outcomes())} == {None}


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8))
def test_rates_lie_between_none_and_all_and_in_their_order(counts):
    found = {r.rate: r.value for r in rates(Outcomes(*counts)) if r.value is not None}
    assert all(0 <= value <= 1 for value in found.values())
    for low, middle, high in (("RR1", "RR3", "RR5"), ("CON1", "CON2", "CON3")):
        if low in found and high in found:
            assert found[low] <= found[middle] + 1e-12 <= found[high] + 2e-12
