"""Rehearsal: what a rule would have said before, and how often it cries wolf."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

import numpy as np

from survey_app.core.sampling.design import FloatArray
from survey_app.core.warning.baselines import DAYS, PER_YEAR
from survey_app.core.warning.finding import find
from survey_app.core.warning.indicators import Indicator
from survey_app.core.warning.judging import Judgement, Test, weighed
from survey_app.core.warning.rules import ALARMS, Rule
from survey_app.core.warning.series import Apart, Case, Cell, Reading, Series

#: An alert is true where something happened within so many days after it began.
WINDOW = 92
#: Quiet rounds a simulated history begins with, and those that are counted.
QUIET, COUNTED = 4, 8
#: A lasting fall of so many standard errors is what a rehearsal lets happen.
FALL = 2.0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that really happened in a cell, known from elsewhere."""

    cell: Cell
    on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What people found when they looked into an alert that was raised on a day."""

    cell: Cell
    on: date
    is_true: bool


@dataclass(frozen=True, slots=True)
class Record:
    """How a rule fared: alerts that came true, that did not, and what it missed.

    `waiting` alerts are too young to tell. `lead` is the median of days from the alert
    to what happened; `precision` and `recall` are None where nothing can be said.
    """

    true: int = 0
    false: int = 0
    missed: int = 0
    waiting: int = 0
    lead: float | None = None

    @property
    def precision(self) -> float | None:
        """Return the share 0-1 of alerts that came true."""
        rung = self.true + self.false
        return self.true / rung if rung else None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What simulated histories say of a rule.

    `false_per_round`: chance 0-1 of any false alert in a round of the whole set;
    `found`: share 0-1 of lasting falls of FALL standard errors alerted within 1, 2, 3
    and 6 rounds.
    """

    false_per_round: float
    false_per_year: float
    found: dict[int, float]
    histories: int


def replayed(
    rule: Rule, indicator: Indicator, series: Sequence[Series]
) -> list[Judgement]:
    """Return what a rule would have said of each period, knowing only what came before.

    Changes and gaps are taken as of independent readings.
    """
    found = []
    for on in sorted({each.on for s in series for each in s.readings}):
        known = [_as_of(each, on) for each in series]
        here = [each for each in known if each.last is not None and each.last.on == on]
        found += weighed({rule.rule_id: _tests(rule, indicator, here, on)})
    return found


def _as_of(series: Series, on: date) -> Series:
    return series.until(sum(each.on <= on for each in series.readings))


def _tests(
    rule: Rule, indicator: Indicator, series: Sequence[Series], on: date
) -> list[Test]:
    cases = [Case(each, apart=_apart(each, series)) for each in series]
    return find(rule, indicator, cases, on)


def _apart(series: Series, all_: Sequence[Series]) -> Apart | None:
    """Return how far a group is from the others, as of independent readings."""
    own, others = series.last, []
    for each in all_:
        last = each.last
        if each is not series and each.cell.by == series.cell.by and last is not None:
            others.append(last)
    known = [each for each in others if each.value is not None and each.se]
    if own is None or own.value is None or not own.se or not known:
        return None
    weights = np.array([each.n or 1 for each in known], dtype=np.float64)
    weights /= weights.sum()
    rest = float(weights @ np.array([each.value for each in known], dtype=np.float64))
    spread = float(weights**2 @ np.array([(each.se or 0) ** 2 for each in known]))
    se = float(np.sqrt(own.se**2 + spread))
    return Apart(own.value - rest, se, own.df or 10**6, own.n or 0)


def tracked(
    judged: Iterable[Judgement],
    happened: Sequence[Occurrence],
    today: date,
    window: int = WINDOW,
    found: Sequence[Finding] = (),
) -> Record:
    """Return how alerts fared against what really happened, and what people found.

    Alerts of a cell in a row are one. It came true if something happened in its cell
    from its first day to `window` days after its last, or people found it true; false
    if they found it false, or nobody said anything until that time was over.
    """
    alerts = list(_episodes(judged))
    said = _said(alerts, found)
    heard: set[int] = set()
    leads, confirmed, false, waiting = [], 0, 0, 0
    for number, (cell, first, last) in enumerate(alerts):
        end = last + timedelta(days=window)
        matching = [
            place
            for place, each in enumerate(happened)
            if each.cell.meets(cell) and first <= each.on <= end
        ]
        heard |= set(matching)
        if matching:
            leads.append(min((happened[place].on - first).days for place in matching))
        elif said.get(number):
            confirmed += 1
        elif number in said or end < today:
            false += 1
        else:
            waiting += 1
    lead = float(median(leads)) if leads else None
    missed = len(happened) - len(heard)
    return Record(len(leads) + confirmed, false, missed, waiting, lead)


