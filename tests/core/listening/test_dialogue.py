"""Statements in a dialogue: how votes are kept, and which statement comes next."""

from collections import Counter

import numpy as np
import pytest

from survey_app.core.listening.dialogue import (
    Participant,
    Statement,
    following,
    matrix,
    pulls,
    with_vote,
)
from survey_app.core.listening.folding import clean
from survey_app.core.listening.votes import UNSEEN


def statement(number, agree=0, disagree=0, passed=0, extremity=0.0):
    said = {"en": f"statement {number}"}
    return Statement(number, said, "seed", "shown", agree, disagree, passed, extremity)


def test_a_vote_is_kept_at_its_number_and_a_later_one_replaces_it():
    votes = with_vote(with_vote("", 4, "pass"), 2, "agree")
    assert votes == ".a.p"
    who = Participant("p", "d", votes=with_vote(votes, 2, "disagree"))
    assert [who.on(n) for n in range(1, 6)] == [None, "disagree", None, "pass", None]


def test_kept_votes_become_a_matrix_of_the_statements_that_are_shown():
    found = matrix(["ad.p", "", "...a"], [1, 3, 4])
    assert found.tolist() == [[1, UNSEEN, 0], [UNSEEN] * 3, [UNSEEN, UNSEEN, 1]]
    assert matrix([], [1]).shape == (0, 1)
    assert matrix(["a"], []).shape == (1, 0)


def test_a_statement_is_never_given_twice_and_the_last_ends_it():
    who, seen = Participant("p", "d"), []
    every = [statement(n) for n in (1, 2, 5, 9)]
    while found := following(every, who):
        seen.append(found.number)
        votes = with_vote(who.votes, found.number, "pass")
        who = Participant("p", "d", votes=votes)
    assert sorted(seen) == [1, 2, 5, 9]


def test_the_next_statement_follows_from_the_random_id_alone():
    every = [statement(n) for n in range(1, 20)]
    again = {following(every, Participant("p", "d")).number for _ in range(5)}
    assert len(again) == 1
    first = {following(every, Participant(f"p{n}", "d")).number for n in range(200)}
    assert first == set(range(1, 20))


def test_every_vote_draws_anew():
    every = [statement(n) for n in range(1, 20)]
    again = [
        following(every, Participant(f"p{n}", "d", votes=votes)).number
        for votes in ("", "." * 19 + "a")
        for n in range(20)
    ]
    assert again[:20] != again[20:]


def test_statements_are_drawn_in_proportion_to_their_priority():
    """A new one has 81/16; one of 40 passes out of 40 has next to nothing."""
    every = [statement(1), statement(2, passed=40), statement(3, agree=20, disagree=20)]
    drawn = Counter(
        following(every, Participant(f"p{n}", "d")).number for n in range(2000)
    )
    importance = (1 - 1 / 42) * 21 / 42
    third = (importance * (1 + 8 * 2**-8)) ** 2
    second = ((1 - 41 / 42) * 1 / 42 * (1 + 8 * 2**-8)) ** 2
    share = 81 / 16 / (81 / 16 + second + third)
    assert drawn[1] / 2000 == pytest.approx(share, abs=0.02)
    assert drawn[2] <= 2


def test_what_divides_people_pulls_them_apart():
    votes = matrix(["a" * 8 + "a"] * 20 + ["a" * 8 + "d"] * 20, range(1, 10))
    found = pulls(votes)
    assert found[8] > 0.9
    assert np.abs(found[:8]).max() < 1e-9
    assert pulls(matrix(["a"], range(1, 10))).tolist() == [0.0] * 9


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  We\tneed \r\n water  ", "We need water"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("<b>Peace</b>", "<b>Peace</b>"),
        ("\u0000\u0007", ""),
        ("نحتاج\u200d الماء", "نحتاج الماء"),
    ],
)
def test_a_statement_holds_no_sign_that_turns_or_hides_words(text, kept):
    assert clean(text) == kept
