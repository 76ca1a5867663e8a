"""Builds an instrument from a definition and the banks, in all its languages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from survey_app.core.questionnaire import modules, owning
from survey_app.core.questionnaire.bank import (
    GROUP_PLACEHOLDER,
    Bank,
    BankItem,
)
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Labels,
    Option,
    Role,
    RuleGroup,
    Scale,
)
from survey_app.errors import Problem

#: (language, context, English text) -> the text in that language, None without one.
Words = Callable[[str, str, str], str | None]

#: Everybody is asked these first, in this order.
SCREENING: tuple[Role, ...] = ("consent", "adult", "privacy", "mode")

#: With such a person in hearing, nothing sensitive is asked.
OVERHEARD = ["armed"]


def problems(definition: Definition, bank: Bank) -> list[Problem]:
    """Return every name in the definition that the banks do not know, or know twice."""
    own = list(owning.problems(definition, bank))
    definition, bank = owning.with_own(definition, bank)
    groupings = {**bank.by_group(), **bank.rule_groups}
    found = [*own, *_unknown("constructs", definition.constructs, bank.constructs)]
    found += _unknown("items", definition.items, bank.items)
    found += _unknown("modules", definition.modules, bank.modules)
    found += _unknown("groups", definition.groups, groupings)
    found += _unknown("confirmatory", definition.confirmatory, definition.constructs)
    for pair in definition.crossings:
        found += _unknown("crossings", pair, definition.groups)
    inside = [i for c in definition.constructs if c in bank.constructs
              for i in bank.constructs[c].construct.items]  # fmt: skip
    inside += _of_modules(definition, bank)
    for name in _twice([*inside, *definition.items, *definition.constructs]):
        found.append(Problem(name, "instrument.item_twice", {"item": name}))
    if not inside and not definition.items:
        found.append(Problem(definition.name, "instrument.empty"))
    if not definition.languages:
        found.append(Problem(definition.name, "instrument.no_language"))
    for item in _picked(definition, bank):
        if item.is_site and not definition.site_groups:
            facts = {"item": item.item.item_id}
            found.append(Problem(item.item.item_id, "instrument.no_site_groups", facts))
        if _is_dyadic(item) and not definition.site_groups:
            found.append(Problem(item.item.item_id, "instrument.unfilled"))
    known = {item.item.item_id for item in _picked(definition, bank)}
    found += _unknown("ask", definition.ask, known)
    found += _unknown("order", definition.order, known)
    return found


def build(definition: Definition, bank: Bank, words: Words) -> Instrument:
    """Return the instrument of a definition without problems."""
    definition, bank = owning.with_own(definition, bank)
    speak = _Speaker(definition.languages, words)
    picked = _picked(definition, bank)
    items = [one for item in picked for one in _items(definition, bank, item, speak)]
    scales = {i.scale for i in items if i.scale}
    constructs = [
        one
        for construct_id in definition.constructs
        for one in _constructs(definition, bank, construct_id, speak)
    ]
    groups = [group for group in definition.groups if group in bank.rule_groups]
    return Instrument(
        name=definition.name,
        title=definition.title,
        languages=definition.languages,
        items=tuple(items),
        scales={name: _scale(bank.scales[name], speak) for name in sorted(scales)},
        constructs=tuple(constructs),
        domains={
            domain: speak(domain, words["en"])
            for domain, words in bank.domains.items()
            if domain in {construct.domain for construct in constructs}
        },
        group_names={
            group: speak.labels(group, bank.group_names[group] or {"en": group})
            for group in definition.groups
        },
        rule_groups={group: _rules(bank, group, speak) for group in groups},
        crossings=definition.crossings,
        confirmatory=definition.confirmatory,
        modules=tuple(
            replace(found, name=speak(name, found.name["en"]))
            for name, found in bank.modules.items()
            if name in definition.modules
        ),
    )


def picked_items(definition: Definition, bank: Bank) -> list[BankItem]:
    """Return the items of a definition in the order of asking, dyads once."""
    return _picked(*owning.with_own(definition, bank))


def untranslated(instrument: Instrument) -> dict[str, int]:
    """Return how many texts each language of the instrument lacks, if any."""
    missing = dict.fromkeys(instrument.languages, 0)
    for labels in _all_labels(instrument):
        for language in instrument.languages:
            missing[language] += bool(labels) and not labels.get(language)
    return {language: count for language, count in missing.items() if count}


class _Speaker:
    """Says a bank's text in every language of the instrument."""

    def __init__(self, languages: Iterable[str], words: Words) -> None:
        self.languages, self.words = tuple(languages), words

    def __call__(self, context: str, text: str) -> Labels:
        """Return the text by language, English always among them."""
        found = {"en": text}
        for language in self.languages:
            word = text if text.isdecimal() else self.words(language, context, text)
            if language != "en" and word:
                found[language] = word
        return found

    def labels(self, context: str, labels: Labels) -> Labels:
        """Return the texts by language; those written by hand before a catalogue's."""
        spoken = self(context, labels["en"]) if labels.get("en") else {}
        return spoken | labels


def _picked(definition: Definition, bank: Bank) -> list[BankItem]:
    """Return the items in the order of asking: screening, who people are, the rest."""
    roles, groups = bank.by_role(), bank.by_group()
    names = [roles[role].item.item_id for role in SCREENING if role in roles]
    for group in definition.groups:
        names += [groups[group].item.item_id] if group in groups else []
        names += _items_of_rules(bank.rule_groups.get(group, ()))
    for construct in definition.constructs:
        if construct in bank.constructs:
            names += bank.constructs[construct].construct.items
    names += [name for name in definition.items if name in bank.items]
    names += _of_modules(definition, bank)
    names = _with_targets(names, bank)
    first = [name for name in definition.order if name in names]
    screening = names[: len(SCREENING)]
    ordered = dict.fromkeys([*screening, *first, *names])
    return [bank.items[name] for name in ordered if name in bank.items]


