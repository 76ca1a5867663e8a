"""Which cells may be shown to whom: the primary rules of disclosure control.

A cell is judged here by itself; core.disclosure.withholding judges it among the others.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from survey_app.core.estimation.cells import Cell
from survey_app.core.estimation.rows import (
    AnyRow,
    EstimateRow,
    HiddenRow,
    VignetteRow,
)
from survey_app.core.measurement.scoring import MeasureKind

Release = Literal["public", "analyst"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The least a shown cell needs; respondents, clusters and people asking."""

    min_n: int
    min_psus: int
    min_enumerators: int
    #: Groups on sensitive constructs need this many on both sides.
    min_n_sensitive: int
    #: Below this many a group on a sensitive construct must not be worked out either.
    min_n_hard: int
    #: The share of one answer from which a small cell counts as unanimous.
    unanimity: float
    is_rounded: bool
    #: Whether no cell may be worked out from the others.
    is_family: bool


#: Defaults of ESSnet's handbook made stricter for conflict settings (docs/methods.md).
RULES: dict[Release, Rules] = {
    "public": Rules(10, 2, 2, 20, 20, 0.9, is_rounded=True, is_family=True),
    "analyst": Rules(5, 1, 1, 20, 5, 1.1, is_rounded=False, is_family=True),
}


def rules_for(release: Release, *, is_imported: bool) -> Rules:
    """Return the rules of a release of a round.

    The answers of an imported round are in a file that somebody holds: keeping its
    analysts from adding up groups would protect nobody, and their numbers must agree
    with what other programs make of the file.
    """
    rules = RULES[release]
    return (
        replace(rules, is_family=False)
        if is_imported and not rules.is_rounded
        else rules
    )


def may_show(cell: Cell, rules: Rules) -> bool:
    """Return whether the numbers of a cell may be shown.

    Whoever is not in the group is a cell too: if few, they could be found by
    subtracting the group from the total.
    """
    least = rules.min_n
    if cell.is_group and cell.is_sensitive:
        least = max(least, rules.min_n_sensitive)
    return (cell.rest == 0 or cell.rest >= least) and _is_enough(cell, rules, least)


def is_protected(cell: Cell, rules: Rules) -> bool:
    """Return whether nobody may work out the numbers of a cell from those of others."""
    return cell.n > 0 and not _is_enough(cell, rules, hard_least(cell, rules))


def hard_least(cell: Cell, rules: Rules) -> int:
    """Return below how many respondents a cell must not be worked out from others."""
    is_sensitive = cell.is_group and cell.is_sensitive
    return max(rules.min_n, rules.min_n_hard) if is_sensitive else rules.min_n


def _is_enough(cell: Cell, rules: Rules, least: int) -> bool:
    known = cell.enumerators is None or cell.enumerators >= rules.min_enumerators
    return (
        cell.n >= least
        and cell.psus >= rules.min_psus
        and known
        and cell.agreement < rules.unanimity
    )


#: Decimals kept in a public row, by key; what is not named here has one.
DECIMALS = {
    "se": 2, "gap_change_se": 2, "gap_index_se": 2, "asymmetry_se": 2,
    "share_between": 2,
    "p": 3, "p_adjusted": 3, "gap_change_p": 3,
    "any_change_p": 3, "p_design": 3,
    "slope": 2,
}  # fmt: skip
#: From here on degrees of freedom are rounded like people: where nobody was asked in a
#: cluster they are one less than the people.
COARSE_DF = 8
COUNTS = {"n", "n_from", "n_to", "n_other"}
SHARES = {"mean", "share", "ci_low", "ci_high"}
#: Below this many respondents a public share is rounded to 5 %, else to 1 %.
COARSE_BELOW = 50


def rounded(row: AnyRow) -> AnyRow:
    """Return a row as the public sees it: nothing exact enough to subtract."""
    share_of = _people_of_share(row)
    values: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if value is None:
            continue
        if field.name in COUNTS or (field.name == "df" and value >= COARSE_DF):
            values[field.name] = rounded_count(value)
        elif share_of is not None and field.name in SHARES:
            values[field.name] = rounded_mean("share", value, share_of)
        elif isinstance(value, float):
            values[field.name] = round(value, DECIMALS.get(field.name, 1))
    return replace(row, **values)


def _people_of_share(row: AnyRow) -> int | None:
    """Return the people behind a share, None where the row's mean is no share."""
    if isinstance(row, EstimateRow) and row.kind == "share":
        return row.n
    return row.n if isinstance(row, HiddenRow | VignetteRow) else None


def rounded_count(n: int) -> int:
    """Return a number of people to the nearest 5."""
    return 5 * round(n / 5)


def rounded_mean(kind: MeasureKind, mean: float, n: int) -> float:
    """Return the mean or share of n respondents as the public sees it."""
    if kind != "share":
        return round(mean, 1)
    step = _share_step(n)
    return step * round(100 * mean / step) / 100


def _share_step(n: int) -> int:
    """Return the whole percents a public share is rounded to."""
    return 5 if n < COARSE_BELOW else 1
