"""What a community asks in its own words, put beside the banks as one of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from survey_app.core.questionnaire.bank import Bank, BankConstruct, BankItem
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Construct, Item
from survey_app.errors import Problem

#: The bank all of a community's own belongs to.
OWN = "own"
#: Ids that can stand in files, addresses and rules; a colon is of the dyads.
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


def with_own(definition: Definition, bank: Bank) -> tuple[Definition, Bank]:
    """Return the definition picking all of its own, and the banks holding it."""
    inside = {i: c for c in definition.own_constructs for i in c.items}
    own_ids = [item.item_id for item in definition.own_items]
    groups = [item.group for item in definition.own_items if item.group]
    completed = replace(
        definition,
        constructs=_and(
            definition.constructs, [c.construct_id for c in definition.own_constructs]
        ),
        items=_and(definition.items, [i for i in own_ids if i not in inside]),
        groups=_and(definition.groups, groups),
    )
    items = {
        item.item_id: _bank_item(item, inside.get(item.item_id))
        for item in definition.own_items
    }
    constructs = {
        each.construct_id: BankConstruct(each, OWN, OWN, "")
        for each in definition.own_constructs
    }
    names = {group: definition.own_group_names.get(group, {}) for group in groups}
    scales = {each.scale_id: each for each in definition.own_scales}
    merged = replace(
        bank,
        scales={**bank.scales, **scales},
        items={**bank.items, **items},
        constructs={**bank.constructs, **constructs},
        group_names={**bank.group_names, **names},
    )
    return completed, _marked(merged, definition.sensitive)


def problems(definition: Definition, bank: Bank) -> Iterator[Problem]:
    """Yield every fault of what is a definition's own; `bank` holds the banks alone."""
    scales = {*bank.scales, *(each.scale_id for each in definition.own_scales)}
    taken = {*bank.items, *bank.constructs}
    for item in definition.own_items:
        facts: dict[str, object] = {"item": item.item_id}
        if not _ID.fullmatch(item.item_id):
            yield Problem(item.item_id, "own.id", facts)
        if item.item_id in taken:
            yield Problem(item.item_id, "own.id_taken", facts)
        if not any(text.strip() for text in item.text.values()):
            yield Problem(item.item_id, "own.no_text", facts)
        if item.scale and item.scale not in scales:
            known = ", ".join(sorted(scales))
            scale = {"scale": item.scale, "known": known}
            yield Problem(item.item_id, "scale.unknown", scale)
        if item.group and item.group in bank.group_names:
            facts = {"item": item.group}
            yield Problem(item.item_id, "own.id_taken", facts)
    for each in definition.own_scales:
        if each.scale_id in bank.scales:
            yield Problem(each.scale_id, "own.id_taken", {"item": each.scale_id})
    yield from _of_constructs(definition, bank)


def _of_constructs(definition: Definition, bank: Bank) -> Iterator[Problem]:
    own = {item.item_id for item in definition.own_items}
    for each in definition.own_constructs:
        if each.construct_id in bank.constructs or each.construct_id in bank.items:
            facts: dict[str, object] = {"item": each.construct_id}
            yield Problem(each.construct_id, "own.id_taken", facts)
        for name in each.items:
            if name not in own:
                facts = {"name": name, "where": each.construct_id}
                yield Problem(each.construct_id, "instrument.unknown_name", facts)
        if each.domain and each.domain not in bank.domains:
            facts = {"name": each.domain, "where": each.construct_id}
            yield Problem(each.construct_id, "instrument.unknown_name", facts)


def _bank_item(item: Item, construct: Construct | None) -> BankItem:
    """Return an own item as one of a bank; that of a sensitive construct is so too."""
    is_sensitive = item.sensitive or (construct is not None and construct.sensitive)
    name = construct.construct_id if construct else None
    return BankItem(replace(item, sensitive=is_sensitive), OWN, OWN, name)


def _marked(bank: Bank, sensitive: tuple[str, ...]) -> Bank:
    """Return the bank with these items sensitive, and constructs that hold one."""
    items = {
        name: replace(found, item=replace(found.item, sensitive=True))
        for name, found in bank.items.items()
        if name in sensitive
    }
    constructs = {
        name: replace(found, construct=replace(found.construct, sensitive=True))
        for name, found in bank.constructs.items()
        if items.keys() & set(found.construct.items)
    }
    return replace(
        bank,
        items={**bank.items, **items},
        constructs={**bank.constructs, **constructs},
    )


def _and(first: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    """Return the names with those that are not among them yet."""
    return (*first, *(name for name in dict.fromkeys(more) if name not in first))
