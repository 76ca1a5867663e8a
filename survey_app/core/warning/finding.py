"""What each kind of rule finds in the newest reading of a cell.

Rules are written for numbers of which more is better; the others are turned round.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import ceil, isnan

import numpy as np

from survey_app.core.estimation.intervals import p_below, special_functions
from survey_app.core.warning import exact, tracing
from survey_app.core.warning.baselines import DAYS, PER_YEAR, Sampling, sampled
from survey_app.core.warning.indicators import Indicator
from survey_app.core.warning.judging import Evidence, Test, points
from survey_app.core.warning.rules import POINTS, Rule, RuleKind, Verdict
from survey_app.core.warning.series import Case, Reading, Series

#: A fall is found four times in five where it is so many standard errors (5 %).
POWER = 1.645 + 0.842

Finder = Callable[[Rule, Indicator, Sequence[Case], date], list[Test]]
_One = Callable[[Rule, Indicator, Case, Reading], Test]


def find(
    rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
) -> list[Test]:
    """Return the test of each case by a rule of one indicator, as of `today`.

    Cells without any reading are passed over, except by rules about silence.
    """
    return FINDERS[rule.kind](rule, indicator, cases, today)


def _each(one: _One) -> Finder:
    def finder(
        rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
    ) -> list[Test]:
        return [
            _unknown(case.series, last) if last.value is None
            else one(rule, indicator, case, last)
            for case in cases
            if (last := case.series.last) is not None
        ]  # fmt: skip

    return finder


def _unknown(series: Series, last: Reading) -> Test:
    """Return that a cell is too small to be shown, or nobody answered."""
    evidence = Evidence(n=last.n, points=points(series))
    return Test(series.cell, last.period, last.on, "too_few", evidence)


def _level(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    limits = {name: _points(rule, indicator, name) for name in POINTS["level"]}
    if indicator.thresholds:
        limits |= {k: v for k, v in indicator.thresholds.items() if k in limits}
    value, limit = float(last.value or 0), limits["watch"]
    below = indicator.sign * (value - limit) < 0
    p = _below(indicator, last, limits["alert"])
    deep = _below(indicator, last, limits["critical"])
    tested: Verdict = "critical" if deep is not None and deep < 0.05 else "alert"
    evidence = Evidence(
        value=value, n=last.n, limit=limit, p=p,
        points=points(case.series, [limit] * len(case.series.readings)),
    )  # fmt: skip
    plain: Verdict = "watch" if below else "clear"
    if p is None and below:  # nothing uncertain: a price, a count of everything
        critical = indicator.sign * (value - limits["critical"]) < 0
        plain = "critical" if critical else "alert"
    if _is_few(last.n, rule):
        plain, tested, evidence = "too_few", "too_few", _without_p(evidence)
    return Test(case.series.cell, last.period, last.on, plain, evidence, tested)


def _below(indicator: Indicator, last: Reading, limit: float) -> float | None:
    """Return the chance of a reading this bad if the truth were at the limit."""
    if not last.se or last.value is None:
        return None
    return _p_below(indicator.sign * (last.value - limit), last.se, last.df)


def _p_below(difference: float, se: float, df: int | None) -> float | None:
    if df is None:
        return float(special_functions().ndtr(difference / se))
    p = float(p_below(np.array(difference), np.array(se), df))
    return None if isnan(p) else p


def _points(rule: Rule, indicator: Indicator, name: str) -> float:
    return rule.setting(name, of_share=indicator.is_share)


def _change(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    moved = case.moved or tracing.moved(case.series)
    before = case.series.readings[-2].value if len(case.series.readings) > 1 else None
    if moved is None:
        evidence = Evidence(value=last.value, n=last.n, points=points(case.series))
        return Test(case.series.cell, last.period, last.on, "too_few", evidence)
    change = indicator.sign * moved.change
    p = _p_below(change, moved.se, moved.df) if moved.se > 0 else None
    evidence = Evidence(
        value=last.value, n=last.n, baseline=before, statistic=moved.change,
        limit=-indicator.sign * _points(rule, indicator, "watch"), p=p,
        points=points(case.series, [before] * len(case.series.readings)),
    )  # fmt: skip
    plain, tested = _fallen(rule, indicator, change)
    seen = POWER * moved.se
    if min(moved.n, moved.n_before) < rule.setting("least"):
        plain, tested, evidence = "too_few", None, _without_p(evidence)
    elif plain == "clear" and seen > _points(rule, indicator, "critical"):
        # A fall that matters could have gone unseen: quiet is no good news.
        plain = "too_few"
    if plain == "too_few" and moved.se > 0:
        people = min(moved.n, moved.n_before)
        needed = ceil(people * (seen / _points(rule, indicator, "critical")) ** 2)
        evidence = replace(evidence, needed=max(needed, int(rule.setting("least"))))
    return Test(case.series.cell, last.period, last.on, plain, evidence, tested)


def _fallen(
    rule: Rule, indicator: Indicator, change: float
) -> tuple[Verdict, Verdict | None]:
    if change > -_points(rule, indicator, "watch"):
        return "clear", None
    return "watch", "critical" if change <= -_points(
        rule, indicator, "critical"
    ) else "alert"


def _gaps(
    rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
) -> list[Test]:
    """Return the gap of each group: everyone together has nobody beside them."""
    groups = [case for case in cases if case.series.cell.by]
    return _each(_gap)(rule, indicator, groups, today)


def _gap(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    apart = case.apart
    evidence = Evidence(value=last.value, n=last.n, points=points(case.series))
    if apart is None or apart.n < rule.setting("least"):
        return Test(case.series.cell, last.period, last.on, "too_few", evidence)
    gap = indicator.sign * apart.gap
    p = _p_below(gap, apart.se, apart.df) if apart.se > 0 else None
    value = 0.0 if last.value is None else last.value
    limit = _points(rule, indicator, "watch")
    evidence = Evidence(
        value=last.value, n=apart.n, baseline=value - apart.gap, statistic=apart.gap,
        limit=-indicator.sign * limit, p=p, points=points(case.series),
    )  # fmt: skip
    if gap > -limit:
        return Test(case.series.cell, last.period, last.on, "clear", evidence)
    tested: Verdict = "critical" if _is_widening(rule, indicator, case) else "alert"
    return Test(case.series.cell, last.period, last.on, "watch", evidence, tested)


def _is_widening(rule: Rule, indicator: Indicator, case: Case) -> bool:
    moved = case.moved
    if moved is None or moved.gap_change is None or moved.gap_change_p is None:
        return False
    widened = indicator.sign * moved.gap_change <= -_points(rule, indicator, "widened")
    return widened and moved.gap_change_p < 0.05


def _share(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    series = case.series
    counts = [_counted(each) for each in series.readings]
    at = len(counts) - 1
    here, baseline = counts[at], _sum_before(rule, counts, at)
    evidence = Evidence(value=last.value, n=last.n, points=points(series))
    if here is None or baseline is None or here[1] < rule.setting("least"):
        return Test(series.cell, last.period, last.on, "too_few", evidence)
    p = _share_p(indicator, here, baseline)
    limit = exact.share_limit(
        here[1], *_bad(indicator, baseline), rule.setting("alert")
    )
    share = limit / here[1] if indicator.sign < 0 else 1 - limit / here[1]
    limits = [None] * at + [share]
    evidence = Evidence(
        value=last.value, n=last.n, baseline=baseline[0] / baseline[1],
        statistic=last.value, limit=share, p=p, points=points(series, limits),
    )  # fmt: skip
    plain: Verdict = "watch" if p <= rule.setting("watch") else "clear"
    tested: Verdict | None = None
    if p <= rule.setting("alert"):
        before = counts[at - 1]
        earlier = _sum_before(rule, counts, at - 1)
        again = (
            before is not None
            and earlier is not None
            and _share_p(indicator, before, earlier) <= rule.setting("alert")
        )
        tested = "critical" if again else "alert"
    return Test(series.cell, last.period, last.on, plain, evidence, tested)


def _counted(reading: Reading) -> tuple[int, int] | None:
    """Return how many of how many say so, people counted at what they are worth.

    Clustered answers are worth fewer: `n_eff = p (1 − p) / se²`, at most n (Korn and
    Graubard 1998).
    """
    if reading.value is None or not reading.n:
        return None
    worth = float(reading.n)
    if reading.se:
        worth = min(worth, reading.value * (1 - reading.value) / reading.se**2)
    n = max(1, round(worth))
    return round(reading.value * n), n


def _sum_before(
    rule: Rule, counts: Sequence[tuple[int, int] | None], at: int
) -> tuple[int, int] | None:
    end = at - int(rule.setting("skip"))
    start = max(0, end - int(rule.setting("recent")))
    known = [each for each in counts[start : max(end, 0)] if each is not None]
    if not known:
        return None
    return sum(count for count, _ in known), sum(n for _, n in known)


def _share_p(
    indicator: Indicator, here: tuple[int, int], baseline: tuple[int, int]
) -> float:
    numbers = (*_bad(indicator, here), *_bad(indicator, baseline))
    return float(exact.shares_above(*(np.array([float(x)]) for x in numbers))[0])


def _bad(indicator: Indicator, counted: tuple[int, int]) -> tuple[int, int]:
    """Return how many of how many are on the bad side."""
    count, n = counted
    return (count if indicator.sign < 0 else n - count), n


def _count(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    series, at = case.series, len(case.series.readings) - 1
    values = series.values
    sampling = Sampling(
        *(int(rule.setting(name)) for name in ("recent", "skip", "years", "around"))
    )
    before = sampled(at, sampling, PER_YEAR[indicator.frequency])
    usual = [values[place] for place in before if not isnan(values[place])]
    newest = [x for x in values[max(0, at - int(rule.setting("short"))) : at] if x >= 0]
    count = float(last.value or 0)
    evidence = Evidence(value=count, points=points(series))
    if len(usual) < 2 or not newest:
        return Test(series.cell, last.period, last.on, "too_few", evidence)
    total = round(sum(usual))
    p = exact.rate_above(count, 1, total, len(usual))
    limit = exact.rate_limit(1, total, len(usual), rule.setting("alert"))
    mean = float(np.mean(newest))
    is_surge = mean >= rule.setting("least") and count >= rule.setting("times") * mean
    evidence = Evidence(
        value=count, baseline=total / len(usual), statistic=count, limit=float(limit),
        p=p, points=points(series, [None] * at + [float(limit)]),
    )  # fmt: skip
    tested: Verdict | None = None
    if p <= rule.setting("alert"):
        tested = "critical" if _has_any(case.beside) else "alert"
    plain: Verdict = "watch" if is_surge else "clear"
    return Test(series.cell, last.period, last.on, plain, evidence, tested)


def _has_any(beside: Series | None) -> bool:
    last = None if beside is None else beside.last
    return last is not None and bool(last.value)


def _refusals(rule: Rule, indicator: Indicator, case: Case, last: Reading) -> Test:
    counts = [_counted(each) for each in case.series.readings]
    here, before = counts[-1], counts[-2] if len(counts) > 1 else None
    evidence = Evidence(value=last.value, n=last.n, points=points(case.series))
    least = rule.setting("least")
    if here is None or before is None or min(here[1], before[1]) < least:
        return Test(case.series.cell, last.period, last.on, "too_few", evidence)
    p = float(exact.shares_above(*(np.array([float(x)]) for x in (*here, *before)))[0])
    doubled = here[0] / here[1] >= rule.setting("times") * before[0] / before[1]
    evidence = Evidence(
        value=last.value, n=last.n, baseline=before[0] / before[1], p=p,
        statistic=last.value, limit=rule.setting("times") * before[0] / before[1],
        points=points(case.series),
    )  # fmt: skip
    tested: Verdict | None = None
    if doubled and p < rule.setting("alert"):
        tested = "alert"
    return Test(case.series.cell, last.period, last.on, "clear", evidence, tested)


def _silence(
    rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
) -> list[Test]:
    """Return what is silent: readings missed in a row, each given a period's grace."""
    every, limit = DAYS[indicator.frequency], rule.setting("watch")
    found = []
    for case in cases:
        heard = [each for each in case.series.readings if each.value is not None]
        if not heard:
            continue
        missed = max(0, (today - heard[-1].on).days // every - 1)
        evidence = Evidence(
            statistic=float(missed), limit=limit, points=points(case.series)
        )
        verdict: Verdict = "watch" if missed >= limit else "clear"
        found.append(
            Test(case.series.cell, today.isoformat(), today, verdict, evidence)
        )
    return found


def _by_people(
    rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
) -> list[Test]:
    """Return nothing: what people report is raised by people, never by a number."""
    return []


def _is_few(n: int | None, rule: Rule) -> bool:
    return n is not None and n < rule.setting("least")


def _without_p(evidence: Evidence) -> Evidence:
    """Return evidence that takes no part in a family of tests."""
    return replace(evidence, p=None)


FINDERS: dict[RuleKind, Finder] = {
    "level": _each(_level),
    "change": _each(_change),
    "gap": _gaps,
    "trend": tracing.trend,
    "share": _each(_share),
    "count": _each(_count),
    "silence": _silence,
    "refusals": _each(_refusals),
    "report": _by_people,
    "combined": _by_people,
}
