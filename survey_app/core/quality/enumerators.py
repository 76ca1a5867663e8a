"""Enumerators whose interviews differ from everybody else's."""

from math import exp, lgamma

import numpy as np

from survey_app.core.quality.interviews import Interviews
from survey_app.core.quality.patterns import declined_counts

#: An enumerator's rate over everybody else's, and how sure it must be.
TWICE, SURE = 2.0, 0.01


def declines_often(interviews: Interviews) -> set[str]:
    """Return whose respondents decline twice as often as everybody else's.

    Fisher's exact test, one-sided, must give p < 0.01.
    """
    missing, asked = declined_counts(interviews)
    everybody = int(missing.sum()), int(asked.sum())
    found = set()
    for name in set(interviews.enumerator.tolist()) - {""}:
        mine = interviews.enumerator == name
        declined, n = int(missing[mine].sum()), int(asked[mine].sum())
        others, m = everybody[0] - declined, everybody[1] - n
        is_twice = n > 0 and m > 0 and declined * m > TWICE * others * n
        if is_twice and fisher_greater(declined, n, others, m) < SURE:
            found.add(name)
    return found


def differs_when_asked_again(interviews: Interviews) -> set[str]:
    """Return whose respondents answered another person otherwise, over a fifth of it.

    Surely more often than honest respondents do, in two interviews or more.
    """
    return {
        name
        for name, tally in interviews.backchecks.items()
        if tally.verdict == "flagged"
    }


def fisher_greater(a: int, n: int, b: int, m: int) -> float:
    """Return the p-value of a of n being more often than b of m, one-sided.

    The hypergeometric tail (R: `fisher.test(alternative = "greater")`).

    >>> round(fisher_greater(3, 4, 1, 4), 6)
    0.242857
    """
    total = a + b
    least = _choose(n + m, total)
    terms = [
        _choose(n, k) + _choose(m, total - k) - least
        for k in range(a, min(total, n) + 1)
    ]
    return min(1.0, float(np.sum([exp(term) for term in terms])))


def _choose(n: int, k: int) -> float:
    """Return the logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
