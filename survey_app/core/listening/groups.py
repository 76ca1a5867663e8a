"""Groups of opinion, found in votes: the same whenever and in whatever order.

A map of single persons is never returned: only who belongs together, how stable that
is, and how far each statement pulls people apart.
"""

from dataclasses import dataclass

import numpy as np

from survey_app.core.listening.votes import BoolArray, IntArray, Votes, filled
from survey_app.core.sampling.design import FloatArray

#: Fewer votes than this place nobody (or fewer than there are statements).
LEAST_VOTES = 7
#: Most groups that are looked for.
MOST_GROUPS = 5
#: People a group has at least.
LEAST_PEOPLE = 10
#: In how many parts people are left out in turn to see whether groups stay.
FOLDS = 5
_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Groups of opinion: `labels` (participants,), the largest 0; -1: in none.

    `sizes` of the groups; `extremity` (statements,) is how far a statement pulls people
    apart; `stability` the mean adjusted Rand index with the groups found when a fifth
    of the people is left out in turn: 1 the same, 0 as by chance.
    """

    labels: IntArray
    sizes: tuple[int, ...]
    extremity: FloatArray
    stability: float


def groups(votes: Votes, aside: BoolArray, least: int = LEAST_PEOPLE) -> Found:
    """Return the groups of opinion among those who cast enough votes.

    `aside` (participants,) are kept out, straight-liners for one. Groups of fewer than
    `least` people are merged with the nearest. Their number is the one of the best mean
    simplified silhouette (Hruschka et al. 2004); k-means starts at the points farthest
    apart, so that nothing depends on chance or on the order of people.
    """
    enough = min(LEAST_VOTES, len(votes.statements))
    placed = (votes.cast >= max(enough, 1)) & ~aside
    chosen = _in_order(votes, np.flatnonzero(placed))
    some = Votes((), votes.statements, votes.values[chosen])
    centred, means = filled(some)
    spread = centred.T @ centred
    axes = principal(spread)
    labels = np.full(len(votes.values), -1, dtype=np.int64)
    stretched = centred * np.sqrt(len(means) / np.maximum(some.cast, 1))[:, None]
    labels[chosen] = _split(stretched @ axes.T, least)
    sizes = np.bincount(labels[chosen]) if len(chosen) else np.zeros(0, dtype=np.int64)
    return Found(
        labels,
        tuple(int(n) for n in sizes),
        extremity(means, axes),
        _stability(centred, stretched, spread, labels[chosen], least),
    )


def principal(spread: FloatArray) -> FloatArray:
    """Return the first two principal axes (2, statements) of X'X, X the centred votes.

    The sign is fixed: the largest loading of each is positive.
    """
    from scipy.linalg import eigh  # noqa: PLC0415 (heavy; only for a dialogue)

    last = len(spread) - 1
    axes = np.zeros((2, len(spread)))
    if not spread.any():
        return axes
    _, vectors = eigh(spread, subset_by_index=(max(last - 1, 0), last))
    axes[: vectors.shape[1]] = vectors.T[::-1]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    found: FloatArray = axes * np.where(largest < 0, -1.0, 1.0)
    return found


def extremity(means: FloatArray, axes: FloatArray) -> FloatArray:
    """Return how far from all stands who only agreed with a statement (statements,)."""
    pull = np.sqrt((axes**2).sum(axis=0))
    found: FloatArray = np.sqrt(len(means)) * np.abs(1 - means) * pull
    return found


def _in_order(votes: Votes, rows: IntArray) -> IntArray:
    """Return rows sorted by what people voted, so that who came first is nothing."""
    if not len(rows):
        return rows
    return rows[np.lexsort(votes.values[rows].T[::-1])]


def _split(points: FloatArray, least: int) -> IntArray:
    most = min(MOST_GROUPS, len(points) // max(least, 1))
    best, score = np.zeros(len(points), dtype=np.int64), 0.0
    for k in range(2, most + 1):
        labels = _merged(points, _k_means(points, k), least)
        quality = _silhouette(points, labels)
        if quality > score + 1e-9:
            best, score = labels, quality
    return _largest_first(best)


def _k_means(points: FloatArray, k: int) -> IntArray:
    centres = _farthest(points, k)
    labels = np.zeros(len(points), dtype=np.int64)
    for _ in range(_ROUNDS):
        new = _squared(points, centres).argmin(axis=1)
        if (new == labels).all() and _ > 0:
            break
        labels = new
        centres = _centres(points, labels, centres)
    return labels


def _farthest(points: FloatArray, k: int) -> FloatArray:
    """Return k starts: the point farthest from the middle, then from those taken."""
    middle = points.mean(axis=0, keepdims=True)
    taken = [int(_squared(points, middle).argmax())]
    while len(taken) < k:
        taken.append(int(_squared(points, points[taken]).min(axis=1).argmax()))
    return points[taken]


def _squared(points: FloatArray, centres: FloatArray) -> FloatArray:
    found: FloatArray = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return found


def _centres(points: FloatArray, labels: IntArray, old: FloatArray) -> FloatArray:
    new = old.copy()
    for k in range(len(old)):
        if (labels == k).any():
            new[k] = points[labels == k].mean(axis=0)
    return new


def _merged(points: FloatArray, labels: IntArray, least: int) -> IntArray:
    """Return labels where groups that are too small have joined the nearest one."""
    labels = labels.copy()
    while True:
        names, sizes = np.unique(labels, return_counts=True)
        if len(names) < 2 or sizes.min() >= least:
            return np.searchsorted(names, labels)
        small = names[sizes.argmin()]
        centres = np.stack([points[labels == name].mean(axis=0) for name in names])
        apart = _squared(centres, centres[[sizes.argmin()]])[:, 0]
        apart[sizes.argmin()] = np.inf
        labels[labels == small] = names[apart.argmin()]


def _silhouette(points: FloatArray, labels: IntArray) -> float:
    """Return the mean simplified silhouette: distances to centres, not to people."""
    k = int(labels.max()) + 1
    if k < 2:
        return 0.0
    centres = np.stack([points[labels == each].mean(axis=0) for each in range(k)])
    apart = np.sqrt(_squared(points, centres))
    rows = np.arange(len(points))
    own = apart[rows, labels]
    apart[rows, labels] = np.inf
    other = apart.min(axis=1)
    largest = np.maximum(own, other)
    gain = np.divide(other - own, largest, out=np.zeros_like(own), where=largest > 0)
    return float(gain.mean())


def _largest_first(labels: IntArray) -> IntArray:
    names, sizes = np.unique(labels, return_counts=True)
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(names))
    return ranks[np.searchsorted(names, labels)]


def _stability(
    centred: FloatArray,
    stretched: FloatArray,
    spread: FloatArray,
    labels: IntArray,
    least: int,
) -> float:
    """Return how alike the groups are that are found without each fifth of people."""
    if len(labels) < 2 * least or not labels.any():
        return 0.0
    fold = np.arange(len(labels)) % FOLDS
    found = []
    for left_out in range(FOLDS):
        kept = fold != left_out
        without = centred[~kept]
        axes = principal(spread - without.T @ without)
        again = _split(stretched[kept] @ axes.T, least)
        found.append(adjusted_rand(labels[kept], again))
    return float(np.mean(found))


def adjusted_rand(one: IntArray, other: IntArray) -> float:
    """Return the adjusted Rand index of two groupings (Hubert and Arabie 1985).

    1: the same, 0: as alike as by chance.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    pairs, total = _pairs(table).sum(), _pairs(np.array(float(len(one))))
    rows, columns = (_pairs(table.sum(axis=axis)).sum() for axis in (1, 0))
    chance = rows * columns / total
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((pairs - chance) / (most - chance))


def _pairs(counts: FloatArray) -> FloatArray:
    found: FloatArray = counts * (counts - 1) / 2
    return found
