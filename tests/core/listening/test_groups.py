"""Groups of opinion are found again whenever, and in whatever order people come."""

import numpy as np

from survey_app.core.listening.groups import adjusted_rand, groups
from survey_app.core.listening.votes import UNSEEN, Votes


def planted(rng, people=45, statements=16):
    """Return votes of three groups of opinion, each seen by half, and who is where."""
    truth = np.arange(people) % 3
    sides = rng.choice([-1, 1], size=(3, statements))
    values = np.where(rng.random((people, statements)) < 0.9, sides[truth], 0)
    values[rng.random(values.shape) < 0.4] = UNSEEN
    names = tuple(map(str, range(people))), tuple(map(str, range(statements)))
    return Votes(*names, values.astype(np.int8)), truth


def test_groups_are_the_same_in_a_hundred_orders():
    rng = np.random.default_rng(3)
    votes, truth = planted(rng)
    none = np.zeros(len(truth), dtype=bool)
    first = groups(votes, none)
    assert adjusted_rand(first.labels, truth) > 0.8
    assert first.stability > 0.8
    for _ in range(100):
        order = rng.permutation(len(truth))
        mixed = Votes(votes.participants, votes.statements, votes.values[order])
        again = groups(mixed, none)
        assert (again.labels == first.labels[order]).all()
        assert again.stability == first.stability


def test_small_groups_are_merged_and_whoever_is_set_aside_is_in_none():
    rng = np.random.default_rng(3)
    votes, truth = planted(rng, people=60, statements=24)
    aside = truth == 0
    aside[0] = False
    found = groups(votes, aside, least=10)
    assert min(found.sizes) >= 10
    assert (found.labels[aside] == -1).all()
    assert found.labels[0] >= 0
