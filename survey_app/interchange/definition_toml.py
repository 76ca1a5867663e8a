"""Reads the definition of an instrument that somebody wrote in TOML, and writes it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Construct,
    Item,
    Kind,
    Option,
    Scale,
)
from survey_app.core.questionnaire.routing import is_rule
from survey_app.interchange.toml_reader import Reader
from survey_app.interchange.toml_source import read_toml


def read_definition(name: str, content: bytes) -> Definition:
    """Return the definition in a TOML file, or raise Rejected with all its faults."""
    source = read_toml(name, content)
    reader = Reader(source, source.values)
    reader.only(
        *("name", "title", "languages", "constructs", "items", "groups"),
        *("crossings", "site_groups", "ask", "order", "confirmatory", "modules"),
        *("own_scales", "own_items", "own_constructs", "own_group_names"),
        "sensitive",
    )
    names = reader.table("own_group_names")
    found = Definition(
        name=reader.text("name"),
        title=reader.labels("title"),
        languages=reader.texts("languages"),
        constructs=reader.texts("constructs"),
        items=reader.texts("items"),
        groups=reader.texts("groups"),
        crossings=_crossings(reader),
        site_groups=_options(reader, "site_groups"),
        ask={item: _rule(reader, item) for item in reader.table("ask").values},
        order=reader.texts("order"),
        confirmatory=reader.texts("confirmatory"),
        modules=reader.texts("modules"),
        own_scales=tuple(_scale(*each) for each in reader.named("own_scales")),
        own_items=tuple(map(_item, reader.entries("own_items"))),
        own_constructs=tuple(map(_construct, reader.entries("own_constructs"))),
        own_group_names={group: names.labels(group) for group in names.values},
        sensitive=reader.texts("sensitive"),
    )
    reader.done()
    return found


def write_definition(definition: Definition) -> str:
    """Return the definition as TOML that reads back as the same definition."""
    listed = ("languages", "constructs", "items", "groups", "order", "confirmatory")
    lines = [f"name = {_value(definition.name)}", f"title = {_value(definition.title)}"]
    for key in (*listed, "modules", "sensitive"):
        if found := getattr(definition, key):
            lines.append(f"{key} = {_value(found)}")
    if definition.crossings:
        pairs = [f"{one}*{other}" for one, other in definition.crossings]
        lines.append(f"crossings = {_value(pairs)}")
    for each in definition.site_groups:
        lines += ["", "[[site_groups]]", *_keys(_of_option(each))]
    for scale in definition.own_scales:
        options = list(map(_of_option, scale.options))
        values = {"options": options, "positive": scale.positive}
        lines += ["", f"[own_scales.{_text(scale.scale_id)}]", *_keys(values)]
    for item in definition.own_items:
        lines += ["", "[[own_items]]", *_keys(_of_item(item))]
    for construct in definition.own_constructs:
        lines += ["", "[[own_constructs]]", *_keys(_of_construct(construct))]
    for key in ("own_group_names", "ask"):
        if found := getattr(definition, key):
            table = (f"{_text(name)} = {_value(of)}" for name, of in found.items())
            lines += ["", f"[{key}]", *table]
    return "\n".join(lines) + "\n"


def _options(reader: Reader, key: str) -> tuple[Option, ...]:
    return tuple(
        Option(inside.text("code"), inside.labels("label"), inside.labels("people"))
        for inside in reader.entries(key)
    )


def _scale(scale_id: str, reader: Reader) -> Scale:
    reader.only("options", "positive")
    return Scale(scale_id, _options(reader, "options"), reader.texts("positive"))


def _item(reader: Reader) -> Item:
    reader.only(
        *("id", "kind", "text", "scale", "options", "reverse", "sensitive", "group")
    )
    kind: Kind | None = reader.choice("kind", get_args(Kind))  # type: ignore[assignment]
    scale = reader.optional("scale")
    return Item(
        item_id=reader.text("id"),
        kind=kind or ("scored" if scale else "choice"),
        text=reader.labels("text"),
        scale=scale,
        options=_options(reader, "options"),
        reverse=reader.flag("reverse"),
        sensitive=reader.flag("sensitive"),
        group=reader.optional("group"),
    )


def _construct(reader: Reader) -> Construct:
    reader.only("id", "domain", "name", "higher", "items", "sensitive")
    return Construct(
        reader.text("id"),
        reader.text("domain", ""),
        reader.labels("name"),
        reader.labels("higher"),
        reader.texts("items"),
        sensitive=reader.flag("sensitive"),
    )


def _of_option(option: Option) -> dict[str, object]:
    return {"code": option.code, "label": option.label, "people": option.people}


def _of_item(item: Item) -> dict[str, object]:
    return {
        "id": item.item_id,
        "kind": item.kind,
        "text": item.text,
        "scale": item.scale,
        "options": list(map(_of_option, item.options)),
        "reverse": item.reverse,
        "sensitive": item.sensitive,
        "group": item.group,
    }


def _of_construct(construct: Construct) -> dict[str, object]:
    return {
        "id": construct.construct_id,
        "domain": construct.domain,
        "name": construct.name,
        "higher": construct.higher,
        "items": construct.items,
        "sensitive": construct.sensitive,
    }


def _keys(values: Mapping[str, object]) -> Iterator[str]:
    """Yield a line for every key that has a value; what is not there is left out."""
    for key, value in values.items():
        if value:
            yield f"{_text(key)} = {_value(value)}"


def _value(value: object) -> str:
    """Return a text, truth, list or table as TOML writes it on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case Mapping():
            pairs = (f"{_text(key)} = {_value(of)}" for key, of in value.items())
            return f"{{{', '.join(pairs)}}}"
        case Iterable():
            return f"[{', '.join(map(_value, value))}]"
    raise TypeError(value)


#: Signs a basic string of TOML holds only as an escape.
_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\"} | {
    code: f"\\u{code:04x}" for code in (*range(32), 127)
}


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _crossings(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Return pairs of groupings written as "displacement*gender"."""
    pairs = []
    for text in reader.texts("crossings"):
        first, star, second = (part.strip() for part in text.partition("*"))
        if not (first and star and second):
            reader.fault("definition.crossing", "crossings", value=text)
        pairs.append((first, second))
    return tuple(pairs)


def _rule(reader: Reader, item: str) -> dict[str, Any]:
    rule = reader.table("ask").values[item]
    if not is_rule(rule):
        reader.fault("rule.malformed", "ask", item)
        return {"all": []}
    return dict(rule)
