"""The answers of one round as plain columns: what a snapshot keeps and a frame shows.

Texts are places in lists of names, answers are small codes; free text is not here.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

CodeArray = npt.NDArray[np.integer[Any]]

FACTS = ("enumerator", "language", "community", "mode")

#: Begins the PSU of a respondent whose cluster is not known: a PSU of their own.
ALONE = "\x00"


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of one round, those of `sorted_rows` in the order of `psus`, later ones not.

    `codes` (single-choice items, rows) are positions among an item's options, or the
    negative codes of MISSING; `chosen` (options of all multiple-choice items, rows) are
    the options ticked, `answered` (those items, rows) whether anything was; `numbers`
    (number items, rows) are NaN where missing; `psu` (rows,) indexes `psus`; `facts`
    (FACTS, rows) index `names`; `seq` (rows,) is the order in which responses were
    kept. `populations` are the PSUs a stratum has in all.
    """

    codes: CodeArray
    chosen: BoolArray
    answered: BoolArray
    numbers: FloatArray
    weights: FloatArray
    psu: CodeArray
    facts: CodeArray
    seq: IntArray
    psus: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, ...], ...]
    populations: Mapping[str, float]
    sorted_rows: int = 0

    @property
    def rows(self) -> int:
        """Return the number of respondents."""
        return len(self.weights)


#: The arrays of Columns; rows are their last axis.
ARRAYS = ("codes", "chosen", "answered", "numbers", "weights", "psu", "facts", "seq")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which items of an instrument stand in which array, in order."""

    single: tuple[Item, ...]
    several: tuple[Item, ...]
    numbers: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all items that columns hold: none of free text."""
        return self.single + self.several + self.numbers


def layout(instrument: Instrument) -> Layout:
    """Return where the items of an instrument stand."""
    of_kind: dict[str, list[Item]] = {}
    for item in instrument.items:
        of_kind.setdefault(item.kind, []).append(item)
    return Layout(
        (*of_kind.get("scored", ()), *of_kind.get("choice", ())),
        tuple(of_kind.get("choices", ())),
        tuple(of_kind.get("number", ())),
    )


class _Places(dict[Any, int]):
    """The place of every name met, the next free one for a new name."""

    def __missing__(self, name: Any) -> int:
        self[name] = place = len(self)
        return place


def _places(names: Sequence[Any]) -> _Places:
    return _Places({name: place for place, name in enumerate(names)})


class _Codes(dict[Any, int]):
    """The code of every answer to an item; what is no option was not asked."""

    def __missing__(self, answer: Any) -> int:
        return MISSING["not_asked"]


class Builder:
    """Gathers responses chunk by chunk into columns, going on from earlier ones."""

    def __init__(self, instrument: Instrument, earlier: Columns | None = None) -> None:
        """Start with the names `earlier` already has, so that both can be joined."""
        self._layout = layout(instrument)
        self._codes = [
            _Codes({o.code: i for i, o in enumerate(instrument.options(item))})
            for item in self._layout.single
        ]
        for codes in self._codes:
            codes.update(MISSING)
        most = max([0, *map(len, self._codes)])
        self._kind = np.dtype(np.int8 if most < np.iinfo(np.int8).max else np.int16)
        self._parts: list[dict[str, np.ndarray]] = []
        names = earlier.names if earlier else ((),) * len(FACTS)
        self._names = [_places(known) for known in names]
        psus = earlier.psus if earlier else ()
        self._psus = _places(psus)
        self._populations = dict(earlier.populations) if earlier else {}

    def add(
        self,
        answers: Sequence[Sequence[Answer | None]],
        facts: Mapping[str, Sequence[Any]],
    ) -> None:
        """Add rows: their answers to each of the layout's items, and their facts.

        `facts` are FACTS, weight, stratum, psu, fpc, seq, and `own`, which names the
        respondent where no PSU is known.
        """
        several = len(self._layout.single) + len(self._layout.several)
        rows = len(facts["weight"])
        named = [
            ALONE + str(own) if psu is None else psu
            for psu, own in zip(facts["psu"], facts["own"], strict=True)
        ]
        for stratum, fpc in zip(facts["stratum"], facts["fpc"], strict=True):
            self._populations.setdefault(stratum, fpc or np.inf)
        single = answers[: len(self._codes)]
        self._parts.append(
            {
                "codes": self._coded(single, rows),
                **self._ticked(answers[len(self._codes) : several], rows),
                "numbers": _numbers(answers[several:], rows),
                "weights": np.array(facts["weight"], dtype=np.float64),
                "psu": _placed(self._psus, zip(facts["stratum"], named, strict=True)),
                "facts": np.array(
                    [
                        _placed(places, facts[name])
                        for name, places in zip(FACTS, self._names, strict=True)
                    ]
                ),
                "seq": np.array(facts["seq"], dtype=np.int64),
            }
        )

    def columns(self) -> Columns:
        """Return all rows added, in the order they came."""
        if not self._parts:
            self.add([()] * len(self._layout.items), dict.fromkeys(_ROW, ()))
        arrays: dict[str, Any] = {
            name: np.concatenate([part[name] for part in self._parts], axis=-1)
            for name in ARRAYS
        }
        return Columns(
            **arrays,
            psus=tuple(self._psus),
            names=tuple(tuple(places) for places in self._names),
            populations=self._populations,
        )

    def _coded(self, answers: Sequence[Sequence[Any]], rows: int) -> np.ndarray:
        coded = np.empty((len(answers), rows), dtype=self._kind)
        for place, (codes, column) in enumerate(zip(self._codes, answers, strict=True)):
            coded[place] = _listed(self._kind, map(codes.__getitem__, column))
        return coded

    def _ticked(
        self, answers: Sequence[Sequence[Any]], rows: int
    ) -> dict[str, np.ndarray]:
        lists = [[_list(answer) for answer in column] for column in answers]
        options = [
            (column, option.code)
            for column, item in zip(lists, self._layout.several, strict=True)
            for option in item.options
        ]
        chosen = [[code in each for each in column] for column, code in options]
        answered = [[bool(each) for each in column] for column in lists]
        return {
            "chosen": np.array(chosen, np.bool_).reshape(len(options), rows),
            "answered": np.array(answered, np.bool_).reshape(len(lists), rows),
        }


