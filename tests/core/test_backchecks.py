"""Back-checks: who is drawn, what is asked again, and when it is a question to somebody."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from survey_app.core.quality.backchecks import (
    Tally,
    added,
    asked_again,
    compare,
    drawn,
    fit,
    may_be_asked_again,
    new_code,
)
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Module,
    Option,
    Scale,
)

AGREES = Item("AGAIN", "choice", {}, scale="YN", role="follow_up")


def group(name, options, **facts):
    made = tuple(Option(str(n), {}) for n in range(options))
    return Item(name, "choice", {}, options=made, group=name.lower(), **facts)


def form(*items):
    two = Scale("YN", (Option("1", {}), Option("0", {})))
    module = Module("M", "forced", {}, ("DIE",))
    return Instrument("f", {}, ("en",), items, scales={"YN": two}, modules=(module,))


def test_a_tenth_of_everybodys_interviews_is_drawn_and_one_at_least():
    ids = {"A": [f"a{n}" for n in range(41)], "B": ["b0", "b1"], "": ["alone"]}
    found = drawn(ids, frozenset(), np.random.default_rng(1))
    assert Counter(each[0] for each in found) == {"a": 5, "b": 1}
    assert len(set(found)) == 6


def test_drawing_again_adds_only_what_is_missing():
    rng = np.random.default_rng(2)
    ids = {"A": [f"a{n}" for n in range(40)]}
    before = frozenset(drawn(ids, frozenset(), rng))
    assert drawn(ids, before, rng) == []
    ids["A"] += [f"n{n}" for n in range(20)]
    more = drawn(ids, before, rng)
    assert len(more) == 2
    assert not before & set(more)


def test_every_interview_is_as_likely_to_be_drawn():
    rng = np.random.default_rng(3)
    ids = {"A": [f"a{n}" for n in range(10)]}
    counts = Counter(drawn(ids, frozenset(), rng)[0] for _ in range(4000))
    assert min(counts.values()) > 320
    assert max(counts.values()) < 480


def test_codes_are_new():
    rng = np.random.default_rng(4)
    known = {new_code(frozenset(), np.random.default_rng(4))}
    assert new_code(frozenset(known), rng) not in known


def test_facts_are_asked_again_and_nothing_else():
    items = (
        AGREES,
        group("PLACE", 3),
        group("FEAR", 9, sensitive=True),
        group("WORK", 8),
        Item("TRUST", "scored", {}, scale="YN"),
        Item("SEES", "choice", {}, scale="YN"),
        Item("IDENTITY", "choices", {}, options=(Option("x", {}),), group="identity"),
        group("ABOUT", 9, about="hill"),
        group("DIE", 9),
        Item("AGE", "number", {}),
        Item("SAYS", "text", {}),
    )
    assert [item.item_id for item in fit(form(*items))] == ["AGE", "WORK", "PLACE"]


def test_five_at_most_those_hardest_to_guess():
    found = asked_again(form(*(group(f"G{n}", n) for n in range(2, 10))))
    assert [item.item_id for item in found] == ["G9", "G8", "G7", "G6", "G5"]


@pytest.mark.parametrize(
    ("answers", "may"), [({"AGAIN": "1"}, True), ({"AGAIN": "0"}, False), ({}, False)]
)
def test_only_who_agreed_is_asked_again(answers, may):
    assert may_be_asked_again(form(AGREES), answers) is may
    assert may_be_asked_again(form(), answers)


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ({"A": "x"}, {"A": "x"}, (1, 0)),
        ({"A": "x"}, {"A": "y"}, (1, 1)),
        ({"A": 30.0}, {"A": 31.0}, (1, 0)),
        ({"A": 18.0}, {"A": 20.0}, (1, 1)),
        ({"A": 100.0}, {"A": 96.0}, (1, 0)),
        ({"A": 100.0}, {"A": 94.0}, (1, 1)),
        ({"A": "refused"}, {"A": "x"}, (0, 0)),
        ({"A": "x"}, {"A": "dont_know"}, (0, 0)),
        ({}, {"A": "x"}, (0, 0)),
    ],
)
def test_answers_are_compared_where_there_are_two(first, second, counts):
    assert compare(first, second) == counts


@pytest.mark.parametrize(
    ("compared", "mismatched"), [(10, 3), (10, 0), (10, 10), (50, 4), (1, 1)]
)
def test_the_interval_is_the_exact_one(compared, mismatched):
    exact = binomtest(mismatched, compared).proportion_ci(0.95, "exact")
    found = Tally(9, 9, compared, mismatched).interval
    assert found == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize(
    ("checked", "compared", "mismatched", "verdict"),
    [
        (0, 0, 0, "too_few"),
        (1, 5, 5, "too_few"),
        (2, 10, 0, "too_few"),
        (2, 10, 2, "too_few"),
        (2, 10, 3, "flagged"),
        (2, 6, 2, "too_few"),
        (4, 20, 0, "agrees"),
        (10, 50, 3, "agrees"),
        (10, 50, 10, "too_few"),
        (10, 50, 11, "flagged"),
    ],
)
def test_a_flag_needs_a_fifth_and_to_be_sure(checked, compared, mismatched, verdict):
    assert Tally(checked, checked, compared, mismatched).verdict == verdict


def rate(checked, share):
    """Return how likely somebody is flagged whose answers differ by that share."""
    n = 5 * checked
    flagged = [x for x in range(n + 1) if Tally(9, checked, n, x).verdict == "flagged"]
    return float(binom.pmf(flagged, n, share).sum())


def test_honest_work_is_rarely_flagged_and_made_up_work_is_found():
    """The rates of docs/methods.md."""
    honest = {checked: rate(checked, 0.05) for checked in (2, 3, 5, 10)}
    assert honest[2] == pytest.approx(0.0115, abs=1e-4)
    assert all(share < 0.012 for share in honest.values())
    made_up = {checked: rate(checked, 0.6) for checked in (2, 3, 5, 10)}
    assert made_up[2] == pytest.approx(0.9877, abs=1e-4)
    assert made_up[3] > 0.998


def test_tallies_add_up():
    assert added([Tally(3, 2, 10, 1), Tally(1, 1, 4, 4)]) == Tally(4, 3, 14, 5)
    assert added([]).share is None
