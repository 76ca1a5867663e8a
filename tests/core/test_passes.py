"""Sums kept with a frame: the same as if they were read for each table."""

from dataclasses import fields, replace

import numpy as np
import pytest

from survey_app.core.estimation.calibrated import Cross
from survey_app.core.estimation.gathering import gather
from survey_app.core.estimation.histograms import gather_codes
from survey_app.core.estimation.passes import divided, gathered
from survey_app.core.estimation.sums import Sums
from survey_app.core.measurement.frame import FACTS, MOST_SUMS, Fact, Frame
from survey_app.core.measurement.groups import Grouping, all_known, others
from survey_app.core.measurement.shelf import Shelf
from survey_app.core.measurement.values import MeanOf, coded, declined
from survey_app.core.sampling import design as designs
from survey_app.core.sampling.design import distinct, lay_out
from survey_app.core.sampling.weighting import Margin, Weighting, calibrated, weigh

ROWS = 900


def a_frame(seed=3, *, is_raked=False, asked_by=("Amal", "Bilal", "Chadi")):
    """Return respondents of 14 clusters, some of no weight; sorted but for the last."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, 14, ROWS)
    given = rng.uniform(0.5, 3, ROWS) * (rng.random(ROWS) > 0.05)
    design, _ = lay_out(given, [f"s{p % 4}" for p in psu], [f"p{p}" for p in psu])
    if is_raked:
        design = replace(design, weights=design.weights + 0.1)
        margins = [
            Margin("a", ("x", "y"), np.array([40.0, 60.0]), rng.integers(0, 2, ROWS)),
            Margin("b", ("u", "v", "w"), np.array([20.0, 30.0, 50.0]),
                   rng.integers(0, 3, ROWS)),
        ]  # fmt: skip
        found = weigh(design.weights, Weighting(tuple(margins)))
        design = calibrated(design, found, margins)
    facts = dict.fromkeys(FACTS, Fact.of([""] * ROWS))
    facts["enumerator"] = Fact.of(rng.choice(asked_by, ROWS).tolist())
    return Frame(design, {}, {}, {}, {}, facts)


def columns(seed=5, options=4):
    rng = np.random.default_rng(seed)
    found = [
        coded(rng.integers(-3, options, ROWS).astype(np.int8), np.arange(options))
        for _ in range(3)
    ]
    numbers = np.where(rng.random(ROWS) > 0.2, rng.normal(9, 2, ROWS), np.nan)
    return [*found, MeanOf((found[0], found[1]), 2), numbers]


def apart(groups=5, seed=7):
    """Return a grouping in which nobody is in two groups, the last one of nobody."""
    codes = np.random.default_rng(seed).integers(-1, groups - 1, ROWS)
    codes[:2] = groups - 2
    members = codes[:, None] == np.arange(groups)
    return Grouping("g", tuple("abcde"[:groups]), members, codes >= 0, True)


def overlapping(seed=9):
    members = np.random.default_rng(seed).random((ROWS, 3)) < 0.4
    return Grouping("o", ("a", "b", "c"), members, np.ones(ROWS, bool))


def read(frame, of, *groupings):
    return gather(frame.design, of, groupings, frame.facts["enumerator"])


def same(one, other):
    """Assert that two things gathered are the same but for rounding."""
    for part, its in ((one.sums, other.sums), (one.crossed, other.crossed)):
        for name in fields(Sums) if part is one.sums else fields(Cross):
            if part is not None:
                found, wanted = getattr(part, name.name), getattr(its, name.name)
                assert found == pytest.approx(wanted, rel=1e-11, abs=1e-11)
    # What nobody is in is exactly nothing.
    assert ((one.sums.weight > 0) == (other.sums.weight > 0)).all()
    assert ((one.sums.members > 0) == (other.sums.members > 0)).all()
    assert one.known.tolist() == other.known.tolist()
    assert (one.asked is None) == (other.asked is None)
    assert one.asked is None or (one.asked == other.asked).all()
    assert one.few.keys() == other.few.keys()
    assert all(sorted(one.few[at]) == sorted(other.few[at]) for at in one.few)


def test_everyone_else_is_what_the_other_groups_add_up_to():
    frame, of, own = a_frame(), columns(), apart()
    same(divided(frame, of, own), read(frame, of, own, others(own), all_known(own)))


def test_under_raked_weights_everyone_else_is_the_other_groups_too():
    frame, of, own = a_frame(is_raked=True), columns(), apart()
    same(divided(frame, of, own), read(frame, of, own, others(own), all_known(own)))


def test_where_people_are_in_two_groups_everyone_else_is_read_from_the_rows():
    frame, of, own = a_frame(), columns(), overlapping()
    same(divided(frame, of, own), read(frame, of, own, others(own), all_known(own)))


def test_where_nobody_knows_who_asked_nothing_is_said_of_it():
    frame = a_frame(asked_by=("",))
    assert divided(frame, columns(), apart()).asked is None


def test_some_measures_and_groups_are_cut_from_what_was_read_before():
    frame, of, own, other = a_frame(is_raked=True), columns(), apart(), overlapping()
    gathered(frame, of, [own, other])
    (kept,) = frame.sums
    same(gathered(frame, [of[2], of[0]], [other]), read(frame, [of[2], of[0]], other))
    assert list(frame.sums) == [kept]


def test_what_was_not_read_before_is_read():
    frame, of, own, other = a_frame(), columns(), apart(), overlapping()
    gathered(frame, of[:2], [own])
    same(gathered(frame, of, [other]), read(frame, of, other))
    assert len(list(frame.sums)) == 2


def test_under_other_weights_nothing_is_taken_from_before():
    frame, of, own = a_frame(), columns(), apart()
    gathered(frame, of, [own])
    weighted_ = replace(
        frame, design=replace(frame.design, weights=frame.design.weights * 2)
    )
    same(gathered(weighted_, of, [own]), read(weighted_, of, own))


def test_a_shelf_forgets_the_oldest_and_holds_nothing_too_large():
    shelf = Shelf(10)
    for thing, size in (("a", 4), ("b", 5), ("c", 4), ("d", 11)):
        shelf.put(thing, size)
    assert list(shelf) == ["c", "b"]
    assert MOST_SUMS >= 1200 * 23 * 40


@pytest.mark.parametrize("is_raked", [False, True])
@pytest.mark.parametrize("asked_by", [("",), ("Amal", "Bilal")])
def test_shares_of_answers_are_sums_of_one_histogram(is_raked, asked_by):
    frame = a_frame(is_raked=is_raked, asked_by=asked_by)
    codes = columns()[0].codes
    of = [coded(codes, own) for own in np.eye(4)] + [declined(codes, 4)]
    inside = np.ones(ROWS, bool)
    whole = Grouping(None, (None,), inside[:, None], inside)
    found = gather_codes(frame.design, of, frame.facts["enumerator"])
    same(found, read(frame, of, whole))


def test_few_who_answered_a_question_are_known_by_what_they_said():
    frame, codes = a_frame(), np.full(ROWS, -3, np.int8)
    codes[:5] = [0, 1, 1, 1, -1]
    found = gather_codes(
        frame.design, [coded(codes, [0.0, 1.0])], frame.facts["enumerator"]
    )
    assert sorted(found.few[0, 0]) == [0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("most", [0, 2_000_000])
def test_different_rows_are_numbered_whatever_their_number(most, monkeypatch):
    monkeypatch.setattr(designs, "MOST_LISTED", most)
    flags = np.random.default_rng(1).random((500, 11)) < 0.2
    first, number = distinct(flags)
    rows = [row.tobytes() for row in flags]
    assert [rows.index(row) for row in rows] == first[number].tolist()
    assert len(first) == len(set(rows))
