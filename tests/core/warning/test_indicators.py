from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from survey_app.core.warning.indicators import (
    Indicator,
    Source,
    Target,
    circles,
    derived,
    faults,
    in_order,
    progress,
)
from survey_app.core.warning.rehearsal import (
    Finding,
    Occurrence,
    rehearsed,
    replayed,
    tracked,
)
from survey_app.core.warning.rules import Rule
from survey_app.core.warning.series import Cell
from tests.core.warning.stories import INCIDENTS, START, TRUST, story

TODAY = date(2026, 6, 1)


def made(name, *of, how="mean"):
    return Indicator(
        name, {"en": name}, Source("derived", of=of, how=how), owner="Office"
    )


def codes(*indicators, known=()):
    return sorted(problem.code for problem in faults(indicators, known))


def test_a_faultless_indicator_has_no_faults():
    assert codes(TRUST, INCIDENTS, made("both", "trust", "incidents")) == []


def test_all_faults_of_an_indicator_are_told_at_once():
    wrong = Indicator("x", {}, Source("measure"), frequency="daily")
    assert codes(wrong) == [
        "indicator.frequency", "indicator.needs", "indicator.needs", "indicator.needs", "indicator.no_owner",
    ]  # fmt: skip


def test_indicators_made_of_each_other_are_refused():
    ring = (made("a", "b"), made("b", "c"), made("c", "a", "trust"))
    assert codes(*ring, TRUST) == ["indicator.circle"]
    assert faults([*ring, TRUST])[0].facts["circle"] == "a → b → c → a"
    assert codes(made("self", "self")) == ["indicator.circle"]
    assert circles({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == []


def test_parts_must_be_known_and_as_many_as_the_way_needs():
    assert codes(made("a", "nobody")) == ["indicator.unknown_part"]
    assert codes(made("a", "kept"), known={"kept"}) == []
    assert codes(made("a", "trust", how="ratio"), TRUST) == ["indicator.of_two"]
    assert codes(made("a", "trust", how="median"), TRUST) == ["indicator.how"]
    assert codes(TRUST, TRUST) == ["indicator.twice"]


def test_parts_are_read_before_what_is_made_of_them():
    order = in_order([made("b", "a"), made("a", "trust"), TRUST])
    assert [each.indicator_id for each in order] == ["trust", "a", "b"]


def test_derived_readings_carry_the_errors_of_their_parts():
    a, b = story("4 6 _", se=0.3, n=90), story("2 3 5", se=0.4, n=60)
    difference = derived("difference", [a, b])
    assert [each.value for each in difference] == [2, 3, None]
    assert difference[0].se == pytest.approx(0.5)
    assert difference[0].n == 60
    ratio = derived("ratio", [a, b])
    assert ratio[1].value == 2
    assert ratio[1].se == pytest.approx(np.hypot(0.3 / 3, 0.4 * 6 / 9))
    assert derived("mean", [a, b])[0].se == pytest.approx(0.25)
    assert derived("sum", [story("1 2"), story("3 4")])[1].value == 6
    assert derived("ratio", [a, story("0 1 1")])[0].value is None


@pytest.mark.parametrize(
    ("last", "se", "expected"),
    [(5.5, 0.1, "on_track"), (4.1, 0.1, "off_track"), (4.9, 0.5, "cannot_tell"), (4.9, 0.1, "on_track")],
)  # fmt: skip
def test_progress_is_told_by_the_line_to_the_target(last, se, expected):
    reachable = replace(TRUST, target=Target(6.0, START + timedelta(days=91 * 3)))
    # Half of the way from 4 to 6 is over: 5 is planned.
    series = story(f"4 {last}", se=se, n=100)
    assert progress(reachable, series) == expected


def test_progress_counts_from_a_baseline_and_downwards_too():
    fewer = replace(
        INCIDENTS, baseline=20.0, target=Target(10.0, START + timedelta(days=28))
    )
    assert progress(fewer, story("18 14 11", days=7)) == "on_track"
    assert progress(fewer, story("18 19 22", days=7)) == "off_track"
    assert progress(TRUST, story("4")) is None
    assert progress(fewer, story("_")) == "cannot_tell"


RULE = Rule("fall", "change", "trust")
SOUTH = Cell("community", "south")


def test_a_rule_replayed_knows_only_what_came_before():
    judged = replayed(RULE, TRUST, [story("6 6 4.9 4.9 6", SOUTH, se=0.25, n=200)])
    assert [each.verdict for each in judged] == [
        "too_few", "clear", "alert", "clear", "clear",
    ]  # fmt: skip


def test_alerts_are_counted_true_or_false_by_what_happened():
    series = [story("6 4.9 6 6 6 4.9 6 6 6", SOUTH, se=0.25, n=200)]
    judged = replayed(RULE, TRUST, series)
    first = START + timedelta(days=182)
    happened = [
        Occurrence(SOUTH, first + timedelta(days=20)),
        Occurrence(Cell("community", "north"), first + timedelta(days=20)),
    ]
    record = tracked(judged, happened, TODAY)
    assert (record.true, record.false, record.missed, record.lead) == (1, 1, 1, 20.0)
    assert record.precision == 0.5


def test_a_young_alert_is_neither_true_nor_false():
    judged = replayed(RULE, TRUST, [story("6 4.9", SOUTH, se=0.25, n=200)])
    record = tracked(judged, [], START + timedelta(days=190))
    assert (record.true, record.false, record.waiting) == (0, 0, 1)
    assert record.precision is None


def test_what_people_found_counts_before_time_decides():
    series = [story("6 4.9 6 6 4.9 6", SOUTH, se=0.25, n=200)]
    judged = replayed(RULE, TRUST, series)
    first, later = START + timedelta(days=182 + 9), START + timedelta(days=455 + 9)
    true, false = Finding(SOUTH, first, True), Finding(SOUTH, later, False)
    elsewhere = Finding(Cell("community", "north"), later, True)
    both = tracked(judged, [], later, found=[true, false, elsewhere])
    assert (both.true, both.false, both.waiting, both.lead) == (1, 1, 0, None)
    young = tracked(judged, [], later, found=[true])
    assert (young.true, young.false, young.waiting) == (1, 0, 1)


def test_alerts_in_a_row_are_one():
    judged = replayed(
        Rule("low", "level", "trust"),
        TRUST,
        [story("6 3 3 3 6", SOUTH, se=0.25, n=200)],
    )
    assert tracked(judged, [], TODAY).false == 1


def test_a_rehearsal_tells_how_often_a_rule_cries_wolf_and_how_soon_it_finds():
    series = [story("6", Cell("g", str(i)), se=0.25, n=200, df=60) for i in range(6)]
    found = rehearsed(RULE, TRUST, series, np.random.default_rng(5), 40)
    # 320 rounds at 5 %: 16 expected, more than 28 in one of a thousand.
    assert found.false_per_round <= 28 / 320
    assert found.false_per_year == pytest.approx(4 * found.false_per_round)
    assert found.found[1] <= found.found[6]
    deep = rehearsed(
        RULE, TRUST, [story("6", se=0.75, n=200)], np.random.default_rng(5), 40
    )
    assert deep.found[6] > found.found[6] or deep.found[1] > 0.2


def test_a_rehearsal_of_counts_draws_counts():
    rule = Rule("surge", "count", "incidents")
    found = rehearsed(
        rule, INCIDENTS, [story("4", days=7)], np.random.default_rng(6), 30
    )
    assert found.false_per_round <= 0.05
    assert found.false_per_year == pytest.approx(52 * found.false_per_round)
