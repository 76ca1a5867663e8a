"""The map that says how a file collected elsewhere becomes responses of one round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from survey_app.core.questionnaire import modules
from survey_app.core.questionnaire.instrument import (
    MISSING,
    Construct,
    Instrument,
    Item,
    Kind,
    Labels,
    Module,
    ModuleKind,
    Option,
    Scale,
)
from survey_app.core.sampling.fieldwork import Clusters, Sample
from survey_app.interchange.toml_reader import Reader
from survey_app.interchange.toml_source import read_toml

#: Columns of the file that say something of the response rather than an answer.
FACTS = ("id", "weight", "stratum", "psu", "fpc", "enumerator", "date")


@dataclass(frozen=True, slots=True)
class CodeMap:
    """A column whose values are translated: by code or by the file's own labels."""

    column: str
    codes: dict[str, str]
    match: Literal["code", "label"] = "code"
    missing: dict[str, str] = field(default_factory=dict)
    #: Words for what the column holds and, by our code, for each value.
    label: Labels = field(default_factory=dict)
    people: dict[str, Labels] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappedItem:
    """A column that becomes the answers of an item; no scale: a number.

    `codes` are the scale's code for each value, none: values are the codes themselves.
    Of `kind` choices a cell holds several values with blanks between, or each option
    has one of `columns`.
    """

    item_id: str
    column: str
    scale: str | None
    reverse: bool
    sensitive: bool
    construct: str | None
    label: Labels
    missing: dict[str, str]
    kind: Kind = "scored"
    codes: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A checked map. `columns` are the file's columns for the facts that it names."""

    survey: str
    round_name: str
    columns: dict[str, str]
    clusters: Clusters | None
    encoding: str | None
    sheet: str | None
    date_format: str | None
    language: CodeMap | None
    scales: dict[str, Scale]
    items: tuple[MappedItem, ...]
    groups: dict[str, CodeMap]
    construct_names: dict[str, Labels]
    confirmatory: tuple[str, ...] = ()
    sample: Sample | None = None
    modules: tuple[Module, ...] = ()


def read_map(name: str, content: bytes) -> ImportMap:
    """Return the map in a TOML file, or raise Rejected with all its faults."""
    source = read_toml(name, content)
    reader = Reader(source, source.values)
    reader.only(
        *("survey", "round", "clusters", "missing", "language", "scales", "items"),
        *("groups", "constructs", "encoding", "sheet", "date_format", *FACTS),
        *("confirmatory", "sample", "modules"),
    )
    missing = _missing(reader)
    scales = {scale: _scale(scale, inside) for scale, inside in reader.named("scales")}
    clusters = reader.choice("clusters", ("same", "new", "mixed"))
    found = ImportMap(
        survey=reader.text("survey"),
        round_name=reader.text("round"),
        columns={fact: reader.text(fact) for fact in FACTS if _has(reader, fact)},
        clusters=cast(Clusters | None, clusters),
        encoding=reader.optional("encoding"),
        sheet=reader.optional("sheet"),
        date_format=reader.optional("date_format"),
        language=_language(reader, missing),
        scales=scales,
        items=tuple(
            _item(item, inside, scales, missing)
            for item, inside in reader.named("items")
        ),
        groups={
            group: _code_map(inside, missing)
            for group, inside in reader.named("groups")
        },
        construct_names={
            construct: inside.labels("name")
            for construct, inside in reader.named("constructs")
        },
        confirmatory=reader.texts("confirmatory"),
        sample=cast(Sample | None, reader.choice("sample", get_args(Sample))),
        modules=tuple(_module(*named) for named in reader.named("modules")),
    )
    _check_names(reader, found)
    _check_modules(reader, found)
    reader.done()
    return found


