"""What rules say of literal series."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from survey_app.core.warning import tracing
from survey_app.core.warning.finding import find
from survey_app.core.warning.judging import combined, grade, weighed, worst
from survey_app.core.warning.rules import KINDS, NUMBERS, SETTINGS, Rule
from survey_app.core.warning.series import Apart, Case, Cell, Moved
from tests.core.warning.stories import INCIDENTS, RUMOURS, START, TRUST, case, story

TODAY = date(2026, 1, 1)
SOUTH = Cell("community", "south")
NORTH = Cell("community", "north")


def judge(rule, indicator, *cases, today=TODAY):
    return weighed({rule.rule_id: find(rule, indicator, cases, today)})


def verdict(kind, indicator, text, settings=None, today=TODAY, **facts):
    rule = Rule("rule", kind, indicator.indicator_id, settings or {})
    (found,) = judge(rule, indicator, case(text, **facts), today=today)
    return found.verdict


def test_limits_in_points_are_a_tenth_of_it_for_shares():
    share = replace(TRUST, source=replace(TRUST.source, how="share"))
    assert verdict("change", share, ".6 .5", se=0.025, n=400) == "alert"
    assert verdict("change", share, ".6 .4", se=0.025, n=400) == "critical"
    assert verdict("level", share, ".3", se=0.02, n=400) == "alert"
    own = {"watch": 0.3}
    assert verdict("change", share, ".6 .4", own, se=0.025, n=400) == "clear"


def test_every_kind_of_rule_has_settings_and_a_number():
    assert set(SETTINGS) == set(NUMBERS) == set(KINDS)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5", "clear"), ("3.9", "watch"), ("3.3", "alert"), ("1.9", "critical")],
)
def test_a_level_rings_by_how_surely_it_is_low(value, expected):
    assert verdict("level", TRUST, value, se=0.3, n=100, df=60) == expected


def test_the_thresholds_of_an_indicator_come_before_those_of_the_kind():
    strict = replace(TRUST, thresholds={"watch": 6, "alert": 6, "critical": 5})
    assert verdict("level", strict, "5.2", se=0.3, n=100) == "alert"


def test_a_level_of_what_should_be_low_rings_when_it_is_high():
    settings = {"watch": 6.0, "alert": 6.0, "critical": 8.0}
    assert verdict("level", RUMOURS, "7", settings, se=0.3, n=100) == "alert"
    assert verdict("level", RUMOURS, "3", settings, se=0.3, n=100) == "clear"


def test_a_number_without_an_error_is_what_it_is():
    assert verdict("level", TRUST, "3.9") == "alert"
    assert verdict("level", TRUST, "2.4") == "critical"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6 5.8", "clear"), ("6 5.5", "watch"), ("6 5.0", "alert"), ("6 4.0", "critical"), ("5 6", "clear")],
)  # fmt: skip
def test_a_change_rings_by_how_far_and_how_surely_it_fell(text, expected):
    assert verdict("change", TRUST, text, se=0.25, n=200) == expected


def test_a_change_of_few_people_is_too_few_to_tell_however_far_it_goes():
    assert verdict("change", TRUST, "6 2", se=0.8, n=10) == "too_few"


def test_quiet_is_no_good_news_where_a_fall_that_matters_could_not_be_seen():
    rule = Rule("rule", "change", "trust")
    (found,) = judge(rule, TRUST, case("6 5.9", se=0.5, n=40))
    assert found.verdict == "too_few"
    # 2.487 √2 0.5 = 1.76 points could go unseen; 1.5 need (1.76 / 1.5)² as many people.
    assert found.evidence.needed == 55


def test_a_change_uses_the_covariance_of_clusters_that_were_visited_twice():
    rule = Rule("rule", "change", "trust")
    series = story("6 5.4", se=0.5, n=200)
    apart = judge(rule, TRUST, Case(series))
    together = judge(rule, TRUST, Case(series, moved=Moved(-0.6, 0.2, 20, 200, 200)))
    assert apart[0].verdict == "watch"
    assert together[0].verdict == "alert"


@pytest.mark.parametrize(
    ("gap", "moved", "expected"),
    [
        (-0.8, None, "clear"), (-1.1, None, "alert"), (1.5, None, "clear"),
        (-1.1, Moved(-0.5, 0.3, 30, 90, 90, -0.6, 0.01), "critical"),
        (-1.1, Moved(-0.5, 0.3, 30, 90, 90, -0.6, 0.20), "alert"),
        (-1.1, Moved(-0.5, 0.3, 30, 90, 90, 0.6, 0.01), "alert"),
    ],
)  # fmt: skip
def test_a_gap_rings_behind_and_is_critical_when_it_widens(gap, moved, expected):
    series = story("4.0", SOUTH, se=0.3, n=90)
    rule = Rule("rule", "gap", "trust")
    given = Case(series, moved=moved, apart=Apart(gap, 0.3, 30, 90))
    assert judge(rule, TRUST, given)[0].verdict == expected


def test_a_gap_of_a_small_group_is_too_few_to_tell():
    given = Case(story("4.0", SOUTH, se=0.3, n=20), apart=Apart(-3, 0.3, 30, 20))
    assert judge(Rule("rule", "gap", "trust"), TRUST, given)[0].verdict == "too_few"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 6 6", "too_few"), ("6 6.1 5.9 6 6.1", "clear"), ("6 6 6 6 5 5 5", "critical"),
        ("6 6 6 6 6 5.0", "watch"), ("6 6 6 6 7 7 7", "clear"),
    ],
)  # fmt: skip
def test_a_trend_rings_after_a_lasting_fall(text, expected):
    assert verdict("trend", TRUST, text, se=0.25, n=200) == expected


def test_a_trend_of_rounds_in_the_same_clusters_is_indicative():
    rule = Rule("rule", "trend", "trust")
    series = story("6 6 6 6 5", se=0.25, n=200)
    (found,) = judge(rule, TRUST, Case(series, is_linked=True))
    assert found.evidence.is_indicative
    assert not judge(rule, TRUST, Case(series))[0].evidence.is_indicative


def test_a_trend_of_prices_learns_its_spread_from_the_prices():
    steady = " ".join(str(10 + (-1) ** t * 0.5) for t in range(12))
    assert verdict("trend", RUMOURS, steady) == "clear"
    assert verdict("trend", RUMOURS, steady + " 14 15 15 16") == "critical"
    assert verdict("trend", RUMOURS, "10 11 10 11 30") == "too_few"


def test_limits_chosen_by_rounds_are_shared_by_all_series():
    rule = Rule("rule", "trend", "trust", {"rounds": 20.0})
    few, many = (tracing.expected_false_alarms(rule, series) for series in (1, 72))
    assert few == pytest.approx(1 / 20, rel=1e-6)
    assert many == pytest.approx(1 / 20, rel=1e-6)
    # The limits of the method are for one series: sixty of them ring every few rounds.
    usual = tracing.expected_false_alarms(Rule("rule", "trend", "trust"), 60)
    assert 0.17 < usual < 0.6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".2 .22 .18 .2", "clear"), (".2 .22 .18 .29", "watch"), (".2 .22 .18 .38", "alert"),
        (".2 .22 .18 .36 .5", "critical"), (".2", "too_few"),
    ],
)  # fmt: skip
def test_a_share_rings_by_exact_limits(text, expected):
    assert verdict("share", RUMOURS, text, n=120) == expected


def test_a_share_of_clustered_answers_counts_people_at_what_they_are_worth():
    assert verdict("share", RUMOURS, ".2 .22 .18 .38", n=120, se=0.09) == "clear"


def test_a_share_of_what_should_be_high_rings_when_it_is_low():
    assert verdict("share", TRUST, ".8 .78 .82 .6", n=120) == "alert"
    assert verdict("share", TRUST, ".8 .78 .82 .95", n=120) == "clear"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2 1 0 2 1 1 2 2", "clear"), ("1 2 1 0 2 1 1 2 4", "watch"),
        ("1 2 1 0 2 1 1 2 9", "alert"), ("0 0 0 0 0 0 0 0 1", "clear"), ("3", "too_few"),
    ],
)  # fmt: skip
def test_a_count_rings_by_exact_limits(text, expected):
    assert verdict("count", INCIDENTS, text, days=7) == expected


def test_a_count_is_critical_with_violence_against_persons():
    given = Case(
        story("1 2 1 0 2 1 1 2 9", days=7), beside=story("0 0 0 0 0 0 0 0 2", days=7)
    )
    rule = Rule("rule", "count", "incidents", beside="persons")
    assert judge(rule, INCIDENTS, given)[0].verdict == "critical"


def test_a_crisis_that_begins_does_not_hide_in_its_own_baseline():
    text = "1 1 2 1 1 2 1 1 7 8 9"
    hidden = {"recent": 2.0, "times": 99.0}
    assert verdict("count", INCIDENTS, text, hidden, days=7) == "clear"
    skipping = {"recent": 8.0, "skip": 2.0}
    assert verdict("count", INCIDENTS, text, skipping, days=7) == "alert"


def test_a_seasonal_baseline_compares_with_the_same_weeks_of_earlier_years():
    year = [1] * 20 + [9] * 6 + [1] * 26
    text = " ".join(map(str, year + year + [1] * 20 + [9]))
    seasonal = {"recent": 0.0, "years": 2.0, "around": 2.0, "times": 99.0}
    assert verdict("count", INCIDENTS, text, seasonal, days=7) == "clear"
    assert verdict("count", INCIDENTS, text, days=7) == "alert"


def test_silence_is_a_state_of_its_own():
    after = START + timedelta(days=7 * 3)
    # The readings due after one and two weeks are missed, and a week late.
    heard = {"today": after + timedelta(days=20), "days": 7}
    silent = {"today": after + timedelta(days=21), "days": 7}
    assert verdict("silence", INCIDENTS, "1 0 2", **heard) == "clear"
    assert verdict("silence", INCIDENTS, "1 0 2", **silent) == "watch"
    assert verdict("silence", INCIDENTS, "1 0 2 _ _ _", **silent) == "watch"


def test_refusals_ring_when_they_double():
    assert verdict("refusals", RUMOURS, ".05 .2", n=150) == "alert"
    assert verdict("refusals", RUMOURS, ".05 .09", n=150) == "clear"
    assert verdict("refusals", RUMOURS, ".05 .3", n=8) == "too_few"


def test_what_people_report_is_never_raised_by_a_number():
    assert judge(Rule("rule", "report"), TRUST, case("1 0 0", se=0.1, n=500)) == []


def test_a_reading_that_may_not_be_shown_is_too_few_to_tell():
    for kind in ("level", "change", "share", "trend"):
        assert verdict(kind, TRUST, "5 5 5 5 _", se=0.2, n=100) == "too_few"


def test_a_find_among_many_cells_must_be_rarer():
    rule = Rule("rule", "change", "trust")
    found = case("6 5.4", SOUTH, se=0.2, n=300)  # p = 0.017
    alone = judge(rule, TRUST, found)
    quiet = [case("6 7", Cell("community", f"c{i}"), se=0.2, n=300) for i in range(40)]
    among = judge(rule, TRUST, found, *quiet)
    assert alone[0].verdict == "alert"
    assert among[0].verdict == "watch"
    assert among[0].evidence.p_adjusted == pytest.approx(41 * alone[0].evidence.p)


def combine(*legs, within=56.0):
    rule = Rule(
        "both", "combined", rules=("fall", "surge"), settings={"within": within}
    )
    return {each.cell: each.verdict for each in combined(rule, legs, TODAY)}


def leg(rule_id, kind, indicator, text, cell=None, **facts):
    rule = Rule(rule_id, kind, indicator.indicator_id)
    return judge(rule, indicator, case(text, cell, **facts))[0]


def test_trust_down_and_incidents_up_ring_together():
    fall = leg("fall", "change", TRUST, "6 4.9", SOUTH, se=0.25, n=200, days=30)
    calm = leg("fall", "change", TRUST, "6 6", NORTH, se=0.25, n=200, days=30)
    surge = leg("surge", "count", INCIDENTS, "1 1 1 1 1 1 1 9", days=7)
    slight = leg("surge", "count", INCIDENTS, "1 1 1 1 1 1 1 3", days=7)
    assert combine(fall, calm, surge) == {SOUTH: "critical", NORTH: "clear"}
    assert combine(fall, slight) == {SOUTH: "alert"}


def test_legs_far_apart_in_time_do_not_ring_together():
    fall = leg("fall", "change", TRUST, "6 4.9", SOUTH, se=0.25, n=200, days=91)
    surge = leg("surge", "count", INCIDENTS, "1 1 1 1 1 1 1 9", SOUTH, days=7)
    assert combine(fall, surge) == {SOUTH: "clear"}
    assert combine(fall, surge, within=200.0) == {SOUTH: "critical"}


def test_a_leg_that_cannot_tell_leaves_the_whole_untold():
    few = leg("fall", "change", TRUST, "6 2", SOUTH, se=0.9, n=9)
    surge = leg("surge", "count", INCIDENTS, "1 1 1 1 1 1 1 9", SOUTH, days=7)
    assert combine(few, surge, within=999.0) == {SOUTH: "too_few"}
    assert combine(surge) == {SOUTH: "not_judged"}


def test_the_worst_verdict_counts_and_grades_tell_what_it_rests_on():
    assert worst(["clear", "alert", "critical", "watch"]) == "critical"
    assert worst([]) == "clear"
    assert [
        grade(1, 1, 20),
        grade(1, 1, 50),
        grade(2, 1, 20),
        grade(2, 2, 100),
        grade(1, 3, 5),
    ] == ["C", "B", "B", "A", "A"]


def test_what_a_chart_draws_is_kept_with_the_verdict():
    (found,) = judge(
        Rule("rule", "level", "trust"), TRUST, case("5 4.5 3", se=0.5, n=90)
    )
    drawn = found.evidence.points
    assert [point.value for point in drawn] == [5, 4.5, 3]
    assert {point.limit for point in drawn} == {4.0}
    assert drawn[0].low == pytest.approx(5 - 0.98)


def test_constant_truth_hardly_ever_rings_in_any_of_many_cells():
    rng = np.random.default_rng(4)
    rule, rung = Rule("rule", "change", "trust"), 0
    for _ in range(60):
        drawn = rng.normal(6, 0.3, size=(72, 2))
        cases = [
            case(f"{a} {b}", Cell("g", str(i)), se=0.3, n=100, df=40)
            for i, (a, b) in enumerate(drawn)
        ]
        rung += any(
            j.verdict in ("alert", "critical") for j in judge(rule, TRUST, *cases)
        )
    assert rung <= 9  # 5 % of 60 is 3; nine or more have a chance of 0.4 %
