"""Comparing: two rounds side by side, and what keeps them from being compared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, cast

import numpy as np

from survey_app.core.disclosure.door import Decisions, Protected, nothing, protected
from survey_app.core.disclosure.rules import RULES, Release
from survey_app.core.estimation import changes, families
from survey_app.core.estimation.cells import Cell
from survey_app.core.estimation.changes import Overlap, Side
from survey_app.core.estimation.families import Family
from survey_app.core.estimation.rows import ChangeRow, GapChangeRow, adjusted
from survey_app.core.measurement import comparability
from survey_app.core.measurement.comparability import Note
from survey_app.core.measurement.groups import (
    CROSS,
    FACT_GROUPS,
    Grouping,
    everyone,
)
from survey_app.core.measurement.scoring import Measure
from survey_app.core.questionnaire.instrument import Labels, say
from survey_app.errors import Unanswerable
from survey_app.services.analysis import (
    RoundData,
    groupings_named,
    measures_named,
    with_points,
)
from survey_app.services.withholding import decisions
from survey_app.store import rounds
from survey_app.store.database import Database

#: An earlier round and a later one.
Pair = tuple[RoundData, RoundData]
Sides = tuple[Side, Side]


class GapTable(Protocol):
    """Finds how gaps changed between two rounds."""

    __name__: str

    def __call__(  # noqa: D102
        self, earlier: Side, later: Side, *, linked: bool
    ) -> Sequence[tuple[GapChangeRow, list[Cell]]]: ...


NOTHING: Protected[ChangeRow] = nothing()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of a comparison, and what must be known to read them.

    `not_comparable` are measures of both rounds that are not the same; `notes` tell
    what else differs; `declared` are the constructs whose tests are confirmatory.
    """

    rows: Protected[ChangeRow]
    not_comparable: list[str]
    notes: list[Note]
    overlap: Overlap
    declared: frozenset[str]

    def family(self, row: ChangeRow) -> Family:
        """Return the family of tests a row belongs to."""
        return families.family(row, self.declared)

    def is_hint(self, row: ChangeRow) -> bool:
        """Return whether a row is an exploratory find that is worth a look."""
        return families.is_hint(row, self.declared)

    def is_blocked(self, row: ChangeRow) -> bool:
        """Return whether what was asked differs, so that a row has no verdict."""
        return any(note.blocks_on(row.of) for note in self.notes)


def compare(
    db: Database,
    pair: Pair,
    of: Sequence[str] = (),
    by: str | None = None,
    release: Release = "analyst",
    margin: float | None = None,
) -> Comparison:
    """Return the change of each measure that means the same in both rounds.

    Stable means within ± `margin` (points, or standard deviations of a number; None:
    what matters at all). Where what was asked differs, the verdict is cannot_tell.
    Raise Unanswerable where nothing, or something asked for, cannot be compared.
    """
    linked = are_linked(db, *pair)
    key = ("changes", pair[0].number, linked, tuple(of), by, release, margin)
    found = pair[1].beside.get(
        key, lambda: _compared(pair, of, by, release, margin, linked=linked)
    )
    return cast(Comparison, found)  # kept under this function's name


def _compared(
    pair: Pair,
    of: Sequence[str],
    by: str | None,
    release: Release,
    margin: float | None,
    *,
    linked: bool,
) -> Comparison:
    shown, different = _comparable(pair, of)
    declared = declared_in(pair)
    tested = _family(pair, shown, declared) if by in families.DECLARED_BY else shown
    sides = _sides(pair, tested, shared_groups(pair, by))
    table = changes.changes(*sides, linked=linked)
    names = {after.of for _, after in shown}
    notes = notes_between(pair, names | set(different), release)
    overlap = changes.overlap(sides[0].frame, sides[1].frame, linked=linked)
    found = Comparison(NOTHING, different, notes, overlap, declared)

    def judge(rows: list[ChangeRow]) -> list[ChangeRow]:
        return [
            _judged(row, sides, margin, is_blocked=found.is_blocked(row))
            for row in families.adjusted(rows, declared)
            if row.of in names
        ]

    decided = [
        decisions(data, release, side.measures)
        for data, side in zip(pair, sides, strict=True)
    ]
    return replace(found, rows=protected(_with_gaps(table, decided), decided, judge))


def _with_gaps(
    table: changes.Table, decided: Sequence[Decisions]
) -> Iterator[tuple[ChangeRow, Sequence[Cell]]]:
    """Yield rows with the cells they are of; no gap where everyone else is withheld."""
    for row, (before, after, *rests) in table:
        is_shown = all(d.allow(r) for d, r in zip(decided, rests, strict=True))
        yield row if is_shown else changes.without_gap(row), (before, after)


