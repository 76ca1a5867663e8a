"""Indicators and rules: take what somebody defined, keep it in versions, find it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from survey_app.core.warning.indicators import Indicator, faults
from survey_app.core.warning.rehearsal import Occurrence
from survey_app.core.warning.rules import POINTS, Rule
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.interchange.warning_toml import Watch
from survey_app.store import indicators as store
from survey_app.store.database import Database, writing

#: Letters of what is written about something that happened.
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Defined:
    """What a definition changed: new indicators, new versions of known ones, rules."""

    new: list[str]
    changed: list[str]
    rules: list[str]


def define(db: Database, watch: Watch, by: str, today: date) -> Defined:
    """Keep indicators and rules; raise Rejected with every fault, keeping nothing.

    An indicator that means something else than before is kept as a new version, whose
    series begins anew; the readings of the old one stay.
    """
    known = {each.indicator_id: each for each in store.everything(db)}
    found = faults(_together(known, watch.indicators), ())
    there = known | {each.indicator_id: each for each in watch.indicators}
    found += _rule_faults(watch, there, store.rules(db))
    if found:
        raise Rejected(found)
    new = [each for each in watch.indicators if each.indicator_id not in known]
    changed = [
        replace(each, version=before.version + 1)
        for each in watch.indicators
        if (before := known.get(each.indicator_id)) is not None
        and replace(each, version=before.version) != before
    ]
    with writing(db):
        for each in (*new, *changed):
            store.keep(db, each, by, today)
        for rule in watch.rules:
            store.keep_rule(db, rule, by, today)
    return Defined(_ids(new), _ids(changed), [rule.rule_id for rule in watch.rules])


def get(db: Database, indicator_id: str) -> Indicator:
    """Return the newest version of an indicator; raise NotFound."""
    for each in store.everything(db):
        if each.indicator_id == indicator_id:
            return each
    known = ", ".join(_ids(store.everything(db)))
    raise NotFound("indicator.unknown", indicator=indicator_id, known=known)


def rule(db: Database, rule_id: str) -> Rule:
    """Return a rule; raise NotFound."""
    for each in store.rules(db):
        if each.rule_id == rule_id:
            return each
    known = ", ".join(each.rule_id for each in store.rules(db))
    raise NotFound("rule.unknown", rule=rule_id, known=known)


def switch(db: Database, rule_id: str, by: str, today: date, *, is_on: bool) -> None:
    """Switch a rule on or off; raise NotFound."""
    store.keep_rule(db, replace(rule(db, rule_id), is_on=is_on), by, today)


def note(db: Database, occurrence: Occurrence, what: str, by: str, today: date) -> None:
    """Keep that something really happened, by which alerts are counted as true.

    Raise Rejected where the day is yet to come, or the text too long.
    """
    problems = []
    if occurrence.on > today:
        facts = {"day": occurrence.on.isoformat()}
        problems.append(Problem("day", "watching.day_to_come", facts))
    if len(what) > LONGEST_NOTE:
        problems.append(Problem("what", "watching.note_long", {"most": LONGEST_NOTE}))
    if problems:
        raise Rejected(problems)
    store.add_occurrence(db, occurrence, what.strip(), by, today)


def _together(
    known: dict[str, Indicator], given: Sequence[Indicator]
) -> list[Indicator]:
    """Return the indicators there would be, given ones in place of known ones."""
    ids = {each.indicator_id for each in given}
    return [*given, *(each for name, each in known.items() if name not in ids)]


def _rule_faults(
    watch: Watch, there: dict[str, Indicator], kept: Sequence[Rule]
) -> Iterable[Problem]:
    rules = {each.rule_id: each for each in (*kept, *watch.rules)}
    for each in watch.rules:
        where = each.rule_id
        names = [name for name in (each.indicator, each.beside) if name]
        if each.kind not in ("combined", "report") and not each.indicator:
            yield Problem(where, "rule.no_indicator", {"rule": where})
        for name in names:
            if name not in there:
                facts = {"rule": where, "indicator": name}
                yield Problem(where, "rule.unknown_indicator", facts)
        if each.indicator in there:
            yield from _missing_limits(each, there[each.indicator])
        if each.kind == "combined" and len(each.rules) < 2:
            yield Problem(where, "rule.too_few_legs", {"rule": where})
        for leg in each.rules:
            other = rules.get(leg)
            if other is None or other.kind == "combined":
                yield Problem(where, "rule.leg", {"rule": where, "leg": leg})


def _missing_limits(rule: Rule, indicator: Indicator) -> Iterable[Problem]:
    """Yield the settings a rule about a number in its own unit must set itself."""
    if indicator.is_points:
        return
    given = {*rule.settings, *(indicator.thresholds if rule.kind == "level" else ())}
    for name in POINTS.get(rule.kind, ()):
        if name not in given:
            facts = {"rule": rule.rule_id, "setting": name}
            yield Problem(rule.rule_id, "rule.no_limit", facts)


def _ids(indicators: Iterable[Indicator]) -> list[str]:
    return [each.indicator_id for each in indicators]
