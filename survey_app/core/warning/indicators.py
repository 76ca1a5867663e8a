"""Indicators: what is watched, what it means, where it comes from and shall go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.warning.baselines import PER_YEAR
from survey_app.core.warning.series import Reading, Series
from survey_app.errors import Problem

#: Whether an indicator tells of danger or of what holds people together.
Side = Literal["risk", "peace"]
SIDES: tuple[Side, ...] = get_args(Side)
Better = Literal["higher", "lower"]
BETTER: tuple[Better, ...] = get_args(Better)

#: Where readings come from: a construct or item of a survey; who declined to answer it;
#: how many were asked; how much feedback came, or was answered in time; series from
#: elsewhere; what people note; other indicators.
SourceKind = Literal[
    "measure", "refusals", "responses", "feedback", "outside", "derived"
]
SOURCES: dict[SourceKind, tuple[str, ...]] = {
    "measure": ("survey", "of"),
    "refusals": ("survey", "of"),
    "responses": ("survey",),
    "feedback": (),
    "outside": ("dataset", "series"),
    "derived": ("how", "of"),
}
#: How outside points of one period become its reading, and indicators become another.
SUMMED = ("sum", "mean", "last")
DERIVED = ("sum", "mean", "difference", "ratio")
#: Ways of each source; a share is of those who gave an answer the scale calls positive.
WAYS: dict[str, tuple[str, ...]] = {
    "derived": DERIVED,
    "outside": ("", *SUMMED),
    "measure": ("", "share"),
    "feedback": ("", "share"),
}
#: Derived ones of exactly two others, in that order.
OF_TWO = ("difference", "ratio")

Progress = Literal["on_track", "off_track", "cannot_tell"]
#: So much of the way may be missing and still count as on track.
SLACK = 0.25
#: Sure means 95 % on one side.
SURE = 1.645


@dataclass(frozen=True, slots=True)
class Source:
    """Where readings come from: the facts SOURCES names, and for whom they are split.

    `by` is the grouping whose groups are read besides everyone; `of` several names for
    derived ones.
    """

    kind: SourceKind
    survey: str = ""
    of: tuple[str, ...] = ()
    by: str = ""
    dataset: str = ""
    series: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A value to be reached by a day."""

    value: float
    by: date


@dataclass(frozen=True, slots=True)
class Indicator:
    """One version of what an indicator means; another meaning is another version.

    `thresholds` are by severity. `unit` is what one of it is, in words.
    """

    indicator_id: str
    name: Labels
    source: Source
    definition: Labels = field(default_factory=dict)
    unit: Labels = field(default_factory=dict)
    side: Side = "risk"
    better: Better = "higher"
    frequency: str = "quarter"
    owner: str = ""
    baseline: float | None = None
    target: Target | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    version: int = 1

    @property
    def sign(self) -> int:
        """Return 1 where more is better, -1 where less is."""
        return 1 if self.better == "higher" else -1

    @property
    def is_share(self) -> bool:
        """Return whether readings are shares 0-1."""
        return self.source.kind == "refusals" or self.source.how == "share"

    @property
    def is_points(self) -> bool:
        """Return whether readings are, as far as is known, points 0-10 or shares."""
        return self.source.kind in ("measure", "refusals")


def faults(indicators: Sequence[Indicator], known: Iterable[str] = ()) -> list[Problem]:
    """Return every fault of a set of indicators; `known` are ids kept before."""
    found = []
    for each in indicators:
        found += _faults(each)
    ids = [each.indicator_id for each in indicators]
    for twice in sorted({name for name in ids if ids.count(name) > 1}):
        found.append(Problem(twice, "indicator.twice", {"indicator": twice}))
    return found + _wrong_parts(indicators, {*ids, *known})


def _faults(indicator: Indicator) -> list[Problem]:
    where, source = indicator.indicator_id, indicator.source
    found = [
        Problem(where, "indicator.needs", {"name": name, "indicator": where})
        for name in SOURCES[source.kind]
        if not getattr(source, name)
    ]
    if not indicator.name.get("en", "").strip() and not any(indicator.name.values()):
        facts = {"name": "name", "indicator": where}
        found.append(Problem(where, "indicator.needs", facts))
    if not indicator.owner:
        found.append(Problem(where, "indicator.no_owner", {"indicator": where}))
    if indicator.frequency not in PER_YEAR:
        facts = {"frequency": indicator.frequency, "known": ", ".join(PER_YEAR)}
        found.append(Problem(where, "indicator.frequency", facts))
    if source.kind == "derived" and source.how in OF_TWO and len(source.of) != 2:
        found.append(Problem(where, "indicator.of_two", {"how": source.how}))
    known = WAYS.get(source.kind, ("",))
    if source.how not in known:
        facts = {"how": source.how, "known": ", ".join(filter(None, known))}
        found.append(Problem(where, "indicator.how", facts))
    return found


