"""Maps of results by place: shades, hatching and words for the areas of a survey."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import EstimateRow, GapRow
from survey_app.core.maps import shading
from survey_app.services import analysis, overview
from survey_app.services.analysis import RoundData
from survey_app.services.naming import Names
from survey_app.store import boundaries
from survey_app.web import access, context, words
from survey_app.web.charts import areas
from survey_app.web.charts.areas import Sheet
from survey_app.web.rows_shown import LONGEST_TABLE, by_mean, foremost
from survey_app.web.words import _

#: Small maps of a page; the table beside them has all measures.
MOST_MAPS = 6
#: Areas drawn on all maps of a page together.
MOST_DRAWN = 600
#: Verdicts of a group that can be told from everyone else.
CLEAR = ("behind", "ahead")


@dataclass(frozen=True, slots=True)
class Filled:
    """An area of one map: its shade (None: nothing may be shown) and what it says.

    `is_unclear`: whether the group cannot be told from everyone else.
    """

    shade: int | None
    is_unclear: bool
    title: str


@dataclass(frozen=True, slots=True)
class Map:
    """A measure by place."""

    title: str
    areas: list[Filled]


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade of the key, and the numbers it stands for."""

    number: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """The small maps of a page, of one sheet and one key.

    `places` are the areas in the order of their numbers; `more`: not all are drawn.
    """

    sheet: Sheet
    maps: list[Map]
    shades: list[Shade]
    places: list[str]
    more: bool


#: A measure and a group; what is known of them: a number, and whether it is clear.
Cell = tuple[str, str]
Value = tuple[float, bool] | None


@dataclass(frozen=True, slots=True)
class ByPlace:
    """Scores by place: their maps, the rows of the table, and the clear gaps.

    `total` are all rows there are.
    """

    atlas: Atlas
    rows: Sequence[EstimateRow]
    total: int
    clear: Protected[GapRow]


def by_place(data: RoundData, of: Sequence[str], names: Names) -> ByPlace | None:
    """Return scores by place as maps, None where nobody brought in any areas.

    Which places are clear is judged as on the page of gaps: one family of tests.
    """
    survey, release = data.survey_round.survey, access.release()
    kept = boundaries.of_survey(context.db(), survey)
    by = next((each for each in overview.headline_groupings(data) if each in kept), "")
    if not by:
        return None
    gaps = overview.gap_findings(data, release).of(by)
    rows = analysis.estimate(data, of, [by], release)
    means = rows.where(lambda row: row.kind != "share")
    atlas = of_scores(survey, means, gaps, names)
    clear = gaps.where(lambda row: row.verdict in CLEAR)
    listed = foremost(means, LONGEST_TABLE, by_mean)
    return ByPlace(atlas, listed, len(means), clear) if atlas else None


def of_scores(
    survey: str, rows: Protected[EstimateRow], gaps: Protected[GapRow], names: Names
) -> Atlas | None:
    """Return maps of means by place; unclear where the gap to everyone else is."""
    clear = {(row.of, row.group) for row in gaps if row.verdict in CLEAR}
    values = {
        (row.of, str(row.group)): _value(row.mean, (row.of, row.group) in clear)
        for row in rows
    }
    return _atlas(survey, str(rows[0].by) if rows else "", values, names)


def of_gaps(survey: str, rows: Protected[GapRow], names: Names) -> Atlas | None:
    """Return maps of the gaps between the people of each place and everyone else."""
    values = {
        (row.of, row.group): _value(row.gap, row.verdict in CLEAR) for row in rows
    }
    return _atlas(survey, rows[0].by if rows else "", values, names)


def _value(number: float | None, is_clear: bool) -> Value:
    return None if number is None else (number, is_clear)


def _atlas(
    survey: str, by: str, values: Mapping[Cell, Value], names: Names
) -> Atlas | None:
    """Return maps of one key: measures with most clear places first."""
    outlines = boundaries.of_survey(context.db(), survey).get(by)
    known = [value for value in values.values() if value is not None]
    if not outlines or not known:
        return None
    people = {area.group: names.group(by, area.group) for area in outlines}
    edges = shading.edges(number for number, _clear in known)
    clear = Counter(of for (of, _group), value in values.items() if value and value[1])
    measures = list(dict.fromkeys(of for of, _group in values))
    most = max(1, min(MOST_MAPS, MOST_DRAWN // len(outlines)))
    drawn = sorted(measures, key=lambda of: -clear[of])[:most]
    return Atlas(
        areas.sheet(outlines),
        [
            Map(
                names.measure(of),
                [_filled(who, values.get((of, g)), edges) for g, who in people.items()],
            )
            for of in drawn
        ],
        [Shade(number, *ends) for number, ends in enumerate(pairwise(edges))],
        list(people.values()),
        len(measures) > len(drawn),
    )


def _filled(people: str, value: Value, edges: shading.Edges) -> Filled:
    """Return how an area is filled, and what is said of it."""
    if value is None:
        text = _("{people}: too few answers to show")
        return Filled(None, False, text.format(people=people))
    number, is_clear = value
    said = words.signed(number) if edges[0] < 0 else words.decimal(number)
    text = (
        _("{people}: {points}, clearly not like everyone else")
        if is_clear
        else _("{people}: {points}, cannot tell from everyone else")
    )
    title = text.format(people=people, points=said)
    return Filled(shading.shade(number, edges), not is_clear, title)
