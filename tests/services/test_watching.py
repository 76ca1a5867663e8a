from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from survey_app.core.warning.outside import Point, period_of, read_series
from survey_app.core.warning.rehearsal import Occurrence
from survey_app.core.warning.series import Cell
from survey_app.errors import NotFound, Rejected
from survey_app.interchange.outside_map import OutsideMap
from survey_app.interchange.warning_toml import read_watch
from survey_app.services import indicators, outside, watching
from survey_app.store import indicators as registry
from survey_app.store import outside as outside_store
from survey_app.store import rounds
from survey_app.store import watching as store
from survey_app.store.database import connect

TODAY = date(2026, 3, 10)
GIVEN = OutsideMap(
    "log",
    "Market office",
    "CC BY",
    {"date": "day", "value": "n", "place": "place", "id": "id"},
)
WATCH = """
[indicators.incidents]
name = "Incidents"
owner = "Council"
better = "lower"
frequency = "week"
source = {kind = "outside", dataset = "log", series = "value"}

[rules.surge]
kind = "count"
indicator = "incidents"
on = true
"""
SURVEY = """
[indicators.trust]
name = "Trust"
owner = "Council"
side = "peace"
source = {kind = "measure", survey = "valley", of = "PL1", by = "displacement"}
target = {value = 6, by = 2027-01-01}

[indicators.agree]
name = "Agree"
owner = "Council"
source = {kind = "measure", survey = "valley", of = "PL1.1", how = "share"}

[indicators.declined]
name = "Declined"
owner = "Council"
better = "lower"
source = {kind = "refusals", survey = "valley", of = ["SE2"]}

[indicators.asked]
name = "Asked"
owner = "Council"
source = {kind = "responses", survey = "valley"}

[indicators.both]
name = "Both"
owner = "Council"
source = {kind = "derived", how = "difference", of = ["trust", "agree"]}

[rules.low]
kind = "level"
indicator = "trust"
on = true

[rules.behind]
kind = "gap"
indicator = "trust"
on = true

[rules.falls]
kind = "change"
indicator = "trust"
on = true

[rules.quiet]
kind = "silence"
indicator = "asked"
on = true
"""


def take(db, *rows, today=TODAY, **change):
    lines = ["id,day,place,n", *(f"{i},{d},{p},{n}" for i, d, p, n in rows)]
    file = outside.File(
        "log.csv", "\n".join(lines).encode(), "generic", replace(GIVEN, **change)
    )
    return outside.take_in(db, file, "somebody", today).taken


def weeks(*counts, start=date(2026, 1, 11)):
    """One point on every Sunday."""
    return [
        (f"e{w}", date.fromordinal(start.toordinal() + 7 * w), "north", n)
        for w, n in enumerate(counts)
    ]


def define(db, text, today=TODAY):
    return indicators.define(db, read_watch("w.toml", text.encode()), "somebody", today)


def verdicts(found):
    return {(j.rule_id, j.cell.group): j.verdict for j in found.judged}


def test_points_come_with_their_source_and_come_again_as_known(db):
    assert take(db, *weeks(1, 2)).imported == 2
    again = take(db, *weeks(1, 2))
    assert (again.imported, again.updated, again.ignored) == (0, 0, 2)
    changed = take(db, *weeks(1, 5, 3))
    assert (changed.imported, changed.updated, changed.ignored) == (1, 1, 1)
    last = outside_store.imports(db, "log")[0]
    assert (last["source"], last["licence"], last["imported_by"]) == (
        "Market office",
        "CC BY",
        "somebody",
    )
    assert [p.value for p in outside_store.of_series(db, "log", "value")] == [1, 5, 3]


def test_a_file_of_nobody_is_not_taken_in(db):
    with pytest.raises(Rejected) as refused:
        take(db, *weeks(1), source="", licence="")
    assert [p.facts["name"] for p in refused.value.problems] == ["source", "licence"]
    assert outside_store.imports(db) == []


def test_a_file_with_one_fault_leaves_everything_as_it_was(db):
    take(db, *weeks(1, 2))
    with pytest.raises(Rejected):
        take(db, *weeks(9, 9, 9), ("x", "2026-99-01", "north", 1))
    assert [p.value for p in outside_store.of_series(db, "log", "value")] == [1, 2]
    assert len(outside_store.imports(db)) == 1


