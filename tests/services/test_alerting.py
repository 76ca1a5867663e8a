"""Alerts are born with a plan, told once to whom it concerns, and carried to a lesson."""

import threading
from dataclasses import replace

import pytest

from survey_app.core.warning.lifecycle import Patience
from survey_app.core.warning.quiet import EVERYONE, Silence
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.services import alerting, answering
from survey_app.services.answering import Deed
from survey_app.store import alerts, notices, protocols
from survey_app.store.database import connect, create
from tests.ringing import (
    DAY,
    HOUR,
    LESSON,
    NOON,
    NORTH,
    PLAN,
    contact,
    kinds,
    ring,
    said,
    told,
)


def test_an_alert_is_born_with_its_plan_and_told_to_its_owner(watched):
    alert_id = ring(watched, "alert")
    found = alerts.get(watched, alert_id)
    assert (found.alert.state, found.evidence.value) == ("firing", 4.2)
    assert told(watched, alert_id) == [("ada", "fired")]
    todo = [each.action for each in protocols.actions(watched, alert_id)]
    assert [(each.name, each.role) for each in todo] == [
        ("acknowledge", "focal"), ("listen", "mediator"), ("meet", "elder")
    ]  # fmt: skip
    assert {each.due for each in todo} == {NOON + 24 * HOUR}


def test_hearing_again_does_nothing(watched):
    alert_id = ring(watched, "alert")
    for _ in range(3):
        assert alerting.hear(watched, [said("alert")], NOON + HOUR) == []
    assert kinds(watched, alert_id) == ["fired"]
    assert told(watched, alert_id) == [("ada", "fired")]


def test_calm_places_leave_nothing(watched):
    verdicts = ("clear", "too_few", "not_judged")
    assert alerting.hear(watched, [said(each) for each in verdicts], NOON) == []
    assert alerts.everything(watched) == []


def test_what_is_critical_is_told_to_all_who_act_and_hurries(watched):
    alert_id = ring(watched, "watch", "critical")
    assert told(watched, alert_id) == [
        ("ada", "fired"), ("ada", "worsened"), ("ben", "worsened"), ("eve", "worsened")
    ]  # fmt: skip
    due = {
        each.action.name: each.action.due
        for each in protocols.actions(watched, alert_id)
    }
    assert due["listen"] == NOON + DAY + 6 * HOUR


def test_who_waits_for_a_second_finding_tells_nobody_before(watched):
    patient = replace(PLAN, patience=Patience(wait=2 * DAY))
    protocols.add(watched, patient, "coordinator", NOON.date())
    alert_id = ring(watched, "alert", "alert")
    assert told(watched, alert_id) == []
    alert_id = ring(watched, "alert", "alert", "alert")
    assert told(watched, alert_id) == [("ada", "fired")]


def test_an_edited_rule_lets_what_is_pending_wait_anew(watched):
    patient = replace(PLAN, patience=Patience(wait=2 * DAY))
    protocols.add(watched, patient, "coordinator", NOON.date())
    hear = lambda period, day, mark: alerting.hear(  # noqa: E731 (short)
        watched, [said("alert", period)], NOON + day * DAY, {"falls": mark}
    )
    (alert_id,) = hear("1", 0, "first")
    hear("2", 2, "edited")
    assert alerts.get(watched, alert_id).alert.state == "pending"
    hear("3", 4, "edited")
    assert alerts.get(watched, alert_id).alert.state == "firing"
    assert kinds(watched, alert_id) == ["pended", "edited", "fired"]


def test_an_evaluation_that_fails_is_seen_and_calms_nothing(watched):
    alert_id = ring(watched, "alert", "not_judged")
    alerting.hear(watched, [said("not_judged", "2026-2")], NOON + 2 * DAY)
    assert kinds(watched, alert_id) == ["fired", "not_judged"]
    assert alerts.get(watched, alert_id).alert.state == "firing"


def test_a_silence_tells_nobody_until_it_is_over(watched):
    quiet = Silence("falls", NORTH, NOON - DAY, NOON + DAY, "coordinator", "Feast")
    alerts.silence(watched, quiet)
    alert_id = ring(watched, "alert")
    assert told(watched, alert_id) == []
    assert kinds(watched, alert_id) == ["fired", "muted"]
    alerting.hear(watched, [said("alert")], NOON + 2 * DAY)
    assert told(watched, alert_id) == [("ada", "fired")]
    alerting.hear(watched, [said("alert")], NOON + 3 * DAY)
    assert kinds(watched, alert_id) == ["fired", "muted", "unmuted"]


def test_a_silence_ended_early_holds_no_more(watched):
    number = alerts.silence(
        watched, Silence("", EVERYONE, NOON, NOON + 9 * DAY, "coordinator", "Feast")
    )
    alerts.end_silence(watched, number, NOON + HOUR)
    assert [each.ends for each in alerts.silences(watched)] == [NOON + HOUR]
    alert_id = ring(watched, "alert", now=NOON + 2 * HOUR)
    assert told(watched, alert_id) == [("ada", "fired")]


def test_everyone_mutes_a_community_and_its_end_unmutes_it(watched):
    both = [said("alert", cell=EVERYONE), said("alert", cell=NORTH)]
    whole, north = alerting.hear(watched, both, NOON)
    assert (told(watched, whole), told(watched, north)) == ([("ada", "fired")], [])
    answering.step(watched, whole, Deed("acknowledge", "ada"), NOON)
    answering.step(watched, whole, Deed("dismiss", "ada", "Miscounted."), NOON)
    alerting.hear(watched, both, NOON + DAY)
    assert told(watched, north) == [("ada", "fired")]