def _of_modules(definition: Definition, bank: Bank) -> list[str]:
    known = [bank.modules[name] for name in definition.modules if name in bank.modules]
    return [item for module in known for item in module.items]


def _with_targets(names: list[str], bank: Bank) -> list[str]:
    """Return the names with the groups to ask about drawn once one's own are known."""
    own, targets = _own_groups(bank), bank.by_role().get("targets")
    is_dyadic = any(
        _is_dyadic(bank.items[name]) for name in names if name in bank.items
    )
    if targets is None or own not in names or not is_dyadic:
        return names
    place = names.index(own) + 1
    return [*names[:place], targets.item.item_id, *names[place:]]


def _own_groups(bank: Bank) -> str:
    """Return the item whose answers are the site's groups people feel part of."""
    found = (i.item for i in bank.items.values() if i.is_site and not i.item.role)
    return next((item.item_id for item in found), "")


def _items_of_rules(rules: Iterable[RuleGroup]) -> list[str]:
    parts = [part for each in rules for of in each.rule.values() for part in of]
    return list(dict.fromkeys(part["item"] for part in parts))


def _items(
    definition: Definition, bank: Bank, found: BankItem, speak: _Speaker
) -> list[Item]:
    """Return the item in all languages, once for every group it is asked about."""
    item = found.item
    options = definition.site_groups if found.is_site else item.options
    spoken = replace(
        item,
        text=speak.labels(item.item_id, item.text),
        options=tuple(_option(each, item.item_id, speak) for each in options),
        ask=_rule(definition, bank, item),
    )
    own = _own_groups(bank)
    if item.role == "targets":
        codes = [group.code for group in definition.site_groups]
        return [replace(spoken, ask={"item": own, "in": codes})]
    if not _is_dyadic(found):
        return [spoken]
    targets = bank.by_role()["targets"].item.item_id
    return [
        replace(
            spoken,
            item_id=f"{item.item_id}:{group.code}",
            text=_filled(spoken.text, group),
            about=group.code,
            ask=_all(
                spoken.ask,
                {"not": {"item": own, "in": [group.code]}},
                {"item": targets, "in": [group.code]},
            ),
        )
        for group in definition.site_groups
    ]


def _constructs(
    definition: Definition, bank: Bank, construct_id: str, speak: _Speaker
) -> list[Construct]:
    """Return the construct, once for every group it is about; none without an index."""
    found = bank.constructs[construct_id]
    if not found.has_index:
        return []
    plain = replace(
        found.construct,
        name=speak.labels(construct_id, found.construct.name),
        higher=speak.labels(f"{construct_id} higher", found.construct.higher),
    )
    if not any(_is_dyadic(bank.items[item]) for item in plain.items):
        return [plain]
    return [
        replace(
            plain,
            construct_id=f"{construct_id}:{group.code}",
            name=_filled(plain.name, group),
            about=group.code,
            items=tuple(f"{item}:{group.code}" for item in plain.items),
        )
        for group in definition.site_groups
    ]


def _option(option: Option, context: str, speak: _Speaker) -> Option:
    """Return an option in all languages; a site's own come with theirs."""
    label, people = option.label, option.people
    if set(label) == {"en"}:
        label = speak(context, label["en"])
    if people.get("en"):
        people = speak(f"{context} people", people["en"]) | people
    return Option(option.code, label, people)


def _scale(scale: Scale, speak: _Speaker) -> Scale:
    options = tuple(_option(option, scale.scale_id, speak) for option in scale.options)
    return replace(scale, options=options)


def _rules(bank: Bank, group: str, speak: _Speaker) -> tuple[RuleGroup, ...]:
    return tuple(
        replace(each, people=speak(f"{group} people", each.people["en"]))
        for each in bank.rule_groups[group]
    )


def _rule(definition: Definition, bank: Bank, item: Item) -> dict[str, Any] | None:
    """Return the item's skip rule; a sensitive one is not asked when overheard."""
    rule = _both(
        definition.ask.get(item.item_id),
        modules.rule_of_half(bank.modules.values(), item.item_id),
    )
    privacy = bank.by_role().get("privacy")
    if not item.sensitive or privacy is None:
        return rule
    return _all(rule, {"not": {"item": privacy.item.item_id, "in": OVERHEARD}})


def _both(*rules: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the rule that holds where all do, None where none is a rule."""
    return _all(*rules) if any(rule is not None for rule in rules) else None


def _all(*rules: dict[str, Any] | None) -> dict[str, Any]:
    """Return the rule that holds where all of them do; None always holds."""
    known = [rule for rule in rules if rule is not None]
    return known[0] if len(known) == 1 else {"all": known}


def _filled(labels: Labels, group: Option) -> Labels:
    return {
        language: text.replace(
            GROUP_PLACEHOLDER, group.label.get(language) or group.label.get("en", "")
        )
        for language, text in labels.items()
    }


def _is_dyadic(found: BankItem) -> bool:
    return GROUP_PLACEHOLDER in found.item.text.get("en", "")


def _all_labels(instrument: Instrument) -> Iterable[Labels]:
    for item in instrument.items:
        yield item.text
        yield from (option.label for option in item.options)
    for scale in instrument.scales.values():
        yield from (option.label for option in scale.options)


def _unknown(
    where: str, names: Iterable[str], known: Iterable[str]
) -> Iterable[Problem]:
    listed = list(known)
    return [
        Problem(where, "instrument.unknown_name", {"name": name, "where": where})
        for name in names
        if name not in listed
    ]


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
