"""Quotas: whole numbers of people for each place and group that add up.

Computed in fractions, so that what is whole is whole exactly.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

Table = list[list[Fraction]]
Cell = tuple[int, int]


def proportional(n: int, people: Sequence[Sequence[float | Fraction]]) -> Table:
    """Return n people shared among the cells of a table as its numbers are."""
    exact = [[Fraction(cell) for cell in row] for row in people]
    total = sum((cell for row in exact for cell in row), Fraction(0))
    return [[n * cell / total for cell in row] for row in exact]


def independent(rows: Sequence[float], columns: Sequence[float]) -> Table:
    """Return a table with these totals whose rows are all alike."""
    total = sum(map(Fraction, rows), Fraction(0))
    return [
        [Fraction(row) * Fraction(column) / total for column in columns] for row in rows
    ]


def controlled(table: Table) -> list[list[int]]:
    """Return a table rounded so that every total is a rounded total too.

    Every cell, every row total and every column total is the next whole number below
    or above the exact one, and the grand total, which must be whole, stays (controlled
    rounding; Cox 1987: cells that are not whole always lie on a cycle along which
    something can be moved).
    """
    cells = _with_totals(table)
    while (start := _first_fraction(cells)) is not None:
        _move(cells, _cycle(cells, start))
    return [[round(cell) for cell in row[:-1]] for row in cells[:-1]]


def _with_totals(table: Table) -> Table:
    """Return the table with what each total lacks of a whole number as a last cell."""
    cells = [[*row, _lacking(row)] for row in table]
    cells.append([*map(_lacking, zip(*table, strict=True)), Fraction(0)])
    return cells


def _lacking(line: Sequence[Fraction]) -> Fraction:
    total = sum(line, Fraction(0))
    return ceil(total) - total


def _is_fraction(cell: Fraction) -> bool:
    return cell.denominator != 1


def _first_fraction(cells: Table) -> int | None:
    """Return the first row with a cell that is not whole."""
    return next((i for i, row in enumerate(cells) if any(map(_is_fraction, row))), None)


def _cycle(cells: Table, row: int) -> list[Cell]:
    """Return a way through cells that are not whole, along rows and columns in turn.

    Rows and columns add up to whole numbers, so a fraction is never alone in one: from
    each there is a way on, and sooner or later it meets itself.
    """
    met: dict[tuple[str, int], int] = {}
    way: list[Cell] = []
    node, last = ("row", row), None
    while node not in met:
        met[node] = len(way)
        last = next(cell for cell in _along(node, cells) if cell != last)
        way.append(last)
        node = ("column", last[1]) if node[0] == "row" else ("row", last[0])
    return way[met[node] :]


def _along(node: tuple[str, int], cells: Table) -> list[Cell]:
    """Return the cells of a row or column that are not whole."""
    kind, at = node
    if kind == "row":
        return [(at, j) for j, cell in enumerate(cells[at]) if _is_fraction(cell)]
    return [(i, at) for i, row in enumerate(cells) if _is_fraction(row[at])]


def _move(cells: Table, cycle: Sequence[Cell]) -> None:
    """Add to every other cell of a cycle what the ones between lose.

    The way that needs less is taken; one cell or more becomes whole.
    """
    ways = (cycle[::2], cycle[1::2]), (cycle[1::2], cycle[::2])
    steps = [
        min([ceil(cells[i][j]) - cells[i][j] for i, j in up]
            + [cells[i][j] - floor(cells[i][j]) for i, j in down])
        for up, down in ways
    ]  # fmt: skip
    step, (up, down) = min(zip(steps, ways, strict=True), key=lambda each: each[0])
    for i, j in up:
        cells[i][j] += step
    for i, j in down:
        cells[i][j] -= step
