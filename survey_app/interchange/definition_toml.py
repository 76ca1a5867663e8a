"""Reads the definition of an instrument that somebody wrote in TOML."""

from typing import Any

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
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
    )
    found = Definition(
        name=reader.text("name"),
        title=reader.labels("title"),
        languages=reader.texts("languages"),
        constructs=reader.texts("constructs"),
        items=reader.texts("items"),
        groups=reader.texts("groups"),
        crossings=_crossings(reader),
        site_groups=tuple(
            Option(inside.text("code"), inside.labels("label"), inside.labels("people"))
            for inside in reader.entries("site_groups")
        ),
        ask={item: _rule(reader, item) for item in reader.table("ask").values},
        order=reader.texts("order"),
        confirmatory=reader.texts("confirmatory"),
        modules=reader.texts("modules"),
    )
    reader.done()
    return found


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
