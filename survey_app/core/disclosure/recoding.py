"""Makes key variables coarser until a file of single answers hides its people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from survey_app.core.disclosure.anonymity import (
    MOST_FOUND,
    NONE,
    Classes,
    classes,
    suppress,
)
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.sampling.design import FloatArray, IntArray

#: Options somebody ticked together, mostly one.
Combination = tuple[str, ...]
#: A value of a key variable: the combinations it stands for, more than one if merged.
Category = tuple[Combination, ...]

#: merged: rare categories became one; banded: neighbours did; dropped: the key is gone.
How = Literal["merged", "banded", "dropped"]

#: A category with less than this share of the people is rare.
RARE = 0.05
#: The share of people who may lose a value; beyond it all keys are made coarser.
MOST_LOSING = 0.2
#: Bands of an ordered key below which it is not made coarser.
LEAST_BANDS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """A key variable: what people may know of each other.

    `codes` (rows,) are places among `categories`, NONE where nothing is known.
    """

    name: str
    codes: CodeArray
    categories: tuple[Category, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Recoding:
    """What was made coarser, and how."""

    key: str
    how: How


@dataclass(frozen=True, slots=True)
class Masked:
    """Keys that hide everybody; what it took, and how it stood before and after.

    `withheld` counts the values taken away by key, `losing` the people who lost one.
    """

    keys: tuple[Key, ...]
    recodings: tuple[Recoding, ...]
    withheld: dict[str, int]
    losing: int
    before: Classes
    after: Classes

    @property
    def holds(self) -> bool:
        """Return whether every class is safe, and few people are expected found."""
        is_safe = bool(self.after.is_safe.all())
        return is_safe and self.after.global_risk < MOST_FOUND


def masked(keys: Sequence[Key], sensitive: CodeArray, weights: FloatArray) -> Masked:
    """Return keys, the most important first, so coarse that few lose a value by them.

    Rare categories are merged first, then bands of neighbours, then the least important
    key is dropped, until all holds. Without any key left it may still not hold.
    """
    before = classes(_looks(keys, len(weights)), sensitive, weights)
    steps: list[Recoding] = []
    now = list(keys)
    while True:
        found = _suppressed(now, sensitive, weights, before)
        if not now or (found.holds and found.losing <= MOST_LOSING * len(weights)):
            return replace(found, recodings=tuple(steps))
        steps += _coarser(now)


def _suppressed(
    keys: Sequence[Key], sensitive: CodeArray, weights: FloatArray, before: Classes
) -> Masked:
    looks = _looks(keys, len(weights))
    shown, after = suppress(looks, sensitive, weights)
    lost = shown != looks
    columns = zip(keys, shown.T, strict=True)
    return Masked(
        tuple(replace(key, codes=column) for key, column in columns),
        (),
        {key.name: int(n) for key, n in zip(keys, lost.sum(axis=0), strict=True)},
        int(lost.any(axis=1).sum()),
        before,
        after,
    )


def _looks(keys: Sequence[Key], rows: int) -> CodeArray:
    empty = np.empty((rows, 0), dtype=np.int32)
    return np.column_stack([empty, *(key.codes for key in keys)]).astype(np.int32)


def _coarser(keys: list[Key]) -> list[Recoding]:
    """Make keys one step coarser, in place; return what was done."""
    ways: dict[How, dict[int, IntArray]] = {
        "merged": _mergeable(keys),
        "banded": _bandable(keys),
    }
    for how, places in ways.items():
        for place, groups in places.items():
            keys[place] = regrouped(keys[place], groups)
        if places:
            return [Recoding(keys[place].name, how) for place in places]
    return [Recoding(keys.pop().name, "dropped")]


def _mergeable(keys: Sequence[Key]) -> dict[int, IntArray]:
    """Return by place the new categories of keys that have rare ones."""
    found = {}
    for place, key in enumerate(keys):
        counts = np.bincount(key.codes[key.codes >= 0], minlength=len(key.categories))
        rare = counts < RARE * len(key.codes)
        if key.is_ordered or len(counts) <= 2 or not rare.any():
            continue
        if rare.sum() == 1:  # alone it would stay as rare as it is
            rare[np.argsort(counts, kind="stable")[:2]] = True
        groups = np.cumsum(~rare) - 1
        groups[rare] = (~rare).sum()
        found[place] = groups.astype(np.int64)
    return found


def _bandable(keys: Sequence[Key]) -> dict[int, IntArray]:
    """Return by place the new bands of ordered keys that have more than a few."""
    return {
        place: np.arange(len(key.categories), dtype=np.int64) // 2
        for place, key in enumerate(keys)
        if key.is_ordered and len(key.categories) > LEAST_BANDS
    }


def regrouped(key: Key, groups: IntArray) -> Key:
    """Return a key whose category i is now part of category `groups[i]`.

    >>> key = Key("age", np.array([0, 2, -1]), ((("18",),), (("25",),), (("35",),)))
    >>> regrouped(key, np.array([0, 0, 1])).categories
    ((('18',), ('25',)), (('35',),))
    """
    merged: list[Category] = [()] * (int(groups.max()) + 1)
    for category, group in zip(key.categories, groups, strict=True):
        merged[group] += category
    codes = np.append(groups, NONE)[key.codes].astype(key.codes.dtype)
    return replace(key, codes=codes, categories=tuple(merged))