def compare_gaps(
    db: Database,
    pair: Pair,
    of: Sequence[str],
    by: str,
    release: Release = "analyst",
) -> Protected[GapChangeRow]:
    """Return how the gap between every two groups changed, Holm's p over all of them.

    Where what was asked differs, the verdict is cannot_tell. Raise as `compare` does.
    """
    return _compared_gaps(db, pair, (of, by), release, changes.gap_changes)


def compare_rest_gaps(
    db: Database,
    pair: Pair,
    of: Sequence[str],
    by: str,
    release: Release = "analyst",
) -> Protected[GapChangeRow]:
    """Return how the gap of every group to everyone else changed, as `compare_gaps`."""
    return _compared_gaps(db, pair, (of, by), release, changes.rest_gap_changes)


def _compared_gaps(
    db: Database,
    pair: Pair,
    asked: tuple[Sequence[str], str],
    release: Release,
    find: GapTable,
) -> Protected[GapChangeRow]:
    linked = are_linked(db, *pair)
    of, by = asked
    key = (find.__name__, pair[0].number, linked, tuple(of), by, release)
    found = pair[1].memory.get(
        key, lambda: _judged_gaps(pair, asked, release, partial(find, linked=linked))
    )
    return cast(Protected[GapChangeRow], found)  # kept under this function's name


def _judged_gaps(
    pair: Pair,
    asked: tuple[Sequence[str], str],
    release: Release,
    find: Callable[[Side, Side], Sequence[tuple[GapChangeRow, list[Cell]]]],
) -> Protected[GapChangeRow]:
    of, by = asked
    shown, _ = _comparable(pair, of)
    sides = _sides(pair, shown, shared_groups(pair, by))
    table = find(*sides)
    notes = notes_between(pair, {after.of for _, after in shown}, release)
    relevant = {m.of: changes.relevant_change(sides[0], m) for m in sides[0].measures}
    blocked = {of for of in relevant for note in notes if note.blocks_on(of)}

    def judge(rows: list[GapChangeRow]) -> list[GapChangeRow]:
        judged = (
            changes.judged_gap(r, relevant=relevant[r.of]) for r in adjusted(rows)
        )
        return [
            replace(row, verdict="cannot_tell")
            if row.of in blocked and row.verdict != "too_few"
            else row
            for row in judged
        ]

    before, after = (
        decisions(data, release, side.measures)
        for data, side in zip(pair, sides, strict=True)
    )
    return protected(table, [before, before, after, after], judge)


def are_linked(db: Database, earlier: RoundData, later: RoundData) -> bool:
    """Return whether PSUs of one name are the same PSUs in two rounds.

    They are not if any round from one to the other drew new clusters, nor if a round
    without known clusters does not say that its respondents are the same.
    """
    survey = rounds.of_survey(db, later.survey_round.survey)
    if earlier.survey_round.survey != later.survey_round.survey:
        return False
    ids = [each.round_id for each in survey]
    first, last = sorted(
        ids.index(data.survey_round.round_id) for data in (earlier, later)
    )
    declared = {each.clusters for each in survey[first + 1 : last + 1]}
    is_clustered = earlier.frame.design.is_clustered and later.frame.design.is_clustered
    return "new" not in declared and (is_clustered or None not in declared)


def notes_between(pair: Pair, names: set[str], release: Release) -> list[Note]:
    """Return what differs between two rounds and touches some measure of `names`."""
    earlier, later = pair
    languages = comparability.shared_languages(
        (earlier.instrument, earlier.frame), (later.instrument, later.frame)
    )
    asked = comparability.asked_differently(
        earlier.instrument, later.instrument, languages
    )
    people = [
        [g for by, g in data.groupings.items()
         if by not in FACT_GROUPS and CROSS not in by]
        for data in pair
    ]  # fmt: skip
    frames = (earlier.frame, later.frame)
    return [
        *(note for note in asked if names & set(note.of)),
        *comparability.asked_otherwise(*frames),
        *comparability.other_people(
            people[0], people[1], frames, RULES[release].min_n
        ),
    ]  # fmt: skip


