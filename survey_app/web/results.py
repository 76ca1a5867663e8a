"""Pages about results, one for each question people ask of a round."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from survey_app.core import strips
from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import GapRow, TrendRow, VignetteRow
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound, Unanswerable
from survey_app.i18n import N_
from survey_app.services import (
    analysis,
    backchecks,
    comparing,
    concealed,
    distributions,
    doubting,
    dyads,
    inequality,
    open_answers,
    overview,
    soundness,
    trends,
)
from survey_app.services.analysis import RoundData
from survey_app.services.naming import DyadNames, Names
from survey_app.store import rounds
from survey_app.web import access, comparisons, context, dyad_words, maps, moves, words
from survey_app.web.charts import lines
from survey_app.web.loading import loaded
from survey_app.web.rows_shown import (
    LONGEST_CHART,
    LONGEST_LIST,
    LONGEST_TABLE,
    by_change,
    by_trend,
    foremost,
)

bp = Blueprint("results", __name__, url_prefix="/results/<round_id>")

#: The longest text that is searched for.
LONGEST_SEARCH = 200
#: What is said of how far a construct's items agree.
VERDICT_WORDS = {
    "sound": N_("sound: may be shown as one number"),
    "caution": N_("with caution: look at the questions one by one as well"),
    "weak": N_("weak: show the questions one by one instead"),
    "too_few": N_("too few answers to tell"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The round a page is about, its answers, and the words for them."""

    data: RoundData
    names: Names

    @property
    def survey_round(self) -> SurveyRound:
        """Return the round."""
        return self.data.survey_round


@bp.get("/")
@access.open_to("coordinator", "analyst", "leader")
def scores(round_id: str) -> str:
    """How are we? The headline scores of everyone."""
    shown = _shown(round_id)
    of = overview.headline_measures(shown.data)
    rows = analysis.estimate(shown.data, of, release=access.release())
    means = [row for row in rows if row.kind != "share"]
    is_number = bool(means) and means[0].kind == "number"
    limits = [value for row in means for value in (row.ci_low, row.ci_high)]
    make = strips.numbers(limits, is_mirrored=_rtl()) if is_number else _points()
    across = dyads.bridging(
        shown.data, dyads.asked_of(shown.data)[:1], access.release()
    )
    return _page(
        "scores",
        shown,
        rows=means,
        axis=make,
        is_number=is_number,
        across=across,
        places=maps.by_place(shown.data, of, shown.names),
    )


@bp.get("/without")
@access.open_to("coordinator", "analyst")
def without(round_id: str) -> str:
    """Do flagged interviews matter? The headline scores with and without them."""
    shown = _shown(round_id)
    of = overview.headline_measures(shown.data)
    found = doubting.doubted(context.db(), shown.data, access.release())
    kept = doubting.estimate(found, of)
    return _page(
        "without",
        shown,
        count=doubting.left_out_shown(found),
        rows=[
            (whole, row)
            for whole, row in zip(analysis.estimate(shown.data, of), kept, strict=True)
            if row.kind != "share"
        ],
    )


@bp.get("/gaps")
@access.open_to("coordinator", "analyst", "leader")
def gaps(round_id: str) -> str:
    """Who is left behind? Every group against everyone else."""
    shown = _shown(round_id)
    found = overview.gap_findings(shown.data, access.release())
    by = request.args.get("by") or _first_grouping(found)
    if by not in found.groupings:
        raise NotFound("group.unknown", name=by, known=", ".join(found.groupings),
                       round=shown.survey_round.name)  # fmt: skip
    rows = found.of(by)
    unequal = inequality.unequal(
        shown.data, found.groupings, found.measures, access.release()
    )
    limits = [value for row in rows for value in (row.ci_low, row.ci_high)]
    return _page(
        "gaps",
        shown,
        found=found,
        by=by,
        rows=rows,
        unequal=[row for row in unequal if row.by == by],
        axis=strips.differences(limits, is_mirrored=_rtl()),
        longest=LONGEST_CHART,
        listed=rows[:LONGEST_TABLE],
        furthest=found.behind[:1],
        moves=moves.of_gaps(shown.data, [*found.behind[:1], *_behind(rows)]),
        panels=_panels(rows, shown.data.groupings[by].groups),
        atlas=maps.of_gaps(shown.survey_round.survey, rows, shown.names),
    )


