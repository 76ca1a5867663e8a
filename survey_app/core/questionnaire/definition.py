"""A questionnaire under work: what is picked from the banks, and for which site."""

from dataclasses import dataclass, field
from typing import Any

from survey_app.core.questionnaire.instrument import Labels, Option


@dataclass(frozen=True, slots=True)
class Definition:
    """What a published instrument is made from.

    `groups` are names of groupings (gender, displacement, disability ...), `crossings`
    pairs of them declared beforehand, `site_groups` the options of the item whose
    groups each site agrees on, `ask` skip rules by item, `order` the items that come
    first, `confirmatory` the constructs whose changes are declared to be judged,
    `modules` the sensitive modules.
    """

    name: str
    title: Labels
    languages: tuple[str, ...]
    constructs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    crossings: tuple[tuple[str, str], ...] = ()
    site_groups: tuple[Option, ...] = ()
    ask: dict[str, dict[str, Any]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    confirmatory: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
