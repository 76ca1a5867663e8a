"""What cron, a timer or the server itself does: judge, tell of what is late, send."""

from contextlib import closing
from datetime import timedelta

import pytest

from survey_app.cli import scheduler
from survey_app.cli.office import now
from survey_app.core.warning.rules import Rule
from survey_app.services import alerting, responding
from survey_app.store import alerts, notices
from survey_app.store import indicators as registry
from survey_app.store.database import connect, create
from tests.receivers import mail_receiver
from tests.ringing import contact, said


@pytest.fixture
def mail(monkeypatch):
    with mail_receiver() as server:
        address = f"smtp://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("SURVEY_APP_MAIL", address)
        monkeypatch.setenv("SURVEY_APP_MAIL_FROM", "warning@trust.example")
        monkeypatch.setenv("SURVEY_APP_ADDRESS", "https://trust.example/")
        yield server


@pytest.fixture
def rung(cli):
    """An alert that fired a hour ago, and somebody to be told."""
    with closing(create(cli.database)) as db:
        notices.add_contact(db, contact("ada", "coordinator"), "")
        alerting.hear(db, [said("alert")], now() - timedelta(hours=1))
    return cli


def test_deliver_sends_what_is_due_and_says_so(rung, mail):
    assert rung("watch", "deliver") == 0
    assert rung.out == "Sent: 1. Tried again later: 0. Failed: 0.\n"
    text = mail.received[0].get_payload(decode=True).decode()
    assert "https://trust.example/warning/alerts/1\r\n" in text
    assert rung("watch", "deliver") == 0
    assert rung.out == "Sent: 0. Tried again later: 0. Failed: 0.\n"


def test_deliver_ends_with_1_where_something_failed_for_good(rung, mail):
    mail.reply = "550 nobody"
    assert rung("watch", "deliver") == 1


def test_deliver_tells_of_what_is_late(cli, mail):
    with closing(create(cli.database)) as db:
        notices.add_contact(db, contact("ada", "coordinator"), "")
        alerting.hear(db, [said("alert")], now() - timedelta(days=2))
    assert cli("watch", "deliver") == 0
    assert b"late" in mail.received[0].get_payload(decode=True)


def test_a_server_delivers_and_judges_once_a_day_by_itself(rung, mail):
    with closing(connect(rung.database)) as db:
        registry.keep_rule(db, Rule("people", "report", is_on=True), "x", now().date())
        assert responding.is_watching(db)
    scheduler.turn(rung.database)
    assert len(mail.received) == 1
    with closing(connect(rung.database)) as db:
        assert db.table("evaluations").count == 1
    scheduler.turn(rung.database)
    with closing(connect(rung.database)) as db:
        assert db.table("evaluations").count == 1
        assert len(alerts.everything(db)) == 1


def test_a_turn_that_fails_is_not_the_last(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(scheduler, "PAUSE", 0.02)
    path = tmp_path / "later.db"
    with scheduler.watching_over(path):
        for _ in range(200):
            if caplog.text.count("a turn of watching failed") > 1:
                break
            scheduler.threading.Event().wait(0.02)
    assert caplog.text.count("a turn of watching failed") > 1


def test_a_rule_that_was_edited_has_another_mark(db):
    for settings in ({}, {"watch": 3.0}):
        registry.keep_rule(
            db, Rule("quiet", "silence", settings=settings), "x", now().date()
        )
    first = responding.marks(db)["quiet"]
    registry.keep_rule(
        db, Rule("quiet", "silence", settings={"watch": 4.0}), "x", now().date()
    )
    assert responding.marks(db)["quiet"] != first
