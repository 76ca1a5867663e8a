"""Respondents: how many answered, of whom, against what was planned."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.core.disclosure.counts import Count, shown_count, shown_counts
from survey_app.core.disclosure.door import Protected, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.estimates import estimates
from survey_app.core.estimation.rows import RespondentRow
from survey_app.core.measurement.frame import ALONE
from survey_app.core.measurement.groups import CROSS, FACT_GROUPS, everyone
from survey_app.core.sampling.fieldwork import Place
from survey_app.services import withholding
from survey_app.services.analysis import RoundData
from survey_app.services.remembering import remembered
from survey_app.store import interviews, responses, rounds, targets
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Collected:
    """How a round was collected: counts as exact as the reader may see them."""

    responses: Count
    refusals: dict[str, Count]
    enumerators: dict[str, Count]
    is_clustered: bool
    clusters: int
    strata: int
    alone: Count | None
    lonely_strata: list[str]


@dataclass(frozen=True, slots=True)
class Reached:
    """The places a round was to be asked in, and those where nobody answered."""

    planned: int
    missing: list[Place]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many people of a group were to be asked, and how many answered.

    `n` is None where it may not be shown.
    """

    by: str
    group: str
    wanted: int
    n: int | None


@remembered
def counted(data: RoundData, release: Release) -> Protected[RespondentRow]:
    """Return how many answered, of everybody and of every group.

    A count is withheld like a mean: no group may be counted by subtraction either.
    """
    measure = withholding.respondents(data)
    divided = [everyone(data.frame), *data.groupings.values()]
    table = estimates(data.survey_round.name, data.frame, [measure], *divided)
    decided = withholding.decisions(data, release, [measure])
    return protected(table, [decided]).told(
        lambda row: RespondentRow(row.round, row.by, row.group, row.n, row.suppressed)
    )


def groupings_shown(data: RoundData) -> list[str]:
    """Return who people are, then where and how they were asked; nothing crossed."""
    people = [by for by in data.groupings if by not in FACT_GROUPS and CROSS not in by]
    return people + [by for by in FACT_GROUPS if by in data.groupings]


def collected(db: Database, data: RoundData, release: Release) -> Collected:
    """Return how a round was collected."""
    round_id = data.survey_round.round_id
    design = data.frame.design

    def counts(of: Mapping[str, int]) -> dict[str, Count]:
        return shown_counts({name: n for name, n in of.items() if name}, release)

    clusters = [key for key in design.psus if not key[1].startswith(ALONE)]
    alone = len(design.psus) - len(clusters)
    return Collected(
        responses=shown_count(len(design.psu), release),
        refusals=counts(interviews.refusals(db, round_id)),
        enumerators=counts(responses.count_by(db, round_id, "enumerator")),
        is_clustered=design.is_clustered,
        clusters=len(clusters),
        strata=len({stratum for stratum, _ in clusters}),
        alone=shown_count(alone, release) if alone else None,
        lonely_strata=[name for name in design.lonely_strata if name],
    )


def reached(db: Database, data: RoundData) -> Reached | None:
    """Return where nobody answered of what was planned, None where no places are.

    What came after a release leaves no trace: places are those of its responses.
    """
    planned = rounds.places(db, data.survey_round.round_id)
    met = set(data.frame.design.psus)
    missing = [place for place in planned if (place.stratum, place.psu) not in met]
    return Reached(len(planned), missing) if planned else None


def against_targets(
    db: Database, data: RoundData, release: Release
) -> Protected[Wanted]:
    """Return the groups that were to be asked, each with how many answered.

    Targets of all enumerators and places are added up; people who answered count
    whoever asked them.
    """
    wanted: dict[tuple[str | None, str | None], int] = {}
    for each in targets.of_round(db, data.survey_round.round_id):
        key = each.by, each.group
        wanted[key] = wanted.get(key, 0) + each.wanted
    rows = counted(data, release).where(
        lambda row: row.by is not None and (row.by, row.group) in wanted
    )
    return rows.told(
        lambda row: Wanted(
            str(row.by), str(row.group), wanted[row.by, row.group], row.n
        )
    )
