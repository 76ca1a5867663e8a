"""Near pairs are found without comparing all, as often as is promised."""

import numpy as np
import pytest

from survey_app.core.quality import blocking
from survey_app.core.quality.duplicates import closest


def honest(rng, rows=6000, items=46, missing=0.03):
    trait = rng.standard_normal((rows, 1))
    latent = np.sqrt(0.4) * trait + np.sqrt(0.6) * rng.standard_normal((rows, items))
    codes = np.digitize(latent, [-1.1, -0.4, 0.4, 1.1])
    codes[rng.random(codes.shape) < missing] = -1
    return codes


def with_copies(codes, rng, differing, pairs):
    """Make rows 2k + 1 copies of rows 2k that differ in so many answers."""
    copied = codes.copy()
    for row in range(0, 2 * pairs, 2):
        copied[row] = np.maximum(copied[row], 0)
        copied[row + 1] = copied[row]
        where = rng.choice(codes.shape[1], differing, replace=False)
        copied[row + 1, where] = (copied[row, where] + 1) % 5
    return copied


def test_pairs_at_the_limit_are_found_as_often_as_promised():
    rng = np.random.default_rng(1)
    codes = with_copies(honest(rng), rng, differing=6, pairs=500)
    drawn = blocking.draws(codes, 0.85, rng)
    assert drawn
    found = blocking.nearest(codes, drawn)[:1000]
    assert (found >= 40 / 46).mean() >= blocking.RECALL


def test_what_is_found_is_what_comparing_all_finds():
    rng = np.random.default_rng(2)
    codes = with_copies(honest(rng, rows=3500), rng, differing=3, pairs=40)
    codes[100:130, :5] = -2
    exact, _ = closest(codes)
    found = blocking.nearest(codes, blocking.draws(codes, 0.85, rng))
    assert (found <= exact + 1e-9).all()
    near = exact >= 0.85
    assert near.sum() >= 80
    assert found[near] == pytest.approx(exact[near])


def test_few_interviews_are_all_compared():
    rng = np.random.default_rng(3)
    codes = honest(rng, rows=300)
    assert blocking.draws(codes, 0.85, rng) == ()
    assert np.array_equal(blocking.nearest(codes, ()), closest(codes)[0])
    assert blocking.nearest(codes[:1], ()).tolist() == [0.0]


def test_the_promise_is_kept_by_the_draws_that_are_made():
    rng = np.random.default_rng(4)
    codes = honest(rng)
    for limit in (0.85, 0.9, 0.95):
        drawn = blocking.draws(codes, limit, rng)
        differing = blocking.most_differing(codes, limit)
        assert differing >= (1 - limit) * 46
        taken = len(drawn[0])
        assert blocking.recall(46, differing, taken, len(drawn)) >= blocking.RECALL
        assert len(drawn) == 1 or (
            blocking.recall(46, differing, taken, len(drawn) - 1) < blocking.RECALL
        )
