"""Reads question banks from TOML files and finds every fault in them at once."""

from collections.abc import Iterable
from typing import get_args

from survey_app.core.questionnaire import modules
from survey_app.core.questionnaire.bank import (
    GROUP_PLACEHOLDER,
    Bank,
    BankConstruct,
    BankItem,
)
from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Kind,
    Module,
    ModuleKind,
    Option,
    Role,
    RuleGroup,
    Scale,
)
from survey_app.errors import Problem, Rejected
from survey_app.interchange.toml_reader import Reader
from survey_app.interchange.toml_source import read_toml

#: A question with more words is hard to hear once and answer.
MOST_WORDS = 20

_ITEM_KEYS = (
    *("id", "text", "kind", "scale", "reverse", "sensitive", "options", "several"),
    *("group", "group_name", "role", "site", "parent", "monitor"),
)


def read_banks(files: Iterable[tuple[str, bytes]]) -> Bank:
    """Return the banks in (name, content) files as one, or raise Rejected."""
    faults: list[Problem] = []
    readers = []
    for name, content in files:
        try:
            source = read_toml(name, content)
        except Rejected as rejected:
            faults += rejected.problems
        else:
            readers.append((name.removesuffix(".toml"), Reader(source, source.values)))
    # Scales first, from every file: items may stand before the scale they name.
    bank = Bank()
    for name, reader in readers:
        reader.only(
            *("title", "domains", "scales", "constructs", "items", "rule_groups"),
            "modules",
        )
        if "title" in reader.values:
            bank.titles[name] = reader.labels("title")
        for scale_id, inside in reader.named("scales"):
            _keep(bank.scales, scale_id, _scale(scale_id, inside), inside)
        bank.domains.update(
            (d, reader.table("domains").labels(d))
            for d in reader.table("domains").values
        )
    for name, reader in readers:
        _read_items(bank, name, reader)
    for _, reader in readers:
        faults += reader.faults
    if faults:
        raise Rejected(faults)
    return bank


def _read_items(bank: Bank, name: str, reader: Reader) -> None:
    for inside in reader.entries("constructs"):
        found = _construct(bank, name, inside)
        _keep(bank.constructs, found.construct.construct_id, found, inside)
    for inside in reader.entries("items"):
        _keep_item(bank, _item(bank, name, inside, None), inside)
    for inside in reader.entries("rule_groups"):
        _rule_group(bank, inside)
    for inside in reader.entries("modules"):
        found_module = _module(bank, name, inside)
        _keep(bank.modules, found_module.module_id, found_module, inside)


def _keep(known: dict, key: str, found: object, reader: Reader) -> None:  # type: ignore[type-arg]
    if key and key in known:
        reader.fault("bank.id_twice", "id", id=key)
    known.setdefault(key, found)


def _keep_item(bank: Bank, found: BankItem, reader: Reader) -> None:
    _keep(bank.items, found.item.item_id, found, reader)
    if found.item.group:
        bank.group_names[found.item.group] = _needed(reader, "group_name")


def _scale(scale_id: str, reader: Reader) -> Scale:
    reader.only("about", "codes", "labels", "positive")
    codes, labels = reader.texts("codes"), reader.texts("labels")
    positive = reader.texts("positive")
    if len(codes) < 2 or len(set(codes)) < len(codes):
        reader.fault("scale.codes", "codes", scale=scale_id)
    if len(labels) != len(codes):
        facts = {"labels": len(labels), "codes": len(codes), "language": "en"}
        reader.fault("scale.labels", "labels", scale=scale_id, **facts)
    for code in set(positive) - set(codes):
        reader.fault("scale.positive", "positive", scale=scale_id, code=code)
    pairs = zip(codes, labels, strict=False)
    options = tuple(Option(code, {"en": label}) for code, label in pairs)
    return Scale(scale_id, options, positive)


def _construct(bank: Bank, name: str, reader: Reader) -> BankConstruct:
    reader.only(
        *("id", "domain", "name", "higher", "inspired", "sensitive", "index", "items")
    )
    construct_id, domain = reader.text("id"), reader.text("domain")
    if domain and domain not in bank.domains:
        known = ", ".join(bank.domains)
        reader.fault("bank.domain_unknown", "domain", domain=domain, known=known)
    items = []
    for inside in reader.entries("items"):
        found = _item(bank, name, inside, construct_id, _is_sensitive(reader))
        _keep_item(bank, found, inside)
        items.append(found.item.item_id)
    if len(items) < 2:
        reader.fault("bank.construct_too_small", id=construct_id)
    construct = Construct(
        construct_id,
        domain,
        _needed(reader, "name"),
        _needed(reader, "higher"),
        tuple(items),
        sensitive=_is_sensitive(reader),
    )
    where = reader.source.where(*reader.path)
    has_index = reader.values.get("index", True) is True
    return BankConstruct(construct, name, where, reader.text("inspired"), has_index)