def test_people_carry_an_alert_to_its_lesson(watched):
    alert_id = ring(watched, "alert")
    take = lambda step, **more: answering.step(  # noqa: E731 (short)
        watched, alert_id, Deed(step, "ada", **more), NOON + HOUR
    )
    take("acknowledge", reason="I am going there tomorrow.")
    take("verify")
    with pytest.raises(Rejected) as refused:
        take("act")
    assert [each.code for each in refused.value.problems] == ["alert.unchecked"]
    take("act", is_checked=True)
    answering.act(
        watched, alert_id, "listen", Deed("note", "eve", "Heard both."), NOON + 3 * HOUR
    )
    take("resolve")
    with pytest.raises(Rejected):
        take("close", outcome="true")
    found = take("close", outcome="true", lesson=LESSON)
    assert (found.alert.state, found.alert.outcome) == ("closed", "true")
    assert protocols.lesson(watched, alert_id).lesson == LESSON
    assert alerting_course(watched) == (HOUR, 3 * HOUR)


def alerting_course(db):
    (course,) = answering.courses(db)
    return course.acknowledged - course.fired, course.acted - course.fired


def test_nobody_acts_before_somebody_decided_to(watched):
    alert_id = ring(watched, "alert")
    with pytest.raises(Conflict, match=r"alert\.not_acting"):
        answering.act(watched, alert_id, "listen", Deed("note", "eve"), NOON)
    with pytest.raises(NotFound):
        answering.act(watched, 99, "listen", Deed("note", "eve"), NOON)


def test_an_action_done_twice_is_done_once(watched):
    alert_id = ring(watched, "alert")
    for name, checked in (("acknowledge", False), ("act", True)):
        answering.step(watched, alert_id, Deed(name, "ada", is_checked=checked), NOON)
    for author in ("eve", "ben"):
        answering.act(watched, alert_id, "listen", Deed("note", author), NOON)
    done = {
        each.action.name: each.done_by for each in protocols.actions(watched, alert_id)
    }
    assert done == {"acknowledge": "ada", "listen": "eve", "meet": ""}
    assert kinds(watched, alert_id).count("done") == 1


def test_a_false_alarm_is_told_as_widely_as_the_alarm(watched):
    alert_id = ring(watched, "critical")
    answering.step(watched, alert_id, Deed("verify", "ada"), NOON)
    with pytest.raises(Rejected):
        answering.step(watched, alert_id, Deed("dismiss", "ada", " "), NOON)
    answering.step(watched, alert_id, Deed("dismiss", "ada", "Miscounted."), NOON)
    everybody = ["ada", "ben", "eve"]
    assert told(watched, alert_id) == [
        *((name, "fired") for name in everybody),
        *((name, "dismissed") for name in everybody),
    ]
    assert answering.courses(watched) == []


def test_what_is_late_climbs_and_is_told_once(watched):
    alert_id = ring(watched, "alert")
    assert alerting.climb(watched, NOON + 23 * HOUR) == 0
    assert alerting.climb(watched, NOON + 24 * HOUR) == 3
    assert alerting.climb(watched, NOON + 24 * HOUR) == 0
    late = [name for name, kind in told(watched, alert_id) if kind == "late"]
    assert sorted(late) == ["ada", "ben", "eve"]
    alerting.climb(watched, NOON + 3 * DAY)
    answering.step(watched, alert_id, Deed("acknowledge", "ada"), NOON + 3 * DAY)
    before = len(told(watched, alert_id))
    alerting.climb(watched, NOON - 300 * DAY)
    assert len(told(watched, alert_id)) == before


def test_a_drill_lives_apart_and_counts_for_nothing(watched):
    drill = ("falls", NORTH, "critical")
    deed = Deed("note", "coordinator", "We practise.")
    number = answering.raise_by_hand(watched, drill, deed, NOON, is_drill=True)
    assert all(each.notice.is_drill for each in notices.of_alert(watched, number))
    with pytest.raises(Conflict, match=r"alert\.open_already"):
        answering.raise_by_hand(watched, drill, deed, NOON, is_drill=True)
    assert alerting.hear(watched, [said("clear", "2")], NOON) == []
    real = ring(watched, "alert")
    assert real != number
    assert len(answering.courses(watched)) == 1


def test_people_may_raise_what_no_number_tells(watched):
    deed = Deed("note", "ada", "Strangers sleep in the school.")
    report = ("rumours", NORTH, "alert")
    number = answering.raise_by_hand(watched, report, deed, NOON, is_drill=False)
    assert kinds(watched, number) == ["reported"]
    with pytest.raises(Rejected):
        answering.raise_by_hand(
            watched, report, replace(deed, reason=""), NOON, is_drill=False
        )


def test_what_happened_is_never_changed(watched):
    ring(watched, "alert")
    for sql in ("update alert_events set author = 'x'", "delete from alert_events"):
        with pytest.raises(Exception, match="never"):
            watched.execute(sql)


def test_two_evaluators_at_once_make_one_alert_and_tell_once(tmp_path):
    path = tmp_path / "two.db"
    with_people = create(path)
    notices.add_contact(with_people, contact("ada", "focal"), "secret")
    protocols.add(with_people, PLAN, "coordinator", NOON.date())
    together = threading.Barrier(4)

    def evaluate():
        db = connect(path)
        together.wait(10)
        alerting.hear(db, [said("alert")], NOON)
        alerting.climb(db, NOON + 2 * DAY)
        db.close()

    threads = [threading.Thread(target=evaluate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    (found,) = alerts.everything(with_people)
    assert kinds(with_people, found.alert_id) == ["fired"]
    names = [kind for _, kind in told(with_people, found.alert_id)]
    assert sorted(names) == ["fired", "late"]
    with_people.close()