_ROW = (*FACTS, "weight", "stratum", "psu", "fpc", "seq", "own")


def joined(first: Columns, then: Columns) -> Columns:
    """Return `first` with the rows of `then`, whose builder went on from `first`."""
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(then, name)], axis=-1)
        for name in ARRAYS
    }
    return replace(then, **arrays, sorted_rows=first.sorted_rows)


def until(columns: Columns, seq: int) -> Columns:
    """Return what columns would be without rows that came after `seq`.

    PSUs and names that only later rows have are not there.
    """
    inside = columns.seq <= seq
    if inside.all():
        return columns
    arrays: dict[str, Any] = {
        name: np.ascontiguousarray(getattr(columns, name)[..., inside])
        for name in ARRAYS
    }
    used, arrays["psu"] = _used(arrays["psu"])
    psus = tuple(columns.psus[place] for place in used)
    names = []
    for fact, known in enumerate(columns.names):
        used, arrays["facts"][fact] = _used(arrays["facts"][fact])
        names.append(tuple(known[place] for place in used))
    return replace(
        columns,
        **arrays,
        psus=psus,
        names=tuple(names),
        populations={stratum: columns.populations[stratum] for stratum, _ in psus},
        sorted_rows=int(inside[: columns.sorted_rows].sum()),
    )


def _used(places: CodeArray) -> tuple[list[int], CodeArray]:
    """Return the different places, and the places among those."""
    used, among = np.unique(places, return_inverse=True)
    return used.tolist(), among.astype(places.dtype)


def in_order(columns: Columns) -> Columns:
    """Return the same rows sorted by PSU, PSUs sorted by stratum and name."""
    ranks, psus = ranked(columns.psus)
    psu = ranks[columns.psu]
    order = np.argsort(psu, kind="stable")
    arrays: dict[str, Any] = {
        name: np.ascontiguousarray(getattr(columns, name)[..., order])
        for name in ARRAYS
    }
    arrays["psu"] = psu[order]
    return replace(columns, **arrays, psus=psus, sorted_rows=columns.rows)


def ranked(
    psus: tuple[tuple[str, str], ...],
) -> tuple[npt.NDArray[np.int32], tuple[tuple[str, str], ...]]:
    """Return the rank of each PSU among all, and the PSUs sorted."""
    order = sorted(range(len(psus)), key=psus.__getitem__)
    ranks = np.empty(len(psus), dtype=np.int32)
    ranks[order] = np.arange(len(psus), dtype=np.int32)
    return ranks, tuple(psus[place] for place in order)


def _placed(places: _Places, names: Iterable[Any]) -> np.ndarray:
    return _listed(np.dtype(np.int32), map(places.__getitem__, names))


def _listed(kind: np.dtype[Any], values: Iterable[int]) -> np.ndarray:
    """Return integers as an array, three times faster than numpy reads them."""
    return np.frombuffer(array(kind.char, values), dtype=kind)


def _numbers(answers: Sequence[Sequence[Any]], rows: int) -> FloatArray:
    found = [
        [each if isinstance(each, int | float) else np.nan for each in column]
        for column in answers
    ]
    return np.array(found, dtype=np.float64).reshape(len(answers), rows)


def _list(answer: Answer | None) -> list[str]:
    return answer if isinstance(answer, list) else []
