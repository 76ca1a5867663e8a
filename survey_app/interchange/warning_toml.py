"""Reads indicators and rules that somebody wrote in TOML."""

from dataclasses import dataclass
from datetime import date
from math import isfinite

from survey_app.core.warning.indicators import (
    BETTER,
    SIDES,
    SOURCES,
    Indicator,
    Source,
    Target,
)
from survey_app.core.warning.rules import KINDS, SETTINGS, Rule
from survey_app.interchange.toml_reader import Reader
from survey_app.interchange.toml_source import nearest, read_toml


@dataclass(frozen=True, slots=True)
class Watch:
    """What a file defines: indicators, and rules that watch them."""

    indicators: list[Indicator]
    rules: list[Rule]


def read_watch(name: str, content: bytes) -> Watch:
    """Return what a TOML file defines; raise Rejected with all faults of its form."""
    source = read_toml(name, content)
    reader = Reader(source, source.values)
    reader.only("indicators", "rules")
    indicators = [_indicator(*each) for each in reader.named("indicators")]
    rules = [_rule(*each) for each in reader.named("rules")]
    reader.done()
    return Watch(indicators, rules)


def _indicator(name: str, reader: Reader) -> Indicator:
    reader.only(
        *("name", "definition", "unit", "source", "side", "better", "frequency"),
        *("owner", "baseline", "target", "thresholds"),
    )
    thresholds = reader.table("thresholds")
    thresholds.only("watch", "alert", "critical")
    return Indicator(
        indicator_id=name,
        name=reader.labels("name"),
        source=_source(reader.table("source")),
        definition=reader.labels("definition"),
        unit=reader.labels("unit"),
        side=reader.choice("side", SIDES) or "risk",  # type: ignore[arg-type]
        better=reader.choice("better", BETTER) or "higher",  # type: ignore[arg-type]
        frequency=reader.text("frequency", "quarter"),
        owner=reader.text("owner", ""),
        baseline=_number(reader, "baseline") if "baseline" in reader.values else None,
        target=_target(reader) if "target" in reader.values else None,
        thresholds={key: _number(thresholds, key) for key in thresholds.values},
    )


def _source(reader: Reader) -> Source:
    reader.only("kind", "survey", "of", "by", "dataset", "series", "how")
    of = reader.values.get("of", [])
    return Source(
        kind=reader.choice("kind", SOURCES) or "measure",  # type: ignore[arg-type]
        survey=reader.text("survey", ""),
        of=(reader.text("of"),) if isinstance(of, str) else reader.texts("of"),
        by=reader.text("by", ""),
        dataset=reader.text("dataset", ""),
        series=reader.text("series", ""),
        how=reader.text("how", ""),
    )


def _target(reader: Reader) -> Target | None:
    inside = reader.table("target")
    inside.only("value", "by")
    day = inside.values.get("by")
    if not isinstance(day, date):
        inside.fault("watching.not_a_day", "by", key="by")
        day = date.max
    return Target(_number(inside, "value"), day)


def _rule(name: str, reader: Reader) -> Rule:
    reader.only("kind", "indicator", "settings", "rules", "beside", "on")
    kind = reader.choice("kind", KINDS) or "level"
    settings = reader.table("settings")
    known = SETTINGS[kind]  # type: ignore[index]
    for key in settings.values:
        if key not in known:
            like = nearest(key, list(known)) or ", ".join(known)
            settings.fault("watching.setting", key, key=key, kind=kind, known=like)
    return Rule(
        rule_id=name,
        kind=kind,  # type: ignore[arg-type]
        indicator=reader.text("indicator", ""),
        settings={key: _number(settings, key) for key in settings.values},
        rules=reader.texts("rules"),
        beside=reader.text("beside", ""),
        is_on=reader.flag("on"),
    )


def _number(reader: Reader, key: str) -> float:
    value = reader.values.get(key)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and isfinite(value)
    ):
        return float(value)
    reader.fault("watching.not_a_number", key, key=key)
    return 0.0
