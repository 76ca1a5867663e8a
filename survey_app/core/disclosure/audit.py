"""What a reader can work out of withheld cells, by linear programming.

A reader knows every published number within its rounding, and that cells add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.tables import Line
from survey_app.core.sampling.design import FloatArray

#: How far a bound may be off because it is computed in floating point.
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Question:
    """Cells known to lie within `low` and `high`, which add up along `lines`.

    What can be said of the cells `of`? Nobody knows less than a reader does.
    """

    lines: tuple[Line, ...]
    low: FloatArray
    high: FloatArray
    of: tuple[int, ...]


def extremes(questions: Sequence[Question]) -> list[FloatArray]:
    """Return the least and most (cells of the question, 2) each cell can be.

    NaN where no bound could be found: whoever asks must take that for unsafe.
    """
    asked = [question for question in questions if question.of]
    found = _solved(asked) if asked else []
    answers = iter(found)
    empty = np.empty((0, 2))
    return [next(answers) if question.of else empty for question in questions]


def _solved(questions: Sequence[Question]) -> list[FloatArray]:
    """Solve all questions as one program; if it has no solution, each half alone."""
    answer = _program(questions)
    if answer is None and len(questions) > 1:
        middle = len(questions) // 2
        return _solved(questions[:middle]) + _solved(questions[middle:])
    if answer is None:
        return [np.full((len(questions[0].of), 2), np.nan)]
    ends = np.cumsum([2 * len(each.of) for each in questions])[:-1]
    return [part.reshape(-1, 2) for part in np.split(answer, ends)]


def _program(questions: Sequence[Question]) -> FloatArray | None:
    """Return least, most, least, most ... of every cell asked for, None if unsolved.

    Every bound is an optimum of its own; put side by side in one program they are found
    in one call (HiGHS, by way of scipy).
    """
    # It takes as long to load as the rest of the program: only where it is needed.
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    copies = [(each, cell, sign) for each in questions for cell in each.of
              for sign in (1.0, -1.0)]  # fmt: skip
    starts = np.cumsum([0, *(len(each.low) for each, _, _ in copies)])
    wanted = np.zeros(starts[-1])
    rows, columns, entries = [], [], []
    row = 0
    for (each, cell, sign), start in zip(copies, starts, strict=False):
        wanted[start + cell] = sign
        for line in each.lines:
            places = (line.total, *line.parts)
            columns.append(start + np.array(places))
            rows.append(np.full(len(places), row))
            entries.append(np.array([-1.0] + [1.0] * len(line.parts)))
            row += 1
    matrix = csr_array(
        (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))),
        shape=(row, int(starts[-1])),
    )
    bounds = np.column_stack(
        [
            np.concatenate([each.low for each, _, _ in copies]),
            np.concatenate([each.high for each, _, _ in copies]),
        ]
    )
    result = linprog(
        wanted, A_eq=matrix, b_eq=np.zeros(row), bounds=bounds, method="highs"
    )
    if result.status != 0:
        return None
    at = starts[:-1] + [cell for _, cell, _ in copies]
    optimum: FloatArray = result.x[at]
    return optimum
