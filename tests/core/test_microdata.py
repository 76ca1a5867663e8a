"""What a file of single answers holds, and what it says of the sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.disclosure.confidential import (
    LEAST_PEOPLE,
    LEAST_PSUS,
    published,
    units,
)
from survey_app.core.disclosure.microdata import KINDS, Wanted, kept, offered, part
from survey_app.core.measurement.frame import Kept, frame
from survey_app.core.measurement.groups import groupings
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Option,
    RuleGroup,
    Scale,
)
from survey_app.core.sampling.design import lay_out

YES_NO = (Option("yes", {"en": "Yes"}), Option("no", {"en": "No"}))
FIVE = Scale("T5", tuple(Option(str(n), {"en": str(n)}) for n in range(1, 6)))
HARD = {"item": "FN1", "in": ["yes"]}
INSTRUMENT = Instrument(
    "trust", {"en": "Trust"}, ("en",),
    (
        Item("OK", "choice", {}, options=YES_NO, role="consent"),
        Item("DEM1", "choice", {}, options=YES_NO, group="gender"),
        Item("FN1", "choice", {}, options=YES_NO),
        Item("A1", "scored", {}, scale="T5"),
        Item("A2", "scored", {}, scale="T5", ask={"item": "A1", "in": ["5"]}),
        Item("S1", "scored", {}, scale="T5", sensitive=True),
        Item("S2", "scored", {}, scale="T5", sensitive=True),
        Item("S3", "choices", {}, options=YES_NO, sensitive=True),
        Item("M1", "choices", {}, options=YES_NO),
        Item("N1", "number", {}), Item("age", "number", {}),
        Item("T1", "text", {}), Item("D1", "scored", {}, scale="T5", about="river"),
    ),
    {"T5": FIVE},
    rule_groups={"disability": (RuleGroup("with", {}, HARD),
                                RuleGroup("without", {}, {"not": HARD}))},
)  # fmt: skip


def people(count=240):
    rng = np.random.default_rng(5)
    for n in range(count):
        answers = {
            "DEM1": ("yes", "no")[n % 2], "FN1": ("yes", "no")[n % 4 == 0],
            "A1": str(rng.integers(1, 6)), "S1": str(rng.integers(1, 6)), "S2": "3",
            "M1": ["yes"] if n % 3 else ["yes", "no"], "N1": float(rng.integers(0, 90)),
            "age": float(rng.integers(18, 90)), "T1": "My name is Amal", "D1": "1",
        }  # fmt: skip
        if answers["A1"] == "5":
            answers["A2"] = ("refused", "dont_know", "4")[n % 3]
        yield Kept(f"r{n}", answers, 10.0 + n % 7, "abc"[n % 3], f"village {n % 24}")


@pytest.fixture(scope="module")
def round_():
    made = frame(INSTRUMENT, list(people()))
    return INSTRUMENT, made, groupings(INSTRUMENT, made)


def a_file(round_, *keys, seed=1):
    return kept(*round_, keys, np.random.default_rng(seed))


def test_only_what_harms_nobody_is_offered(round_):
    offer = offered(*round_)
    assert offer.keys == ("gender", "age", "disability")
    assert offer.items == ("A1", "A2", "S1", "S2", "M1", "N1")


def test_a_file_has_the_columns_asked_for_and_weights(round_):
    whole = a_file(round_, "gender")
    columns = part(whole, Wanted(("gender",), ("A1", "M1")))
    assert [(v.of, v.option) for v in columns] == [
        ("gender", ""), ("A1", ""), ("M1", "yes"), ("M1", "no"), ("weight", ""),
    ]  # fmt: skip
    with_design = part(whole, Wanted((), (), design=True))
    assert [v.kind for v in with_design] == ["weight", "stratum", "unit"]


def test_why_nothing_was_said_is_told_apart(round_):
    (a1, a2) = part(a_file(round_), Wanted((), ("A1", "A2")))[:2]
    routed = a2.values == KINDS["routed_out"]
    assert (routed == (a1.values != 5)).all()
    assert set(a2.values[~routed].tolist()) == {4, KINDS["refused"], KINDS["dont_know"]}


def test_what_everybody_answered_alike_is_left_out(round_):
    whole = a_file(round_)
    assert whole.same == ("S2",)
    assert "S2" not in {v.of for v in whole.variables}


def test_numbers_leave_as_bands_without_ends(round_):
    (band,) = (v for v in a_file(round_).variables if v.of == "N1")
    assert len(band.codes) == 5
    assert band.codes[1].startswith("< ")
    assert band.codes[5].startswith("≥ ")
    sizes = np.bincount(band.values)[1:]
    assert sizes.min() >= 0.15 * len(band.values)


def test_people_stand_in_no_telling_order_but_always_the_same(round_):
    one, again, other = (a_file(round_, "gender", seed=s).variables for s in (1, 1, 2))
    for a, b in zip(one, again, strict=True):
        assert (a.values == b.values).all()
    (first,) = (v for v in one if v.of == "A1")
    (second,) = (v for v in other if v.of == "A1")
    assert (first.values != second.values).any()
    assert sorted(first.values) == sorted(second.values)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 400), st.integers(1, 40))
def test_every_weight_is_shared_by_many_of_several_places(seed, people, places):
    rng = np.random.default_rng(seed)
    weights = rng.choice([1.0, 2.0, 7.5, *rng.uniform(1, 90, 30)], people)
    psu = np.sort(rng.integers(0, places, people))
    found = published(weights, psu)
    assert found.mean() == pytest.approx(1.0, abs=1e-3)
    if people >= LEAST_PEOPLE and len(np.unique(psu)) >= LEAST_PSUS:
        for value in np.unique(found):
            assert (found == value).sum() >= LEAST_PEOPLE
            assert len(np.unique(psu[found == value])) >= LEAST_PSUS


def test_weights_that_can_be_shared_as_they_are_stay():
    weights = np.repeat([10.0, 30.0], 60)
    assert np.unique(published(weights, np.arange(120) // 10)).tolist() == [0.5, 1.5]


def test_weights_of_large_places_are_shared_by_three_of_them():
    weights = np.repeat(np.arange(1.0, 10.0), 30)
    found = published(weights, np.arange(270) // 30)
    assert np.unique(found).tolist() == [0.4, 1.0, 1.6]


def test_no_unit_is_a_place_and_every_stratum_has_two():
    strata = ["a"] * 40 + ["b"] * 20 + ["c"] * 20
    psus = [str(n // 5) for n in range(80)]
    design, _ = lay_out([1.0] * 80, strata, psus)
    found = units(design, np.random.default_rng(1))
    for unit in np.unique(found.units):
        assert len(np.unique(design.psu[found.units == unit])) >= 2
    for stratum in np.unique(found.strata):
        assert len(np.unique(found.units[found.strata == stratum])) >= 2


def test_strata_with_few_places_are_joined():
    strata = ["a"] * 40 + ["b"] * 10 + ["c"] * 10
    psus = [str(n // 5) for n in range(60)]
    design, _ = lay_out([1.0] * 60, strata, psus)
    found = units(design, np.random.default_rng(1))
    assert len(np.unique(found.strata)) == 2
    lonely, _ = lay_out(
        [1.0] * 15, ["a"] * 10 + ["b"] * 5, [str(n // 5) for n in range(15)]
    )
    assert len(np.unique(units(lonely, np.random.default_rng(1)).strata)) == 1