def shared_groups(pair: Pair, by: str | None) -> tuple[Grouping, Grouping]:
    """Return the groupings of both rounds with the same groups in the same order.

    Raise Unanswerable where the rounds have no group in common, or where a code names
    another group in the other round.
    """
    if by is None:
        return everyone(pair[0].frame), everyone(pair[1].frame)
    both = [groupings_named(data, [by])[0] for data in pair]
    if not set(both[0].groups) & set(both[1].groups):
        raise Unanswerable("compare.no_shared_group", by=by, **_both_sets(pair, both))
    for part in by.split(CROSS):
        before, after = (group_words(data, part) for data in pair)
        if other := comparability.other_places(before, after):
            named = ", ".join(
                f"{code} = {say(before[code], 'en')} / {say(after[code], 'en')}"
                for code in sorted(other)
            )
            facts = _both_sets(pair, both) | {"by": by, "named": named}
            raise Unanswerable("compare.groups_differ", **facts)
    every = tuple(dict.fromkeys(both[0].groups + both[1].groups))
    return _spread(both[0], every), _spread(both[1], every)


def shared_by_all(data: Sequence[RoundData], by: str | None) -> list[Grouping]:
    """Return the groupings of all rounds with the same groups; raise Unanswerable."""
    both = [shared_groups((each, data[-1]), by) for each in data[:-1]]
    every = tuple(
        dict.fromkeys(g for pair in both for side in pair for g in side.groups)
    )
    found = [pair[0] for pair in both] + [both[-1][1]]
    return [_spread(each, every) for each in found]


def group_words(data: RoundData, by: str) -> dict[str, Labels]:
    """Return the words a round has for the codes of a grouping, where it has any."""
    if by == "community":
        return data.communities
    for item in data.instrument.items:
        if item.group == by:
            return {o.code: o.label for o in data.instrument.options(item)}
    return {}


def _both_sets(pair: Pair, both: Sequence[Grouping]) -> dict[str, Any]:
    """Return the facts that name the groups of both rounds."""
    facts: dict[str, Any] = {}
    for side, data, grouping in zip(("earlier", "later"), pair, both, strict=True):
        facts[side] = data.survey_round.name
        facts[f"{side}_count"] = len(grouping.groups)
        facts[f"{side}_groups"] = ", ".join(map(str, grouping.groups))
    return facts


def declared_in(pair: Pair) -> frozenset[str]:
    """Return the constructs declared beforehand: all, where none are singled out."""
    later = pair[1].instrument
    every = (construct.construct_id for construct in later.constructs)
    return frozenset(later.confirmatory or every)


def _comparable(
    pair: Pair, of: Sequence[str]
) -> tuple[list[tuple[Measure, Measure]], list[str]]:
    before = {each.of: each for each in with_points(measures_named(pair[0], of))}
    pairs, different = [], []
    for after in with_points(measures_named(pair[1], of)):
        other = before.get(after.of)
        if other and (other.kind, other.codes) == (after.kind, after.codes):
            pairs.append((other, after))
        elif other:
            different.append(after.of)
    if not pairs or (of and different):
        names = (pair[0].survey_round.name, pair[1].survey_round.name)
        facts = {"earlier": names[0], "later": names[1], "of": ", ".join(different)}
        code = "compare.not_comparable" if different else "compare.nothing_shared"
        raise Unanswerable(code, **facts)
    return pairs, different


def _family(
    pair: Pair, shown: list[tuple[Measure, Measure]], declared: frozenset[str]
) -> list[tuple[Measure, Measure]]:
    """Return what is shown and all that was declared: one family, however one looks."""
    every, _ = _comparable(pair, ())
    names = {after.of for _, after in shown} | declared
    return [each for each in every if each[1].of in names]


def _sides(
    pair: Pair,
    measures: list[tuple[Measure, Measure]],
    groups: tuple[Grouping, Grouping],
) -> Sides:
    earlier, later = (
        Side(data.survey_round.name, data.frame, chosen, grouping)
        for data, chosen, grouping in zip(
            pair, zip(*measures, strict=True), groups, strict=True
        )
    )
    return earlier, later


def _judged(
    row: ChangeRow, sides: Sides, margin: float | None, *, is_blocked: bool
) -> ChangeRow:
    measure = next(each for each in sides[0].measures if each.of == row.of)
    found = changes.judged(
        row,
        relevant=changes.relevant_change(sides[0], measure),
        margin=changes.margin_of(sides[0], measure, margin),
    )
    if is_blocked and found.verdict != "too_few":
        return replace(found, verdict="cannot_tell")
    return found


def _spread(grouping: Grouping, groups: tuple[str | None, ...]) -> Grouping:
    """Return the grouping with all of `groups`, those it lacks empty."""
    members = np.zeros((len(grouping.known), len(groups)), dtype=np.bool_)
    for place, group in enumerate(groups):
        if group in grouping.groups:
            members[:, place] = grouping.members[:, grouping.groups.index(group)]
    return replace(grouping, groups=groups, members=members)
