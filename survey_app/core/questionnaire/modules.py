"""Sensitive modules: which items each kind is made of, and who is asked which."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Module,
    Scale,
)
from survey_app.errors import Problem

#: The halves of a list experiment: without and with the added statement.
HALVES = ("control", "added")
#: The answer that means yes where chance decides what is answered.
YES, NO = "1", "0"


def rule_of_half(modules: Iterable[Module], item_id: str) -> dict[str, Any] | None:
    """Return the rule by which one half alone is asked a list; None for other items."""
    for module in modules:
        if module.kind == "list" and item_id in module.items[1:]:
            half = HALVES[module.items.index(item_id) - 1]
            return {"item": module.items[0], "in": [half]}
    return None


def problems(instrument: Instrument, module: Module) -> Iterator[Problem]:
    """Yield every fault of a module of an instrument."""
    known = {item.item_id: item for item in instrument.items}
    yield from faults(module, known, instrument.scales)
    for item_id in module.items:
        rule = rule_of_half([module], item_id)
        if rule and item_id in known and not _holds(known[item_id].ask, rule):
            facts: dict[str, object] = {"module": module.module_id, "item": item_id}
            yield Problem(item_id, "module.not_by_half", facts)


def faults(
    module: Module, items: Mapping[str, Item], scales: Mapping[str, Scale]
) -> Iterator[Problem]:
    """Yield every fault of a module: items its kind is not made of, a wrong die."""
    facts: dict[str, object] = {"module": module.module_id}
    found = [items[name] for name in module.items if name in items]
    if len(found) < len(module.items) or not _FITS[module.kind](found, scales):
        yield Problem(module.module_id, "module.items", facts | {"kind": module.kind})
    if not _is_die(module):
        yield Problem(module.module_id, "module.die", facts)


def _is_list(items: list[Item], scales: Mapping[str, Scale]) -> bool:
    """A list has a half drawn, counts 0 ... J, and counts 0 ... J + 1."""
    if len(items) != 3 or items[0].role != "half":
        return False
    half, control, added = (_codes(item, scales) for item in items)
    return (
        half == list(HALVES)
        and all(item.kind == "choice" for item in items)
        and len(control) > 2
        and control == _counts(len(control))
        and added == _counts(len(control) + 1)
    )


def _is_by_chance(items: list[Item], scales: Mapping[str, Scale]) -> bool:
    return (
        len(items) == 1
        and items[0].kind == "choice"
        and set(_codes(items[0], scales)) == {YES, NO}
    )


def _is_vignettes(items: list[Item], scales: Mapping[str, Scale]) -> bool:
    """All rate on the same scale; only the rating of oneself is a score."""
    return (
        len(items) > 2
        and items[0].scale is not None
        and len({item.scale for item in items}) == 1
        and all(item.kind == "choice" for item in items[1:])
    )


_FITS = {
    "list": _is_list,
    "forced": _is_by_chance,
    "warner": _is_by_chance,
    "vignettes": _is_vignettes,
}


def _is_die(module: Module) -> bool:
    """Return whether the die can tell the share, or there is none to roll."""
    sides, truthful, yes = module.sides, module.truthful, module.yes
    match module.kind:
        case "forced":
            return 0 < truthful < sides and 0 < yes < sides - truthful
        case "warner":
            return 0 < truthful < sides and 2 * truthful != sides and yes == 0
    return not (sides or truthful or yes)


def _codes(item: Item, scales: Mapping[str, Scale]) -> list[str]:
    scale = scales.get(item.scale or "")
    options = scale.options if scale else item.options
    return [option.code for option in options]


def _counts(number: int) -> list[str]:
    return [str(count) for count in range(number)]


def _holds(rule: dict[str, Any] | None, needed: dict[str, Any]) -> bool:
    """Return whether a rule holds only where the needed one does."""
    return rule == needed or needed in (rule or {}).get("all", ())
