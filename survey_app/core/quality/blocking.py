"""Interviews nearly equal to any other of the round, without comparing all pairs.

Bit sampling (Indyk and Motwani 1998): interviews are put together that agree on all of
a few questions drawn at random, several times over, and only those are compared. Who
agrees on most questions is together at least once with the probability `recall` tells.
"""

from collections.abc import Iterator
from math import ceil, comb, log

import numpy as np

from survey_app.core.quality.duplicates import closest
from survey_app.core.sampling.design import FloatArray, IntArray

#: Drawn questions, one tuple each time interviews are put together.
Draws = tuple[tuple[int, ...], ...]

#: Pairs at the limit are found with at least this probability.
RECALL = 0.99
#: Up to so many interviews all pairs are compared, and all are found.
ALL_PAIRS = 3000
#: Pairs compared at one time.
CHUNK = 200_000


def draws(codes: IntArray, limit: float, rng: np.random.Generator) -> Draws:
    """Return the draws that find pairs at `limit` for the least work; () compares all.

    `codes` (rows, items) are the answers. The more questions a draw has, the fewer
    honest interviews it puts together, and the more draws it takes: the number is
    chosen by how often these interviews agree.
    """
    rows, items = codes.shape
    if rows <= ALL_PAIRS:
        return ()
    differing = most_differing(codes, limit)
    if differing >= items:
        return ()
    values = _values(codes)
    costs: dict[int, int] = {}
    for taken in range(3, items - differing + 1):
        columns = _drawn(items, taken, rng)
        times = _times(items, differing, taken)
        costs[taken] = times * (rows + _together(values, columns))
        if costs[taken] > 4 * min(costs.values()):
            break
    taken = min(costs, key=lambda each: costs[each])
    return tuple(
        _drawn(items, taken, rng) for _ in range(_times(items, differing, taken))
    )


def most_differing(codes: IntArray, limit: float) -> int:
    """Return on how many items a pair at the limit differs.

    Equal answers are counted among items both answered; where only one of the two
    answered, as often as chance has it, they differ as well.
    """
    missing = (codes < 0).mean(axis=0)
    one_sided = float((2 * missing * (1 - missing)).sum())
    return int(np.ceil((1 - limit) * codes.shape[1] + one_sided - 1e-9))


def recall(items: int, differing: int, taken: int, times: int) -> float:
    """Return the probability that draws put together a pair that differs so much.

    >>> round(recall(46, 7, 7, 20), 4)
    0.9989
    """
    together = comb(items - differing, taken) / comb(items, taken)
    return 1.0 - (1.0 - together) ** times


def nearest(codes: IntArray, drawn: Draws) -> FloatArray:
    """Return the share of equal answers (rows,) with the likest interview met.

    Likeness is that of `duplicates.closest`; without draws it is the likest of all.
    """
    if not drawn:
        return closest(codes)[0] if len(codes) > 1 else np.zeros(len(codes))
    values = _values(codes)
    best = np.zeros(len(codes))
    for columns in drawn:
        for one, other in _pairs(_keys(values, columns)):
            shares = _likeness(values[one], values[other])
            np.maximum.at(best, one, shares)
            np.maximum.at(best, other, shares)
    return best


def _values(codes: IntArray) -> np.ndarray:
    """Return codes as bytes: 0 is missing, however."""
    return np.ascontiguousarray(np.maximum(codes, -1) + 1, np.uint8)


def _drawn(items: int, taken: int, rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(sorted(rng.choice(items, taken, replace=False).tolist()))


def _times(items: int, differing: int, taken: int) -> int:
    """Return how many draws find a pair that differs so much with RECALL."""
    together = recall(items, differing, taken, 1)
    return 1 if together >= RECALL else ceil(log(1 - RECALL) / log(1 - together))


def _keys(values: np.ndarray, columns: tuple[int, ...]) -> np.ndarray:
    """Return a number for each row: equal where all these columns are."""
    # Up to eight bytes are a number; more are told apart as a whole.
    part = np.ascontiguousarray(values[:, columns])
    if len(columns) > 8:
        return np.unique(
            part.view(np.dtype((np.void, len(columns)))), return_inverse=True
        )[1].ravel()
    wide = np.zeros((len(part), 8), np.uint8)
    wide[:, : len(columns)] = part
    return wide.view(np.uint64).ravel()


def _together(values: np.ndarray, columns: tuple[int, ...]) -> int:
    """Return how many pairs a draw puts together."""
    counts = np.unique(_keys(values, columns), return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def _pairs(keys: np.ndarray) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield the pairs of rows of one key, some at a time.

    Sorted by key, a pair is a row and one further on: those one on, two on, and so on
    as long as any run of equal keys is that long.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.arange(len(keys) - 1)
    held: list[tuple[IntArray, IntArray]] = []
    size = 0
    for step in range(1, len(keys)):
        starts = starts[starts + step < len(keys)]
        starts = starts[ordered[starts] == ordered[starts + step]]
        if not len(starts):
            break
        held.append((order[starts], order[starts + step]))
        size += len(starts)
        if size >= CHUNK:
            yield _joined(held)
            held, size = [], 0
    if held:
        yield _joined(held)


def _joined(held: list[tuple[IntArray, IntArray]]) -> tuple[IntArray, IntArray]:
    ones, others = zip(*held, strict=True)
    return np.concatenate(ones), np.concatenate(others)


def _likeness(ones: np.ndarray, others: np.ndarray) -> FloatArray:
    both = (ones != 0) & (others != 0)
    shared = np.count_nonzero(both, axis=1)
    equal = np.count_nonzero((ones == others) & both, axis=1)
    enough = shared >= ones.shape[1] / 2
    return np.where(enough, equal / np.maximum(shared, 1), 0.0)
