"""Which cells may be shown to whom: the primary rules of disclosure control.

Every table passes here before a page, a chart, a command or a file sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from survey_app.core.estimation.cells import Cell
from survey_app.core.estimation.rows import AnyRow, EstimateRow, hidden

Release = Literal["public", "analyst"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The least a shown cell needs; respondents, clusters and people asking."""

    min_n: int
    min_psus: int
    min_enumerators: int
    #: Groups on sensitive constructs need this many on both sides.
    min_n_sensitive: int
    #: The share of one answer from which a small cell counts as unanimous.
    unanimity: float
    is_rounded: bool


#: Defaults of ESSnet's handbook made stricter for conflict settings (docs/methods.md).
RULES: dict[Release, Rules] = {
    "public": Rules(10, 2, 2, 20, 0.9, True),
    "analyst": Rules(5, 1, 1, 20, 1.1, False),
}


def may_show(cell: Cell, rules: Rules) -> bool:
    """Return whether the numbers of a cell may be shown.

    Whoever is not in the group is a cell too: if few, they could be found by
    subtracting the group from the total.
    """
    least = rules.min_n
    if cell.is_group and cell.is_sensitive:
        least = max(least, rules.min_n_sensitive)
    known = cell.enumerators is None or cell.enumerators >= rules.min_enumerators
    return (
        cell.n >= least
        and (cell.rest == 0 or cell.rest >= least)
        and cell.psus >= rules.min_psus
        and known
        and cell.agreement < rules.unanimity
    )


def suppressed(
    table: Iterable[tuple[AnyRow, Sequence[Cell]]], rules: Rules
) -> list[AnyRow]:
    """Return the rows of a table, those hidden that `rules` do not allow.

    A row stands on one or more cells; one that may not be shown hides it.
    """
    return [
        row if all(may_show(cell, rules) for cell in cells) else hidden(row)
        for row, cells in table
    ]


def released(rows: Iterable[AnyRow], rules: Rules) -> list[AnyRow]:
    """Return suppressed and judged rows as exact as `rules` let them be seen."""
    return [rounded(row) if rules.is_rounded else row for row in rows]


#: Decimals kept in a public row, by key; what is not named here has one.
DECIMALS = {
    "se": 2, "gap_change_se": 2, "gap_index_se": 2, "asymmetry_se": 2,
    "share_between": 2,
    "p": 3, "p_adjusted": 3, "gap_change_p": 3,
}  # fmt: skip
COUNTS = {"n", "n_from", "n_to", "n_other"}
SHARES = {"mean", "ci_low", "ci_high"}
#: Below this many respondents a public share is rounded to 5 %, else to 1 %.
COARSE_BELOW = 50


def rounded(row: AnyRow) -> AnyRow:
    """Return a row as the public sees it: nothing exact enough to subtract."""
    share_of = row.n if isinstance(row, EstimateRow) and row.kind == "share" else None
    values: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if value is None:
            continue
        if field.name in COUNTS:
            values[field.name] = 5 * round(value / 5)
        elif share_of is not None and field.name in SHARES:
            values[field.name] = _rounded_share(value, share_of)
        elif isinstance(value, float):
            values[field.name] = round(value, DECIMALS.get(field.name, 1))
    return replace(row, **values)


def _rounded_share(share: float, n: int) -> float:
    step = 5 if n < COARSE_BELOW else 1
    return step * round(100 * share / step) / 100
