"""The question banks: every scale, construct and item a survey can be made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Labels,
    Module,
    RuleGroup,
    Scale,
)

#: What stands in a text where the name of a group is put in.
GROUP_PLACEHOLDER = "{group}"


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item with what only the bank knows of it, and where it is written.

    `is_site` items get their options from the site that uses them.
    """

    item: Item
    bank: str
    where: str
    construct: str | None = None
    is_site: bool = False
    parent: str | None = None
    monitor: str | None = None


@dataclass(frozen=True, slots=True)
class BankConstruct:
    """A construct, the published idea behind it, and where it is written."""

    construct: Construct
    bank: str
    where: str
    inspired: str
    has_index: bool = True


@dataclass(frozen=True, slots=True)
class Bank:
    """All banks as one, in the order of files and of what stands in them."""

    titles: dict[str, Labels] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    domains: dict[str, Labels] = field(default_factory=dict)
    constructs: dict[str, BankConstruct] = field(default_factory=dict)
    items: dict[str, BankItem] = field(default_factory=dict)
    group_names: dict[str, Labels] = field(default_factory=dict)
    rule_groups: dict[str, tuple[RuleGroup, ...]] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)

    def by_role(self) -> Mapping[str, BankItem]:
        """Return the items that have a role, by role."""
        return {i.item.role: i for i in self.items.values() if i.item.role}

    def by_group(self) -> Mapping[str, BankItem]:
        """Return the items whose answers make groups, by the group's name."""
        return {i.item.group: i for i in self.items.values() if i.item.group}

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (context, English text) of all that is translated, as building asks."""
        for domain, words in self.domains.items():
            yield domain, words["en"]
        for scale in self.scales.values():
            yield from (
                (scale.scale_id, option.label["en"]) for option in scale.options
            )
        for found in self.constructs.values():
            construct = found.construct
            yield construct.construct_id, construct.name["en"]
            yield f"{construct.construct_id} higher", construct.higher["en"]
        for module in self.modules.values():
            yield module.module_id, module.name["en"]
        for found_item in self.items.values():
            item = found_item.item
            yield item.item_id, item.text["en"]
            for option in item.options:
                yield item.item_id, option.label["en"]
                if option.people:
                    yield f"{item.item_id} people", option.people["en"]
        for group, words in self.group_names.items():
            yield group, words["en"]
        for group, rules in self.rule_groups.items():
            yield from ((f"{group} people", each.people["en"]) for each in rules)
