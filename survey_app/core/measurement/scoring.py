"""From answers to 0-10 scores: items, constructs and domain indices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from survey_app.core.measurement.frame import Frame
from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.sampling.design import FloatArray

MeasureKind = Literal["item", "construct", "domain_index", "share", "number"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One value per respondent: 0-10 points, 0/1 for a share, or a number's own unit.

    NaN is missing. `codes` tells which answers make the measure comparable between
    rounds: two measures of one name with other codes are not the same measure.
    """

    of: str
    kind: MeasureKind
    values: FloatArray
    sensitive: bool = False
    codes: tuple[str, ...] = ()


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
            construct_scores(_matrix(by_id, construct.items)),
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

    At least max(2, two thirds) of the items must be answered; one item stands for
    itself.

    >>> construct_scores(np.array([[0, 10, np.nan], [5, np.nan, np.nan]])).tolist()
    [5.0, nan]
    """
    items = scores.shape[1]
    return _mean_of_valid(scores, least=min(items, max(2, ceil(2 * items / 3))))


def _domains(
    instrument: Instrument, constructs: Mapping[str, Measure]
) -> list[Measure]:
    """Return a domain's mean of its construct indices where half of them are known."""
    found = []
    for domain in instrument.domains:
        inside = [c for c in instrument.constructs if c.domain == domain]
        if len(inside) > 1:
            matrix = _matrix(constructs, [each.construct_id for each in inside])
            found.append(
                Measure(
                    domain,
                    "domain_index",
                    _mean_of_valid(matrix, least=ceil(len(inside) / 2)),
                    sensitive=any(each.sensitive for each in inside),
                    codes=tuple(each.construct_id for each in inside),
                )
            )
    return found


def _item(instrument: Instrument, frame: Frame, item: Item) -> Measure:
    scale = instrument.scales[str(item.scale)]
    points = np.array(scale.scores)
    points = 10 - points if item.reverse else points
    values = _look_up(points, frame, item)
    return Measure(item.item_id, "item", values, item.sensitive, scale.codes)


def _share(instrument: Instrument, frame: Frame, item: Item) -> Measure:
    scale = instrument.scales[str(item.scale)]
    agrees = np.array([float(code in scale.positive) for code in scale.codes])
    values = _look_up(agrees, frame, item)
    return Measure(item.item_id, "share", values, item.sensitive, scale.codes)


def _look_up(points: FloatArray, frame: Frame, item: Item) -> FloatArray:
    codes = frame.codes[item.item_id]
    return np.where(codes >= 0, points[np.maximum(codes, 0)], np.nan)


def _mean_of_valid(scores: FloatArray, least: int) -> FloatArray:
    valid = ~np.isnan(scores)
    count = valid.sum(axis=1)
    total = np.where(valid, scores, 0.0).sum(axis=1)
    return np.where(count >= least, total / np.maximum(count, 1), np.nan)


def _matrix(by_id: Mapping[str, Measure], names: Sequence[str]) -> FloatArray:
    return np.column_stack([by_id[name].values for name in names])