def acled(kind, stamp, event="X1"):
    text = f"event_id_cnty,event_date,event_type,admin1,fatalities,timestamp\n{event},2026-01-06,{kind},North,1,{stamp}\n"
    return outside.File("e.csv", text.encode(), "acled", OutsideMap())


def series_of(db):
    return {series for _, series in outside_store.known(db, "acled")}


def test_an_event_that_was_corrected_leaves_nothing_of_what_it_was(db):
    outside.take_in(db, acled("Riots", 10), "x", TODAY)
    taken = outside.take_in(db, acled("Protests", 20), "x", TODAY).taken
    assert series_of(db) == {"events", "protests", "fatalities"}
    assert (taken.imported, taken.removed) == (1, 0)


def test_an_older_version_of_an_event_changes_nothing(db):
    outside.take_in(db, acled("Riots", 20), "x", TODAY)
    taken = outside.take_in(db, acled("Protests", 10), "x", TODAY).taken
    assert series_of(db) == {"events", "riots", "fatalities"}
    assert (taken.imported, taken.updated, taken.ignored) == (0, 0, 3)


def test_deleted_events_go_and_unknown_ones_do_not_matter(db):
    outside.take_in(db, acled("Riots", 20), "x", TODAY)
    text = b"event_id_cnty,deleted_timestamp\nX1,30\nX9,30\n"
    gone = outside.File("d.csv", text, "acled", OutsideMap())
    assert outside.examine(db, gone).taken.removed == 1
    assert series_of(db)
    outside.take_in(db, gone, "x", TODAY)
    assert series_of(db) == set()


def point(day, value, place="north"):
    return Point(day.isoformat(), "s", place, "", day, day, value)


def test_weeks_without_an_event_count_none_as_far_as_the_file_goes():
    found = read_series(
        [point(date(2026, 1, 5), 2.0), point(date(2026, 1, 20), 1.0, "south")],
        "sum", "week", date(2026, 2, 1),
    )  # fmt: skip
    assert {each.cell.group: [r.value for r in each.readings] for each in found} == {
        "": [2, 0, 1, 0], "north": [2, 0, 0, 0], "south": [0, 0, 1, 0],
    }  # fmt: skip


def test_days_a_file_is_complete_up_to_are_quiet_not_unknown(db):
    take(db, *weeks(1, 2))
    take(db, *weeks(1, 2), until=date(2026, 2, 1))
    assert outside_store.covered(db, "log") == date(2026, 2, 1)
    define(db, WATCH)
    watching.evaluate(db, TODAY)
    everyone = next(store.readings(db, indicators.get(db, "incidents")))
    assert [r.value for r in everyone.readings] == [1, 2, 0, 0]


def test_prices_of_a_month_are_averaged_and_missing_ones_are_not_zero():
    points = [
        point(date(2026, 1, 5), 2.0),
        point(date(2026, 1, 25), 4.0),
        point(date(2026, 3, 2), 5.0),
    ]
    (everyone, _) = read_series(points, "mean", "month", date(2026, 3, 31))
    assert [(r.period, r.value) for r in everyone.readings] == [
        ("2026-01", 3),
        ("2026-03", 5),
    ]
    (last, _) = read_series(points, "last", "month", date(2026, 3, 15))
    assert [r.value for r in last.readings] == [4]


@pytest.mark.parametrize(
    ("frequency", "name", "end"),
    [("month", "2026-12", (2026, 12, 31)), ("half_year", "2026-H2", (2026, 12, 31)), ("year", "2026", (2026, 12, 31)), ("week", "2026-W53", (2027, 1, 3))],
)  # fmt: skip
def test_a_day_is_in_its_period(frequency, name, end):
    assert period_of(date(2026, 12, 30), frequency) == (name, date(*end))


def test_a_definition_is_kept_in_versions(db):
    assert define(db, WATCH).new == ["incidents"]
    assert define(db, WATCH).changed == []
    changed = define(db, WATCH.replace('name = "Incidents"', 'name = "Events"'))
    assert changed.changed == ["incidents"]
    found = registry.versions(db, "incidents")
    assert [each.version for each, _, _ in found] == [2, 1]
    assert found[1][0].name == {"en": "Incidents"}
    with pytest.raises(NotFound):
        indicators.get(db, "nothing")


