"""Interviews whose answers are nearly those of another: a question, not a verdict."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.sampling.design import FloatArray, IntArray

#: Kuriakose and Robbins (2016): this share of equal answers is rarely honest, ...
NEARLY_THE_SAME = 0.85
#: ... provided there are many questions with several answers; with few, honest
#: interviews are often alike (Pew Research Center 2016).
LEAST_ITEMS = 30
#: Pairs compared at one time.
LARGEST = 10_000_000

FloatMatrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Copies:
    """How many interviews of one person are nearly another."""

    enumerator: str
    copied: int
    done: int


def closest(codes: CodeArray) -> tuple[FloatArray, IntArray]:
    """Return for each row (rows, items) how like it the likest other is, and which.

    Likeness is the share 0-1 of equal answers among the items both answered (negative
    codes are missing); pairs that share fewer than half of the items do not count. Of
    several likest rows the first is named.
    """
    return _closest(codes, codes, np.arange(len(codes)))


def closest_to(ones: CodeArray, others: CodeArray) -> FloatArray:
    """Return how like each of the rows `ones` the likest of `others` is.

    `others` begin with `ones`; nobody is compared with themselves.
    """
    return _closest(ones, others, np.arange(len(ones)))[0]


def _closest(
    ones: CodeArray, others: CodeArray, own: IntArray
) -> tuple[FloatArray, IntArray]:
    """Return `closest` of `ones` among `others`, where `own` are they themselves."""
    # Few rows at one time: a table of all pairs would not fit where there are many.
    step = max(1, LARGEST // max(1, len(others)))
    best, nearest = np.empty(len(ones)), np.empty(len(ones), np.int64)
    wide = _one_hot(others)
    for first in range(0, len(ones), step):
        part = slice(first, first + step)
        shares = _shares(_one_hot(ones[part]), wide, ones.shape[1])
        rows = np.arange(len(shares))
        shares[rows, own[part]] = -1.0
        nearest[part] = shares.argmax(axis=1)
        best[part] = shares[rows, nearest[part]]
    return best, nearest


def _one_hot(codes: CodeArray) -> tuple[FloatMatrix, FloatMatrix]:
    """Return what is answered (rows, items), and which answer it is (rows, answers)."""
    answered = (codes >= 0).astype(np.float32)
    values = range(int(codes.max(initial=-1)) + 1)
    return answered, np.hstack([answered[:, :0], *(codes == v for v in values)]).astype(
        np.float32
    )


def _shares(
    ones: tuple[FloatMatrix, FloatMatrix],
    others: tuple[FloatMatrix, FloatMatrix],
    items: int,
) -> FloatArray:
    both = (ones[0] @ others[0].T).astype(np.float64)
    equal = ones[1] @ others[1].T
    return np.where(both >= items / 2, equal / np.maximum(both, 1), 0.0)
