"""Answers that nobody seems to have weighed: straight lines, and many declined."""

import numpy as np

from survey_app.core.quality.interviews import Interviews
from survey_app.core.questionnaire.instrument import MISSING
from survey_app.core.sampling.design import BoolArray, IntArray

#: Equal answers in a row on one scale, across items worded both ways.
STRAIGHT = 6
#: Equal answers in a row, whatever they are about.
LONG_STRING = 10
#: The share declined from which somebody should ask why.
DECLINED = 0.30


def straight_line(interviews: Interviews) -> BoolArray:
    """Return which give one answer to six items of a scale that contradict each other.

    The answer is not the midpoint, and the items are worded both ways; four or five
    items, or items of one direction, also honest people answer alike.
    """
    found = np.zeros(len(interviews.codes), np.bool_)
    for scale in dict.fromkeys(item.scale for item in interviews.items):
        columns = [n for n in interviews.scored if interviews.items[n].scale == scale]
        reverse = [interviews.items[n].reverse for n in columns]
        if scale and len(columns) >= STRAIGHT and len(set(reverse)) == 2:
            options = len(interviews.instrument.scales[scale].options)
            codes = interviews.codes[:, columns]
            found |= _straight(codes, np.array(reverse), options)
    return found


def long_string(interviews: Interviews) -> BoolArray:
    """Return which give ten scored questions in a row the same answer.

    The longest run of equal consecutive answers (`longstring` of R's careless).
    """
    return np.asarray(
        longest_run(interviews.codes[:, interviews.scored]) >= LONG_STRING
    )


def declined(interviews: Interviews) -> BoolArray:
    """Return which decline more than 30 % of the questions they were asked."""
    missing, asked = declined_counts(interviews)
    return np.asarray(missing > DECLINED * asked)


def declined_counts(interviews: Interviews) -> tuple[IntArray, IntArray]:
    """Return for each row how many questions were declined, and how many asked.

    Questions that must be answered, and those to the interviewer, do not count.
    """
    columns = [n for n, item in enumerate(interviews.items) if item.role is None]
    codes = interviews.codes[:, columns]
    said = codes != MISSING["not_asked"]
    return np.asarray(((codes < 0) & said).sum(axis=1)), np.asarray(said.sum(axis=1))


def longest_run(codes: IntArray) -> IntArray:
    """Return for each row the longest run of equal answers; missing ones are passed.

    >>> longest_run(np.array([[1, 1, -1, 1, 2], [0, 1, 2, 3, 4]])).tolist()
    [3, 1]
    """
    run = np.zeros(len(codes), np.int64)
    longest, last = run, np.full(len(codes), -9)
    for here in codes.T:
        answered = here >= 0
        run = np.where(answered, np.where(here == last, run + 1, 1), run)
        last = np.where(answered, here, last)
        longest = np.maximum(longest, run)
    return longest


def _straight(codes: IntArray, reverse: BoolArray, options: int) -> BoolArray:
    """Return which rows have a run of STRAIGHT that crosses both wordings."""
    middle = (options - 1) / 2
    found = np.zeros(len(codes), np.bool_)
    run, last = np.zeros(len(codes), np.int64), np.full(len(codes), -9)
    ways = np.zeros((2, len(codes)), np.bool_)
    for here, is_reverse in zip(codes.T, reverse, strict=True):
        answered = here >= 0
        same = here == last
        run = np.where(answered, np.where(same, run + 1, 1), run)
        ways = np.where(answered, ways & same, ways)
        ways[int(is_reverse)] |= answered
        last = np.where(answered, here, last)
        found |= (run >= STRAIGHT) & ways.all(axis=0) & (last != middle)
    return found
