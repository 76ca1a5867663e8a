"""Analysis: the verified rows behind every page, command and file."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from survey_app.core.disclosure.door import Protected, joined, nothing, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation import gaps
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.estimates import estimates
from survey_app.core.estimation.rows import EstimateRow, GapRow, adjusted
from survey_app.core.measurement.columns import Columns
from survey_app.core.measurement.frame import Frame, framed
from survey_app.core.measurement.groups import Grouping, everyone, groupings
from survey_app.core.measurement.scoring import Measure, measures
from survey_app.core.questionnaire.instrument import Instrument, Labels
from survey_app.core.sampling.design import Design, Lonely
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.weighting import Plan
from survey_app.errors import Conflict, NotFound, Rejected, Unanswerable
from survey_app.interchange.toml_source import nearest
from survey_app.services import weights
from survey_app.services.remembering import (
    HasRows,
    Memory,
    findings_memory,
    remembered,
    rows_memory,
)
from survey_app.services.weights import Applied
from survey_app.services.withholding import Decided, decisions
from survey_app.store import (
    changes,
    columns,
    instruments,
    releases,
    rounds,
    snapshot,
    weightings,
)
from survey_app.store.database import Database

_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class RoundData:
    """A round's answers as columns, with what it measures and all its groupings.

    What was asked about single groups is not among the measures: services.dyads has it.
    """

    survey_round: SurveyRound
    instrument: Instrument
    communities: dict[str, Labels]
    frame: Frame
    measures: list[Measure]
    groupings: dict[str, Grouping]
    #: What the last release of each kind withheld stays withheld until the next.
    frozen: Mapping[Release, frozenset[CellName]] = field(default_factory=dict)
    #: What was decided already, for each release.
    decided: Decided = field(
        default_factory=Decided, init=False, repr=False, compare=False
    )
    #: What was computed of this round already.
    memory: Memory[Sequence[object]] = field(
        default_factory=rows_memory, init=False, repr=False, compare=False
    )
    #: What was found of this round beside earlier ones, which their numbers tell.
    beside: Memory[HasRows] = field(
        default_factory=findings_memory, init=False, repr=False, compare=False
    )
    #: No two loaded rounds have the same.
    number: int = field(
        default_factory=_NUMBERS.__next__, init=False, repr=False, compare=False
    )


#: Bytes of loaded rounds that a process keeps, beside the newest in any case.
MOST_BYTES = 2**30


def _bytes(data: RoundData) -> int:
    design = data.frame.design
    columns = (data.frame.codes, data.frame.chosen, data.frame.numbers)
    arrays = [
        design.weights,
        design.psu,
        *(a for each in columns for a in each.values()),
    ]
    arrays += [grouping.members for grouping in data.groupings.values()]
    return sum(array.nbytes for array in arrays)


_ROUNDS: Memory[RoundData] = Memory(MOST_BYTES, _bytes)


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


def load(
    db: Database, survey_round: SurveyRound, release: Release = "analyst"
) -> RoundData:
    """Return what a round holds, weighted to its population where it has margins.

    The public sees the responses there were when its last release was made. Raise
    Unanswerable where nobody has answered yet, or where the answers do not fit
    the margins any more.
    """
    key = _key(db, survey_round, release)
    return _weighted(
        db, survey_round, key, lambda: load_unweighted(db, survey_round, release)
    )


def load_without(
    db: Database, survey_round: SurveyRound, left_out: frozenset[str]
) -> RoundData:
    """Return what analysts see as if responses of these ids had never come."""
    key = _key(db, survey_round, "analyst"), left_out

    def read() -> RoundData:
        instrument = instruments.get(db, survey_round.instrument_id)
        round_id = survey_round.round_id
        found = columns.without(db, round_id, instrument, left_out)
        return _made(db, survey_round, instrument, found)

    return _weighted(db, survey_round, key, lambda: _ROUNDS.get(key, read))


def _weighted(
    db: Database,
    survey_round: SurveyRound,
    key: Hashable,
    unweighted: Callable[[], RoundData],
) -> RoundData:
    """Return a round weighted to its population where it has margins."""
    plan = weightings.find(db, survey_round.round_id)
    if plan is None:
        return unweighted()

    def weighted() -> RoundData:
        data = unweighted()
        return _designed(data, _applied(plan, data).design)

    return _ROUNDS.get((key, repr(plan)), weighted)


def _applied(plan: Plan, data: RoundData) -> Applied:
    try:
        return weights.apply(plan, data.frame, data.groupings)
    except Rejected as rejected:
        groups = [f"{p.where} {p.facts.get('group', '')}" for p in rejected.problems]
        name, listed = data.survey_round.name, ", ".join(map(str.strip, groups))
        raise Unanswerable("weights.do_not_fit", round=name, groups=listed) from None


def load_unweighted(
    db: Database, survey_round: SurveyRound, release: Release = "analyst"
) -> RoundData:
    """Return what a round holds under the weights its responses came with.

    What was loaded stays in memory until the round's responses change or something is
    released: treat it as read-only.
    """
    key = _key(db, survey_round, release)
    return _ROUNDS.get(key, lambda: _loaded(db, survey_round, release))


def _key(db: Database, survey_round: SurveyRound, release: Release) -> Hashable:
    round_id = survey_round.round_id
    now, until = changes.state(db, round_id), _boundary(db, round_id, release)
    if until is not None:
        now = replace(now, seq=until, last="")  # what came later does not matter
    # A copy of a database elsewhere has its number, and may have gone its own way.
    where = snapshot.home(db)
    return where, now, repr(survey_round), releases.newest_ids(db, round_id), until


def _boundary(db: Database, round_id: str, release: Release) -> int | None:
    """Return the newest response the public may see; None: all there are."""
    last = releases.newest(db, round_id, release) if release == "public" else None
    is_behind = last is not None and last.seq < changes.state(db, round_id).seq
    return last.seq if last is not None and is_behind else None


def _loaded(db: Database, survey_round: SurveyRound, release: Release) -> RoundData:
    round_id = survey_round.round_id
    instrument = instruments.get(db, survey_round.instrument_id)
    until = _boundary(db, round_id, release)
    if until is None:
        _, found = columns.of_round(db, round_id, instrument)
    else:
        _, found = columns.until(db, round_id, instrument, until)
    return _made(db, survey_round, instrument, found)


def _made(
    db: Database, survey_round: SurveyRound, instrument: Instrument, found: Columns
) -> RoundData:
    if not found.rows:
        raise Unanswerable("round.no_responses", round=survey_round.name)
    frame = framed(instrument, found)
    return RoundData(
        survey_round,
        instrument,
        rounds.communities(db, survey_round.round_id),
        frame,
        measures(instrument.plain(), frame),
        groupings(instrument, frame),
        releases.withheld(db, survey_round.round_id),
    )


def with_lonely(data: RoundData, lonely: Lonely) -> RoundData:
    """Return the round with another rule for strata of one PSU."""
    return _designed(data, replace(data.frame.design, lonely=lonely))


def as_fixed(data: RoundData) -> RoundData:
    """Return the round with raked weights taken as if they had come with it."""
    return _designed(data, weights.as_fixed(data.frame.design))


def _designed(data: RoundData, design: Design) -> RoundData:
    return replace(data, frame=replace(data.frame, design=design))


@remembered
def estimate(
    data: RoundData,
    of: Sequence[str] = (),
    by: Sequence[str] = (),
    release: Release = "analyst",
) -> Protected[EstimateRow]:
    """Return a row for each measure, of the whole sample or of every group of `by`.

    Raise NotFound for a measure or grouping the round does not hold.
    """
    chosen = measures_named(data, of)
    divided = groupings_named(data, by) if by else [everyone(data.frame)]
    if not chosen:
        return nothing()
    # Decisions read the rows for all groups: the table is cut from what they read.
    decided = [decisions(data, release, chosen)]
    table = estimates(data.survey_round.name, data.frame, chosen, *divided)
    return protected(table, decided)


def everything(data: RoundData, release: Release) -> Protected[EstimateRow]:
    """Return all means and shares, of the whole sample and of every group."""
    whole = estimate(data, release=release)
    if not data.groupings:
        return whole
    return joined(whole, estimate(data, by=list(data.groupings), release=release))


@remembered
def find_gaps(
    data: RoundData,
    by: Sequence[str],
    of: Sequence[str] = (),
    release: Release = "analyst",
) -> Protected[GapRow]:
    """Return each group against everyone else, judged, p adjusted over all of them."""
    chosen = with_points(measures_named(data, of))
    if not chosen:
        return nothing()
    divided = groupings_named(data, by)
    decided = [decisions(data, release, chosen)]
    numbers = {measure.of for measure in chosen if measure.kind == "number"}

    def judge(rows: list[GapRow]) -> list[GapRow]:
        return [gaps.judged(row, is_number=row.of in numbers) for row in adjusted(rows)]

    table = gaps.gaps(data.survey_round.name, data.frame, chosen, *divided)
    return protected(table, decided, judge)


def measures_named(data: RoundData, of: Sequence[str]) -> list[Measure]:
    """Return the measures of these names, of no name all; raise NotFound."""
    known = list(dict.fromkeys(measure.of for measure in data.measures))
    for name in of:
        if name not in known:
            raise _unknown("measure.unknown", name, known, data)
    return [measure for measure in data.measures if not of or measure.of in of]


def with_points(chosen: Iterable[Measure]) -> list[Measure]:
    """Return the measures with one row per name: a share is its item seen otherwise."""
    return [measure for measure in chosen if measure.kind != "share"]


def groupings_named(data: RoundData, by: Iterable[str]) -> list[Grouping]:
    """Return the groupings of these names; raise NotFound."""
    for name in by:
        if name not in data.groupings:
            raise _unknown("group.unknown", name, list(data.groupings), data)
    return [data.groupings[name] for name in by]


def _unknown(code: str, name: str, known: list[str], data: RoundData) -> NotFound:
    listed = nearest(name, known) or ", ".join(known)
    return NotFound(code, name=name, known=listed, round=data.survey_round.name)
