"""The findings of the demonstration are held against what was planted in it."""

from datetime import date
from functools import cache

import pytest

from survey_app.services import alert_views, analysis, comparing, responding
from survey_app.services.demonstration import building, truths, warning
from survey_app.store import alerts, interviews, rounds, watching
from survey_app.store.database import create

SEEDS = [building.SEED, 2, 3]


@cache
def demonstration(seed):
    """Return the database of a seed and its findings; built once."""
    db = create(None)
    building.build(db, building.RESPONDENTS, seed, lambda _: None)
    return db, building.findings(db)


@cache
def watched(seed):
    """Return the same with what is watched in it, and an alert that was answered."""
    db, _ = demonstration(seed)
    warning.watch(db)
    return db


@pytest.fixture(params=SEEDS)
def found(request):
    return demonstration(request.param)[1]


def row(found, survey_round, of, by, group):
    """Return the one gap of a group on a measure."""
    (one,) = [
        r for r in found.gaps[survey_round] if (r.of, r.by, r.group) == (of, by, group)
    ]
    return one


BY = {"DEM4": "displacement", "DEM2": "age"}
GAPS = [
    (planted, number, construct)
    for planted in truths.PLANTED
    if planted.item in BY
    for number in range(3)
    for construct in planted.constructs
]


@pytest.mark.parametrize(
    ("planted", "number", "construct"), GAPS, ids=lambda v: getattr(v, "kind", v)
)
def test_every_planted_gap_is_found_at_its_size(found, planted, number, construct):
    name = truths.ROUNDS[number][0]
    gap = row(found, name, construct, BY[planted.item], planted.code)
    # Two thirds of the points survive five steps and the mixing of groups at the least.
    assert gap.gap == pytest.approx(planted.points[number], abs=0.75)
    assert (gap.verdict == "behind") is (planted.points[number] <= -1.2), gap


def test_the_gap_that_closes_and_the_one_that_widens_are_seen_to():
    db, _ = demonstration(building.SEED)
    first, *_, last = rounds.of_survey(db, truths.SURVEY)
    data = [analysis.load(db, each) for each in (first, last)]
    closing = comparing.compare(db, data, ["EC2"], "displacement").rows
    (returned,) = [r for r in closing if r.group == "returned"]
    assert returned.gap_change > 1.2
    assert returned.gap_change_p < 0.001
    widening = comparing.compare(db, data, ["PL2"], "age").rows
    (young,) = [r for r in widening if r.group == "18-24"]
    assert young.gap_change < -1.2
    assert young.gap_change_p < 0.001
    assert young.design == "same_clusters"


def test_gaps_are_called_closing_and_widening_as_they_were_planted():
    db, _ = demonstration(building.SEED)
    first, *_, last = rounds.of_survey(db, truths.SURVEY)
    pair = (analysis.load(db, first), analysis.load(db, last))
    for by, of, group, verdict in (
        ("displacement", "EC2", "returned", "narrowed"),
        ("age", "PL2", "18-24", "widened"),
    ):
        rows = comparing.compare_rest_gaps(db, pair, (), by)
        (found,) = [r for r in rows if (r.of, r.group) == (of, group)]
        assert found.verdict == verdict
        changes = comparing.compare(db, pair, (), by).rows
        (change,) = [r for r in changes if (r.of, r.group) == (of, group)]
        assert found.gap_change == pytest.approx(change.gap_change, rel=1e-12)
        assert found.se == pytest.approx(change.gap_change_se, rel=1e-12)
        assert found.gap_change == pytest.approx(found.gap_to - found.gap_from)
        assert found.ci_low < found.gap_change < found.ci_high
        # Gaps are those of the rounds' own pages.
        for data, gap in zip(pair, (found.gap_from, found.gap_to), strict=True):
            (own,) = [
                r for r in analysis.find_gaps(data, [by], [of]) if r.group == group
            ]
            assert own.gap == pytest.approx(gap, rel=1e-12)


def test_the_fall_in_one_place_is_found(found):
    worse = {(r.of, r.group): r.change for r in found.changes if r.verdict == "worse"}
    assert worse["SE1", "lakeside"] == pytest.approx(-2.6, abs=0.6)


def test_the_copying_enumerator_is_found_and_nobody_else(found):
    assert [each.enumerator for each in found.copies] == [truths.COPIER]
    (copier,) = found.copies
    assert 0.3 <= copier.copied / copier.done <= 0.55