@bp.get("/answers")
@access.open_to("coordinator", "analyst", "leader")
def answers(round_id: str) -> str:
    """What did people answer? The share of every answer to every item."""
    shown = _shown(round_id)
    found = distributions.of_round(shown.data, access.release())
    bars = [[row.mean or 0.0 for row in each.shares] for each in found if each.is_shown]
    return _page("answers", shown, found=found, longest=strips.reach(bars))


@bp.get("/changes")
@access.open_to("coordinator", "analyst", "leader")
def changes(round_id: str) -> str:
    """What changed? The round beside an earlier one."""
    shown = _shown(round_id)
    db = context.db()
    others = [
        each
        for each in rounds.of_survey(db, shown.survey_round.survey)
        if each.round_id != round_id
    ]
    wanted = request.args.get("from", "")
    before = overview.previous(db, shown.survey_round)
    earlier = next((r for r in others if r.round_id == wanted), before)
    by = request.args.get("by") or None
    found, problem = None, None
    if earlier is not None:
        try:
            found = _comparison(shown.data, earlier, by)
        except Unanswerable as reason:
            problem = words.tell_problem(reason)
    known = [row for row in found.rows if row.change is not None] if found else []
    limits = [value for row in known for value in (row.ci_low, row.ci_high)]
    notes = found.notes if found else []
    moved = moves.since(shown.data, earlier, by) if found and earlier and by else None
    trend = _trend(shown.data, by)
    return _page(
        "changes",
        shown,
        reworded=comparisons.reworded(notes, shown.names),
        remarks=comparisons.remarks(notes, shown.names),
        blocked=comparisons.blocked(found, shown.names),
        left_out=comparisons.left_out(found, shown.names),
        is_declared=comparisons.is_declared(found),
        problem=problem,
        trend=trend,
        **_trend_facts(trend, shown.names),
        earlier=earlier,
        weighted=_weighted(shown.data, earlier) if found and earlier else [],
        others=others,
        found=found,
        drawn=foremost(known, LONGEST_CHART, by_change),
        listed=foremost(found.rows if found else (), LONGEST_TABLE, by_change),
        longest=LONGEST_LIST,
        by=by,
        moves=moved,
        groupings=overview.headline_groupings(shown.data),
        axis=strips.differences(limits, is_mirrored=_rtl()),
    )


@bp.get("/dyads")
@access.open_to("coordinator", "analyst")
def how_groups_see_each_other(round_id: str) -> str:
    """How do groups see each other? Who trusts whom, and who is trusted."""
    shown = _shown(round_id)
    asked = dyads.asked_of(shown.data)
    if not asked:
        return _page("dyads", shown, asked=asked)
    of = request.args.get("of") or next(iter(asked))
    rows = dyads.find(shown.data, [of], access.release())
    pairs = dyad_words.pairs(rows)
    limits = [x for row in pairs for x in (row.asymmetry_low, row.asymmetry_high)]
    return _page(
        "dyads",
        shown,
        of=of,
        asked=asked,
        matrix=dyad_words.matrix(rows),
        pairs=pairs,
        received=[r for r in rows if r.kind == "received" and not r.suppressed],
        bridging=next(row for row in rows if row.kind == "bridging"),
        named=DyadNames(shown.data, shown.names),
        axis=strips.differences(limits, is_mirrored=_rtl()),
    )


@bp.get("/words")
@access.open_to("coordinator", "analyst")
def said(round_id: str) -> str:
    """What did people say? Open answers, apart from everything else known of them."""
    shown = _shown(round_id)
    sought = request.args.get("q", "")[:LONGEST_SEARCH]
    found = open_answers.of_round(context.db(), shown.data, sought)
    return _page("words", shown, found=found, sought=sought)


@bp.get("/trust")
@access.open_to("coordinator", "analyst")
def trust(round_id: str) -> str:
    """Can we trust this? Whether the questions measured what they should."""
    shown = _shown(round_id)
    rows = soundness.of_round(shown.data)
    return _page(
        "trust",
        shown,
        constructs=[row for row in rows if row.check == "alpha"],
        omegas={row.of: row for row in rows if row.check == "omega"},
        doubts=[row for row in rows if row.verdict == "look"],
        unjudged=[row for row in rows if row.check != "omega"
                  and row.verdict == "too_few"],
        verdict_words=VERDICT_WORDS,
        again=backchecks.total(context.db(), shown.survey_round),
        hidden=concealed.hidden_shares(shown.data, access.release()),
        stands=_by_module(concealed.vignettes(shown.data, access.release())),
    )  # fmt: skip


def _weighted(
    data: RoundData, earlier: SurveyRound
) -> list[tuple[str, tuple[str, ...]]]:
    """Return which of two rounds are weighted, and to what groupings each."""
    both = (loaded(earlier), data)
    return [
        (each.survey_round.name, calibration.by)
        for each in both
        if (calibration := each.frame.design.calibration)
    ]