def _said(
    alerts: Sequence[tuple[Cell, date, date]], found: Sequence[Finding]
) -> dict[int, bool]:
    """Return what people found, by alert: the newest of the cell that had begun."""
    said = {}
    for each in found:
        begun = [
            (first, number)
            for number, (cell, first, _) in enumerate(alerts)
            if cell == each.cell and first <= each.on
        ]
        if begun:
            said[max(begun)[1]] = each.is_true
    return said


def _episodes(judged: Iterable[Judgement]) -> Iterator[tuple[Cell, date, date]]:
    by_cell: dict[Cell, list[Judgement]] = {}
    for each in judged:
        by_cell.setdefault(each.cell, []).append(each)
    for cell, each_ in by_cell.items():
        began: list[date] = []
        for judgement in sorted(each_, key=lambda each: each.on):
            if judgement.verdict in ALARMS:
                began.append(judgement.on)
            elif began:
                yield cell, began[0], began[-1]
                began = []
        if began:
            yield cell, began[0], began[-1]


def rehearsed(
    rule: Rule,
    indicator: Indicator,
    series: Sequence[Series],
    rng: np.random.Generator,
    histories: int,
) -> Rehearsed:
    """Return how often a rule rings falsely, and how soon rightly, on such series.

    Histories are as many series with the newest value, error and n of each; in half of
    them the first series falls for good after QUIET rounds.
    """
    usable = [each for each in series if each.last and each.last.value is not None]
    false, rounds = 0, 0
    delays = []
    for _ in range(histories):
        quiet = _history(indicator, usable, rng, fall=0.0)
        rung = _rung(rule, indicator, quiet)
        false += sum(bool(cells) for cells in rung)
        rounds += len(rung)
        fallen = _rung(rule, indicator, _history(indicator, usable, rng, fall=FALL))
        first = usable[0].cell if usable else Cell()
        delays.append(
            next((t for t, cells in enumerate(fallen, 1) if first in cells), 99)
        )
    share = false / rounds if rounds else 0.0
    found = {
        within: sum(delay <= within for delay in delays) / max(1, histories)
        for within in (1, 2, 3, 6)
    }
    return Rehearsed(share, share * PER_YEAR[indicator.frequency], found, histories)


def _rung(
    rule: Rule, indicator: Indicator, series: Sequence[Series]
) -> list[set[Cell]]:
    """Return the cells alerted in each round after the quiet ones."""
    found = []
    for count in range(QUIET + 1, QUIET + COUNTED + 1):
        known = [each.until(count) for each in series]
        on = max((each.last.on for each in known if each.last), default=date.min)
        judged = weighed({rule.rule_id: _tests(rule, indicator, known, on)})
        found.append({each.cell for each in judged if each.verdict in ALARMS})
    return found


def _history(
    indicator: Indicator,
    series: Sequence[Series],
    rng: np.random.Generator,
    *,
    fall: float,
) -> list[Series]:
    start = date(2000, 1, 1)
    every = timedelta(days=DAYS[indicator.frequency])
    found = []
    for place, each in enumerate(series):
        last = each.last
        if last is None:
            continue
        truth = np.full(QUIET + COUNTED, float(last.value or 0.0))
        if place == 0:
            truth[QUIET:] -= indicator.sign * fall * _error(last)
        drawn = _drawn(last, truth, rng)
        readings = [
            replace(
                last, period=str(t), on=start + t * every, value=float(value), se=se
            )
            for t, (value, se) in enumerate(zip(*drawn, strict=True))
        ]
        found.append(Series(each.cell, tuple(readings)))
    return found


def _error(last: Reading) -> float:
    return last.se or float(np.sqrt(max(last.value or 0.0, 1.0)))


def _drawn(
    last: Reading, truth: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, list[float | None]]:
    """Return readings of a truth that have errors like the last one, and the errors.

    Numbers of events, which have none, are drawn as of Poisson.
    """
    if last.se:
        return rng.normal(truth, last.se), [last.se] * len(truth)
    if last.n is None:
        drawn = rng.poisson(np.maximum(truth, 0)).astype(np.float64)
        return drawn, [None] * len(truth)
    share = np.clip(truth, 0, 1)
    return rng.binomial(last.n, share) / last.n, [None] * len(truth)
