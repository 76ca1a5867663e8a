"""Methods statements: what AAPOR asks every survey to say of how it was made."""

from dataclasses import dataclass, field
from typing import Literal

from survey_app.core.sampling.fieldwork import Sample

#: The eleven items of AAPOR's Transparency Initiative (April 2021), in its order.
MethodsItem = Literal[
    "strategy",
    "sponsor",
    "instrument",
    "population",
    "sample",
    "modes",
    "dates",
    "precision",
    "weighting",
    "processing",
    "limits",
]
ITEMS: tuple[MethodsItem, ...] = (
    "strategy",
    "sponsor",
    "instrument",
    "population",
    "sample",
    "modes",
    "dates",
    "precision",
    "weighting",
    "processing",
    "limits",
)
#: Items of which the program knows too little: people must say something.
NEEDED: frozenset[MethodsItem] = frozenset(
    ("sponsor", "population", "sample", "processing", "limits")
)


@dataclass(frozen=True, slots=True)
class MethodsFacts:
    """What the program knows of how a round was made, as a release may show it.

    It holds no count of people: those are in the tables of the release. `rates` are
    AAPOR's outcome rates 0-1 by name, `sound` how many constructs a verdict was given,
    `deff` Kish's design effect of the weights, `trim` the largest weight in medians.
    """

    sample: Sample | None
    is_clustered: bool
    clusters: int
    strata: int
    df: int
    deff: float
    weighted_to: tuple[str, ...]
    trim: float | None
    languages: tuple[str, ...]
    modes: tuple[str, ...]
    first_day: str | None
    last_day: str | None
    while_open: bool
    is_imported: bool
    rates: dict[str, float] = field(default_factory=dict)
    sound: dict[str, int] = field(default_factory=dict)