def test_trust_that_is_not_returned_is_found_and_no_other(found):
    asymmetric = {
        (row.group, row.about): row
        for row in found.dyads
        if row.verdict == "asymmetric"
    }
    (planted,) = truths.DYADS
    there, back = (planted.group, planted.about), (planted.about, planted.group)
    assert set(asymmetric) == {there, back}
    assert asymmetric[there].asymmetry == pytest.approx(planted.points, abs=0.75)
    assert asymmetric[back].asymmetry == -asymmetric[there].asymmetry


def test_nothing_else_is_called_out_in_the_shipped_demonstration():
    _, found = demonstration(building.SEED)
    planted = {
        (c, BY[p.item], p.code)
        for p in truths.PLANTED
        if p.item in BY
        for c in p.constructs
    }
    planted |= {("SE1", "community", "lakeside")}
    behind = {
        (r.of, r.by, r.group)
        for rows in found.gaps.values()
        for r in rows
        if r.verdict == "behind"
    }
    assert {each for each in behind if "*" not in each[1]} == planted
    assert {(r.of, r.group) for r in found.changes if r.verdict == "worse"} == {
        ("SE1", "lakeside")
    }


def test_three_languages_and_weights_and_refusals_are_in_it():
    db, _ = demonstration(building.SEED)
    for each in rounds.of_survey(db, truths.SURVEY):
        data = analysis.load(db, each)
        assert set(data.frame.facts["language"]) == set(truths.LANGUAGES)
        assert len(set(data.frame.design.weights)) > 6
        assert interviews.refusals(db, each.round_id)["consent"] >= 20
        assert len(data.frame.design.psus) == 60
        assert len(data.frame.design.psu) == 1200


def test_the_same_seed_gives_the_same_survey():
    again = create(None)
    building.build(again, 60, 5, lambda _: None)
    once = create(None)
    building.build(once, 60, 5, lambda _: None)
    sql = "select response_id, answers, weight from responses order by response_id"
    assert list(again.query(sql)) == list(once.query(sql))


def test_the_command_prints_what_is_behind_and_keeps_what_is_there(cli):
    assert cli("demo", "--no-serve", "--respondents", "600") == 0
    assert "displaced" in cli.out
    assert "behind" in cli.out
    assert "Sign in as coordinator, analyst, leader, enumerator, translator" in cli.out
    first = cli.database.stat().st_size
    assert cli("demo", "--no-serve") == 0
    assert cli.database.stat().st_size == first
    assert len(cli.rows("round", "list")) == 3


def test_the_demonstration_never_goes_into_a_real_survey(cli, tmp_path):
    mapped = 'survey = "s"\nround = "1"\nid = "i"\n[items]\nx = {column = "x", kind = "number"}\n'
    cli.import_csv(tmp_path, "i,x\n1,2\n", mapped)
    assert cli("demo", "--no-serve") == 1
    assert cli("demo", "--no-serve", "--seed", "4") == 1
    assert "The database holds other surveys." in cli.err
    assert [row["survey"] for row in cli.rows("round", "list")] == ["s"]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_rings_and_everything_else_is_quiet(seed):
    db = watched(seed)
    lakeside, young = alerts.everything(db)
    assert (young.cell, young.alert.state, young.alert.outcome) == (
        warning.YOUNG, "closed", "true"
    )  # fmt: skip
    assert (lakeside.cell, lakeside.alert.state) == (warning.LOUD, "firing")
    said = watching.last_verdicts(db)
    assert said["quarrels-rise", warning.QUIET].verdict == "clear"
    assert [each.failures for each in watching.evaluations(db)] == [{}, {}]
    view = alert_views.view(db, lakeside.alert_id)
    assert [each.lesson for each in view.earlier] == [warning.LESSON]
    assert alert_views.figures(db).to_acknowledge == 5


def test_the_numbers_after_an_alert_stand_beside_those_before():
    db = watched(SEEDS[0])
    young = alerts.everything(db)[-1]
    assert alert_views.afterwards(db, young) is None
    last = rounds.of_survey(db, truths.SURVEY)[-1].round_id
    rounds.set_open(db, last, is_open=False, today=date(2026, 3, 7))
    responding.evaluate(db, warning.LAST)
    found = alert_views.afterwards(db, young)
    rounds.set_open(db, last, is_open=True, today=date(2026, 3, 7))
    assert (found.before.period, found.after.period) == ("2025-2", "2026-1")
    # Planted: 1.2 points more, of which two thirds survive at the least.
    assert found.change == pytest.approx(-1.2, abs=0.75)
    assert 0 < found.reach < 1
