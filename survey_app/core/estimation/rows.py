"""The rows that pages, commands and files all show: the contract's keys, in order.

Means of scored items and constructs are 0-10 points, shares 0-1, numbers in their own
unit. None is "does not apply" or, where `suppressed`, "not shown".
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar

import numpy as np

from survey_app.core.estimation.intervals import holm
from survey_app.core.measurement.scoring import MeasureKind


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """A mean or share with its company."""

    round: str
    of: str
    kind: MeasureKind
    by: str | None
    group: str | None
    n: int | None
    mean: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    deff: float | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class GapRow:
    """A group minus everyone else whose group is known."""

    round: str
    of: str
    by: str
    group: str
    n: int | None
    mean: float | None
    rest_mean: float | None
    gap: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    standardised: float | None
    verdict: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A later round minus an earlier one, and how a group's gap changed."""

    of: str
    by: str | None
    group: str | None
    # "from" is a keyword: to_dict() gives the contract's name.
    from_: str
    to: str
    n_from: int | None
    n_to: int | None
    mean_from: float | None
    mean_to: float | None
    change: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: str
    gap_change: float | None
    gap_change_se: float | None
    gap_change_p: float | None
    design: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class InequalityRow:
    """How unequal the groups of a grouping are; `groups` of them are shown."""

    round: str
    of: str
    by: str
    groups: int | None
    n: int | None
    lowest: str | None
    highest: str | None
    range: float | None
    range_corrected: float | None
    standardised: float | None
    df: int | None
    p: float | None
    p_adjusted: float | None
    gap_index: float | None
    gap_index_se: float | None
    share_between: float | None
    verdict: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class PairRow:
    """A group minus another one."""

    round: str
    of: str
    by: str
    group: str
    other: str
    n: int | None
    n_other: int | None
    mean: float | None
    mean_other: float | None
    difference: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    standardised: float | None
    verdict: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class GapChangeRow:
    """How the gap between two groups changed: a group minus another one."""

    of: str
    by: str
    group: str
    other: str
    # "from" is a keyword: to_dict() gives the contract's name.
    from_: str
    to: str
    gap_from: float | None
    gap_to: float | None
    gap_change: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: str
    design: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A straight line through the means of several rounds; `slope` is per `unit`."""

    of: str
    by: str | None
    group: str | None
    # "from" is a keyword: to_dict() gives the contract's name.
    from_: str
    to: str
    rounds: int
    unit: str
    slope: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_adjusted: float | None
    any_change_p: float | None
    verdict: str
    suppressed: bool = False


DyadKind = Literal["cell", "received", "own_preference", "bridging"]


@dataclass(frozen=True, slots=True)
class DyadRow:
    """How one group sees another: `group` rates, `about` is rated.

    `back` is how `about` rates `group`, `asymmetry` the mean less that, `mutual` the
    smaller of both. Received: by all other groups; bridging: of all pairs of groups.
    """

    round: str
    of: str
    kind: DyadKind
    group: str | None = None
    about: str | None = None
    n: int | None = None
    mean: float | None = None
    se: float | None = None
    df: int | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    back: float | None = None
    asymmetry: float | None = None
    asymmetry_se: float | None = None
    asymmetry_low: float | None = None
    asymmetry_high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    mutual: float | None = None
    verdict: str = "too_few"
    suppressed: bool = False


HiddenKind = Literal["list", "forced", "warner"]


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """The share 0-1 of what nobody had to admit; `share` outside 0-1 is noise.

    `p_design` is the chance of counts this odd where a list was counted as it should.
    """

    round: str
    of: str
    kind: HiddenKind
    n: int | None
    share: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p_design: float | None
    verdict: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class VignetteRow:
    """The share 0-1 of people who stand at places `low` to `high` among the cases.

    `group` is a language (None: everyone), `n` its people who rated all; `places` are
    all there are.
    """

    round: str
    of: str
    by: str | None
    group: str | None
    low: int
    high: int
    places: int
    n: int | None
    share: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    verdict: str
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The share 0-1 of an answer to an item, or (declined) of those who gave none."""

    round: str
    of: str
    kind: Literal["answer", "declined"]
    answer: str | None
    n: int | None
    share: float | None
    se: float | None
    df: int | None
    ci_low: float | None
    ci_high: float | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class RespondentRow:
    """How many people of a group answered the round; of no group: everybody."""

    round: str
    by: str | None
    group: str | None
    n: int | None
    suppressed: bool = False


Row = (
    EstimateRow
    | GapRow
    | ChangeRow
    | InequalityRow
    | PairRow
    | GapChangeRow
    | TrendRow
    | DyadRow
    | HiddenRow
    | VignetteRow
    | AnswerRow
    | RespondentRow
)
Tested = TypeVar(
    "Tested",
    GapRow,
    ChangeRow,
    InequalityRow,
    PairRow,
    GapChangeRow,
    TrendRow,
    DyadRow,
)
AnyRow = TypeVar(
    "AnyRow",
    EstimateRow,
    GapRow,
    ChangeRow,
    InequalityRow,
    PairRow,
    GapChangeRow,
    TrendRow,
    DyadRow,
    HiddenRow,
    VignetteRow,
)

#: What names a row, and so stays when its numbers are suppressed.
NAMES = {
    *("round", "of", "kind", "by", "group", "other", "about", "from_", "to", "design"),
    *("rounds", "unit", "low", "high", "places"),
}


def keys_of(kind: type[Row]) -> tuple[str, ...]:
    """Return the contract's keys of a kind of row, in order."""
    return tuple(field.name.rstrip("_") for field in fields(kind))


def to_dict(row: Row) -> dict[str, object]:
    """Return a row under the contract's keys."""
    return {field.name.rstrip("_"): getattr(row, field.name) for field in fields(row)}


def hidden(row: AnyRow) -> AnyRow:
    """Return the row with its name alone: every suppressed row looks the same."""
    empty: dict[str, Any] = {
        field.name: None for field in fields(row) if field.name not in NAMES
    }
    if not isinstance(row, EstimateRow):
        empty["verdict"] = "too_few"
    return replace(row, **(empty | {"suppressed": True}))


def adjusted(rows: Sequence[Tested]) -> list[Tested]:
    """Return rows with p adjusted by Holm over all that are shown together."""
    p_values = np.array([np.nan if row.p is None else row.p for row in rows])
    return [
        replace(row, p_adjusted=number(p))
        for row, p in zip(rows, holm(p_values), strict=True)
    ]


def number(value: float) -> float | None:
    """Return a plain float, None for NaN and infinities."""
    return float(value) if np.isfinite(value) else None
