"""Interviews whose answers are nearly those of another: a question, not a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.sampling.design import FloatArray, IntArray

#: Kuriakose and Robbins (2016): this share of equal answers is rarely honest, ...
NEARLY_THE_SAME = 0.85
#: ... provided there are many questions with several answers; with few, honest
#: interviews are often alike (Pew Research Center 2016).
LEAST_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Copies:
    """How many interviews of one person nearly equal another of theirs."""

    enumerator: str
    copied: int
    done: int


def closest(codes: CodeArray) -> tuple[FloatArray, IntArray]:
    """Return for each row (rows, items) how like it the likest other is, and which.

    Likeness is the share 0-1 of equal answers among the items both answered (negative
    codes are missing); pairs that share fewer than half of the items do not count. Of
    several likest rows the first is named.
    """
    answered = codes >= 0
    both = answered.astype(np.float32) @ answered.T.astype(np.float32)
    equal = np.zeros_like(both)
    for code in np.unique(codes[answered]):
        chosen = (codes == code).astype(np.float32)
        equal += chosen @ chosen.T
    enough = both >= codes.shape[1] / 2
    shares = np.where(enough, equal / np.maximum(both, 1), 0.0).astype(np.float64)
    np.fill_diagonal(shares, -1.0)
    nearest = shares.argmax(axis=1)
    return shares.max(axis=1), nearest.astype(np.int64)


def copies(codes: CodeArray, enumerators: Sequence[str]) -> list[Copies]:
    """Return who has interviews that look copied, most first; [] with too few items."""
    if codes.shape[1] < LEAST_ITEMS:
        return []
    names = np.array(enumerators)
    found = []
    for name in sorted(set(enumerators) - {""}):
        mine = codes[names == name]
        if len(mine) > 1:
            shares, _ = closest(mine)
            copied = int((shares >= NEARLY_THE_SAME).sum())
            found.append(Copies(name, copied, len(mine)))
    suspicious = [each for each in found if each.copied]
    return sorted(suspicious, key=lambda each: -each.copied)
