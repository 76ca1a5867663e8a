"""What can be done to a definition under work; each returns another definition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

from survey_app.core.questionnaire.bank import Bank
from survey_app.core.questionnaire.building import SCREENING, picked_items
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Labels,
    Option,
    Scale,
)
from survey_app.core.questionnaire.routing import named_items

Change = Callable[[Definition], Definition]
Picked = Literal["constructs", "items", "groups", "modules"]
#: How the parts of a rule are joined.
Join = Literal["all", "any"]


def titled(title: Labels, languages: Sequence[str]) -> Change:
    """Return the edit that gives a questionnaire its title and languages."""
    return lambda d: replace(d, title=title, languages=tuple(languages))


def picking(kind: Picked, names: Iterable[str]) -> Change:
    """Return the edit after which just these names of a kind are picked."""
    wanted = tuple(dict.fromkeys(names))

    def change(definition: Definition) -> Definition:
        before: tuple[str, ...] = getattr(definition, kind)
        kept = [name for name in before if name in wanted]
        found = (*kept, *(name for name in wanted if name not in kept))
        picked: dict[str, Any] = {kind: found}
        return replace(definition, **picked)

    return change


def declaring(confirmatory: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Change:
    """Return the edit that declares what will be judged, and which groups crossed."""
    judged, crossed = tuple(confirmatory), tuple(pairs)
    return lambda d: replace(d, confirmatory=judged, crossings=crossed)


def with_site_groups(options: Iterable[Option]) -> Change:
    """Return the edit that names the groups a site has agreed on."""
    found = tuple(options)
    return lambda d: replace(d, site_groups=found)


def with_item(item: Item, group_name: Labels) -> Change:
    """Return the edit that adds an own question, or changes the one of that id."""

    def change(definition: Definition) -> Definition:
        others = {each.item_id: each for each in definition.own_items}
        names = {
            group: words
            for group, words in definition.own_group_names.items()
            if any(i.group == group for n, i in others.items() if n != item.item_id)
        }
        if item.group:
            names[item.group] = group_name
        items = tuple({**others, item.item_id: item}.values())
        return replace(definition, own_items=items, own_group_names=names)

    return change


def without(item_id: str, bank: Bank) -> Change:
    """Return the edit that takes a question out, of a bank with all its construct."""
    found = bank.items.get(item_id)
    construct = found.construct if found else None

    def change(definition: Definition) -> Definition:
        own = tuple(i for i in definition.own_items if i.item_id != item_id)
        measured = tuple(
            replace(each, items=tuple(i for i in each.items if i != item_id))
            for each in definition.own_constructs
        )
        return replace(
            definition,
            own_items=own,
            own_constructs=tuple(each for each in measured if each.items),
            items=tuple(i for i in definition.items if i != item_id),
            groups=tuple(g for g in definition.groups if not _is_of(g, item_id, bank)),
            constructs=tuple(c for c in definition.constructs if c != construct),
        )

    return change


def moving(item_id: str, step: int, bank: Bank) -> Change:
    """Return the edit that moves a question by one place, up (-1) or down (1)."""

    def change(definition: Definition) -> Definition:
        names = movable(definition, bank)
        if item_id not in names:
            return definition
        place = names.index(item_id)
        other = min(max(place + step, 0), len(names) - 1)
        names.insert(other, names.pop(place))
        return replace(definition, order=tuple(names))

    return change


def placing(item_id: str, after: str, bank: Bank) -> Change:
    """Return the edit that asks a question right after another, "" first of all."""

    def change(definition: Definition) -> Definition:
        names = movable(definition, bank)
        if item_id not in names or after == item_id or after not in (*names, ""):
            return definition
        names.remove(item_id)
        names.insert(names.index(after) + 1 if after else 0, item_id)
        return replace(definition, order=tuple(names))

    return change


def movable(definition: Definition, bank: Bank) -> list[str]:
    """Return the questions in order that may change places: all after the screening."""
    return [
        found.item.item_id
        for found in picked_items(definition, bank)
        if found.item.role not in SCREENING
    ]


def with_rule(item_id: str, rule: dict[str, Any] | None) -> Change:
    """Return the edit that says when a question is asked; None: always."""

    def change(definition: Definition) -> Definition:
        rules = {name: r for name, r in definition.ask.items() if name != item_id}
        if rule is not None:
            rules[item_id] = rule
        return replace(definition, ask=rules)

    return change


def with_sensitive(item_id: str, *, is_sensitive: bool) -> Change:
    """Return the edit that makes a bank's question sensitive at this place, or not."""

    def change(definition: Definition) -> Definition:
        others = tuple(name for name in definition.sensitive if name != item_id)
        return replace(
            definition, sensitive=(*others, item_id) if is_sensitive else others
        )

    return change