def test_a_definition_with_faults_is_refused_whole(db):
    text = (
        WATCH
        + """
[indicators.a]
name = "A"
owner = "Council"
source = {kind = "derived", how = "sum", of = ["b"]}
[indicators.b]
name = "B"
source = {kind = "derived", how = "sum", of = ["a"]}
[rules.nothing]
kind = "level"
[rules.both]
kind = "combined"
rules = ["nowhere"]
"""
    )
    with pytest.raises(Rejected) as refused:
        define(db, text)
    assert sorted(p.code for p in refused.value.problems) == [
        "indicator.circle", "indicator.no_owner", "rule.leg", "rule.no_indicator", "rule.too_few_legs",
    ]  # fmt: skip
    assert registry.everything(db) == []


def test_a_rule_about_a_number_in_its_own_unit_sets_its_own_limits(db):
    bare = WATCH.replace('"count"', '"change"')
    with pytest.raises(Rejected) as refused:
        define(db, bare)
    assert [p.facts["setting"] for p in refused.value.problems] == ["watch", "critical"]
    limits = "settings = {watch = 3, critical = 9}\non = true"
    assert define(db, bare.replace("on = true", limits)).rules == ["surge"]
    level = WATCH.replace('"count"', '"level"').replace(
        "frequency =", "thresholds = {watch = 5, alert = 5, critical = 9}\nfrequency ="
    )
    assert define(db, level).rules == ["surge"]


def test_the_form_of_a_definition_is_told_with_its_lines():
    text = WATCH.replace(
        '"count"', '"count"\nsettings = {speed = 3, recent = "x"}'
    ).replace(
        'better = "lower"',
        'better = "worse"\ntarget = {value = 1, by = "soon"}\nwho = "x"',
    )
    with pytest.raises(Rejected) as refused:
        read_watch("w.toml", text.encode())
    assert sorted(p.code for p in refused.value.problems) == [
        "toml.not_one_of", "toml.unknown_key", "watching.not_a_day", "watching.not_a_number", "watching.setting",
    ]  # fmt: skip
    assert all(p.where.startswith("w.toml:") for p in refused.value.problems)


def test_an_evaluation_keeps_readings_and_verdicts_and_says_what_changed(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    define(db, WATCH)
    found = watching.evaluate(db, TODAY)
    assert verdicts(found) == {("surge", ""): "alert", ("surge", "north"): "alert"}
    assert [was for was, _ in found.changed] == [None, None]
    assert len(store.history(db, "surge")) == 2
    assert store.last_verdicts(db)["surge", Cell()].evidence.points[-1].value == 9


def test_evaluating_again_changes_nothing(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    define(db, WATCH)
    watching.evaluate(db, TODAY)
    before = (
        list(db.query("select * from readings")),
        list(db.query("select * from verdicts")),
    )
    again = watching.evaluate(db, TODAY)
    assert again.changed == []
    assert before == (
        list(db.query("select * from readings")),
        list(db.query("select * from verdicts")),
    )
    assert watching.evaluate_kept(db, TODAY).changed == []


def test_a_verdict_that_changes_is_told_with_what_was_before(db):
    define(db, WATCH)
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    watching.evaluate(db, TODAY)
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9, 1))
    found = watching.evaluate(db, date(2026, 3, 20))
    assert {(was.verdict, now.verdict) for was, now in found.changed} == {
        ("alert", "clear")
    }


