"""Votes on statements: the figures Polis' own server stored, and what we mend in them.

Counts are from compdemocracy/openData (CC BY 4.0) and from fixtures of public test
suites of its mathematics: numbers only, no text, no single person.
"""

import numpy as np
import pytest

from survey_app.core.listening.agreement import (
    agreed,
    bridging,
    consensus,
    kappa,
    lower_bounds,
    majority,
    priority,
    surely_bridging,
    typical,
)
from survey_app.core.listening.groups import adjusted_rand, groups, principal
from survey_app.core.listening.votes import (
    UNSEEN,
    Tally,
    Vote,
    Votes,
    filled,
    matrix,
    straight_liners,
    tally,
)

NOBODY = np.zeros(0, dtype=bool)


def counted(*groups):
    """Return a tally of one statement from (agree, disagree, seen) of each group."""
    return Tally(*(np.array([[g[k]] for g in groups]) for k in range(3)))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (((85, 1, 89), (71, 3, 78)), 387 / 455),
        (((66, 1, 72), (56, 2, 59)), 3819 / 4514),
        (((88, 1, 91), (67, 5, 76)), 3026 / 3627),
        (((26, 23, 60), (22, 2, 25)), 23 / 62),
        (((198, 3, 210), (402, 9, 438)), 80197 / 93280),
        (((232, 10, 257), (440, 24, 493)), 1631 / 2035),
    ],
)
def test_group_informed_consensus_is_that_of_the_server(counts, expected):
    assert consensus(counted(*counts))[0] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("side", "own", "others", "expected"),
    [
        ("agree", (6, 0, 6), (3, 4, 10), (0.875, 2.645751, 2.625, 2.699862)),
        ("agree", (3, 0, 3), (4, 5, 13), (0.8, 2, 2.4, 2.267787)),
        ("agree", (6, 1, 9), (1, 11, 17), (0.636364, 1.264911, 6.045455, 3.197058)),
    ],
)
def test_what_is_typical_of_a_group_is_that_of_the_server(side, own, others, expected):
    found = typical(counted(own, others), side)
    assert [each[0, 0] for each in found] == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("count", "seen", "share", "z"),
    [(15, 16, 0.8888889, 3.6380344), (25, 26, 0.9285714, 4.8112522)],
)
def test_the_majority_is_that_of_the_server(count, seen, share, z):
    found = typical(counted((count, 0, seen), (0, 0, 0)), "agree")
    assert (found[0][0, 0], found[1][0, 0]) == pytest.approx((share, z), abs=5e-8)
    assert majority(counted((count, 0, seen)), "agree") == [0]
    assert majority(counted((count, 0, seen)), "disagree") == []


def test_the_next_statement_is_that_of_the_server():
    first = priority(
        counted((14, 0, 15)), np.array([0.02185168302802336]), np.array([False])
    )
    assert first[0] == pytest.approx(2.5316582006526356, rel=1e-15)
    none = priority(counted((0, 0, 0)), np.zeros(1), np.array([False]))
    needed = priority(counted((0, 0, 0)), np.zeros(1), np.array([True]))
    assert (none[0], needed[0]) == (81 / 16, 49)


def test_bridging_does_not_fall_with_the_number_of_groups():
    two, five = (counted(*[(20, 0, 20)] * n) for n in (2, 5))
    assert consensus(two)[0] == pytest.approx(0.9112, abs=5e-5)
    assert consensus(five)[0] == pytest.approx(0.7925, abs=5e-5)
    assert bridging(two)[0] == pytest.approx(21 / 22)
    assert bridging(five)[0] == pytest.approx(21 / 22)


def test_one_group_that_disagrees_breaks_a_bridge():
    alike, apart = counted((63, 20, 90), (7, 2, 10)), counted((85, 2, 90), (1, 8, 10))
    assert bridging(alike)[0] > 0.68
    assert bridging(apart)[0] < 0.4
    assert surely_bridging(alike)[0] > surely_bridging(apart)[0]
    assert (agreed(alike).tolist(), agreed(apart).tolist()) == ([False], [False])
    assert agreed(counted((63, 2, 70), (30, 2, 35))).tolist() == [True]


def test_few_votes_prove_no_bridge():
    few, many = counted((3, 0, 3), (3, 0, 3)), counted((30, 3, 33), (30, 3, 33))
    assert surely_bridging(few)[0] < surely_bridging(many)[0]
    assert lower_bounds(counted((0, 0, 0))).tolist() == [[0.0]]
    assert surely_bridging(counted((5, 0, 5), (0, 0, 0)))[0] == 0


