"""Watching: read every indicator, judge it by every rule, and say what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from survey_app.core.warning import rehearsal, tracing
from survey_app.core.warning.baselines import PER_YEAR
from survey_app.core.warning.finding import find
from survey_app.core.warning.indicators import Indicator, in_order
from survey_app.core.warning.judging import (
    Evidence,
    Failure,
    Judgement,
    Test,
    combined,
    weighed,
)
from survey_app.core.warning.rehearsal import Finding, Record, Rehearsed
from survey_app.core.warning.rules import FAMILY, RINGING, Rule
from survey_app.core.warning.series import Cell
from survey_app.errors import SurveyError
from survey_app.services import indicators, measuring
from survey_app.services.measuring import Measured
from survey_app.store import alerts
from survey_app.store import indicators as registry
from survey_app.store import watching as store
from survey_app.store.database import Database, writing
from survey_app.store.watching import Evaluation


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation found, and which judgements say something else than before.

    `changed` are (judgement before, None where there was none; judgement now).
    """

    evaluation: Evaluation
    judged: list[Judgement]
    changed: list[tuple[Judgement | None, Judgement]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a rule would have fared: in the past, and in histories where nothing was."""

    rule: Rule
    series: int
    past: list[Judgement]
    record: Record
    simulated: Rehearsed


def evaluate(db: Database, today: date) -> Evaluated:
    """Read all indicators, judge them by all rules that are on, and keep both.

    Doing it again changes nothing. A rule that fails is kept as not judged, with the
    code of why, and keeps no other from being judged.
    """
    measured, failures = _measured(db, today)
    return _judge(db, measured, failures, today)


def evaluate_kept(db: Database, today: date) -> Evaluated:
    """Judge the readings there are, without reading any source again."""
    measured = {
        each.indicator_id: Measured(list(store.readings(db, each)))
        for each in registry.everything(db)
    }
    return _judge(db, measured, {}, today)


def _measured(
    db: Database, today: date
) -> tuple[dict[str, Measured], dict[str, Failure]]:
    """Read every indicator and keep its readings; return those, and what failed."""
    found: dict[str, Measured] = {}
    failures: dict[str, Failure] = {}
    for each in in_order(registry.everything(db)):
        try:
            found[each.indicator_id] = measuring.measure(db, each, found, today)
        except SurveyError as error:
            failures[each.indicator_id] = _failure(error)
            continue
        with writing(db):
            store.replace_readings(db, each, found[each.indicator_id].series)
    return found, failures


def _judge(
    db: Database,
    measured: dict[str, Measured],
    failures: dict[str, Failure],
    today: date,
) -> Evaluated:
    known = {each.indicator_id: each for each in registry.everything(db)}
    rules = [each for each in registry.rules(db) if each.is_on]
    tests: dict[str, list[Test]] = {}
    failed: dict[str, Failure] = {}
    for rule in rules:
        missing = [part for part in (rule.indicator, rule.beside) if part in failures]
        if missing:
            failed[rule.rule_id] = failures[missing[0]]
        elif rule.kind != "combined":
            _try(rule, known, measured, (tests, failed), today)
    judged = weighed(tests)
    judged += [_not_judged(name, failure, today) for name, failure in failed.items()]
    for rule in rules:
        if rule.kind == "combined":
            judged += combined(rule, judged, today)
    return _kept(db, judged, rules, (measured, failed | failures), today)


def _try(
    rule: Rule,
    known: dict[str, Indicator],
    measured: dict[str, Measured],
    found: tuple[dict[str, list[Test]], dict[str, Failure]],
    today: date,
) -> None:
    """Judge by one rule, or note that it failed."""
    tests, failed = found
    if rule.kind == "report":
        return
    beside = measured[rule.beside].series if rule.beside else []
    cases = measured[rule.indicator].cases(beside)
    try:
        tests[rule.rule_id] = find(rule, known[rule.indicator], cases, today)
    except (ArithmeticError, ValueError):
        # Numbers no rule was made for must not keep others from being judged.
        failed[rule.rule_id] = Failure("watching.numbers")


def _failure(error: SurveyError) -> Failure:
    return Failure(error.code, {name: str(fact) for name, fact in error.facts.items()})


def _not_judged(rule_id: str, failure: Failure, today: date) -> Judgement:
    evidence = Evidence(failure=failure)
    period = today.isoformat()
    return Judgement(rule_id, Cell(), period, today, "not_judged", evidence)


def _kept(
    db: Database,
    judged: list[Judgement],
    rules: Sequence[Rule],
    found: tuple[dict[str, Measured], dict[str, Failure]],
    today: date,
) -> Evaluated:
    measured, failures = found
    before = store.last_verdicts(db)
    changed = [
        (was, each)
        for each in judged
        if (was := before.get((each.rule_id, each.cell))) is None
        or was.verdict != each.verdict
    ]
    evaluation = Evaluation(
        day=today,
        rules=len(rules),
        series=sum(len(each.series) for each in measured.values()),
        rung=sum(each.verdict in RINGING for each in judged),
        failures=failures,
    )
    with writing(db):
        store.keep_verdicts(db, judged, today)
        store.keep_evaluation(db, evaluation)
    return Evaluated(evaluation, judged, changed)


def rehearse(
    db: Database, rule: Rule, today: date, rng: np.random.Generator, histories: int
) -> Rehearsal:
    """Return what a rule would have said of the past, and how often it cries wolf.

    It need not be on. Raise NotFound or Unanswerable where its indicator has no
    readings to rehearse on.
    """
    indicator = indicators.get(db, rule.indicator)
    series = list(store.readings(db, indicator))
    if not series:
        measured, failures = _measured(db, today)
        if rule.indicator in failures:
            raise SurveyError("rule.nothing_to_rehearse", rule=rule.rule_id)
        series = measured[rule.indicator].series
    past = rehearsal.replayed(rule, indicator, series)
    record = rehearsal.tracked(past, registry.happened(db), today)
    simulated = rehearsal.rehearsed(rule, indicator, series, rng, histories)
    return Rehearsal(rule, len(series), past, record, simulated)


def record(db: Database, rule: Rule, today: date) -> Record:
    """Return how the alerts of a rule fared since it is on."""
    judged = store.history(db, rule.rule_id)
    found = [
        Finding(each.cell, each.alert.since.date(), each.alert.outcome == "true")
        for each in alerts.everything(db)
        if each.rule_id == rule.rule_id
        and not each.is_drill
        and each.alert.outcome in ("true", "false")
    ]
    return rehearsal.tracked(judged, registry.happened(db), today, found=found)


def false_alarms_a_year(db: Database) -> float:
    """Return how many false alerts a year are to be expected of all rules that are on.

    The tests of one period share FAMILY; each trend rule adds what its limits give.
    """
    known = {each.indicator_id: each for each in registry.everything(db)}
    rules = [each for each in registry.rules(db) if each.is_on]
    shared = {
        known[rule.indicator].frequency
        for rule in rules
        if rule.indicator in known and rule.kind not in ("trend", "silence")
    }
    expected = sum(FAMILY * PER_YEAR[frequency] for frequency in shared)
    for rule in rules:
        indicator = known.get(rule.indicator)
        if rule.kind == "trend" and indicator is not None:
            series = sum(1 for _ in store.readings(db, indicator))
            each = tracing.expected_false_alarms(rule, series)
            expected += each * PER_YEAR[indicator.frequency]
    return expected
