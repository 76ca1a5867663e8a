"""The answers of one round as columns by item, beside their sample design."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from survey_app.core.measurement.columns import (
    ALONE,
    FACTS,
    Builder,
    CodeArray,
    Columns,
    in_order,
    layout,
    ranked,
)
from survey_app.core.measurement.shelf import Shelf
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.design import BoolArray, Design, FloatArray, IntArray

__all__ = ["ALONE", "FACTS", "Fact", "Frame", "Kept", "frame", "framed"]

#: Sums kept with a frame, counted as PSUs times domains times measures: 32 MB.
MOST_SUMS = 2_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept response as the analysis reads it.

    `psu` None: no clusters are known, the respondent is a PSU of their own. `weight` is
    in people. `language`, `community`, `mode` and `enumerator` are "" where unknown.
    """

    response_id: str
    answers: Mapping[str, Answer]
    weight: float = 1.0
    stratum: str = ""
    psu: str | None = None
    fpc: float | None = None
    enumerator: str = ""
    language: str = ""
    community: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fact(Sequence[str]):
    """A text of every row: `places` (rows,) are where it stands in `names`."""

    names: tuple[str, ...]
    places: CodeArray

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Fact":
        """Return the fact of rows that have these texts."""
        names = tuple(dict.fromkeys(texts))
        return cls(names, np.array([names.index(each) for each in texts], np.int32))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "Fact": ...
    def __getitem__(self, place: int | slice) -> "str | Fact":
        """Return the text of a row, or the fact of several rows."""
        if isinstance(place, slice):
            return Fact(self.names, self.places[place])
        return self.names[int(self.places[place])]


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of one round, rows sorted by PSU but for the newest.

    `codes` (rows,) are positions among an item's options, or the negative codes of
    MISSING; `chosen` (rows, options) are the options ticked; `answered` (rows,) whether
    anything was; `numbers` are NaN where missing; `facts` are text, "" where unknown.
    """

    design: Design
    codes: Mapping[str, CodeArray]
    chosen: Mapping[str, BoolArray]
    answered: Mapping[str, BoolArray]
    numbers: Mapping[str, FloatArray]
    facts: Mapping[str, Fact]
    #: The change number each row's response was kept under (rows,); none: not known.
    seq: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    #: Sums of these rows that were asked for: another design is another frame.
    sums: Shelf = field(
        default_factory=lambda: Shelf(MOST_SUMS), init=False, repr=False, compare=False
    )


def frame(instrument: Instrument, kept: Sequence[Kept]) -> Frame:
    """Return the columns of `kept`, which all answered `instrument`."""
    builder = Builder(instrument)
    facts = {
        name: [getattr(each, name) for each in kept]
        for name in (*FACTS, "weight", "stratum", "psu", "fpc")
    }
    facts["own"] = [each.response_id for each in kept]
    facts["seq"] = list(range(len(kept)))
    answers = [
        [each.answers.get(item.item_id) for each in kept]
        for item in layout(instrument).items
    ]
    builder.add(answers, facts)
    return framed(instrument, in_order(builder.columns()))


def framed(instrument: Instrument, columns: Columns) -> Frame:
    """Return `columns` of answers to `instrument` by the names of its items."""
    places = layout(instrument)
    ends = np.cumsum([0, *(len(item.options) for item in places.several)])
    chosen = {
        item.item_id: columns.chosen[start:end].T
        for item, start, end in zip(places.several, ends, ends[1:], strict=False)
    }
    answered = zip(places.several, columns.answered, strict=True)
    return Frame(
        design=_design(columns),
        codes={i.item_id: c for i, c in zip(places.single, columns.codes, strict=True)},
        chosen=chosen,
        answered={item.item_id: column for item, column in answered},
        numbers={
            i.item_id: c for i, c in zip(places.numbers, columns.numbers, strict=True)
        },
        facts={
            name: Fact(names, index)
            for name, names, index in zip(
                FACTS, columns.names, columns.facts, strict=True
            )
        },
        seq=columns.seq,
    )


def _design(columns: Columns) -> Design:
    ranks, psus = ranked(columns.psus)
    names = tuple(dict.fromkeys(stratum for stratum, _ in psus))
    place = {name: index for index, name in enumerate(names)}
    return Design(
        weights=columns.weights,
        psu=ranks.astype(np.int64)[columns.psu],
        psus=psus,
        stratum=np.array([place[stratum] for stratum, _ in psus], dtype=np.int64),
        population=np.array([columns.populations[name] for name in names]),
    )