def clauses(rule: dict[str, Any] | None) -> tuple[Join, list[dict[str, Any]]]:
    """Return how the parts of a rule are joined, and its parts; none: always.

    >>> clauses({"any": [{"item": "a", "in": ["1"]}]})
    ('any', [{'item': 'a', 'in': ['1']}])
    """
    match rule:
        case None:
            return "all", []
        case {"all": list(parts)}:
            return "all", parts
        case {"any": list(parts)}:
            return "any", parts
    return "all", [rule]


def joined(join: Join, parts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the rule its parts make, None without any.

    >>> joined("any", [{"item": "a", "in": ["1"]}])
    {'item': 'a', 'in': ['1']}
    """
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {join: list(parts)}


def with_scale(scale: Scale) -> Change:
    """Return the edit that adds an own scale, or changes the one of that id."""

    def change(definition: Definition) -> Definition:
        known = {each.scale_id: each for each in definition.own_scales}
        found = {**known, scale.scale_id: scale}
        return replace(definition, own_scales=tuple(found.values()))

    return change


def with_construct(construct: Construct) -> Change:
    """Return the edit that adds an own construct, or changes it; empty: removes it."""

    def change(definition: Definition) -> Definition:
        known = {each.construct_id: each for each in definition.own_constructs}
        known[construct.construct_id] = construct
        kept = tuple(each for each in known.values() if each.items)
        return replace(definition, own_constructs=kept)

    return change


def following(*changes: Change) -> Change:
    """Return the edit that makes several edits one after the other."""

    def change(definition: Definition) -> Definition:
        for each in changes:
            definition = each(definition)
        return definition

    return change


def tidied(definition: Definition, bank: Bank) -> Definition:
    """Return a definition without what points nowhere, so that it can be looked at.

    Rules, crossings and the order lose what is gone; a faulty own scale is left out.
    """
    scales = {*bank.scales, *(each.scale_id for each in definition.own_scales)}
    groupings = {**bank.by_group(), **bank.rule_groups}
    own_groups = {item.group for item in definition.own_items if item.group}
    own_ids = [item.item_id for item in definition.own_items]
    measured = (
        replace(each, items=_known(each.items, own_ids))
        for each in definition.own_constructs
    )
    known = replace(
        definition,
        constructs=_known(definition.constructs, bank.constructs),
        items=_known(definition.items, bank.items),
        modules=_known(definition.modules, bank.modules),
        groups=_known(definition.groups, {*groupings, *own_groups}),
        own_items=tuple(
            item if item.scale in (None, *scales) else replace(item, scale=None)
            for item in definition.own_items
        ),
        own_constructs=tuple(each for each in measured if each.items),
    )
    trim = trimmed(known, bank)
    names = {found.item.item_id for found in picked_items(trim, bank)}
    rules = {n: r for n, r in trim.ask.items() if names.issuperset(named_items(r))}
    return replace(trim, ask=rules)


def trimmed(definition: Definition, bank: Bank) -> Definition:
    """Return a definition without what was said about things no longer in it.

    A rule that looks at a question no longer asked stays, and is a fault to be mended.
    """
    names = [found.item.item_id for found in picked_items(definition, bank)]
    constructs = {*definition.constructs}
    constructs |= {each.construct_id for each in definition.own_constructs}
    groups = {*definition.groups, *(item.group for item in definition.own_items)}
    return replace(
        definition,
        order=_known(definition.order, names),
        sensitive=_known(definition.sensitive, names),
        confirmatory=_known(definition.confirmatory, constructs),
        crossings=tuple(p for p in definition.crossings if groups.issuperset(p)),
        ask={name: rule for name, rule in definition.ask.items() if name in names},
    )


def _is_of(group: str, item_id: str, bank: Bank) -> bool:
    """Return whether a grouping is made of an item's answers."""
    found = bank.by_group().get(group)
    ruled = {name for each in bank.rule_groups.get(group, ())
             for name in named_items(each.rule)}  # fmt: skip
    return item_id in ruled or (found is not None and found.item.item_id == item_id)


def _known(names: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    found = set(known)
    return tuple(name for name in names if name in found)
