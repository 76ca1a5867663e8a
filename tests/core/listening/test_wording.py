"""Words that distinguish groups: the published example, and what the prior does."""

import numpy as np
import pytest

from survey_app.core.listening.folding import words
from survey_app.core.listening.wording import log_odds, typical


def test_log_odds_are_those_of_a_published_example():
    # Reference of R's tidylo 0.2.0: gears of cars by engine, informative prior. It sets
    # each group beside everybody, whose prior counts twice.
    counts = np.array([[12.0, 2, 4], [3.0, 10, 1]])
    whole = counts.sum(axis=0)
    found = [log_odds(own, 2 * whole, whole) for own in counts]
    expected = [
        [1.1728347, -1.3767516, 0.4033125],
        [-1.1354777, 1.5661168, -0.4362340],
    ]
    assert np.array(found) == pytest.approx(np.array(expected), abs=5e-8)


def test_log_odds_with_a_flat_prior_are_those_of_the_same_example():
    counts = np.array([[12.0, 2, 4], [3.0, 10, 1]])
    one = np.ones(3)
    found = [log_odds(own, counts.sum(axis=0) + one, one) for own in counts]
    expected = [
        [1.8912729, -1.9691060, 0.5549172],
        [-1.7407107, 2.8421436, -0.6570674],
    ]
    assert np.array(found) == pytest.approx(np.array(expected), abs=5e-8)


def test_a_word_few_said_proves_less_than_one_many_said_as_unevenly():
    z = typical(np.array([40, 4, 100]), np.array([10, 1, 100]))
    assert z[0] > z[1] > 0


def test_words_are_read_in_every_script_that_has_spaces():
    assert words("المَاءُ، الماء!") == ["الماء", "الماء"]
    assert words("Вода, вода 3") == ["вода", "вода"]
    assert words("पानी नहीं") == ["पानी", "नहीं"]
