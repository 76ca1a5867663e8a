"""Alerts on pages: seen, taken in one click, worked on by a plan, closed with a lesson."""

import re
from datetime import date, timedelta

import pytest

from survey_app.core.warning.judging import Drawn, Evidence, Judgement
from survey_app.core.warning.series import Cell
from survey_app.services import alerting
from survey_app.store import alerts, notices
from survey_app.store.database import connect
from survey_app.web import context
from tests.ringing import NORTH, contact

PLAN = {
    "title": "When trust falls", "rule": "", "cell": "=", "owner": "Focal",
    "acknowledge-watch": "72", "acknowledge-alert": "24", "acknowledge-critical": "4",
    "text-0": "Listen to both sides.", "role-0": "mediator", "deputy-0": "elder",
    "hours-0-watch": "72", "hours-0-alert": "48", "hours-0-critical": "6",
    "text-1": "", "role-1": "", "ladder": "mediator > elder\nfocal > elder",
    "rung_hours": "24", "checks": "Could somebody be put in danger?",
    "wait": "0", "hold": "0", "rest": "0",
}  # fmt: skip
POINTS = tuple(
    Drawn(f"2025-{n}", date(2025, 3 * n, 1), 5.0 - n, 4.5 - n, 5.5 - n, 3.5)
    for n in (1, 2, 3)
)
WHY = Evidence(
    value=2.0,
    n=160,
    baseline=4.0,
    statistic=5.1,
    limit=4.0,
    p_adjusted=0.01,
    points=POINTS,
)


@pytest.fixture
def ring(app, database):
    """Let rules ring: (rule, cell, verdict) at this moment; return the number."""

    def let(rule_id="falls", cell=NORTH, verdict="alert"):
        with app.app_context():
            now = context.now()
        db = connect(database)
        said = Judgement(rule_id, cell, now.isoformat(), now.date(), verdict, WHY)
        (number,) = alerting.hear(db, [said], now)
        db.close()
        return number

    return let


@pytest.fixture
def coordinator(visitor, database):
    db = connect(database)
    for name, *roles in (("ada", "focal", "elder"), ("eve", "mediator")):
        notices.add_contact(db, contact(name, *roles), "secret")
    db.close()
    return visitor.sign_in("coordinator")


def step(visitor, number, name, **fields):
    visitor.get(f"/warning/alerts/{number}")
    visitor.post(f"/warning/alerts/{number}/steps", step=name, **fields)
    return visitor


def test_nothing_rings_is_not_said_to_be_calm(coordinator):
    coordinator.get("/warning/alerts/")
    assert "nobody can tell; that is not the same as calm" in coordinator.page


def test_an_alert_walks_from_plan_to_lesson(coordinator, ring):
    coordinator.get("/warning/plans/edit")
    coordinator.post("/warning/plans/edit", **PLAN)
    assert "The plan is kept." in coordinator.page
    number = ring()
    coordinator.get("/warning/alerts/")
    assert "1 alert waits for somebody." in coordinator.page
    page = coordinator.get(f"/warning/alerts/{number}").page
    assert "Listen to both sides." in page
    assert "160 people asked" in page
    assert 'class="limit"' in page
    step(coordinator, number, "acknowledge", reason="I go there <b>tomorrow</b>.")
    assert "I go there &lt;b&gt;tomorrow&lt;/b&gt;." in coordinator.page
    assert step(coordinator, number, "act").status == 422
    assert "were not gone through" in coordinator.page
    step(coordinator, number, "act", checked="yes")
    path = f"/warning/alerts/{number}/actions"
    coordinator.post(path, action="1", reason="Both sides were heard.")
    assert "done by" in coordinator.page
    step(coordinator, number, "resolve")
    lesson = {
        "outcome": "true", "happened": "A well broke.", "did": "Repaired it.",
        "helped": "yes", "next_time": "Check wells in May.",
    }  # fmt: skip
    assert step(coordinator, number, "close", **lesson | {"did": ""}).status == 422
    assert step(coordinator, number, "close", **lesson).status == 200
    assert "Check wells in May." in coordinator.get("/warning/alerts/lessons").page
    again = ring(cell=Cell("community", "south"))
    assert "Check wells in May." in coordinator.get(f"/warning/alerts/{again}").page
    paper = coordinator.get(f"/warning/alerts/{again}/plan").page
    assert "Check wells in May." in paper
    assert "South" not in paper
    figures = coordinator.get("/warning/alerts/").page
    assert "1 of 2" in figures
    home = coordinator.get("/").page
    assert "1 of 2 were left without any action" in home
    assert "1 alert waits for somebody." in home


def test_a_plan_with_faults_tells_them_all(coordinator):
    coordinator.get("/warning/plans/edit")
    changes = {"owner": "", "ladder": "elder > elder", "hours-0-alert": "x"}
    coordinator.post("/warning/plans/edit", **PLAN | changes)
    assert coordinator.status == 422
    for told in ("Nobody has to acknowledge.", "The ladder goes round", "no deadline"):
        assert told in coordinator.page


def test_a_plan_is_changed_and_switched_off(coordinator):
    coordinator.get("/warning/plans/edit")
    coordinator.post("/warning/plans/edit", **PLAN)
    page = coordinator.get("/warning/plans/edit?name=when-trust-falls").page
    assert "mediator &gt; elder" in page
    coordinator.post(
        "/warning/plans/edit", **PLAN | {"name": "when-trust-falls", "title": "New"}
    )
    assert "New" in coordinator.page
    assert "When trust falls" not in coordinator.page
    coordinator.post("/warning/plans/off", name="when-trust-falls")
    assert "not used" in coordinator.page
    assert coordinator.get("/warning/plans/edit?name=none").status == 404