def instrument(
    import_map: ImportMap, labels: Mapping[str, Mapping[str, str]]
) -> Instrument:
    """Return the instrument a map describes; `labels` are the file's, by our codes.

    `labels` names for each group the words the file has for each of our codes.
    """
    items = [_as_item(each, import_map.modules) for each in import_map.items]
    groups = [
        _as_group(group, mapped, labels.get(group, {}))
        for group, mapped in import_map.groups.items()
    ]
    members: dict[str, list[str]] = {}
    for each in import_map.items:
        if each.construct:
            members.setdefault(each.construct, []).append(each.item_id)
    return Instrument(
        name=import_map.survey,
        title={"en": import_map.survey},
        languages=("en",),
        items=(*items, *groups),
        scales=import_map.scales,
        constructs=tuple(
            Construct(
                name, "", import_map.construct_names.get(name, {}), {}, tuple(inside)
            )
            for name, inside in members.items()
        ),
        group_names={g: mapped.label for g, mapped in import_map.groups.items()},
        confirmatory=import_map.confirmatory,
        modules=import_map.modules,
    )


def _as_item(mapped: MappedItem, found: tuple[Module, ...]) -> Item:
    halves = [module.items[0] for module in found if module.kind == "list"]
    return Item(
        mapped.item_id,
        mapped.kind,
        mapped.label,
        scale=mapped.scale,
        reverse=mapped.reverse,
        sensitive=mapped.sensitive,
        role="half" if mapped.item_id in halves else None,
        ask=modules.rule_of_half(found, mapped.item_id),
    )


def _as_group(group: str, mapped: CodeMap, labels: Mapping[str, str]) -> Item:
    codes = dict.fromkeys(mapped.codes.values())
    options = tuple(
        Option(code, {"en": labels.get(code, code)}, mapped.people.get(code, {}))
        for code in codes
    )
    return Item(group, "choice", mapped.label, options=options, group=group)


def _has(reader: Reader, fact: str) -> bool:
    return fact == "id" or fact in reader.values


def _missing(reader: Reader) -> dict[str, str]:
    codes = reader.codes("missing")
    for code, kind in codes.items():
        if kind not in MISSING:
            known = ", ".join(MISSING)
            reader.fault("map.unknown_missing", "missing", code, kind=kind, known=known)
    return codes


def _scale(scale_id: str, reader: Reader) -> Scale:
    reader.only("codes", "labels", "positive")
    codes = reader.texts("codes")
    positive = reader.texts("positive")
    if len(codes) < 2 or len(set(codes)) < len(codes):
        reader.fault("scale.codes", "codes", scale=scale_id)
    for code in positive:
        if code not in codes:
            reader.fault("scale.positive", "positive", scale=scale_id, code=code)
    words = {
        language: reader.table("labels").texts(language)
        for language in reader.table("labels").values
    }
    for language, each in words.items():
        if len(each) != len(codes):
            facts = {"labels": len(each), "codes": len(codes), "language": language}
            reader.fault("scale.labels", "labels", language, scale=scale_id, **facts)
            return Scale(scale_id, ())
    options = tuple(
        Option(code, {language: each[place] for language, each in words.items()})
        for place, code in enumerate(codes)
    )
    return Scale(scale_id, options, positive)


def _item(
    item_id: str, reader: Reader, scales: Mapping[str, Scale], missing: dict[str, str]
) -> MappedItem:
    reader.only(
        *("column", "columns", "scale", "kind", "construct", "label"),
        *("reverse", "sensitive", "missing", "codes"),
    )
    kind = reader.choice("kind", ("number", "scored", "choice", "choices"))
    scale = reader.optional("scale")
    if scale is None and kind != "number":
        reader.fault("map.item_without_scale", item=item_id)
    elif scale is not None and kind == "number":
        reader.fault("map.number_with_scale", "scale", item=item_id)
    elif scale is not None and scale not in scales:
        known = ", ".join(scales)
        reader.fault("scale.unknown", "scale", scale=scale, known=known)
        scale = None
    own = missing | _missing(reader)
    if kind not in (None, "scored") and "construct" in reader.values:
        reader.fault("map.number_in_construct", "construct", item=item_id)
    on_scale = scales[scale].codes if scale else ()
    codes = reader.codes("codes")
    for code in codes.values():
        if code not in on_scale:
            facts = {"item": item_id, "code": code, "known": ", ".join(on_scale)}
            reader.fault("map.code_not_on_scale", "codes", **facts)
    _check_conflicts(reader, item_id, codes or on_scale, own)
    columns = _split_columns(reader, item_id, kind, on_scale)
    return MappedItem(
        item_id,
        column="" if columns else reader.text("column"),
        scale=scale,
        reverse=reader.flag("reverse"),
        sensitive=reader.flag("sensitive"),
        construct=reader.optional("construct"),
        label=reader.labels("label"),
        missing=own,
        kind=cast(Kind, kind or "scored") if scale else "number",
        codes=codes,
        columns=columns,
    )


