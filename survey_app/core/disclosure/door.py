"""The one door of results: what comes out of it may be shown, and says so by its type.

Pages, charts, commands, files and notebooks take nothing but `Protected` rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from survey_app.core.disclosure.rules import Rules, may_show, rounded
from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.estimation.rows import AnyRow, Row, hidden, to_dict

Shown_co = TypeVar("Shown_co", covariant=True)
Other = TypeVar("Other")

#: Why a cell is withheld: it is small itself; its difference to another cell is small;
#: it would give away another one in its row or column, or by way of several tables; the
#: release before this one withheld it.
Step = Literal["few", "differencing", "complementary", "audit", "frozen"]
STEPS: tuple[Step, ...] = ("few", "differencing", "complementary", "audit", "frozen")


class Protected(tuple[Shown_co, ...]):
    """Rows that have passed disclosure control; only this module makes them."""

    __slots__ = ()

    def where(self, keep: Callable[[Shown_co], bool]) -> "Protected[Shown_co]":
        """Return the rows that `keep` wants."""
        return Protected(row for row in self if keep(row))

    def ordered(self, key: Callable[[Shown_co], Any]) -> "Protected[Shown_co]":
        """Return the rows in the order of `key`."""
        return Protected(sorted(self, key=key))

    def told(self, tell: "Callable[[Shown_co], Other]") -> "Protected[Other]":
        """Return the rows in another shape; `tell` sees nothing that is hidden."""
        return Protected(tell(row) for row in self)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a release of a round withholds, and by which rules the rest is judged."""

    rules: Rules
    withheld: Mapping[CellName, Step] = field(default_factory=dict)

    def allow(self, cell: Cell) -> bool:
        """Return whether the numbers of a cell may be shown."""
        return cell.at not in self.withheld and may_show(cell, self.rules)


def protected(
    table: Iterable[tuple[AnyRow, Sequence[Cell]]],
    decisions: Sequence[Decisions],
    judge: Callable[[list[AnyRow]], list[AnyRow]] = list,
) -> Protected[AnyRow]:
    """Return the rows of a table as they may be shown.

    A row stands on cells; the first is judged by the first of `decisions` and so on,
    further ones by the last. One that may not be shown hides the row, and all hidden
    rows look the same. `judge` sees exact numbers, after hiding and before rounding.
    """
    rows = [
        row if _all_allowed(cells, decisions) else hidden(row) for row, cells in table
    ]
    return Protected(_rounded(judge(rows), decisions[-1].rules))


def nothing() -> Protected[AnyRow]:
    """Return no rows: they may be shown."""
    return Protected()


def hiding(
    rows: Protected[AnyRow], which: Callable[[AnyRow], bool]
) -> Protected[AnyRow]:
    """Return all rows, those of `which` hidden like any other hidden row."""
    return Protected(hidden(row) if which(row) else row for row in rows)


def joined(*tables: Protected[Other]) -> Protected[Other]:
    """Return the rows of several tables as one."""
    return Protected(row for table in tables for row in table)


def plain(rows: Protected[Row]) -> list[dict[str, object]]:
    """Return protected rows under the contract's keys: what pages and files print."""
    return [to_dict(row) for row in rows]


def _all_allowed(cells: Sequence[Cell], decisions: Sequence[Decisions]) -> bool:
    last = len(decisions) - 1
    return all(
        decisions[min(place, last)].allow(cell) for place, cell in enumerate(cells)
    )


def _rounded(rows: Iterable[AnyRow], rules: Rules) -> list[AnyRow]:
    return [rounded(row) if rules.is_rounded else row for row in rows]
