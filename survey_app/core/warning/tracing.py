"""Trends: what many rounds say together that no two of them can."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from survey_app.core.sampling.design import FloatArray
from survey_app.core.warning import charts, run_lengths
from survey_app.core.warning.indicators import Indicator
from survey_app.core.warning.judging import Evidence, Test, points
from survey_app.core.warning.rules import LEAST_ROUNDS, Rule, Verdict
from survey_app.core.warning.series import Case, Moved, Series, matrix

#: The mean distance of neighbours is so many standard deviations.
MOVING_RANGE = 1.128
#: Series of numbers without an error need so many readings to tell their spread.
LEAST_READINGS = 8
#: A watch of a trend may be false so many times as often as its alert.
WATCHES = 3.0
#: Series that are charted together.
BLOCK = 500


def moved(series: Series) -> Moved | None:
    """Return the newest reading minus the one before, as of independent samples.

    None where one of them is missing or has no error.
    """
    if len(series.readings) < 2:
        return None
    before, last = series.readings[-2:]
    if before.value is None or last.value is None or not (before.se and last.se):
        return None
    df = min((each.df for each in (before, last) if each.df is not None), default=10**6)
    se = float(np.hypot(before.se, last.se))
    return Moved(last.value - before.value, se, df, before.n or 0, last.n or 0)


def trend(
    rule: Rule, indicator: Indicator, cases: Sequence[Case], today: date
) -> list[Test]:
    """Return whether rounds have drifted to the bad side, for every case.

    Each round is told in standard deviations from those before it (charts.residuals);
    of these a cumulative sum and a moving average are kept. Either beyond its limit is
    an alert, both are critical.
    """
    limits = _limits(rule, len(cases))
    found = []
    for start in range(0, len(cases), BLOCK):
        block = cases[start : start + BLOCK]
        z = _standardised(indicator, [case.series for case in block])
        sums = charts.cusum(-z, rule.setting("reference"))
        averages = _averages(-z, rule.setting("weight"))
        found += [
            _charted(rule, case, limits, (z[row], sums[row], averages[row]))
            for row, case in enumerate(block)
            if case.series.last is not None
        ]
    return found


def expected_false_alarms(rule: Rule, series: int) -> float:
    """Return how many false alerts of a trend rule are expected a round, of all series.

    `Σ series / ARL₀` of the sum and of the average, each as if alone.
    """
    limits = _limits(rule, series)
    weight, reference = rule.setting("weight"), rule.setting("reference")
    each = 1 / run_lengths.cusum_run(limits[1], reference=reference)
    each += 1 / run_lengths.ewma_run_above(limits[2], weight)
    return series * each


def _limits(rule: Rule, series: int) -> tuple[float, float, float]:
    """Return the limits of a watch, of the sum and of the average.

    One false alarm in `rounds` of the whole rule: its series, and both charts of each,
    share it.
    """
    rounds = rule.setting("rounds")
    if not rounds:
        return rule.setting("watch"), rule.setting("sum"), rule.setting("average")
    own = rounds * max(series, 1)
    reference = rule.setting("reference")
    return (
        run_lengths.cusum_limit(max(own / WATCHES, 2.0), reference),
        run_lengths.cusum_limit(2 * own, reference),
        run_lengths.ewma_limit(2 * own, rule.setting("weight")),
    )


def _standardised(indicator: Indicator, series: list[Series]) -> FloatArray:
    """Return how good each round is beside those before it, in standard deviations."""
    values, variances = matrix(series)
    exact = np.isnan(variances) | (variances == 0)
    bare = (exact | np.isnan(values)).all(axis=1)
    if bare.any():
        variances[bare] = _spread(values[bare])[:, None] ** 2
    return charts.residuals(indicator.sign * values, variances)


def _spread(values: FloatArray) -> FloatArray:
    """Return the deviations (series,) of numbers without an error, by moving ranges.

    NaN where there are fewer than LEAST_READINGS.
    """
    found = np.full(len(values), np.nan)
    for row, each in enumerate(values):
        known = each[~np.isnan(each)]
        if len(known) >= LEAST_READINGS:
            found[row] = np.abs(np.diff(known)).mean() / MOVING_RANGE
    found[found == 0] = np.nan
    return found


def _averages(z: FloatArray, weight: float) -> FloatArray:
    """Return moving averages in their own standard deviations at that age."""
    averages = charts.ewma(z, weight)
    ages = np.cumsum(~np.isnan(z), axis=-1)
    spread = charts.ewma_spread(weight, max(1, z.shape[-1]))
    found: FloatArray = averages / spread[np.maximum(ages, 1) - 1]
    return found


def _charted(
    rule: Rule,
    case: Case,
    limits: tuple[float, float, float],
    found: tuple[FloatArray, FloatArray, FloatArray],
) -> Test:
    series = case.series
    last = series.readings[-1]
    watch, limit, limit_average = limits
    told = int((~np.isnan(found[0])).sum()) + 1  # the first tells nothing alone
    total, average = (float(each[-1]) for each in found[1:])
    beyond = (total > limit) + (average > limit_average)
    verdict: Verdict = "critical" if beyond == 2 else "alert"
    if not beyond:
        verdict = "watch" if total > watch else "clear"
    if told < LEAST_ROUNDS or last.value is None or _is_few(rule, last.n):
        verdict = "too_few"
    centre, _ = charts.baseline(series.values[:-1], series.variances[:-1])
    evidence = Evidence(
        value=last.value, n=last.n, baseline=None if np.isnan(centre) else centre,
        statistic=max(total / limit, average / limit_average), limit=1.0,
        is_indicative=case.is_linked, points=points(series),
    )  # fmt: skip
    return Test(series.cell, last.period, last.on, verdict, evidence)


def _is_few(rule: Rule, n: int | None) -> bool:
    return n is not None and n < rule.setting("least")