def _split_columns(
    reader: Reader, item_id: str, kind: str | None, on_scale: Sequence[str]
) -> dict[str, str]:
    """Return the column of each option, where a file has one for each."""
    columns = reader.codes("columns")
    if columns and kind != "choices":
        reader.fault("map.columns_of_one", "columns", item=item_id)
    for code in columns:
        if code not in on_scale and code not in MISSING:
            facts = {"item": item_id, "code": code, "known": ", ".join(on_scale)}
            reader.fault("map.code_not_on_scale", "columns", **facts)
    return columns


def _module(module_id: str, reader: Reader) -> Module:
    reader.only("kind", "name", "items", "sides", "truthful", "yes")
    kind = reader.choice("kind", get_args(ModuleKind))
    if "kind" not in reader.values:
        reader.fault("toml.missing_key", "kind", key="kind")
    return Module(
        module_id,
        cast(ModuleKind, kind or "list"),
        reader.labels("name"),
        reader.texts("items"),
        **{key: reader.count(key) for key in ("sides", "truthful", "yes")},
    )


def _check_conflicts(
    reader: Reader, item_id: str, codes: Iterable[str], missing: Mapping[str, str]
) -> None:
    for code in set(codes) & set(missing):
        facts = {"item": item_id, "code": code, "kind": missing[code]}
        reader.fault("map.code_and_missing", **facts)


def _language(reader: Reader, missing: dict[str, str]) -> CodeMap | None:
    if "language" not in reader.values:
        return None
    return _code_map(reader.table("language"), missing)


def _code_map(reader: Reader, missing: dict[str, str]) -> CodeMap:
    reader.only("column", "codes", "match", "missing", "label", "people")
    codes = reader.codes("codes")
    if not codes:
        reader.fault("map.no_codes", "codes")
    match = reader.choice("match", ("code", "label"))
    people = reader.table("people")
    return CodeMap(
        column=reader.text("column"),
        codes=codes,
        match="label" if match == "label" else "code",
        missing=missing | _missing(reader),
        label=reader.labels("label"),
        people={code: people.labels(code) for code in people.values},
    )


def _check_names(reader: Reader, found: ImportMap) -> None:
    if not found.items:
        reader.fault("map.no_items", "items")
    for name in {item.item_id for item in found.items} & set(found.groups):
        reader.fault("map.name_twice", "groups", name, name=name)
    items = {item.item_id for item in found.items}
    for construct in {item.construct or "" for item in found.items} & items:
        reader.fault("map.name_twice", "items", construct, name=construct)


def _check_modules(reader: Reader, found: ImportMap) -> None:
    items = {each.item_id: _as_item(each, found.modules) for each in found.items}
    constructs = {each.construct for each in found.items if each.construct}
    for name in found.confirmatory:
        if name not in constructs:
            known = ", ".join(sorted(constructs))
            facts = {"name": name, "known": known}
            reader.fault("map.no_such_construct", "confirmatory", **facts)
    for module in found.modules:
        for problem in modules.faults(module, items, found.scales):
            reader.fault(problem.code, "modules", module.module_id, **problem.facts)
