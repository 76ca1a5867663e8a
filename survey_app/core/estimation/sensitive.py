"""Shares of what nobody is asked to admit: list experiments and randomised response.

No answer tells anything about the person who gave it; only the whole does.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from survey_app.core.sampling.design import FloatArray, IntArray

#: Fewer answers in one half of a list experiment, or in all, are not shown.
LEAST_IN_ARM = 100


@dataclass(frozen=True, slots=True)
class Hidden:
    """A share 0-1 with its standard error; outside 0-1 it is noise, or a fault."""

    share: float
    se: float
    n: int


@dataclass(frozen=True, slots=True)
class Effects:
    """Whether the added statement changed how people counted the others.

    `with_it` and `without_it` are the shares 0-1 of people who count y of the other
    statements (y = 0 ... J) and do, or do not, hold the added one; `se_*` are their
    standard errors. No share can be below 0: `p` 0-1 is the chance of such by luck.
    """

    with_it: FloatArray
    without_it: FloatArray
    se_with: FloatArray
    se_without: FloatArray
    p: float


def list_difference(control: IntArray, treatment: IntArray) -> Hidden:
    """Return the share that holds the added statement: the difference of mean counts.

    `control` are counts among J statements, `treatment` among these and one more
    (R: list::ictreg(method = "lm"), which gives the same difference).

    >>> found = list_difference(np.array([0, 1, 1, 2]), np.array([1, 1, 2, 2]))
    >>> found.share, round(found.se, 4), found.n
    (0.5, 0.5, 8)
    """
    share = treatment.mean() - control.mean()
    variance = treatment.var(ddof=1) / len(treatment) + control.var(ddof=1) / len(
        control
    )
    return Hidden(float(share), sqrt(variance), len(control) + len(treatment))


def list_effects(control: IntArray, treatment: IntArray, statements: int) -> Effects:
    """Return the table of the test for design effects (Blair & Imai 2012, section 3.1).

    `statements` is J, the number without the added one. The p-value is that of the
    lowest share of each half of the table, with Bonferroni's adjustment for the two
    halves; R's list::ict.test finds the same where only one share is near 0 or below.
    """
    below = [_below(control, statements), _below(treatment, statements)]
    with_it, se_with = _difference(below[0], below[1], len(control), len(treatment))
    shifted = np.concatenate([[0.0], below[0][:-1]])
    without_it, se_without = _difference(
        below[1], shifted, len(treatment), len(control)
    )
    halves = [_lowest(with_it, se_with), _lowest(without_it, se_without)]
    p = min(1.0, 2 * min(halves))
    return Effects(with_it, without_it, se_with, se_without, p)


def forced_response(said_yes: float, n: int, truthful: float, forced: float) -> Hidden:
    """Return the true share behind a share 0-1 of `said_yes` among `n`.

    A die tells everybody to say yes (chance `forced`), no, or the truth (`truthful`);
    R: rr::rrreg's moment estimator.

    >>> found = forced_response(831 / 2435, 2435, 2 / 3, 1 / 6)
    >>> round(found.share, 7), round(found.se, 7)
    (0.2619097, 0.0144127)
    """
    variance = said_yes * (1 - said_yes) / n / truthful**2
    return Hidden((said_yes - forced) / truthful, sqrt(variance), n)


def warner(said_yes: float, n: int, about_it: float) -> Hidden:
    """Return the true share where chance `about_it` decides which statement is judged.

    The other statement is the opposite of the first (Warner 1965).

    >>> found = warner(0.4, 1000, 0.7)
    >>> round(found.share, 4), round(found.se, 7)
    (0.25, 0.0387298)
    """
    slope = 2 * about_it - 1
    variance = said_yes * (1 - said_yes) / n / slope**2
    return Hidden((said_yes - (1 - about_it)) / slope, sqrt(variance), n)


def _below(counts: IntArray, statements: int) -> FloatArray:
    """Return the share 0-1 that counts y or fewer, for y = 0 ... J."""
    found: FloatArray = (counts[:, None] <= np.arange(statements + 1)).mean(axis=0)
    return found


def _difference(
    more: FloatArray, less: FloatArray, n_more: int, n_less: int
) -> tuple[FloatArray, FloatArray]:
    variance = more * (1 - more) / n_more + less * (1 - less) / n_less
    return more - less, np.sqrt(variance)


def _lowest(shares: FloatArray, se: FloatArray) -> float:
    """Return the chance 0-1 of a lowest share this far below 0 if it were 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(se > 0, shares / se, np.inf)
    return float(_special().ndtr(z.min())) if z.min() < 0 else 1.0


def _special() -> Any:
    """Load scipy only when such a result is asked for."""
    from scipy import special  # noqa: PLC0415

    return special
