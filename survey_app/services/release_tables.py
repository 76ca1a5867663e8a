"""The tables a release holds: computed once, when it is made, and never again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from survey_app.core.disclosure.door import Protected, joined, nothing
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.rows import (
    AnswerRow,
    ChangeRow,
    DyadRow,
    EstimateRow,
    GapRow,
    RespondentRow,
    Row,
    TrendRow,
)
from survey_app.errors import NotFound, Unanswerable
from survey_app.services import (
    analysis,
    comparing,
    distributions,
    dyads,
    overview,
    respondents,
    trends,
)
from survey_app.services.analysis import RoundData
from survey_app.services.distributions import DECLINED, Distribution
from survey_app.store.database import Database

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Sources:
    """A round as a release shows it, and the rounds of its survey before, in order."""

    db: Database
    data: RoundData
    release: Release
    earlier: Sequence[RoundData] = ()


def _estimates(sources: Sources) -> Protected[EstimateRow]:
    return analysis.everything(sources.data, sources.release)


def _gaps(sources: Sources) -> Protected[GapRow]:
    return overview.gap_findings(sources.data, sources.release).rows


def _comparisons(sources: Sources) -> Protected[ChangeRow]:
    """Return what changed since the round before, of the headline measures."""
    if not sources.earlier:
        return nothing()
    pair = (sources.earlier[-1], sources.data)
    of = overview.shared_headline(*pair)

    def compare(by: str | None) -> Protected[ChangeRow]:
        return comparing.compare(sources.db, pair, of, by, sources.release).rows

    return joined(*_possible(sources.data, compare)) if of else nothing()


def _trends(sources: Sources) -> Protected[TrendRow]:
    """Return the lines of the headline measures over all rounds so far."""
    every = [*sources.earlier, sources.data]
    of = overview.headline_measures(sources.data)

    def line(by: str | None) -> Protected[TrendRow]:
        return trends.find(sources.db, every, of, by, sources.release).rows

    return joined(*_possible(sources.data, line))


def _possible(data: RoundData, find: Callable[[str | None], Found]) -> Iterator[Found]:
    """Yield what can be found, of everybody and by the headline groupings."""
    for by in (None, *overview.headline_groupings(data)):
        try:
            yield find(by)
        except (NotFound, Unanswerable):
            continue


def _answers(sources: Sources) -> Protected[AnswerRow]:
    found = distributions.of_round(sources.data, sources.release)
    return joined(*map(_of_item, found))


def _of_item(found: Distribution) -> Protected[AnswerRow]:
    def tell(row: EstimateRow) -> AnswerRow:
        is_answer = row.of != DECLINED
        return AnswerRow(
            row.round,
            found.item.item_id,
            "answer" if is_answer else "declined",
            row.of if is_answer else None,
            row.n,
            row.mean,
            row.se,
            row.df,
            row.ci_low,
            row.ci_high,
            row.suppressed,
        )

    return found.rows.told(tell)


def _respondents(sources: Sources) -> Protected[RespondentRow]:
    return respondents.counted(sources.data, sources.release)


def _dyads(sources: Sources) -> Protected[DyadRow]:
    if not dyads.asked_of(sources.data):
        return nothing()
    return dyads.find(sources.data, release=sources.release)


#: name -> how its rows are found. The first two are what the program itself releases.
TABLES: Mapping[str, Callable[[Sources], Protected[Row]]] = {
    "estimates": _estimates,
    "gaps": _gaps,
    "comparisons": _comparisons,
    "trends": _trends,
    "answers": _answers,
    "respondents": _respondents,
    "dyads": _dyads,
}
FIRST = ("estimates", "gaps")
#: What two people must release.
RESTRICTED = ("dyads",)


def of_round(
    sources: Sources, names: Sequence[str] = tuple(TABLES)
) -> dict[str, Protected[Row]]:
    """Return the rows of these tables by name."""
    return {name: TABLES[name](sources) for name in names}
