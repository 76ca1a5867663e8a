"""Anchoring vignettes: where people place themselves among people they all judged.

A scale means other things to other people. Who rates a described case as well as
themselves shows by that what the scale's words mean to them (King & Wand 2007).
"""

from collections.abc import Sequence

Position = tuple[int, int]


def position(own: float, vignettes: Sequence[float]) -> Position:
    """Return where `own` stands among the ratings of `vignettes`, worst case first.

    With J vignettes the places run from 1 (below the first) over 2 (equal to it) to
    2J + 1 (above the last). Ties and inversions leave an interval of places.

    >>> position(3, (2, 4)), position(2, (2, 2)), position(3, (4, 2))
    ((3, 3), (2, 4), (1, 5))
    """
    places = [1] if own < vignettes[0] else []
    for number, rating in enumerate(vignettes):
        if own == rating:
            places.append(2 * number + 2)
        above = vignettes[number + 1] if number + 1 < len(vignettes) else float("inf")
        if rating < own < above:
            places.append(2 * number + 3)
    return min(places), max(places)
