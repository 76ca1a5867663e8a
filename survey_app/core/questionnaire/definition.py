"""A questionnaire under work: what is picked from the banks, and for which site."""

from dataclasses import dataclass, field
from typing import Any

from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Labels,
    Option,
    Scale,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a published instrument is made from.

    `groups` are names of groupings (gender, displacement, disability ...), `crossings`
    pairs of them declared beforehand, `site_groups` the options of the item whose
    groups each site agrees on, `ask` skip rules by item, `order` the items that come
    first, `confirmatory` the constructs whose changes are declared to be judged,
    `modules` the sensitive modules.

    What a community asks in its own words comes with its texts: `own_items` are all
    asked, those with a `group` make a grouping that `own_group_names` names.
    `sensitive` are items of the banks that are sensitive here.
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
    own_scales: tuple[Scale, ...] = ()
    own_items: tuple[Item, ...] = ()
    own_constructs: tuple[Construct, ...] = ()
    own_group_names: dict[str, Labels] = field(default_factory=dict)
    sensitive: tuple[str, ...] = ()
