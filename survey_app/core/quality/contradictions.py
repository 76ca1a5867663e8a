"""Interviews that agree wholly with a statement and with its contrary."""

import numpy as np

from survey_app.core.quality.interviews import Interviews
from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.sampling.design import BoolArray, IntArray


def contradiction(interviews: Interviews) -> BoolArray:
    """Return which contradict themselves more often than honest interviews do.

    `Interviews.contradictions_from` says from how many times on.
    """
    times = contradictions(interviews.instrument, interviews.items, interviews.codes)
    return np.asarray(times >= interviews.contradictions_from)


def contradictions(
    instrument: Instrument, items: tuple[Item, ...], codes: IntArray
) -> IntArray:
    """Return how many constructs of each row (rows, items) are contradicted.

    The same extreme of one scale is given to an item and to a reversed one.
    """
    found = np.zeros(len(codes), np.int64)
    place = {item.item_id: n for n, item in enumerate(items)}
    for construct in instrument.constructs:
        columns = [place[item] for item in construct.items if item in place]
        for scale in dict.fromkeys(items[n].scale for n in columns):
            if scale:
                last = len(instrument.scales[scale].options) - 1
                own = [n for n in columns if items[n].scale == scale]
                reverse = np.array([items[n].reverse for n in own], np.bool_)
                found += _contradicts(codes[:, own], reverse, last)
    return found


def most_of_honest(interviews: Interviews, honest: IntArray) -> float:
    """Return from how many contradictions on fewer than one honest row in 200 has them.

    `honest` (rows, scored items) are simulated interviews of the form.
    """
    items = tuple(interviews.items[n] for n in interviews.scored)
    times = contradictions(interviews.instrument, items, honest)
    return float(np.quantile(times, 0.995, method="higher")) + 1.0


def _contradicts(codes: IntArray, reverse: BoolArray, last: int) -> BoolArray:
    found = np.zeros(len(codes), np.bool_)
    for extreme in (0, last):
        given = codes == extreme
        found |= given[:, reverse].any(axis=1) & given[:, ~reverse].any(axis=1)
    return found
