"""Which tests belong together: what was declared before asking, and all the rest."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

import numpy as np

from survey_app.core.estimation.intervals import benjamini_hochberg, holm
from survey_app.core.estimation.rows import ChangeRow, TrendRow, number

Family = Literal["confirmatory", "exploratory"]
Moved = TypeVar("Moved", ChangeRow, TrendRow)

#: Declared constructs are judged for everyone and by place; other divisions explore.
DECLARED_BY = (None, "community")

#: Exploratory findings below this expected share of false ones are worth a look; they
#: are called better or worse only by the stricter rule of all verdicts.
FALSE_DISCOVERIES = 0.10

_ADJUST = {"confirmatory": holm, "exploratory": benjamini_hochberg}


def family(row: ChangeRow | TrendRow, declared: Collection[str]) -> Family:
    """Return the family of tests a row belongs to."""
    is_declared = row.of in declared and row.by in DECLARED_BY
    return "confirmatory" if is_declared else "exploratory"


def adjusted(rows: Sequence[Moved], declared: Collection[str]) -> list[Moved]:
    """Return rows with p adjusted within their family.

    Holm (1979) for what was declared: at most 5 % of such families hold a false
    finding. Benjamini and Hochberg (1995) for the rest: of what is found at 10 %, at
    most 10 % is expected to be false.
    """
    found = list(rows)
    for name, adjust in _ADJUST.items():
        places = [i for i, row in enumerate(rows) if family(row, declared) == name]
        p_values = [rows[i].p for i in places]
        tested = np.array([np.nan if p is None else p for p in p_values])
        for place, p in zip(places, adjust(tested), strict=True):
            found[place] = replace(rows[place], p_adjusted=number(p))
    return found


def is_hint(row: ChangeRow, declared: Collection[str]) -> bool:
    """Return whether an exploratory change is worth a look without being certain."""
    return (
        family(row, declared) == "exploratory"
        and row.verdict not in ("better", "worse", "too_few")
        and row.p_adjusted is not None
        and row.p_adjusted < FALSE_DISCOVERIES
    )
