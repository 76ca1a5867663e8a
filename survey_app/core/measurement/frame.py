"""The answers of one round as columns, sorted by PSU, beside their sample design."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.design import (
    BoolArray,
    Design,
    FloatArray,
    IntArray,
    lay_out,
)


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


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of one round, rows in the design's order.

    `codes` (rows,) are positions among an item's options, or the negative codes of
    MISSING; `chosen` (rows, options) are the options ticked; `answered` (rows,) whether
    anything was; `numbers` are NaN where missing; `facts` are text, "" where unknown.
    """

    design: Design
    codes: Mapping[str, IntArray]
    chosen: Mapping[str, BoolArray]
    answered: Mapping[str, BoolArray]
    numbers: Mapping[str, FloatArray]
    facts: Mapping[str, tuple[str, ...]]


#: Begins the PSU of a respondent whose cluster is not known: a PSU of their own.
ALONE = "\x00"

FACTS = ("enumerator", "language", "community", "mode")


def frame(instrument: Instrument, kept: Sequence[Kept]) -> Frame:
    """Return the columns of `kept`, which all answered `instrument`."""
    no_fpc = all(each.fpc is None for each in kept)
    design, order = lay_out(
        weights=[each.weight for each in kept],
        strata=[each.stratum for each in kept],
        psus=[_psu(each) for each in kept],
        populations=None if no_fpc else [each.fpc or np.inf for each in kept],
    )
    rows = [kept[index] for index in order]
    of_kind: dict[str, list[Item]] = {}
    for item in instrument.items:
        of_kind.setdefault(item.kind, []).append(item)
    single = of_kind.get("scored", []) + of_kind.get("choice", [])
    several = of_kind.get("choices", [])
    return Frame(
        design=design,
        codes={item.item_id: _codes(instrument, item, rows) for item in single},
        chosen={item.item_id: _chosen(item, rows) for item in several},
        answered={item.item_id: _answered(item, rows) for item in several},
        numbers={i.item_id: _numbers(i, rows) for i in of_kind.get("number", [])},
        facts={name: tuple(getattr(row, name) for row in rows) for name in FACTS},
    )


def _psu(kept: Kept) -> str:
    return ALONE + kept.response_id if kept.psu is None else kept.psu


def _codes(instrument: Instrument, item: Item, rows: Sequence[Kept]) -> IntArray:
    options = instrument.options(item)
    place = {option.code: index for index, option in enumerate(options)} | MISSING
    missing = MISSING["not_asked"]
    codes = [place.get(row.answers.get(item.item_id), missing) for row in rows]  # type: ignore[arg-type]
    return np.array(codes, dtype=np.int64)


def _chosen(item: Item, rows: Sequence[Kept]) -> BoolArray:
    return np.array(
        [
            [option.code in _list(row.answers.get(item.item_id))
             for option in item.options]
            for row in rows
        ],
        dtype=np.bool_,
    ).reshape(len(rows), len(item.options))  # fmt: skip


def _answered(item: Item, rows: Sequence[Kept]) -> BoolArray:
    return np.array(
        [bool(_list(row.answers.get(item.item_id))) for row in rows], np.bool_
    )


def _numbers(item: Item, rows: Sequence[Kept]) -> FloatArray:
    answers = [row.answers.get(item.item_id) for row in rows]
    return np.array(
        [each if isinstance(each, int | float) else np.nan for each in answers],
        dtype=np.float64,
    )


def _list(answer: Answer | None) -> list[str]:
    return answer if isinstance(answer, list) else []
