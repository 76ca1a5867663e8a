"""How gaps moved since an earlier round, beside the words that name who is behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import GapChangeRow, GapRow
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound, Unanswerable
from survey_app.services import comparing, overview
from survey_app.services.analysis import RoundData
from survey_app.web import access, context
from survey_app.web.loading import loaded

#: A grouping, a measure, and a group.
Key = tuple[str, str, str]
#: Verdicts that say which way a gap went.
CLEAR = ("narrowed", "widened")


@dataclass(frozen=True, slots=True)
class Moves:
    """How gaps to everyone else moved since a round: a row for each group."""

    earlier: SurveyRound
    rows: Protected[GapChangeRow]
    found: Mapping[Key, GapChangeRow]

    def of(self, by: str, measure: str, group: str) -> GapChangeRow | None:
        """Return how a gap moved, None where it may not be shown or compared."""
        return self.found.get((by, measure, group))

    @property
    def clear(self) -> Protected[GapChangeRow]:
        """Return the gaps that closed or widened, the furthest first."""
        clear = self.rows.where(lambda row: row.verdict in CLEAR)
        return clear.ordered(lambda row: -abs(row.gap_change or 0.0))


def since(data: RoundData, earlier: SurveyRound, by: str) -> Moves | None:
    """Return how the gaps of a grouping moved, None where nothing can be compared."""
    try:
        before = loaded(earlier)
        of = overview.shared_headline(before, data)
        pair = (before, data)
        rows = comparing.compare_rest_gaps(context.db(), pair, of, by, access.release())
    except (NotFound, Unanswerable):
        return None
    shown = rows.where(lambda row: not row.suppressed)
    return Moves(earlier, shown, {(row.by, row.of, row.group): row for row in shown})


def of_gaps(data: RoundData, rows: Iterable[GapRow]) -> dict[Key, GapChangeRow]:
    """Return how these gaps moved since the round before, where there is one."""
    earlier = overview.previous(context.db(), data.survey_round)
    groupings = dict.fromkeys(row.by for row in rows)
    found = [since(data, earlier, by) for by in groupings] if earlier else []
    return {key: row for each in found if each for key, row in each.found.items()}
