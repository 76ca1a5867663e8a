"""Judging: what each rule finds in each cell, and what stands after all are weighed.

A test says what holds in any case and what holds if it is no chance find; that is
decided only once all tests of a round are known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from survey_app.core.estimation.intervals import benjamini_hochberg
from survey_app.core.warning.rules import FAMILY, RINGING, Rule, Verdict
from survey_app.core.warning.series import Cell, Series

#: Readings of a series that a judgement keeps to be drawn.
DRAWN = 24
_SEVERITY: dict[Verdict, int] = {
    "clear": 0, "not_judged": 1, "too_few": 2, "watch": 3, "alert": 4, "critical": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A point of a chart: a reading, and the limit that held for it."""

    period: str
    on: date
    value: float | None
    low: float | None = None
    high: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something could not be read or judged: a problem's code and its facts."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a verdict is what it is: what a chart and a sentence can be made of.

    `statistic` is compared with `limit`; `baseline` is what was usual. `p_adjusted` is
    p among all tests of the round. `needed`: people to ask for a fall that matters to
    show. `is_indicative`: rounds went to the same clusters.
    """

    value: float | None = None
    n: int | None = None
    baseline: float | None = None
    statistic: float | None = None
    limit: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    needed: int | None = None
    is_indicative: bool = False
    points: tuple[Drawn, ...] = ()
    #: For combined rules: the verdict of each leg.
    legs: Mapping[str, Verdict] = field(default_factory=dict)
    #: Why it could not be judged, where it could not.
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A rule's find in a cell: `plain` holds anyway, `tested` if p stays small."""

    cell: Cell
    period: str
    on: date
    plain: Verdict
    evidence: Evidence
    tested: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a cell in a period."""

    rule_id: str
    cell: Cell
    period: str
    on: date
    verdict: Verdict
    evidence: Evidence


def weighed(tests: Mapping[str, Sequence[Test]]) -> list[Judgement]:
    """Return the judgements of all rules (rule_id -> tests) of one evaluation.

    Tests of one period are one family: by Benjamini and Hochberg (1995) the chance of
    any false alarm in it is at most FAMILY while nothing changes, however many groups
    and indicators are looked at.
    """
    found = [(rule_id, test) for rule_id, each in tests.items() for test in each]
    adjusted = _adjusted([test for _, test in found])
    return [
        _settled(rule_id, test, p)
        for (rule_id, test), p in zip(found, adjusted, strict=True)
    ]


def _adjusted(tests: Sequence[Test]) -> list[float | None]:
    families: dict[str, list[int]] = {}
    for place, test in enumerate(tests):
        if test.evidence.p is not None:
            families.setdefault(test.period, []).append(place)
    found: list[float | None] = [None] * len(tests)
    for places in families.values():
        p = np.array([tests[place].evidence.p for place in places], dtype=np.float64)
        for place, each in zip(places, benjamini_hochberg(p), strict=True):
            found[place] = float(each)
    return found


def _settled(rule_id: str, test: Test, p_adjusted: float | None) -> Judgement:
    is_sure = p_adjusted is not None and p_adjusted < FAMILY
    verdict = test.tested if is_sure and test.tested else test.plain
    evidence = replace(test.evidence, p_adjusted=p_adjusted)
    return Judgement(rule_id, test.cell, test.period, test.on, verdict, evidence)


def combined(rule: Rule, judged: Iterable[Judgement], today: date) -> list[Judgement]:
    """Return what a combined rule says, from the judgements of the rules it names.

    Legs of the same cell belong together; a leg about everyone belongs to all cells.
    It alerts where all legs ring within `within` days of each other, and is critical
    where all of them alert. A leg that cannot tell leaves it untold.
    """
    legs: dict[str, list[Judgement]] = {name: [] for name in rule.rules}
    for each in judged:
        if each.rule_id in legs:
            legs[each.rule_id].append(each)
    cells = {each.cell for found in legs.values() for each in found}
    named = {cell for cell in cells if cell.by} or cells
    return [_joined(rule, legs, cell, today) for cell in sorted(named)]


def _joined(
    rule: Rule, legs: Mapping[str, Sequence[Judgement]], cell: Cell, today: date
) -> Judgement:
    newest = {name: _newest(each, cell) for name, each in legs.items()}
    known = [each for each in newest.values() if each is not None]
    verdicts: dict[str, Verdict] = {
        name: "not_judged" if each is None else each.verdict
        for name, each in newest.items()
    }
    on = max((each.on for each in known), default=today)
    apart = max(((on - each.on).days for each in known), default=0)
    evidence = Evidence(legs=verdicts)
    period = ", ".join(each.period for each in known)
    verdict = _together(list(verdicts.values()))
    if verdict in RINGING and apart > rule.setting("within"):
        verdict = "clear"
    return Judgement(rule.rule_id, cell, period, on, verdict, evidence)


def _newest(judged: Sequence[Judgement], cell: Cell) -> Judgement | None:
    """Return the newest judgement about a cell, of several the most severe."""
    about = [each for each in judged if each.cell.meets(cell)]
    key = lambda each: (each.on, _SEVERITY[each.verdict])  # noqa: E731 (used once)
    return max(about, key=key, default=None)


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    untold: list[Verdict] = [v for v in verdicts if v in ("too_few", "not_judged")]
    if any(v == "clear" for v in verdicts) or not verdicts:
        return "clear"
    if untold:
        return untold[0]
    return "critical" if "watch" not in verdicts else "alert"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that matters most; clear where there is none.

    >>> worst(["clear", "too_few", "watch"])
    'watch'
    """
    return max(verdicts, key=_SEVERITY.__getitem__, default="clear")


def grade(rules: int, sources: int, n: int | None) -> str:
    """Return how much an alert rests on, A to C, from what rings in one cell together.

    A: three sources, or two rules and 100 people; B: two rules or 50 people; else C.

    >>> grade(rules=1, sources=1, n=60)
    'B'
    """
    people = n or 0
    if sources >= 3 or (rules >= 2 and people >= 100):
        return "A"
    return "B" if rules >= 2 or people >= 50 else "C"


def points(series: Series, limits: Sequence[float | None] = ()) -> tuple[Drawn, ...]:
    """Return the newest readings of a series to be drawn, with the limits they had."""
    reach = 1.96  # a drawing shows about 95 %
    held = list(limits) or [None] * len(series.readings)
    found = []
    for each, limit in list(zip(series.readings, held, strict=True))[-DRAWN:]:
        spread = None if each.se is None else reach * each.se
        known = each.value is not None and spread is not None
        low = each.value - spread if known else None  # type: ignore[operator]
        high = each.value + spread if known else None  # type: ignore[operator]
        found.append(Drawn(each.period, each.on, each.value, low, high, limit))
    return tuple(found)