def _wrong_parts(indicators: Sequence[Indicator], known: set[str]) -> list[Problem]:
    parts = {
        each.indicator_id: each.source.of
        for each in indicators
        if each.source.kind == "derived"
    }
    found = [
        Problem(name, "indicator.unknown_part", {"indicator": name, "part": part})
        for name, each in parts.items()
        for part in each
        if part not in known
    ]
    for circle in circles(parts):
        facts = {"circle": " → ".join([*circle, circle[0]])}
        found.append(Problem(circle[0], "indicator.circle", facts))
    return found


def circles(parts: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return each circle in which indicators are made of each other, once.

    >>> circles({"a": ["b"], "b": ["c", "x"], "c": ["a"], "d": ["d"]})
    [['a', 'b', 'c'], ['d']]
    """
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in parts:
        _walk(start, [], parts, (found, seen))
    return found


def _walk(
    name: str,
    path: list[str],
    parts: Mapping[str, Sequence[str]],
    notes: tuple[list[list[str]], set[str]],
) -> None:
    found, seen = notes
    if name in path:
        found.append(path[path.index(name) :])
    elif name in parts and name not in seen:
        for part in parts[name]:
            _walk(part, [*path, name], parts, notes)
        seen.add(name)


def in_order(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Return indicators, what others are derived from first; there is no circle."""
    left, found = list(indicators), list[Indicator]()
    while left:
        open_ids = {each.indicator_id for each in left}
        ready = [
            each
            for each in left
            if each.source.kind != "derived" or not open_ids & set(each.source.of)
        ]
        found += ready
        left = [each for each in left if each not in ready]
        if not ready:
            break
    return found


def derived(how: str, parts: Sequence[Series]) -> tuple[Reading, ...]:
    """Return the readings made of others, of the periods that all of them have.

    Errors add up as of independent readings; a ratio's by the delta method. None where
    a part is missing or a ratio has nothing below.
    """
    by_period = [{each.period: each for each in s.readings} for s in parts]
    shared = [p for p in by_period[0] if all(p in each for each in by_period[1:])]
    return tuple(
        _derived(how, [each[period] for each in by_period]) for period in shared
    )


def _derived(how: str, parts: Sequence[Reading]) -> Reading:
    on = max(each.on for each in parts)
    nothing = Reading(parts[0].period, on, None)
    values = [each.value for each in parts if each.value is not None]
    if len(values) < len(parts) or (how == "ratio" and not values[1]):
        return nothing
    weights = _weights(how, values)
    made = {"ratio": values[0] / values[1]} if how == "ratio" else {}
    value = made.get(how, sum(w * x for w, x in zip(weights, values, strict=True)))
    errors = [each.se for each in parts]
    se = None
    if all(each is not None for each in errors):
        pairs = zip(weights, errors, strict=True)
        se = sum((w * (e or 0.0)) ** 2 for w, e in pairs) ** 0.5
    n = min((each.n for each in parts if each.n is not None), default=None)
    return Reading(parts[0].period, on, value, se, n)


def _weights(how: str, values: Sequence[float]) -> list[float]:
    """Return the slope of the result along each part."""
    match how:
        case "difference":
            return [1.0, -1.0]
        case "ratio":
            return [1 / values[1], -values[0] / values[1] ** 2]
        case "mean":
            return [1 / len(values)] * len(values)
    return [1.0] * len(values)


def progress(indicator: Indicator, series: Series) -> Progress | None:
    """Return whether an indicator is on its way to its target; None: it has none.

    The way is a straight line from the baseline (or the first reading) to the target.
    Off track: surely behind that line. On track: surely not behind it by more than a
    quarter of the way. Else nobody can tell.
    """
    known = [each for each in series.readings if each.value is not None]
    if indicator.target is None:
        return None
    if not known:
        return "cannot_tell"
    first, last = known[0], known[-1]
    start = indicator.baseline if indicator.baseline is not None else first.value
    if start is None or last.value is None:
        return "cannot_tell"
    planned = _planned(indicator.target, start, (first.on, last.on))
    ahead = indicator.sign * (last.value - planned)
    reach = SURE * (last.se or 0.0)
    if ahead + reach < 0:
        return "off_track"
    way = abs(indicator.target.value - start)
    return "on_track" if ahead - reach >= -SLACK * way else "cannot_tell"


def _planned(target: Target, start: float, days: tuple[date, date]) -> float:
    """Return where the line from `start` to the target is on the second of two days."""
    first, now = days
    whole = max(1, (target.by - first).days)
    share = min(1.0, (now - first).days / whole)
    return start + share * (target.value - start)
