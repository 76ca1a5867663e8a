"""What a community is told of its own round: findings it may see, and decisions.

Everything comes from the tables of a public release, which hold no number that may not
be shown to everybody. Here it is chosen once more: nothing sensitive, no ranking.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from survey_app.core.measurement.groups import CROSS
from survey_app.core.questionnaire.instrument import Construct, Instrument, Labels, say

#: A row of a release, under the contract's keys.
Row = Mapping[str, Any]
#: The tables of a release by name.
Tables = Mapping[str, Sequence[Row]]

#: Where a higher level of a score begins; there is one level more.
LEVELS_FROM = (2.0, 4.0, 6.0, 8.0)
#: Domains that nobody is told of unless it was agreed: security.
BY_AGREEMENT = ("SE",)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a coordinator lets a community's page speak of, by code."""

    measures: tuple[str, ...] = ()
    groupings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityPage:
    """A page a community reads at `/public/<slug>`, and the release it tells of.

    `address` is the whole address, as its poster shows it.
    """

    round_id: str
    slug: str
    release_id: int
    choice: Choice
    address: str
    published_by: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What people said, and what was done because of it, by language."""

    decision_id: int
    round_id: str
    said: Labels
    done: Labels
    written_by: str
    written_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """A mean 0-10, a share 0-1 or a number of everybody; no interval: None."""

    of: str
    kind: str
    n: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a score stands beside the round before."""

    verdict: str
    points: float


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing people were asked about: its score, and the share of single answers."""

    of: str
    score: Finding | None
    change: Change | None
    answers: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A group that is clearly behind everyone else on one measure."""

    of: str
    by: str
    group: str
    value: float
    rest: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Story:
    """All that is told of a round; `untold` topics had too few answers."""

    people: int
    topics: tuple[Topic, ...]
    untold: int
    differences: tuple[Difference, ...]


def level(score: float) -> int:
    """Return how high a score 0-10 is, from 0 very low to 4 very high.

    >>> [level(score) for score in (0, 1.9, 2, 5, 10)]
    [0, 0, 1, 2, 4]
    """
    return sum(score >= limit for limit in LEVELS_FROM)


def of_ten(share: float) -> int:
    """Return how many of ten people a share stands for.

    >>> [of_ten(share) for share in (0.04, 0.25, 0.96)]
    [0, 3, 10]
    """
    return int(10 * share + 0.5)


def spoken(decision: Decision, language: str) -> str:
    """Return what is read aloud of a decision: what was said, then what was done."""
    return f"{say(decision.said, language)} {say(decision.done, language)}"


def measures_offered(instrument: Instrument) -> list[str]:
    """Return what a page may speak of: constructs, else items; nothing sensitive."""
    plain = instrument.plain()
    constructs = [c.construct_id for c in plain.constructs if not c.sensitive]
    if plain.constructs:
        return constructs
    return [
        item.item_id
        for item in plain.items
        if item.kind in ("scored", "number") and not item.sensitive
    ]


def measures_proposed(instrument: Instrument) -> list[str]:
    """Return what a page speaks of unless told otherwise: no security."""
    domains = {c.construct_id: c.domain for c in instrument.constructs}
    return [
        of for of in measures_offered(instrument)
        if domains.get(of) not in BY_AGREEMENT
    ]  # fmt: skip


def groupings_offered(instrument: Instrument) -> list[str]:
    """Return the groupings a page may name groups of.

    Never places, which would be ranked; never the groups people feel part of, which
    could be blamed; never crossed ones, which are small.
    """
    groups = [
        item.group
        for item in instrument.items
        if item.group and item.kind != "choices" and not item.sensitive
    ]
    return list(dict.fromkeys([*groups, *instrument.rule_groups]))


def story(tables: Tables, instrument: Instrument, choice: Choice) -> Story:
    """Return what the tables of a public release tell everybody.

    Everything is in the order of the questionnaire, never by size. What is not offered
    is not told, even if it was chosen.
    """
    whole = {
        (row["of"], row["kind"]): _finding(row)
        for row in tables["estimates"]
        if row["by"] is None and not row["suppressed"]
    }
    chosen = [of for of in measures_offered(instrument) if of in choice.measures]
    changes = dict(_changes(tables.get("comparisons", ())))
    found = [_topic(of, instrument, whole, changes) for of in chosen]
    told = [topic for topic in found if topic.score or topic.answers]
    return Story(
        _people(tables, told),
        tuple(told),
        len(found) - len(told),
        tuple(_differences(tables["gaps"], instrument, choice, chosen)),
    )


def _people(tables: Tables, told: Sequence[Topic]) -> int:
    """Return how many answered; a release without that count: how many one topic."""
    for row in tables.get("respondents", ()):
        if row["by"] is None and not row["suppressed"]:
            return int(row["n"])
    seen = (each for topic in told for each in (topic.score, *topic.answers) if each)
    return max((each.n for each in seen), default=0)


def _topic(
    of: str,
    instrument: Instrument,
    whole: Mapping[tuple[str, str], Finding],
    changes: Mapping[str, Change],
) -> Topic:
    construct = next((c for c in instrument.constructs if c.construct_id == of), None)
    shares = (whole.get((item, "share")) for item in _items(of, construct, instrument))
    answers = tuple(share for share in shares if share)
    kinds = (
        ("construct",) if construct else ("number",) if answers else ("item", "number")
    )
    score = next((whole[of, kind] for kind in kinds if (of, kind) in whole), None)
    return Topic(of, score, changes.get(of) if score else None, answers)


def _items(of: str, construct: Construct | None, instrument: Instrument) -> list[str]:
    if construct is None:
        return [of]
    return [each for each in construct.items if not instrument.item(each).sensitive]


def _finding(row: Row) -> Finding:
    return Finding(
        row["of"], row["kind"], row["n"], row["mean"], row["ci_low"], row["ci_high"]
    )


def _changes(rows: Iterable[Row]) -> Iterator[tuple[str, Change]]:
    """Yield what changed for everybody, by measure."""
    for row in rows:
        if row["by"] is None and not row["suppressed"] and row["change"] is not None:
            yield row["of"], Change(row["verdict"], row["change"])


def _differences(
    rows: Sequence[Row], instrument: Instrument, choice: Choice, chosen: Sequence[str]
) -> Iterator[Difference]:
    """Yield the groups clearly behind, in the order of the questionnaire."""
    behind = {
        (row["by"], row["of"], row["group"]): row
        for row in rows
        if row["verdict"] == "behind" and CROSS not in row["by"]
    }
    for by in groupings_offered(instrument):
        for of, group in product(chosen, _groups(instrument, by)):
            row = behind.get((by, of, group))
            if row and by in choice.groupings:
                yield _difference(row)


def _groups(instrument: Instrument, by: str) -> list[str]:
    ruled = [each.code for each in instrument.rule_groups.get(by, ())]
    items = [item for item in instrument.items if item.group == by]
    return ruled + [o.code for item in items for o in instrument.options(item)]


def _difference(row: Row) -> Difference:
    """Return a gap as the points a group is lower by."""
    low, high = sorted((-row["ci_low"], -row["ci_high"]))
    return Difference(
        row["of"], row["by"], row["group"], row["mean"], row["rest_mean"], low, high
    )
