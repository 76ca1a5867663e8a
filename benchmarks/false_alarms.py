"""How often warnings are false, how soon they are right, and how long a million readings take.

.venv/bin/python benchmarks/false_alarms.py [quiet] [delay] [volume]
"""

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from survey_app.core.warning import charts
from survey_app.core.warning.finding import find
from survey_app.core.warning.indicators import Indicator, Source
from survey_app.core.warning.judging import weighed
from survey_app.core.warning.rules import ALARMS, Rule
from survey_app.core.warning.series import Apart, Case, Cell, Reading, Series
from survey_app.interchange.warning_toml import Watch
from survey_app.services import indicators, watching
from survey_app.store import watching as store
from survey_app.store.database import create, writing

GROUPS, MEASURES, TRUTH = 12, 6, 0.6
#: One false alarm of the trends in so many rounds.
ROUNDS = 100.0
ROUND_DAYS = 91


def indicator(name, **facts):
    return Indicator(name, {"en": name}, Source("measure"), owner="Office", **facts)


# --- while nothing changes ---------------------------------------------------------------


def drawn(rng, n, rounds, mean):
    """Return shares (groups, rounds) of n people, whose truth is the same everywhere."""
    return rng.binomial(n, mean, size=(GROUPS, rounds)) / n


def series_of(shares, n, points):
    """Return series of means 0-10 (points = 10) or shares (points = 1) with their errors."""
    found = []
    for group, row in enumerate(shares):
        errors = points * np.sqrt(row * (1 - row) / (n - 1))
        readings = tuple(
            Reading(
                f"r{t}",
                date(2020, 1, 1) + timedelta(days=ROUND_DAYS * t),
                points * v,
                e,
                n,
                n - 1,
            )
            for t, (v, e) in enumerate(zip(row, errors, strict=True))
        )
        found.append(Series(Cell("g", str(group)), readings))
    return found


def apart(found):
    last = [each.last for each in found]
    for k, own in enumerate(last):
        rest = [each for i, each in enumerate(last) if i != k]
        gap = own.value - np.mean([each.value for each in rest])
        spread = sum(each.se**2 for each in rest) / len(rest) ** 2
        yield Apart(gap, float(np.hypot(own.se, spread**0.5)), own.df, own.n)


def round_rings(rng, n, rules):
    """Return whether any rule alerts in a round of 72 cells in which nothing changed."""
    tests, naive = {}, 0
    today = date(2030, 1, 1)
    for measure in range(MEASURES):
        shares = drawn(rng, n, 12, TRUTH)
        naive += int((shares[:, -2] - shares[:, -1] >= 0.0999).sum())
        means, parts = series_of(shares, n, 10.0), series_of(shares, n, 1.0)
        watched = indicator(f"m{measure}")
        cases = [Case(s, apart=a) for s, a in zip(means, apart(means), strict=True)]
        for rule in rules:
            given = [Case(s) for s in parts] if rule.kind == "share" else cases
            tests[f"{rule.rule_id}{measure}"] = find(rule, watched, given, today)
    judged = weighed(tests)
    rung = {j.rule_id.rstrip("012345") for j in judged if j.verdict in ALARMS}
    few = sum(j.verdict == "too_few" for j in judged if j.rule_id.startswith("change"))
    return rung, naive, few


def quiet(rng, times=600):
    print(f"Constant truth, {GROUPS * MEASURES} cells, {times} rounds of each n")
    print(
        "n | naive false alerts a round | any false alert: all rules, change alone | change too few to tell"
    )
    for least in (30, 10):
        settings = {"least": float(least)}
        # Each of the six trend rules shares ROUNDS with the others.
        trend = Rule(
            "trend", "trend", settings=settings | {"rounds": ROUNDS * MEASURES}
        )
        rules = [Rule(k, k, settings=settings) for k in ("level", "change", "gap")]
        rules += [Rule("share", "share"), trend]
        print(f"rules about {least} people or more")
        for n in (10, 25, 50, 100, 400) if least == 30 else (10, 25):
            found = [round_rings(rng, n, rules) for _ in range(times)]
            rung = [each for each, _, _ in found]
            any_ = 100 * sum(map(bool, rung)) / times
            change = 100 * sum("change" in each for each in rung) / times
            by_kind = {
                k: sum(k in each for each in rung)
                for k in ("level", "change", "gap", "share", "trend")
            }
            naive, few = (np.mean([each[i] for each in found]) for i in (1, 2))
            print(
                f"{n} | {naive:.1f} | {any_:.1f} %, {change:.1f} % | {100 * few / 72:.0f} % | {by_kind}"
            )


# --- a lasting fall ----------------------------------------------------------------------

