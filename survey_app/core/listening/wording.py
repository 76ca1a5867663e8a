"""Words that distinguish what one group wrote: weighted log-odds with a prior.

Monroe, Colaresi and Quinn (2008), "Fightin' Words", Political Analysis 16: a word that
few said proves little, and is drawn towards how often everybody says it.
"""

import numpy as np

from survey_app.core.sampling.design import FloatArray, IntArray

#: How many words the prior weighs.
PRIOR = 500.0


def log_odds(own: FloatArray, others: FloatArray, prior: FloatArray) -> FloatArray:
    """Return z of the log-odds ratio of each word (words,), above 0 where `own` say it.

    `own` and `others` count each word; `prior` is added to both (equations 15-22).

    >>> counts, whole = np.array([12.0, 2, 4]), np.array([15.0, 12, 5])
    >>> log_odds(counts, 2 * whole, whole).round(4).tolist()
    [1.1728, -1.3768, 0.4033]
    """
    a, b = own + prior, others + prior
    difference = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
    found: FloatArray = difference / np.sqrt(1 / a + 1 / b)
    return found


def typical(own: IntArray, others: IntArray) -> FloatArray:
    """Return `log_odds` with the prior that everybody's words give (words,)."""
    whole = (own + others).astype(np.float64)
    return log_odds(
        own.astype(np.float64),
        others.astype(np.float64),
        whole * PRIOR / max(1.0, float(whole.sum())),
    )