def _by_module(
    rows: Protected[VignetteRow],
) -> dict[str, dict[str | None, list[VignetteRow]]]:
    """Return rows by module, then by language (None: everyone)."""
    found: dict[str, dict[str | None, list[VignetteRow]]] = {}
    for row in rows:
        found.setdefault(row.of, {}).setdefault(row.group, []).append(row)
    return found


def _comparison(
    data: RoundData, earlier: SurveyRound, by: str | None
) -> comparing.Comparison:
    """Return the changes on the headline measures; raise Unanswerable."""
    db = context.db()
    before = loaded(earlier)
    of = overview.shared_headline(before, data)
    return comparing.compare(db, (before, data), of, by, access.release())


def _trend(data: RoundData, by: str | None) -> trends.Trends | None:
    """Return the lines of the headline measures over all rounds, None without any."""
    survey = data.survey_round.survey
    answered = trends.answered_rounds(context.db(), survey, loaded)
    of = overview.headline_measures(answered[-1])
    try:
        return trends.find(context.db(), answered, of, by, access.release())
    except (NotFound, Unanswerable):
        return None


def _trend_facts(trend: trends.Trends | None, names: Names) -> dict[str, object]:
    """Return what the page needs to draw a trend, and its words."""
    if trend is None:
        return {}
    rows, scale = _drawn(trend)
    return {
        "lines": [(row, _line(trend, row, scale)) for row in rows],
        "trend_listed": foremost(trend.rows, LONGEST_TABLE, by_trend),
        "more": len(trend.rows) > len(rows),
        "scale": scale,
        "trend_blocked": [names.measure(of) for of in trend.blocked],
        "trend_left_out": [names.measure(of) for of in trend.left_out],
    }


def _drawn(trend: trends.Trends) -> tuple[list[TrendRow], lines.Scale]:
    """Return the first rows to draw, and the scale that holds them all."""
    known = [row for row in trend.rows if row.slope is not None]
    rows = sorted(known, key=lambda row: row.verdict not in ("better", "worse"))
    rows = rows[:LONGEST_CHART]
    points = [point for row in rows for point in trend.of(row) if point]
    values = [x for point in points for x in (point.mean, point.ci_low, point.ci_high)]
    return rows, lines.scale_of(values)


def _line(trend: trends.Trends, row: TrendRow, scale: lines.Scale) -> lines.Drawn:
    """Return the line of a row through its rounds."""
    values = [
        (name, *((p.mean, p.ci_low, p.ci_high) if p else (None, None, None)))
        for name, p in zip(trend.rounds, trend.of(row), strict=True)
    ]
    return lines.drawn(values, scale, is_mirrored=_rtl())


def _shown(round_id: str) -> Shown:
    data = loaded(rounds.get(context.db(), round_id))
    return Shown(data, Names(data, words.language().code))


def _behind(rows: Protected[GapRow]) -> Protected[GapRow]:
    """Return the gaps a page names first."""
    return rows.where(lambda row: row.verdict == "behind")


def _panels(
    rows: Protected[GapRow], groups: Sequence[str | None]
) -> list[tuple[str, list[GapRow]]]:
    """Return measures with their gaps in the order of the groups, as many as fit.

    Measures with the furthest gaps come first, as in `rows`.
    """
    place = {group: number for number, group in enumerate(groups)}
    shown = [row for row in rows if row.gap is not None]
    found = {
        of: sorted(
            (row for row in shown if row.of == of), key=lambda row: place[row.group]
        )
        for of in dict.fromkeys(row.of for row in shown)
    }
    return list(found.items())[: max(1, LONGEST_LIST // max(1, len(groups)))]


def _first_grouping(found: overview.GapFindings) -> str:
    """Return the grouping with most groups clearly behind, the first of several."""
    counts = Counter(row.by for row in found.behind)
    return max(found.groupings, key=lambda by: counts[by], default="")


def _page(name: str, shown: Shown, **facts: object) -> str:
    return render_template(
        f"results/{name}.html",
        page=name,
        survey_round=shown.survey_round,
        names=shown.names,
        design=shown.data.frame.design,
        strip=strips.strip,
        diverging=strips.diverging,
        is_mirrored=_rtl(),
        **facts,
    )


def _points() -> strips.Axis:
    return strips.points(is_mirrored=_rtl())


def _rtl() -> bool:
    return words.language().direction == "rtl"