def test_a_source_that_fails_is_a_state_people_see_and_stops_no_other(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    lost = (
        WATCH.replace("incidents", "lost")
        .replace("surge", "of_lost")
        .replace('"log"', '"gone"')
    )
    define(db, WATCH + lost)
    found = watching.evaluate(db, TODAY)
    assert verdicts(found)["of_lost", ""] == "not_judged"
    assert verdicts(found)["surge", ""] == "alert"
    failures = store.evaluations(db)[0].failures
    assert {name: each.code for name, each in failures.items()} == {
        "lost": "outside.unknown", "of_lost": "outside.unknown",
    }  # fmt: skip
    assert failures["lost"].facts["dataset"] == "gone"


def test_a_rule_that_is_off_says_nothing(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    define(db, WATCH.replace("on = true", "on = false"))
    assert watching.evaluate(db, TODAY).judged == []
    indicators.switch(db, "surge", "somebody", TODAY, is_on=True)
    assert verdicts(watching.evaluate(db, TODAY))["surge", ""] == "alert"


@pytest.fixture
def valley(database):
    db = connect(database)
    rounds.set_open(db, "valley-2026", is_open=False, today=date(2026, 3, 6))
    define(db, SURVEY)
    yield db
    db.close()


def test_readings_of_answers_are_those_analysts_see(valley):
    watching.evaluate(valley, TODAY)
    kept = {
        each.cell.group: each
        for each in store.readings(valley, indicators.get(valley, "trust"))
    }
    assert set(kept) == {"", "stayed", "returned", "displaced", "moved"}
    assert [r.period for r in kept[""].readings] == ["2025", "2026"]
    assert kept["displaced"].last.value < kept["stayed"].last.value - 2
    assert 0 < kept[""].last.se < 1
    agree = next(store.readings(valley, indicators.get(valley, "agree")))
    assert 0 < agree.last.value < 1


def test_rules_judge_answers_with_their_covariances(valley):
    found = verdicts(watching.evaluate(valley, TODAY))
    assert found["behind", "displaced"] == "alert"
    assert found["behind", "stayed"] == "clear"
    assert found["behind", "moved"] == "too_few"
    assert ("behind", "") not in found
    assert found["quiet", ""] == "clear"
    assert found["falls", ""] in ("clear", "too_few")
    assert found["low", "displaced"] in ("watch", "alert", "critical")


def test_who_declined_who_answered_and_what_is_made_of_others_is_read(valley):
    assert watching.evaluate(valley, TODAY).evaluation.failures == {}
    declined = next(store.readings(valley, indicators.get(valley, "declined")))
    assert declined.last.value == 0
    asked = next(store.readings(valley, indicators.get(valley, "asked")))
    assert asked.last.value == 160
    both = next(store.readings(valley, indicators.get(valley, "both")))
    trust = next(store.readings(valley, indicators.get(valley, "trust")))
    agree = next(store.readings(valley, indicators.get(valley, "agree")))
    assert both.last.value == pytest.approx(trust.last.value - agree.last.value)


def test_an_open_round_is_not_judged_while_answers_come_in(valley):
    rounds.set_open(valley, "valley-2026", is_open=True, today=date(2026, 3, 2))
    watching.evaluate(valley, TODAY)
    trust = next(store.readings(valley, indicators.get(valley, "trust")))
    assert [r.period for r in trust.readings] == ["2025"]


def test_a_rule_is_rehearsed_before_it_is_switched_on(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9, 1, 1, 2))
    define(db, WATCH.replace("on = true", "on = false"))
    indicators.note(
        db,
        Occurrence(Cell("community", "north"), date(2026, 3, 9)),
        "A fight",
        "x",
        TODAY,
    )
    rule = indicators.rule(db, "surge")
    found = watching.rehearse(db, rule, date(2026, 9, 1), np.random.default_rng(1), 20)
    rung = [
        (each.cell.group, each.on) for each in found.past if each.verdict == "alert"
    ]
    assert rung == [("", date(2026, 3, 8)), ("north", date(2026, 3, 8))]
    assert (found.record.true, found.record.false, found.record.lead) == (2, 0, 1.0)
    assert found.simulated.false_per_round <= 0.1
    assert watching.evaluate(db, TODAY).judged == []


def test_the_track_record_counts_alerts_that_were_raised(db):
    take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
    define(db, WATCH)
    watching.evaluate(db, TODAY)
    record = watching.record(db, indicators.rule(db, "surge"), date(2027, 1, 1))
    assert (record.true, record.false) == (0, 2)
    assert watching.false_alarms_a_year(db) == pytest.approx(0.05 * 52)


def test_what_happened_is_noted_only_afterwards(db):
    with pytest.raises(Rejected) as refused:
        indicators.note(
            db, Occurrence(Cell(), date(2026, 3, 11)), "x" * 600, "x", TODAY
        )
    assert [p.code for p in refused.value.problems] == [
        "watching.day_to_come",
        "watching.note_long",
    ]