def test_a_leader_reads_of_communities_without_numbers(app, visitor, ring):
    open_one, group = ring(), ring(cell=Cell("displacement", "displaced"))
    leader = visitor.sign_in("leader")
    listed = leader.get("/warning/alerts/").page
    assert f"/warning/alerts/{open_one}" in listed
    assert f'/warning/alerts/{group}"' not in listed
    page = leader.get(f"/warning/alerts/{open_one}").page
    assert "160" not in page
    assert "The numbers are with the coordinator." in page
    assert leader.get(f"/warning/alerts/{group}").status == 403
    assert step(leader, open_one, "acknowledge").status == 200
    assert (
        leader.post(f"/warning/alerts/{group}/steps", step="acknowledge").status == 403
    )
    assert leader.post(f"/warning/alerts/{group}/actions", action="1").status == 403


def test_a_step_taken_twice_is_a_conflict_and_an_unknown_one_is_told(coordinator, ring):
    number = ring()
    step(coordinator, number, "acknowledge")
    assert step(coordinator, number, "acknowledge").status == 409
    assert step(coordinator, number, "explode").status == 404
    assert coordinator.get("/warning/alerts/99").status == 404


def test_people_report_and_practise(coordinator, database):
    fields = {"rule": "report", "cell": "community=north", "severity": "critical"}
    coordinator.get("/warning/alerts/")
    coordinator.post("/warning/alerts/", kind="drill", reason="We practise.", **fields)
    assert "This is a drill." in coordinator.page
    coordinator.get("/warning/alerts/")
    coordinator.post(
        "/warning/alerts/", kind="report", reason="Shots at night.", **fields
    )
    assert "Shots at night." in coordinator.page
    assert "This is a drill." not in coordinator.page
    found = alerts.everything(connect(database))
    assert [(each.is_drill, each.alert.severity) for each in found] == [
        (False, "critical"), (True, "critical")
    ]  # fmt: skip


def test_people_are_added_and_told_no_more(coordinator, database):
    given = {
        "name": "Samir", "roles": "Elder, mediator", "channel": "webhook", "language": "ar",
        "address": "https://hooks.example.org/a", "quiet_from": "21", "quiet_until": "6",
        "ceiling": "3",
    }  # fmt: skip
    coordinator.get("/warning/people/")
    coordinator.post("/warning/people/", **given)
    assert re.search("Secret of the webhook, shown only now: .{40}", coordinator.page)
    (samir,) = [e for e in notices.contacts(connect(database)) if e.name == "Samir"]
    assert (samir.roles, samir.quiet) == ({"elder", "mediator"}, (21, 6))
    assert "hooks.example.org" not in coordinator.get("/warning/people/").page
    coordinator.post(f"/warning/people/{samir.contact_id}/close")
    assert "Samir" not in coordinator.page
    coordinator.post(
        "/warning/people/", **given | {"address": "nowhere", "ceiling": "x"}
    )
    assert coordinator.status == 422


def test_silences_are_asked_for_and_ended(coordinator, database, ring):
    coordinator.get("/warning/silences/")
    coordinator.post("/warning/silences/", rule="", cell="=", days="7", reason="Feast")
    assert "Feast" in coordinator.page
    number = ring()
    assert "Nobody was told." in coordinator.get(f"/warning/alerts/{number}").page
    coordinator.get("/warning/silences/")
    coordinator.post("/warning/silences/1/end")
    assert "End it now" not in coordinator.page
    for days in ("0", "-1", "999", "x"):
        coordinator.post("/warning/silences/", days=days, reason="Feast", cell="=")
        assert coordinator.status == 422
    ((held,),) = [
        [each.ends - each.starts for each in alerts.silences(connect(database))]
    ]
    assert held < timedelta(days=1)


def test_what_surrounds_alerts_is_written_down_and_taken_away(coordinator, ring):
    number = ring()
    coordinator.get("/warning/decisions/")
    said = {
        "finding": "Trust fell.",
        "decision": "Meet weekly.",
        "responsible": "elders",
    }
    coordinator.post("/warning/decisions/", ground=f"alert:{number}", **said)
    assert "Meet weekly." in coordinator.page
    assert f'value="alert:{number}"' in coordinator.page
    coordinator.post("/warning/decisions/1/effects", effect="They meet.")
    assert "They meet." in coordinator.page
    coordinator.post("/warning/decisions/", ground="alert:x", **said)
    assert coordinator.status == 404
    coordinator.get("/warning/risks/")
    risk = {
        "title": "Unrest", "likelihood": "2", "impact": "4", "owner": "elders",
        "review_on": "2020-01-01", "rule": "falls", "risk_id": "0",
    }  # fmt: skip
    coordinator.post("/warning/risks/", **risk)
    for words in ("12 of 25", "overdue", "raised by an alert"):
        assert words in coordinator.page
    coordinator.post("/warning/risks/", **risk | {"impact": "9", "owner": ""})
    assert coordinator.status == 422
    coordinator.get("/warning/needs/")
    form = {
        "institution": "Market office",
        "panel": "staff",
        "score-IN1": "1",
        "priority-IN1": "3",
    }
    coordinator.post("/warning/needs/", **form)
    assert "The institution has a written mandate" in coordinator.page
    assert "6.0" in coordinator.page
    coordinator.post("/warning/needs/", **form | {"score-IN1": "x"})
    assert coordinator.status == 422
    for table in ("events", "decisions", "risks", "needs", "lessons"):
        for kind in ("csv", "json"):
            assert coordinator.get(f"/warning/files/{table}.{kind}").status == 200
    assert coordinator.get("/warning/files/accounts.csv").status == 404
    assert coordinator.get("/warning/alerts/lessons?q=wells").status == 200
