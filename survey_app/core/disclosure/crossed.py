"""Counts of people by group and by code, of whom everybody has one code: what to hide.

In such a table every row and every column adds up to something that is known, so that
one hidden count, or few people hidden, could be worked out by subtraction.
"""

import numpy as np

from survey_app.core.sampling.design import BoolArray, IntArray

#: One hidden count alone in its line is what the others leave over.
LEAST_HIDDEN = 2


def hidden_by_lines(
    n: IntArray, hidden: BoolArray, least: int, *, adds_up: bool
) -> BoolArray:
    """Return which counts (groups, codes) to hide beside those `hidden` already.

    Every group's hidden counts are of at least `least` people in two codes, or of
    nobody; so are every code's, where groups `adds_up` to everyone. The smallest that
    is shown goes first. Rules of single lines: what several tell together is not
    audited.

    >>> n = np.array([[9, 7, 3], [9, 7, 6]])
    >>> hidden_by_lines(n, n < 5, 5, adds_up=True).astype(int).tolist()
    [[0, 1, 1], [0, 1, 1]]
    """
    found = hidden.copy()
    before = -1
    while before != found.sum():
        before = int(found.sum())
        for row in range(n.shape[0]):
            _settle(n[row], found[row], least)
        for column in range(n.shape[1] if adds_up else 0):
            _settle(n[:, column], found[:, column], least)
    return found


def _settle(n: IntArray, hidden: BoolArray, least: int) -> None:
    """Hide more of a line, in place, until what is hidden of it cannot be told."""
    while _tells(n[hidden], least):
        shown = np.flatnonzero(~hidden & (n > 0))
        if not len(shown):
            return
        hidden[shown[np.argmin(n[shown])]] = True


def _tells(n: IntArray, least: int) -> bool:
    """Return whether the sum of hidden counts tells of few people, or of one count."""
    some = int((n > 0).sum())
    return some > 0 and (some < LEAST_HIDDEN or int(n.sum()) < least)
