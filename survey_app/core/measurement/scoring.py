"""From answers to 0-10 scores: items, constructs and domain indices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, Protocol

import numpy as np

from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.values import (
    Column,
    MeanOf,
    block,
    coded,
    mean_of_valid,
)
from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.sampling.design import FloatArray

MeasureKind = Literal["item", "construct", "domain_index", "share", "number"]


class Described(Protocol):
    """What is said of a measure, with or without its values."""

    @property
    def of(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> MeasureKind: ...  # noqa: D102
    @property
    def sensitive(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Measure:
    """One value per respondent: 0-10 points, 0/1 for a share, or a number's own unit.

    `column` is an array (rows,) or what the values can be computed from. `codes` tells
    which answers make the measure comparable between rounds: two measures of one name
    with other codes are not the same measure.
    """

    of: str
    kind: MeasureKind
    column: Column
    sensitive: bool = False
    codes: tuple[str, ...] = ()

    @property
    def values(self) -> FloatArray:
        """Return the value of every row (rows,), NaN where it is missing."""
        values: FloatArray = block([self.column])[0]
        return values


def measures(instrument: Instrument, frame: Frame) -> list[Measure]:
    """Return all that the instrument measures, domain indices and constructs first."""
    items = [
        _item(instrument, frame, i) for i in instrument.items if i.kind == "scored"
    ]
    by_id = {measure.of: measure for measure in items}
    constructs = [
        Measure(
            construct.construct_id,
            "construct",
            _mean(by_id, construct.items, least=least_valid(len(construct.items))),
            sensitive=construct.sensitive,
            codes=construct.items,
        )
        for construct in instrument.constructs
    ]
    numbers = [
        Measure(i.item_id, "number", frame.numbers[i.item_id], sensitive=i.sensitive)
        for i in instrument.items
        if i.kind == "number"
    ]
    shares = [
        _share(instrument, frame, item)
        for item in instrument.items
        if item.kind == "scored" and instrument.scales[str(item.scale)].positive
    ]
    domains = _domains(instrument, {each.of: each for each in constructs})
    return [*domains, *constructs, *items, *shares, *numbers]


def construct_scores(scores: FloatArray) -> FloatArray:
    """Return each person's mean of valid item scores (rows, items), NaN if too few.

    >>> construct_scores(np.array([[0, 10, np.nan], [5, np.nan, np.nan]])).tolist()
    [5.0, nan]
    """
    return mean_of_valid(scores.T, least=least_valid(scores.shape[1]))


def least_valid(items: int) -> int:
    """Return how many of a construct's items must be answered for it to have a score.

    At least two, and two thirds; one item stands for itself.
    """
    return min(items, max(2, ceil(2 * items / 3)))


def _domains(
    instrument: Instrument, constructs: Mapping[str, Measure]
) -> list[Measure]:
    """Return a domain's mean of its construct indices where half of them are known."""
    found = []
    for domain in instrument.domains:
        inside = [c for c in instrument.constructs if c.domain == domain]
        if len(inside) > 1:
            names = tuple(each.construct_id for each in inside)
            found.append(
                Measure(
                    domain,
                    "domain_index",
                    _mean(constructs, names, least=ceil(len(inside) / 2)),
                    sensitive=any(each.sensitive for each in inside),
                    codes=names,
                )
            )
    return found


def _item(instrument: Instrument, frame: Frame, item: Item) -> Measure:
    scale = instrument.scales[str(item.scale)]
    points = np.array(scale.scores)
    column = coded(frame.codes[item.item_id], 10 - points if item.reverse else points)
    return Measure(item.item_id, "item", column, item.sensitive, scale.codes)


def _share(instrument: Instrument, frame: Frame, item: Item) -> Measure:
    scale = instrument.scales[str(item.scale)]
    agrees = [float(code in scale.positive) for code in scale.codes]
    column = coded(frame.codes[item.item_id], agrees)
    return Measure(item.item_id, "share", column, item.sensitive, scale.codes)


def _mean(by_id: Mapping[str, Measure], names: Sequence[str], least: int) -> MeanOf:
    return MeanOf(tuple(by_id[name].column for name in names), least)