def _module(bank: Bank, name: str, reader: Reader) -> Module:
    reader.only(
        *("id", "kind", "name", "sensitive", "sides", "truthful", "yes"), "items"
    )
    items = []
    for inside in reader.entries("items"):
        found = _item(bank, name, inside, None, _is_sensitive(reader))
        _keep_item(bank, found, inside)
        items.append(found.item.item_id)
    kind: ModuleKind | None = reader.choice("kind", get_args(ModuleKind))  # type: ignore[assignment]
    if kind is None and "kind" not in reader.values:
        reader.fault("toml.missing_key", "kind", key="kind")
    module = Module(
        reader.text("id"),
        kind or "list",
        _needed(reader, "name"),
        tuple(items),
        **{key: reader.count(key) for key in ("sides", "truthful", "yes")},
    )
    known = {each: bank.items[each].item for each in items if each in bank.items}
    for problem in modules.faults(module, known, bank.scales):
        reader.fault(problem.code, **problem.facts)
    return module


def _is_sensitive(reader: Reader) -> bool:
    return reader.values.get("sensitive") is True


def _item(
    bank: Bank,
    name: str,
    reader: Reader,
    construct: str | None,
    sensitive: bool = False,
) -> BankItem:
    reader.only(*_ITEM_KEYS)
    kind = _kind(reader)
    scale = reader.optional("scale")
    if scale is not None and scale not in bank.scales:
        known = ", ".join(bank.scales)
        reader.fault("scale.unknown", "scale", scale=scale, known=known)
    text = _needed(reader, "text")
    _check_text(reader, text.get("en", ""))
    if reader.flag("reverse") and kind != "scored":
        reader.fault("bank.reverse_without_need", "reverse")
    item = Item(
        item_id=reader.text("id"),
        kind=kind,
        text=text,
        scale=scale,
        options=_options(reader),
        reverse=reader.flag("reverse"),
        sensitive=sensitive or reader.flag("sensitive"),
        group=reader.optional("group"),
        role=reader.choice("role", get_args(Role)),  # type: ignore[arg-type]
    )
    is_site = reader.flag("site")
    if kind in ("choice", "choices") and not (item.options or scale or is_site):
        reader.fault("bank.no_options", "options")
    return BankItem(
        item,
        name,
        reader.source.where(*reader.path),
        construct,
        is_site,
        reader.optional("parent"),
        reader.optional("monitor"),
    )


def _kind(reader: Reader) -> Kind:
    """Return the kind named, else the one that options or a scale make of the item."""
    named: Kind | None = reader.choice("kind", get_args(Kind))  # type: ignore[assignment]
    if named:
        return named
    if reader.flag("several"):
        return "choices"
    return "scored" if "scale" in reader.values else "choice"


def _options(reader: Reader) -> tuple[Option, ...]:
    found = []
    for inside in reader.entries("options"):
        inside.only("code", "label", "people")
        label, people = _needed(inside, "label"), inside.labels("people")
        found.append(Option(inside.text("code"), label, people))
    if len({option.code for option in found}) < len(found):
        reader.fault("bank.option_twice", "options")
    return tuple(found)


def _check_text(reader: Reader, text: str) -> None:
    # Statements of a list stand on lines of their own, and are heard one by one.
    words = max((len(line.split()) for line in text.splitlines()), default=0)
    if words > MOST_WORDS:
        reader.fault("bank.text_too_long", "text", words=words, most=MOST_WORDS)
    bare = text.replace(GROUP_PLACEHOLDER, "")
    if "{" in bare or "}" in bare:
        reader.fault("bank.unknown_placeholder", "text", known=GROUP_PLACEHOLDER)


def _needed(reader: Reader, key: str) -> dict[str, str]:
    """Return words that must be there in English; catalogues hold the others."""
    labels = reader.labels(key)
    if not labels.get("en"):
        reader.fault("bank.text_missing", key, key=key)
    return labels


def _rule_group(bank: Bank, reader: Reader) -> None:
    reader.only("group", "group_name", "items", "groups")
    group, items = reader.text("group"), reader.texts("items")
    for item_id in items:
        if item_id not in bank.items:
            reader.fault("bank.item_unknown", "items", id=item_id)
    found = []
    for inside in reader.entries("groups"):
        inside.only("code", "people", "in", "match")
        match = inside.choice("match", ("any", "all")) or "any"
        codes = list(inside.texts("in"))
        rule = {match: [{"item": item_id, "in": codes} for item_id in items]}
        code, people = inside.text("code"), _needed(inside, "people")
        found.append(RuleGroup(code, people, rule))
    if group in bank.rule_groups or group in bank.group_names:
        reader.fault("bank.id_twice", "group", id=group)
    bank.rule_groups[group] = tuple(found)
    bank.group_names[group] = _needed(reader, "group_name")
