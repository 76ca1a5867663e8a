"""Alerts for programs: by a token of their scope, and for leaders only what was found true."""

import pytest

from survey_app.core.warning.series import Cell
from survey_app.services import alerting, answering
from survey_app.services.answering import Deed
from survey_app.store.database import connect
from tests.ringing import NOON, said
from tests.web.test_api import Program, problem

GROUP = Cell("displacement", "displaced")


@pytest.fixture
def alarms(database):
    """Ring in a community that people verify, in one nobody looked into, and a group."""
    db = connect(database)
    cells = (Cell("community", "north"), Cell("community", "south"), GROUP)
    for cell in cells:
        alerting.hear(db, [said("alert", cell=cell)], NOON)
    for number in (1, 3):
        answering.step(db, number, Deed("verify", "ada", "I saw it."), NOON)
    db.close()


def test_a_program_gets_alerts_as_cap_and_as_a_feed(app, alarms):
    program = Program(app, scopes=["alerts"])
    feed = program.get("/alerts/feed.atom")
    assert feed.mimetype == "application/atom+xml"
    assert feed.data.count(b"<entry>") == 3
    assert b"/api/v1/alerts/1/cap.xml" in feed.data
    message = program.get("/alerts/1/cap.xml")
    assert message.mimetype == "application/cap+xml"
    assert b"<msgType>Alert</msgType>" in message.data
    assert problem(program.get("/alerts/9/cap.xml")) == "alert.unknown"


def test_a_token_of_another_scope_opens_no_alert(app, alarms):
    program = Program(app, scopes=["results", "releases"])
    assert problem(program.get("/alerts/feed.atom")) == "token.other_scope"
    assert problem(program.get("/alerts/1/cap.xml")) == "token.other_scope"


def test_a_leaders_program_gets_what_was_found_true_and_no_group(app, alarms):
    program = Program(app, role="leader", scopes=["alerts"])
    feed = program.get("/alerts/feed.atom").data
    assert feed.count(b"<entry>") == 1
    assert program.get("/alerts/1/cap.xml").status_code == 200
    for number in (2, 3):
        assert program.get(f"/alerts/{number}/cap.xml").status_code == 404


def test_a_leader_sees_what_was_found_true_and_what_is_done(visitor, alarms, database):
    visitor.sign_in("leader")
    page = visitor.get("/warning/").page
    assert page.count('class="card"') == 1
    assert "/warning/alerts/1" in page
    assert "I saw it." not in page
    assert "ada" not in page
    db = connect(database)
    answering.step(db, 1, Deed("dismiss", "ada", "It was not so."), NOON)
    db.close()
    assert "Nothing was found true so far." in visitor.get("/warning/").page
    for path in ("/warning/indicators", "/warning/rules/falls"):
        assert visitor.get(path).status == 403
