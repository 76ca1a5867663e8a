"""Checks an instrument before it is published: nothing in it may point nowhere."""

from collections import Counter
from collections.abc import Iterator

from survey_app.core.questionnaire import modules
from survey_app.core.questionnaire.building import untranslated
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import is_rule, named_items
from survey_app.errors import Problem


def problems(instrument: Instrument) -> list[Problem]:
    """Return every fault of an instrument that is about to be published."""
    found: list[Problem] = []
    counts = Counter(item.item_id for item in instrument.items)
    found += [
        Problem(name, "instrument.item_twice", {"item": name})
        for name, count in counts.items()
        if count > 1
    ]
    earlier: dict[str, Item] = {}
    for item in instrument.items:
        found += _of_item(instrument, item)
        found += _of_rule(instrument, item, earlier)
        earlier[item.item_id] = item
    found += _of_constructs(instrument)
    for module in instrument.modules:
        found += modules.problems(instrument, module)
    found += [
        Problem(language, "instrument.untranslated", {"count": count})
        for language, count in untranslated(instrument).items()
    ]
    return found


def _of_item(instrument: Instrument, item: Item) -> Iterator[Problem]:
    if item.scale is not None and item.scale not in instrument.scales:
        facts: dict[str, object] = {"scale": item.scale}
        facts["known"] = ", ".join(instrument.scales)
        yield Problem(item.item_id, "scale.unknown", facts)
        return
    codes = [option.code for option in instrument.options(item)]
    if item.kind in ("scored", "choice", "choices"):
        if item.kind == "scored" and item.scale is None:
            yield Problem(
                item.item_id, "map.item_without_scale", {"item": item.item_id}
            )
        elif len(set(codes)) < 2:
            yield Problem(item.item_id, "bank.no_options")
    if len(set(codes)) < len(codes):
        yield Problem(item.item_id, "bank.option_twice")
    for code in set(codes) & set(MISSING):
        yield Problem(item.item_id, "instrument.reserved_code", {"code": code})


def _of_rule(
    instrument: Instrument, item: Item, earlier: dict[str, Item]
) -> Iterator[Problem]:
    """A rule may look only at items asked before, and at options they have."""
    if item.ask is None:
        return
    if not is_rule(item.ask):
        yield Problem(item.item_id, "rule.malformed")
        return
    for name in named_items(item.ask):
        if name not in earlier:
            facts = {"item": item.item_id, "named": name}
            known = {each.item_id for each in instrument.items}
            code = "rule.later_item" if name in known else "rule.unknown_item"
            yield Problem(item.item_id, code, facts)
    for name, code in _codes_in(item.ask):
        options = instrument.options(earlier[name]) if name in earlier else ()
        known = {option.code for option in options} | set(MISSING)
        if name in earlier and code not in known:
            yield Problem(
                item.item_id, "rule.unknown_option", {"named": name, "code": code}
            )


def _codes_in(rule: dict[str, object]) -> Iterator[tuple[str, str]]:
    match rule:
        case {"all": list(rules)} | {"any": list(rules)}:
            for each in rules:
                yield from _codes_in(each)
        case {"not": dict(inner)}:
            yield from _codes_in(inner)
        case {"item": str(item), "in": list(codes)}:
            yield from ((item, code) for code in codes)


def _of_constructs(instrument: Instrument) -> Iterator[Problem]:
    scored = {item.item_id for item in instrument.items if item.kind == "scored"}
    for construct in instrument.constructs:
        for name in construct.items:
            if name not in scored:
                facts = {"name": name, "where": construct.construct_id}
                yield Problem(construct.construct_id, "instrument.unknown_name", facts)
