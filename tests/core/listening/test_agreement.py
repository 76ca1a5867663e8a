"""Agreement of groups, against what the program Polis gives for real conversations.

Counts are those of public conversations (openData of compdemocracy, CC BY 4.0) and of
red-dwarf's recorded answers of the server.
"""

import numpy as np
import pytest

from survey_app.core.listening.agreement import (
    agreed,
    bridging,
    consensus,
    majority,
    priority,
    surely_bridging,
    typical,
)
from survey_app.core.listening.votes import Tally


def tally(*groups):
    """Return a tally of one statement from (agree, disagree, seen) of each group."""
    return Tally(*(np.array(each)[:, None] for each in zip(*groups, strict=True)))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (((85, 1, 89), (71, 3, 78)), 387 / 455),
        (((66, 1, 72), (56, 2, 59)), 3819 / 4514),
        (((88, 1, 91), (67, 5, 76)), 3026 / 3627),
        (((26, 23, 60), (22, 2, 25)), 23 / 62),
        (((198, 3, 210), (402, 9, 438)), 80197 / 93280),
        (((232, 10, 257), (440, 24, 493)), 1631 / 2035),
        (((3, 0, 3), (18, 0, 18), (3, 0, 3)), 76 / 125),
    ],
)
def test_group_informed_consensus_is_that_of_public_conversations(groups, expected):
    assert consensus(tally(*groups))[0] == pytest.approx(expected, abs=1e-15)


def test_bridging_does_not_fall_with_the_number_of_groups():
    two, five = (tally(*[(20, 0, 20)] * k) for k in (2, 5))
    assert consensus(two)[0] == pytest.approx(0.9112, abs=5e-5)
    assert consensus(five)[0] == pytest.approx(0.7925, abs=5e-5)
    assert bridging(two)[0] == bridging(five)[0] == pytest.approx(0.9545, abs=5e-5)


def test_bridging_is_not_what_most_people_say():
    """86 in a hundred agree both times; once a group of ten does not."""
    assert consensus(tally((85, 5, 90), (1, 9, 10)))[0] == pytest.approx(
        0.156, abs=5e-4
    )
    assert consensus(tally((63, 9, 90), (7, 1, 10)))[0] == pytest.approx(
        0.464, abs=5e-4
    )


def test_few_votes_stand_below_many_and_prove_nothing():
    few, many = tally((3, 0, 3), (3, 0, 3)), tally((80, 20, 100), (80, 20, 100))
    assert surely_bridging(few)[0] < surely_bridging(many)[0]
    assert agreed(tally((2, 0, 2), (50, 0, 50))).tolist() == [False]
    assert agreed(many).tolist() == [True]
    assert surely_bridging(tally((0, 0, 0), (9, 0, 9)))[0] == 0


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (((6, 0, 6), (3, 0, 3), (0, 4, 7)), (0.875, 2.645751, 2.625, 2.699862)),
        (((3, 0, 3), (3, 0, 5), (1, 2, 8)), (0.8, 2, 2.4, 2.267787)),
        (((6, 1, 9), (1, 5, 11), (0, 5, 6)), (0.636364, 1.264911, 6.045455, 3.197058)),
    ],
)
def test_what_is_typical_of_a_group_is_what_the_server_says(groups, expected):
    found = [each[0, 0] for each in typical(tally(*groups), "agree")]
    assert found == pytest.approx(expected, abs=5e-7)


def test_the_priority_of_a_statement_is_what_the_server_says():
    none = np.array([False])
    known = priority(tally((14, 0, 15)), np.array([0.02185168302802336]), none)
    assert known[0] == pytest.approx(2.5316582006526356, rel=1e-12)
    new = priority(tally((0, 0, 0)), np.zeros(1), none)
    assert new.tolist() == [81 / 16]
    assert priority(tally((0, 0, 0)), np.zeros(1), ~none).tolist() == [49.0]


def test_the_majority_is_sure_first_and_leaves_out_what_half_say():
    counts = np.array([[15, 5, 25]]), np.array([[1, 5, 1]]), np.array([[16, 10, 27]])
    assert majority(Tally(*counts), "agree") == [2, 0]
    assert majority(Tally(*counts), "disagree") == []
