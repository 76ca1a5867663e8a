"""What came of a dialogue may be shown: no small group, nothing of single people."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.listening.dialogue import matrix
from survey_app.core.listening.outcome import Told, outcome, pooled
from survey_app.core.listening.votes import Tally, Votes

NUMBERS = tuple(range(1, 11))


def votes(*people):
    """Return votes of people given as (how many, signs)."""
    signs = [sign for count, sign in people for _ in range(count)]
    names = tuple(map(str, range(len(signs))))
    return Votes(names, tuple(map(str, NUMBERS)), matrix(signs, NUMBERS))


def found(people, groups, paper=None, keep=False):
    told = Told(tuple(g for count, g in groups for _ in range(count)), paper or {})
    return outcome(votes(*people), NUMBERS, told, keep=keep)


#: Displaced and host agree on 1 and 2, and divide on the others.
DIVIDED = [(30, "aaddddpddd"), (30, "aapaaaaaad")]
SAID = [(30, "displaced"), (30, "host")]


def test_what_every_group_agrees_with_becomes_the_agenda():
    result = found(DIVIDED, SAID)
    assert result.agenda == (1, 2)
    assert result.declared.names == ("displaced", "host")
    assert result.found.people == (30, 30)
    assert result.stability == 1.0
    assert {s.number for s in result.declared.stands if s.is_agreed} == {1, 2}


def test_what_only_opinion_groups_divide_on_is_not_on_the_agenda():
    """Half of each declared group agrees: only the found groups tell."""
    mixed = [(15, "displaced"), (15, "host"), (15, "displaced"), (15, "host")]
    people = [(30, "aaddddpddd"), (30, "adaaaaaaad")]
    result = found(people, mixed)
    assert result.agenda == (1,)


def test_what_a_group_of_opinion_disagrees_with_is_not_on_the_agenda():
    """Three quarters of both declared groups agree on 2; the others think alike."""
    people = [(45, "aaaaaaaaad"), (15, "addddddddd")]
    groups = [(23, "displaced"), (22, "host"), (7, "displaced"), (8, "host")]
    result = found(people, groups)
    declared = {s.number for s in result.declared.stands if s.is_agreed}
    assert declared == set(range(1, 10))
    assert result.found.people == (45, 15)
    assert result.agenda == (1,)


def test_nobody_learns_how_everybody_in_a_group_voted():
    result = found(DIVIDED, SAID)
    first = result.declared.stands[0]
    assert {share.agree for share in first.shares} == {0.9}
    assert {share.disagree for share in first.shares} == {0.1}
    assert first.bridging == 0.9


@pytest.mark.parametrize("few", [1, 9])
def test_a_group_of_fewer_than_ten_is_merged_or_left_out(few):
    result = found([*DIVIDED, (few, "aaaaaaaaad")], [*SAID, (few, "returned")])
    assert result.declared.names == ("displaced", "host")
    assert all(n in (30,) for n in result.declared.people)
    both = found(
        [*DIVIDED, (few, "aaaaaaaaad"), (9, "aaddddpddd")],
        [*SAID, (few, "returned"), (9, "")],
    )
    assert both.declared.names == ("displaced", "host", "others")


def test_a_statement_some_group_hardly_voted_on_is_shown_for_no_group():
    """Else the hidden group is what is left of the others."""
    people = [(30, "aaddddpddd"), (21, "aapaaaaaa."), (9, "aapaaaaaad")]
    result = found(people, SAID)
    assert 10 in result.declared.few
    assert 10 not in {stand.number for stand in result.declared.stands}


def test_too_few_people_show_nothing():
    result = found([(9, "aaddddpddd")], [(9, "host")])
    assert (result.declared, result.found, result.agenda) == (None, None, ())
    assert result.people == (10, True)


def test_one_more_person_of_a_group_does_not_show_how_they_voted():
    """Shares of small groups move in steps of five in a hundred."""
    with_one = [(30, "aaddddpddd"), (30, "aapaaaaaad"), (1, "aapaaaaaaa")]
    before, after = (
        found(DIVIDED, SAID),
        found(with_one, [(30, "displaced"), (31, "host")]),
    )
    assert before.declared == after.declared


def test_straight_liners_are_set_aside_and_can_be_taken_back():
    people = [*DIVIDED, (20, "a" * 10)]
    groups = [*SAID, (20, "host")]
    aside, kept = found(people, groups), found(people, groups, keep=True)
    assert aside.declared == found(DIVIDED, SAID).declared
    assert kept.declared.people == (30, 50)
    assert aside.aside == kept.aside == (20, False)


def test_votes_on_paper_count_with_their_group_and_make_no_groups_of_opinion():
    zero = np.zeros((1, 10), dtype=np.int64)
    paper = Tally(zero + 12, zero, zero + 12)
    result = found(DIVIDED, SAID, {"returned": (12, paper)})
    assert result.declared.names == ("displaced", "host", "returned")
    assert result.declared.people == (30, 30, 10)
    assert result.on_paper == 10
    assert result.found == found(DIVIDED, SAID).found
    assert result.people == (60, False)


def test_the_outcome_is_the_same_in_any_order_of_people():
    result = found(DIVIDED, SAID)
    assert found(DIVIDED[::-1], SAID[::-1]).declared == result.declared
    again = found(DIVIDED[::-1], SAID[::-1]).found
    assert {s.number for s in again.stands} == {s.number for s in result.found.stands}


def test_without_groups_everybody_is_one():
    result = found(DIVIDED, [(60, "")])
    assert result.declared.names == ("",)
    assert result.declared.typical == ()
    assert pooled({}) == {}


def test_statements_nobody_has_voted_on_are_no_fault():
    empty = Votes((), (), np.zeros((0, 0), dtype=np.int8))
    result = outcome(empty, (), Told((), {}), keep=False)
    assert result == replace(result, declared=None, found=None, agenda=())
