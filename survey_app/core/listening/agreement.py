"""What groups agree on: shares, bridging, what is typical of a group, what is next.

Formulas as Polis' mathematics describes them (Small et al. 2021, Recerca 26(2)), with
two mends: bridging is a geometric mean, so that conversations with more groups can be
compared with others, and it has a lower bound, so that a few votes prove nothing.
"""

from math import sqrt

import numpy as np

from survey_app.core.estimation.intervals import wilson_interval
from survey_app.core.listening.votes import BoolArray, Tally
from survey_app.core.sampling.design import FloatArray

#: One-sided z of 90 %, as Polis uses it.
TYPICAL = 1.2816
#: z of the lower bound of a share, one-sided 95 %.
SURE = 1.6448536269514722
#: What a statement the organisers need votes on weighs against all others.
NEEDED = 49.0


def shares(votes: Tally) -> FloatArray:
    """Return the share (groups, statements) that agrees, (A + 1) / (S + 2)."""
    found: FloatArray = (votes.agree + 1) / (votes.seen + 2)
    return found


def consensus(votes: Tally) -> FloatArray:
    """Return Polis' group-informed consensus (statements,): the product of shares.

    >>> votes = Tally(*(np.array([[a], [b]]) for a, b in ((85, 71), (1, 3), (89, 78))))
    >>> consensus(votes).round(6).tolist()
    [0.850549]
    """
    found: FloatArray = shares(votes).prod(axis=0)
    return found


def bridging(votes: Tally) -> FloatArray:
    """Return how far every group agrees (statements,), 0-1, whatever their number.

    The geometric mean of the shares of groups: low as soon as one group disagrees.
    """
    return _geometric(shares(votes))


def surely_bridging(votes: Tally) -> FloatArray:
    """Return the geometric mean of the lower bounds of shares (statements,), 0-1.

    Ranks statements: many votes in all groups are needed to stand high.
    """
    return _geometric(lower_bounds(votes))


def _geometric(values: FloatArray) -> FloatArray:
    """Return geometric means over groups, 0 where one of them has 0."""
    with np.errstate(divide="ignore"):
        found: FloatArray = np.exp(np.log(values).mean(axis=0))
    return found


def lower_bounds(votes: Tally) -> FloatArray:
    """Return what share (groups, statements) agrees at least, by Wilson (1927), 95 %.

    One-sided; 0 where nobody voted.
    """
    n = np.maximum(votes.seen, 1)
    low, _ = wilson_interval(votes.agree / n, n, SURE)
    return np.where(votes.seen > 0, low, 0.0)


def agreed(votes: Tally) -> BoolArray:
    """Return on which statements surely more than half of every group agrees."""
    found: BoolArray = lower_bounds(votes).min(axis=0) > 0.5
    return found


def one_sided(count: FloatArray, seen: FloatArray) -> FloatArray:
    """Return z of a share against a half, with one more on both counts."""
    found: FloatArray = 2 * np.sqrt(seen + 1) * ((count + 1) / (seen + 1) - 0.5)
    return found


def two_sided(
    count: FloatArray, seen: FloatArray, others: FloatArray, others_seen: FloatArray
) -> FloatArray:
    """Return z of two shares' difference, one more on each count; 0 if all agree."""
    a, n, b, m = count + 1, seen + 1, others + 1, others_seen + 1
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n + 1 / m), 0))
    found: FloatArray = np.divide(
        a / n - b / m, spread, out=np.zeros_like(spread), where=spread > 0
    )
    return found


def typical(votes: Tally, side: str) -> tuple[FloatArray, ...]:
    """Return share, its z, ratio to all others, its z (groups, statements) of a side.

    `side` is "agree" or "disagree". A statement is typical of a group whose two z are
    both above TYPICAL.
    """
    count = getattr(votes, side).astype(np.float64)
    seen = votes.seen.astype(np.float64)
    others, others_seen = count.sum(axis=0) - count, seen.sum(axis=0) - seen
    share = (count + 1) / (seen + 2)
    ratio = share / ((others + 1) / (others_seen + 2))
    return (
        share,
        one_sided(count, seen),
        ratio,
        two_sided(count, seen, others, others_seen),
    )


def majority(votes: Tally, side: str, most: int = 5) -> list[int]:
    """Return the statements (columns) most people are on one side of, the surest first.

    `votes` of one group that holds everybody.
    """
    count, seen = getattr(votes, side)[0].astype(float), votes.seen[0].astype(float)
    share, z = (count + 1) / (seen + 2), one_sided(count, seen)
    found = [
        j for j in np.argsort(-share * z, kind="stable") if _stands(share[j], z[j])
    ]
    return [int(j) for j in found[:most]]


def _stands(share: float, z: float) -> bool:
    return share > 0.5 and z > TYPICAL


def priority(votes: Tally, extremity: FloatArray, needed: BoolArray) -> FloatArray:
    """Return how much each statement should be shown next (statements,), above 0.

    `votes` of one group that holds everybody. New statements come first, then those
    that divide people and that few pass; `needed` ones before all others.

    >>> votes = Tally(*(np.array([[n]]) for n in (0, 0, 0)))
    >>> priority(votes, np.zeros(1), np.array([False])).tolist()
    [5.0625]
    """
    agree, seen = votes.agree[0], votes.seen[0]
    passed = seen - agree - votes.disagree[0]
    p, a = (passed + 1) / (seen + 2), (agree + 1) / (seen + 2)
    importance = (1 - p) * (extremity + 1) * a
    found: FloatArray = (importance * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return np.where(needed, NEEDED, found)


def kappa(table: FloatArray) -> tuple[float, float]:
    """Return Cohen's (1960) kappa of two coders and its standard error.

    `table` (codes, codes) counts what the first (rows) and the second coded. The error
    is that of Fleiss, Cohen and Everitt (1969), as R's psych::cohen.kappa gives it; NaN
    where both used one code only.

    >>> tuple(round(x, 4) for x in kappa(np.array([[20.0, 5.0], [10.0, 15.0]])))
    (0.4, 0.127)
    """
    p = table / table.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    seen, chance = float(np.trace(p)), float(rows @ columns)
    if chance == 1:
        return float("nan"), float("nan")
    value = (seen - chance) / (1 - chance)
    return value, sqrt(_spread(p, value, seen, chance) / float(table.sum()))


def _spread(p: FloatArray, value: float, seen: float, chance: float) -> float:
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    both = columns[:, None] + rows[None, :]
    same = np.diag(p) @ (1 - np.diag(both.T) * (1 - value)) ** 2
    off = p * both**2 * (1 - value) ** 2
    apart = off.sum() - np.trace(off)
    rest = (value - chance * (1 - value)) ** 2
    # Where all agree it is nothing, and may come out a hair below.
    return max(0.0, float((same + apart - rest) / (1 - chance) ** 2))
