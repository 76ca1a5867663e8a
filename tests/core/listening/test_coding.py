"""Frames of codes, and what becomes of an answer that two people coded."""

import numpy as np
import pytest

from survey_app.core.listening.agreement import kappa
from survey_app.core.listening.coding import (
    Code,
    Coding,
    Standing,
    cross_table,
    read_codes,
    standings,
    write_codes,
)
from survey_app.errors import Rejected

CODES = "Question > Aid > When it comes\n\n Rumour >Aid>  Aid is sold \n"


def given(*codes):
    """Return codings of answer 1 by several people, in order."""
    return [Coding(1, f"coder-{n}", code, False) for n, code in enumerate(codes)]


def standing(*codes, settled=None):
    known = {"a", "b"}
    found = standings([1], given(*codes), {1: settled} if settled else {}, known)
    return found[1]


def test_a_frame_is_written_one_code_a_line():
    codes = read_codes(CODES)
    assert codes[1] == Code("Rumour", "Aid", "Aid is sold")
    assert read_codes(write_codes(codes)) == codes


def test_signs_that_turn_the_direction_of_a_text_are_left_out():
    code = read_codes("A > B > \u202edlos\u2069\nA > B > c")[0]
    assert code.name == "dlos"


def test_all_faults_of_a_frame_are_told_together():
    with pytest.raises(Rejected) as refused:
        read_codes("one\nA > > c\nA > B > x\nA > B > x\nA > B > " + "y" * 81)
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("1", "coding.line"),
        ("2", "coding.line"),
        ("5", "coding.too_long"),
        ("codes", "coding.twice"),
    ]


@pytest.mark.parametrize(
    ("count", "code"), [(1, "coding.too_few"), (101, "coding.too_many")]
)
def test_a_frame_has_two_to_a_hundred_codes(count, code):
    with pytest.raises(Rejected) as refused:
        read_codes("\n".join(f"A > B > {n}" for n in range(count)))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_where_an_answer_stands_follows_from_what_two_people_gave_it():
    assert standing() == Standing("open")
    assert standing("a") == Standing("once")
    assert standing("a", "a") == Standing("agreed", "a")
    assert standing("a", "b") == Standing("apart")
    assert standing("a", "b", settled="b") == Standing("settled", "b")


def test_codes_a_later_version_took_out_do_not_count():
    assert standing("a", "gone") == Standing("once")
    assert standing("a", "b", settled="gone") == Standing("apart")


def test_pairs_are_counted_in_the_order_of_the_coders_and_without_aided_ones():
    codings = [
        *(Coding(n, "zoe", "a", False) for n in range(10)),
        *(Coding(n, "adam", "b" if n < 3 else "a", n == 9) for n in range(10)),
        Coding(11, "adam", "a", False),
    ]
    assert cross_table(codings, ("a", "b")).tolist() == [[6, 0], [3, 0]]


def test_kappa_of_codings_is_that_of_a_published_table():
    # Fleiss, Cohen and Everitt (1969): 200 cases by two judges, kappa .429.
    table = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
    names = ("personality", "neurosis", "psychosis")
    cells = [
        (names[i], names[j])
        for i in range(3)
        for j in range(3)
        for _ in range(table[i][j])
    ]
    codings = [
        Coding(number, coder, code, False)
        for number, pair in enumerate(cells)
        for coder, code in zip(("first", "second"), pair, strict=True)
    ]
    found = cross_table(codings, names)
    assert found.tolist() == np.array(table).tolist()
    assert kappa(found)[0] == pytest.approx(0.429, abs=5e-4)


def test_where_all_agree_kappa_is_one_for_sure():
    for counts in ([52, 18, 53, 3], [7, 3], [1, 1, 1]):
        value, error = kappa(np.diag(np.array(counts, dtype=float)))
        assert (value, error) == pytest.approx((1.0, 0.0), abs=1e-7)
