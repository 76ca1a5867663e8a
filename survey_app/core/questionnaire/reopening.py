"""From a published instrument back to a definition that makes the same again."""

from dataclasses import replace
from typing import Any

from survey_app.core.questionnaire import modules
from survey_app.core.questionnaire.bank import Bank
from survey_app.core.questionnaire.building import OVERHEARD, SCREENING
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
)


def reopened(instrument: Instrument, bank: Bank) -> Definition:
    """Return the definition of a published instrument.

    What the banks do not have is its own; what they have is asked as they word it now.
    """
    plain = instrument.plain()
    own = [item for item in plain.items if item.item_id not in bank.items]
    own_ids = {item.item_id for item in own}
    ours = [
        each
        for each in plain.constructs
        if each.construct_id not in bank.constructs and own_ids.issuperset(each.items)
    ]
    picked = _constructs(instrument, bank)
    groups = tuple(g for g in instrument.group_names if _is_bank_group(g, bank))
    return Definition(
        name=instrument.name,
        title=instrument.title,
        languages=instrument.languages,
        constructs=tuple(picked),
        items=_single(plain, bank, (picked, groups, own_ids)),
        groups=groups,
        crossings=instrument.crossings,
        site_groups=_site_groups(plain, bank),
        ask=_rules(instrument, bank),
        order=tuple(
            dict.fromkeys(
                item.item_id.partition(":")[0]
                for item in instrument.items
                if item.role not in SCREENING
            )
        ),
        confirmatory=instrument.confirmatory,
        modules=tuple(
            m.module_id for m in instrument.modules if m.module_id in bank.modules
        ),
        own_scales=_own_scales(own, instrument, bank),
        own_items=tuple(replace(item, ask=None) for item in own),
        own_constructs=tuple(ours),
        own_group_names={
            item.group: instrument.group_names.get(item.group, {})
            for item in own
            if item.group
        },
        sensitive=tuple(
            item.item_id
            for item in plain.items
            if item.sensitive and item.item_id not in own_ids
            and not bank.items[item.item_id].item.sensitive
        ),
    )  # fmt: skip


def _constructs(instrument: Instrument, bank: Bank) -> list[str]:
    """Return the constructs of the banks all of whose items are asked.

    One without an index leaves no trace but its items.
    """
    asked = {item.item_id.partition(":")[0] for item in instrument.items}
    measured = [each.construct_id.partition(":")[0] for each in instrument.constructs]
    return [
        name
        for name in dict.fromkeys([*measured, *bank.constructs])
        if name in bank.constructs
        and asked.issuperset(bank.constructs[name].construct.items)
    ]


def _is_bank_group(group: str, bank: Bank) -> bool:
    return group in bank.by_group() or group in bank.rule_groups


def _single(
    instrument: Instrument,
    bank: Bank,
    others: tuple[list[str], tuple[str, ...], set[str]],
) -> tuple[str, ...]:
    """Return the items picked one by one: of no construct, grouping or module."""
    constructs, groups, own = others
    inside = {i for c in constructs for i in bank.constructs[c].construct.items}
    inside |= {i for module in instrument.modules for i in module.items}
    by_group = bank.by_group()
    inside |= {by_group[g].item.item_id for g in groups if g in by_group}
    for group in groups:
        for each in bank.rule_groups.get(group, ()):
            inside |= {part["item"] for of in each.rule.values() for part in of}
    return tuple(
        item.item_id
        for item in instrument.items
        if item.item_id not in inside | own and item.role not in (*SCREENING, "targets")
    )


def _site_groups(instrument: Instrument, bank: Bank) -> tuple[Option, ...]:
    site = (
        item.options
        for item in instrument.items
        if item.item_id in bank.items
        and bank.items[item.item_id].is_site
        and not item.role
    )
    return next(site, ())


def _own_scales(
    own: list[Item], instrument: Instrument, bank: Bank
) -> tuple[Scale, ...]:
    used = {item.scale for item in own if item.scale}
    return tuple(
        instrument.scales[name] for name in sorted(used) if name not in bank.scales
    )


def _rules(instrument: Instrument, bank: Bank) -> dict[str, dict[str, Any]]:
    """Return the skip rules that somebody wrote, without those building adds."""
    found: dict[str, dict[str, Any]] = {}
    for item in instrument.items:
        name = item.item_id.partition(":")[0]
        rule = _written(item, bank)
        if rule is not None and item.role != "targets" and name not in found:
            found[name] = rule
    return found


def _written(item: Item, bank: Bank) -> dict[str, Any] | None:
    rule = item.ask
    if item.about is not None and rule is not None:
        # The last two parts: not one's own group, and a group that was drawn.
        parts = rule["all"][:-2]
        rule = parts[0] if len(parts) == 1 else {"all": parts} if parts else None
    privacy = bank.by_role().get("privacy")
    if item.sensitive and privacy is not None:
        rule = _less(
            rule, {"not": {"item": privacy.item.item_id, "in": list(OVERHEARD)}}
        )
    return _less(rule, modules.rule_of_half(bank.modules.values(), item.item_id))


def _less(
    rule: dict[str, Any] | None, added: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Return a rule without the part that was added at its end."""
    if added is None or rule is None:
        return rule
    if rule == added:
        return None
    parts = rule.get("all", ())
    if len(parts) == 2 and parts[-1] == added:
        found: dict[str, Any] = parts[0]
        return found
    return rule
