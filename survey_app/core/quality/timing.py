"""Interviews that went too fast or too slowly, or were interrupted."""

import numpy as np

from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray, FloatArray

#: Interviews of one form and language a median needs.
LEAST_FOR_MEDIAN = 30
#: Faster than this share of the median, slower than this multiple of it.
FAST, SLOW = 0.5, 3.0
#: Nobody reads a question aloud and hears an answer in less, in seconds.
FLOOR = 1.5


def too_fast(interviews: Interviews) -> BoolArray:
    """Return which took under half the median, or under 1.5 s a question.

    The floor is absolute: where everybody is too fast, half the median finds nobody.
    """
    limit = np.fmax(FAST * _medians(interviews), FLOOR * interviews.asked)
    return np.asarray(interviews.seconds < limit)


def too_slow(interviews: Interviews) -> BoolArray:
    """Return which took over three times the median, or had a gap of 30 minutes."""
    gap = np.array(["gap" in told for told in interviews.told], np.bool_)
    return np.asarray(gap | (interviews.seconds > SLOW * _medians(interviews)))


def _medians(interviews: Interviews) -> FloatArray:
    """Return for each row the median of its form and language, NaN with too few."""
    found = np.full(len(interviews.seconds), np.nan)
    timed = ~np.isnan(interviews.seconds)
    forms = np.char.add(np.char.add(interviews.version, "\0"), interviews.language)
    for form in np.unique(forms):
        rows = forms == form
        if (rows & timed).sum() >= LEAST_FOR_MEDIAN:
            found[rows] = np.median(interviews.seconds[rows & timed])
    return found
