"""Analysis: the verified rows behind every page, command and file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from survey_app.core.disclosure.rules import RULES, Release, released, suppressed
from survey_app.core.estimation import changes, gaps
from survey_app.core.estimation.changes import Side
from survey_app.core.estimation.estimates import estimates
from survey_app.core.estimation.rows import ChangeRow, EstimateRow, GapRow, adjusted
from survey_app.core.measurement.frame import Frame, frame
from survey_app.core.measurement.groups import Grouping, everyone, groupings
from survey_app.core.measurement.scoring import Measure, measures
from survey_app.core.questionnaire.instrument import Instrument, Labels
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, NotFound, Unanswerable
from survey_app.interchange.toml_source import nearest
from survey_app.store import instruments, responses, rounds
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class RoundData:
    """A round's answers as columns, with all it measures and all its groupings."""

    survey_round: SurveyRound
    instrument: Instrument
    communities: dict[str, Labels]
    frame: Frame
    measures: list[Measure]
    groupings: dict[str, Grouping]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of a comparison, and what both rounds hold but cannot be compared."""

    rows: list[ChangeRow]
    not_comparable: list[str]


def find_round(db: Database, name: str) -> SurveyRound:
    """Return the round of that id, name or survey/name; raise NotFound or Conflict."""
    found = rounds.named(db, name)
    if not found:
        known = ", ".join(each.name for each in rounds.everything(db))
        raise NotFound("round.unknown", round=name, known=known)
    if len(found) > 1:
        known = ", ".join(f"{each.survey}/{each.name}" for each in found)
        raise Conflict("round.ambiguous", round=name, known=known)
    return found[0]


def load(db: Database, survey_round: SurveyRound) -> RoundData:
    """Return what a round holds; raise Unanswerable where nobody has answered yet."""
    kept = responses.in_round(db, survey_round.round_id)
    if not kept:
        raise Unanswerable("round.no_responses", round=survey_round.name)
    instrument = instruments.get(db, survey_round.instrument_id)
    columns = frame(instrument, kept)
    return RoundData(
        survey_round,
        instrument,
        rounds.communities(db, survey_round.round_id),
        columns,
        measures(instrument, columns),
        groupings(instrument, columns),
    )


def estimate(
    data: RoundData,
    of: Sequence[str] = (),
    by: Sequence[str] = (),
    release: Release = "analyst",
) -> list[EstimateRow]:
    """Return a row for each measure, of the whole sample or of every group of `by`.

    Raise NotFound for a measure or grouping the round does not hold.
    """
    chosen = _measures(data, of)
    divided = _groupings(data, by) if by else [everyone(data.frame)]
    tables = (
        estimates(data.survey_round.name, data.frame, chosen, grouping)
        for grouping in divided
    )
    rows = suppressed(chain.from_iterable(tables), RULES[release])
    return released(rows, RULES[release])


def find_gaps(
    data: RoundData,
    by: Sequence[str],
    of: Sequence[str] = (),
    release: Release = "analyst",
) -> list[GapRow]:
    """Return each group against everyone else, judged, p adjusted over all of them."""
    chosen = _with_points(_measures(data, of))
    tables = (
        gaps.gaps(data.survey_round.name, data.frame, chosen, grouping)
        for grouping in _groupings(data, by)
    )
    rows = adjusted(suppressed(chain.from_iterable(tables), RULES[release]))
    numbers = {measure.of for measure in chosen if measure.kind == "number"}
    judged = [gaps.judged(row, is_number=row.of in numbers) for row in rows]
    return released(judged, RULES[release])


def compare(
    db: Database,
    earlier: RoundData,
    later: RoundData,
    of: Sequence[str] = (),
    by: str | None = None,
    release: Release = "analyst",
) -> Comparison:
    """Return the change of each measure that means the same in both rounds.

    Raise Unanswerable where nothing, or something asked for, cannot be compared.
    """
    pairs, different = _comparable(earlier, later, of)
    groups = _shared_groups(earlier, later, by)
    sides = [
        Side(data.survey_round.name, data.frame, chosen, grouping)
        for data, chosen, grouping in zip(
            (earlier, later), zip(*pairs, strict=True), groups, strict=True
        )
    ]
    linked = are_linked(db, earlier, later)
    table = changes.changes(sides[0], sides[1], linked=linked)
    rows = adjusted(suppressed(table, RULES[release]))
    relevant = {
        before.of: changes.relevant_change(sides[0], before) for before, _ in pairs
    }
    judged = [changes.judged(row, relevant=relevant[row.of]) for row in rows]
    return Comparison(released(judged, RULES[release]), different)


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


def _measures(data: RoundData, of: Sequence[str]) -> list[Measure]:
    known = list(dict.fromkeys(measure.of for measure in data.measures))
    for name in of:
        if name not in known:
            raise _unknown("measure.unknown", name, known, data)
    return [measure for measure in data.measures if not of or measure.of in of]


def _with_points(chosen: Iterable[Measure]) -> list[Measure]:
    """Return the measures with one row per name: a share is its item seen otherwise."""
    return [measure for measure in chosen if measure.kind != "share"]


def _groupings(data: RoundData, by: Iterable[str]) -> list[Grouping]:
    for name in by:
        if name not in data.groupings:
            raise _unknown("group.unknown", name, list(data.groupings), data)
    return [data.groupings[name] for name in by]


def _unknown(code: str, name: str, known: list[str], data: RoundData) -> NotFound:
    listed = nearest(name, known) or ", ".join(known)
    return NotFound(code, name=name, known=listed, round=data.survey_round.name)


def _comparable(
    earlier: RoundData, later: RoundData, of: Sequence[str]
) -> tuple[list[tuple[Measure, Measure]], list[str]]:
    before = {each.of: each for each in _with_points(_measures(earlier, of))}
    pairs, different = [], []
    for after in _with_points(_measures(later, of)):
        other = before.get(after.of)
        if other and (other.kind, other.codes) == (after.kind, after.codes):
            pairs.append((other, after))
        elif other:
            different.append(after.of)
    if not pairs or (of and different):
        names = (earlier.survey_round.name, later.survey_round.name)
        facts = {"earlier": names[0], "later": names[1], "of": ", ".join(different)}
        code = "compare.not_comparable" if different else "compare.nothing_shared"
        raise Unanswerable(code, **facts)
    return pairs, different


def _shared_groups(
    earlier: RoundData, later: RoundData, by: str | None
) -> tuple[Grouping, Grouping]:
    """Return the groupings of both rounds with the same groups in the same order."""
    if by is None:
        return everyone(earlier.frame), everyone(later.frame)
    both = [_groupings(data, [by])[0] for data in (earlier, later)]
    if not set(both[0].groups) & set(both[1].groups):
        raise Unanswerable(
            "compare.no_shared_group",
            by=by,
            earlier=earlier.survey_round.name,
            later=later.survey_round.name,
        )
    every = tuple(dict.fromkeys(both[0].groups + both[1].groups))
    return _spread(both[0], every), _spread(both[1], every)


def _spread(grouping: Grouping, groups: tuple[str | None, ...]) -> Grouping:
    """Return the grouping with all of `groups`, those it lacks empty."""
    members = np.zeros((len(grouping.known), len(groups)), dtype=np.bool_)
    for place, group in enumerate(groups):
        if group in grouping.groups:
            members[:, place] = grouping.members[:, grouping.groups.index(group)]
    return replace(grouping, groups=groups, members=members)
