"""How many rows a page draws and lists: pages stay small, files hold all rows."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from survey_app.core.estimation.rows import ChangeRow, EstimateRow, TrendRow

Row = TypeVar("Row")

#: Rows a chart draws; the table beside it has all of them.
LONGEST_CHART = 16
#: Rows a table lists: more make a page slow and hard to read. A file has all of them.
LONGEST_TABLE = 300
#: Rows small charts, and lists of sentences, hold together.
LONGEST_LIST = 72


def foremost(
    rows: Sequence[Row], size: int, order: Callable[[Row], Any]
) -> Sequence[Row]:
    """Return all rows as they are, or, of more than `size`, the first by `order`.

    >>> foremost([3, 1, 2], 2, order=int), foremost([3, 1], 2, order=int)
    ([1, 2], [3, 1])
    """
    return rows if len(rows) <= size else sorted(rows, key=order)[:size]


def by_change(row: ChangeRow) -> tuple[bool, float]:
    """Return the order of changes: certain ones first, then the furthest."""
    return row.verdict not in ("better", "worse"), -abs(row.change or 0.0)


def by_trend(row: TrendRow) -> tuple[bool, float]:
    """Return the order of trends: certain ones first, then the steepest."""
    return row.verdict not in ("better", "worse"), -abs(row.slope or 0.0)


def by_mean(row: EstimateRow) -> tuple[bool, float]:
    """Return the order of means: what may be shown first, the lowest first."""
    return row.suppressed, row.mean or 0.0