#: What method 3.7 prints: chance of an alarm within 1, 2, 3 and 6 rounds after the fall.
PRINTED = {
    ("average", 1, 1.0): (2, 4, 6, 9), ("average", 1, 2.0): (10, 17, 22, 29), ("average", 1, 3.0): (28, 43, 51, 59),
    ("average", 2, 2.0): (9, 21, 30, 44), ("average", 4, 1.0): (3, 6, 10, 19), ("average", 4, 1.5): (5, 13, 22, 39),
    ("average", 4, 2.0): (9, 26, 41, 64), ("average", 4, 3.0): (24, 62, 81, 95),
    ("sum", 4, 1.0): (1, 3, 7, 19), ("sum", 4, 1.5): (2, 8, 18, 42), ("sum", 4, 2.0): (3, 18, 37, 69), ("sum", 4, 3.0): (11, 55, 82, 98),
}  # fmt: skip


def rings(values, rounds_for_spread):
    """Return where (histories, rounds) the average and the sum are beyond their limits."""
    z = charts.residuals(values, np.ones_like(values), rounds_for_spread)[:, 1:]
    limits = 2.7 * charts.ewma_spread(0.3, z.shape[1])
    return {
        "average": charts.ewma(-z, 0.3) > limits,
        "sum": charts.cusum(-z, 0.5) > 4.0,
    }


def delay(rng, times=40_000):
    print(
        "\nA lasting fall: % found within 1 / 2 / 3 / 6 rounds (printed in the method)"
    )
    for (chart, base, fall), printed in PRINTED.items():
        values = rng.normal(size=(times, base + 6))
        values[:, base:] -= fall
        told = []
        for spread in (None, charts.ROUNDS_FOR_SPREAD):
            beyond = rings(values, spread)[chart]
            before = beyond[:, : base - 1].any(axis=1)
            after = beyond[~before][:, base - 1 :]
            told.append(
                "/".join(
                    f"{100 * after[:, :k].any(axis=1).mean():.0f}" for k in (1, 2, 3, 6)
                )
            )
        print(
            f"{chart:8} {base} quiet rounds, {fall} errors: {told[0]} ({'/'.join(map(str, printed))}); with variance between rounds {told[1]}"
        )
    for base in (1, 4):
        for length in (12, 24):
            beyond = rings(rng.normal(size=(times, base + length)), None)
            shares = ", ".join(
                f"{k} {100 * v.any(axis=1).mean():.1f} %" for k, v in beyond.items()
            )
            print(f"false alarm within {length} rounds after {base}: {shares}")


# --- a million readings ------------------------------------------------------------------


def volume(rng, series=10_000, length=100):
    kinds = ("level", "change", "trend", "share", "count")
    with tempfile.TemporaryDirectory() as folder:
        db = create(Path(folder) / "volume.db")
        each = series // len(kinds)
        watch = Watch(
            [indicator(f"i{k}", frequency="week") for k in kinds],
            [
                Rule(
                    k, k, f"i{k}", {"rounds": 20.0} if k == "trend" else {}, is_on=True
                )
                for k in kinds
            ],
        )
        watch = Watch([replaced(i) for i in watch.indicators], watch.rules)
        indicators.define(db, watch, "benchmark", date(2026, 1, 1))
        days = [date(2020, 1, 5) + timedelta(days=7 * t) for t in range(length)]
        for kind, found in zip(kinds, watch.indicators, strict=True):
            with writing(db):
                store.replace_readings(db, found, made(rng, kind, each, days))
        start = time.perf_counter()
        result = watching.evaluate_kept(db, date(2026, 1, 1))
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{series * length} readings in {result.evaluation.series} series: {took:.1f} s, {peak:.0f} MB, {len(result.judged)} verdicts, {result.evaluation.rung} rang"
        )
        db.close()


def replaced(found):
    return Indicator(
        found.indicator_id,
        found.name,
        Source("measure", survey="s", of=("m",)),
        owner="Office",
        frequency="week",
    )


def made(rng, kind, count, days):
    for number in range(count):
        match kind:
            case "count":
                rows = [(float(v), None, None, None) for v in rng.poisson(3, len(days))]
            case "share":
                rows = [
                    (v / 120, None, 120, None)
                    for v in rng.binomial(120, 0.2, len(days))
                ]
            case _:
                rows = [(float(v), 0.3, 120, 40) for v in rng.normal(6, 0.3, len(days))]
        yield Series(
            Cell("g", str(number)),
            tuple(
                Reading(d.isoformat(), d, *row)
                for d, row in zip(days, rows, strict=True)
            ),
        )


if __name__ == "__main__":
    parts = {"quiet": quiet, "delay": delay, "volume": volume}
    for name in sys.argv[1:] or parts:
        parts[name](np.random.default_rng(1))
