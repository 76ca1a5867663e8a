"""Suggests codes for answers, learned from answers people coded, in any language.

Multinomial naive Bayes over which runs of one to four signs an answer has: no word
list, no stemmer, no model of a language. It must never decide anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.intervals import wilson_interval
from survey_app.core.listening.folding import folded
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: The longest run of signs.
LONGEST = 4
#: Runs are told apart by their remainder of a hash.
FEATURES = 2**17
#: What is added to every count, so that a run not met proves nothing for sure.
SMOOTHING = 0.1
#: In how many parts coded answers are divided to be held out in turn.
FOLDS = 5
#: Fewer coded answers than this are too few to learn from.
LEAST_CODED = 50
_PRIME = np.uint64(0x100000001B3)
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Runs:
    """Which runs (feature,) of signs stand in which of `texts` texts (text,)."""

    texts: int
    text: IntArray
    feature: IntArray

    def of(self, wanted: BoolArray) -> "Runs":
        """Return the runs of some texts, numbered anew."""
        new = np.cumsum(wanted) - 1
        kept = wanted[self.text]
        return Runs(int(wanted.sum()), new[self.text[kept]], self.feature[kept])


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: log chances of codes (k,) and of their runs (k, FEATURES)."""

    prior: FloatArray
    chance: FloatArray

    def codes(self, runs: Runs) -> IntArray:
        """Return the likeliest code of each text (texts,)."""
        found = np.empty((runs.texts, len(self.prior)))
        for code, (prior, chance) in enumerate(
            zip(self.prior, self.chance, strict=True)
        ):
            weights = chance[runs.feature]
            found[:, code] = prior + np.bincount(runs.text, weights, runs.texts)
        best: IntArray = found.argmax(axis=1)
        return best


@dataclass(frozen=True, slots=True)
class Judged:
    """How often suggestions were right for `n` coded answers that were held out.

    `low` and `high` are Wilson's 95 % limits; `commonest` is how often saying always
    the commonest code would have been right.
    """

    n: int
    right: float
    low: float
    high: float
    commonest: float

    @property
    def is_better(self) -> bool:
        """Return whether suggestions are surely better than the commonest code."""
        return self.n >= LEAST_CODED and self.low > self.commonest


def runs(texts: Sequence[str]) -> Runs:
    """Return the runs of signs of texts; each counts once in a text."""
    plain = [f" {folded(text)} " for text in texts]
    signs = np.frombuffer("".join(plain).encode("utf-32-le"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(plain)), [len(text) for text in plain])
    found = []
    hashed = np.zeros(len(signs), dtype=np.uint64)
    for length in range(1, LONGEST + 1):
        last = len(signs) - length + 1
        if last <= 0:
            break
        hashed = hashed[:last] * _PRIME + signs[length - 1 :].astype(np.uint64) + 1
        inside = owner[:last] == owner[length - 1 :]
        feature = (hashed ^ (hashed >> np.uint64(29))) % np.uint64(FEATURES)
        found.append(owner[:last][inside] * FEATURES + feature[inside].astype(np.int64))
    met = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    return Runs(len(plain), met // FEATURES, met % FEATURES)


def learn(known: Runs, codes: IntArray, count: int) -> Model:
    """Return what coded texts teach; `codes` (texts,) are 0 ... `count` - 1."""
    met = np.bincount(
        codes[known.text] * FEATURES + known.feature, minlength=count * FEATURES
    ).reshape(count, FEATURES)
    smooth = met + SMOOTHING
    chance = np.log(smooth) - np.log(smooth.sum(axis=1, keepdims=True))
    share = (np.bincount(codes, minlength=count) + 1) / (len(codes) + count)
    return Model(np.log(share), chance)


def judge(known: Runs, codes: IntArray, count: int, own: BoolArray) -> Judged:
    """Return how good suggestions are for texts they were not learned from.

    Texts are held out in FOLDS parts in turn; only those of `own` (texts,) are asked
    about, which people coded without seeing a suggestion.
    """
    part = np.arange(known.texts) % FOLDS
    right = 0
    for fold in range(FOLDS):
        asked, taught = (part == fold) & own, part != fold
        if not asked.any() or not taught.any():
            continue
        model = learn(known.of(taught), codes[taught], count)
        right += int((model.codes(known.of(asked)) == codes[asked]).sum())
    n = int(own.sum())
    if not n:
        return Judged(0, 0.0, 0.0, 0.0, 0.0)
    share = right / n
    low, high = wilson_interval(np.array([share]), np.array([n]), _Z)
    commonest = float(np.bincount(codes[own]).max()) / n
    return Judged(n, share, float(low[0]), float(high[0]), commonest)