def test_the_lower_bound_is_the_share_that_is_just_not_rejected():
    bound = lower_bounds(counted((12, 0, 25)))[0, 0]
    z = (12 / 25 - bound) / np.sqrt(bound * (1 - bound) / 25)
    assert z == pytest.approx(1.6448536, abs=1e-7)


def test_a_later_vote_replaces_and_strange_statements_are_left_out():
    cast = [
        Vote("a", "1", "agree"),
        Vote("b", "2", "pass"),
        Vote("a", "1", "disagree"),
        Vote("c", "hidden", "agree"),
    ]
    votes = matrix(cast, ["1", "2"])
    assert votes.participants == ("a", "b")
    assert votes.values.tolist() == [[-1, UNSEEN], [UNSEEN, 0]]
    counts = tally(votes, np.array([0, 0]), 1)
    assert (counts.disagree.tolist(), counts.seen.tolist()) == ([[1, 0]], [[1, 1]])


def opinions(seed=3, people=90, statements=20, missing=0.3):
    """Return votes of three parties of unequal size, and who is of which."""
    rng = np.random.default_rng(seed)
    party = rng.choice(3, people, p=[0.5, 0.3, 0.2])
    lean = rng.choice([0.05, 0.95], (3, statements))
    values = np.where(rng.random((people, statements)) < lean[party], 1, -1)
    values[rng.random(values.shape) < missing] = UNSEEN
    names = tuple(map(str, range(people)))
    return Votes(
        names, tuple(map(str, range(statements))), values.astype(np.int8)
    ), party


def test_planted_groups_are_found_the_largest_first():
    votes, party = opinions()
    found = groups(votes, np.zeros(len(party), dtype=bool))
    assert adjusted_rand(found.labels, party) > 0.95
    assert list(found.sizes) == sorted(found.sizes, reverse=True)
    assert found.stability > 0.9


def test_groups_are_the_same_in_a_hundred_orders_of_people():
    votes, _ = opinions(people=60)
    whole = groups(votes, np.zeros(60, dtype=bool))
    rng = np.random.default_rng(5)
    for _ in range(100):
        order = rng.permutation(60)
        again = groups(
            Votes(votes.participants, votes.statements, votes.values[order]),
            np.zeros(60, dtype=bool),
        )
        assert (again.labels == whole.labels[order]).all()
        assert again.stability == whole.stability


def test_nobody_stands_in_a_group_too_small_to_hide_in():
    for seed in range(6):
        votes, party = opinions(seed, people=45)
        found = groups(votes, np.zeros(len(party), dtype=bool), least=12)
        assert min(found.sizes) >= 12
        assert sum(found.sizes) == (found.labels >= 0).sum()


def test_who_voted_little_or_all_alike_stands_in_no_group():
    votes, party = opinions(missing=0.0)
    values = votes.values.copy()
    values[0, 6:] = UNSEEN
    values[1] = 1
    changed = Votes(votes.participants, votes.statements, values)
    aside = straight_liners(changed)
    found = groups(changed, aside)
    assert np.flatnonzero(aside).tolist() == [1]
    assert np.flatnonzero(found.labels < 0).tolist() == [0, 1]
    assert groups(changed, np.zeros(len(party), dtype=bool)).labels[1] >= 0


def test_opinions_without_groups_are_one_group():
    votes = Votes(("a",) * 30, ("1", "2"), np.ones((30, 2), dtype=np.int8))
    found = groups(votes, np.zeros(30, dtype=bool))
    assert (set(found.labels.tolist()), found.stability) == ({0}, 0.0)


def test_no_votes_make_no_groups():
    found = groups(matrix([], ["1"]), NOBODY)
    assert (found.sizes, found.extremity.tolist()) == ((), [0.0])


def test_axes_are_those_of_a_singular_value_decomposition():
    centred, _ = filled(opinions()[0])
    axes = principal(centred.T @ centred)
    other = np.linalg.svd(centred, full_matrices=False)[2][:2]
    assert np.abs((axes * other).sum(axis=1)) == pytest.approx([1, 1], abs=1e-9)
    assert (axes[np.arange(2), np.abs(axes).argmax(axis=1)] > 0).all()


def test_cohens_kappa_is_that_of_his_paper():
    # Cohen (1960), table 1: proportions of 200 cases; kappa .492.
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]], dtype=float)
    assert kappa(table)[0] == pytest.approx(0.492, abs=5e-4)
    assert np.isnan(kappa(np.array([[5.0, 0.0], [0.0, 0.0]]))[0])
