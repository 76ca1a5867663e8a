"""Every notice leaves at least once and is shown once, whatever breaks on the way."""

import hashlib
import hmac
import json
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from survey_app.core.warning.telling import CLAIM, MOST_TRIES, contact_problems
from survey_app.services import alerting
from survey_app.services.channels import Post
from survey_app.services.delivering import Delivered, Office, deliver
from survey_app.store import notices
from survey_app.store.database import connect, create
from tests.receivers import mail_receiver, web_receiver
from tests.ringing import contact, said

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BASE = "https://trust.example"


def office(server=None, prefix="m"):
    numbers = count(1)
    mail = f"smtp://127.0.0.1:{server.server_address[1]}" if server else ""
    post = Post(mail, "warning@trust.example", "Valley council")
    return Office(post, BASE, lambda: f"{prefix}{next(numbers)}")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "alerts.db"


@pytest.fixture
def watched(path):
    db = create(path)
    yield db
    db.close()


@pytest.fixture
def mail():
    with mail_receiver() as server:
        yield server


@pytest.fixture
def web():
    with web_receiver() as server:
        yield server


def hook(server, **changes):
    address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    given = {"channel": "webhook", "address": address}
    return contact("program", "coordinator", **given | changes)


def add(db, *people):
    return [notices.add_contact(db, each, "secret") for each in people]


def ring(db, *rules, now=NOON, verdict="alert"):
    alerting.hear(db, [said(verdict, rule_id=each) for each in rules], now)


def states(db):
    found = db.query("select state, tries, error from notices order by notice_id")
    return [tuple(row.values()) for row in found]


def test_a_mail_tells_nothing_but_that_something_waits(watched, mail):
    add(watched, contact("ada", "coordinator", language="fr"))
    ring(watched, "falls")
    assert deliver(watched, office(mail), NOON) == Delivered(sent=1)
    (sent,) = mail.received
    text = sent.get_payload(decode=True).decode()
    assert sent["To"] == "ada@example.org"
    assert sent["Message-ID"] == "<m1@trust.example>"
    assert f"{BASE}/warning/alerts/1" in text
    for secret in ("north", "falls", "4.2", "2026-1", "ada"):
        assert secret not in text
    assert "Une nouvelle alerte vous attend." in text
    assert states(watched) == [("sent", 1, "")]
    assert deliver(watched, office(mail), NOON + DAY) == Delivered()


def test_whatever_waits_goes_in_one_message(watched, mail):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls", "rumours", "prices")
    assert deliver(watched, office(mail), NOON) == Delivered(sent=1)
    text = mail.received[0].get_payload(decode=True).decode()
    assert [f"alerts/{number}" in text for number in (1, 2, 3)] == [True] * 3


def test_quiet_hours_and_the_ceiling_hold_all_but_what_is_critical(watched, mail):
    add(watched, contact("ada", "coordinator", quiet=(21, 6), ceiling=1))
    night = NOON.replace(hour=23)
    ring(watched, "falls", now=night)
    assert deliver(watched, office(mail), night) == Delivered()
    ring(watched, "flood", now=night, verdict="critical")
    assert deliver(watched, office(mail), night) == Delivered(sent=1)
    ring(watched, "prices", now=night)
    assert deliver(watched, office(mail), night.replace(hour=12)) == Delivered()
    assert deliver(watched, office(mail), NOON + DAY) == Delivered(sent=1)


def test_a_refused_address_fails_for_good_and_is_seen(watched, mail):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    mail.reply = "550 no such person"
    assert deliver(watched, office(mail), NOON) == Delivered(failed=1)
    assert [each.error for each in notices.of_alert(watched)] == ["notice.refused"]


def test_a_mailbox_that_is_full_is_tried_again_as_the_same_message(watched, mail):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    mail.reply = "452 full"
    assert deliver(watched, office(mail), NOON) == Delivered(later=1)
    ring(watched, "prices")
    mail.reply = "250 ok"
    assert deliver(watched, office(mail, "n"), NOON) == Delivered(sent=1)
    assert deliver(watched, office(mail, "n"), NOON + HOUR) == Delivered(sent=1)
    names = [each["Message-ID"] for each in mail.received]
    assert names == ["<n1@trust.example>", "<m1@trust.example>"]


def test_a_mail_server_that_is_down_loses_nothing(watched, mail):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    down = office(mail)
    mail.shutdown()
    mail.server_close()
    now = NOON
    for _ in range(3):
        assert deliver(watched, down, now) == Delivered(later=1)
        assert deliver(watched, down, now) == Delivered()
        now += HOUR
    with mail_receiver() as back:
        assert deliver(watched, office(back), now) == Delivered(sent=1)
        assert back.received[0]["Message-ID"] == "<m1@trust.example>"


def test_after_many_tries_it_counts_as_failed(watched):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    counts = [deliver(watched, office(), NOON + day * DAY) for day in range(MOST_TRIES)]
    assert counts[-1] == Delivered(failed=1)
    assert sum(each.later for each in counts) == MOST_TRIES - 1
    assert states(watched) == [("failed", MOST_TRIES, "notice.no_mail")]


def test_a_webhook_is_signed_and_says_only_numbers(watched, web):
    add(watched, hook(web))
    ring(watched, "falls")
    assert deliver(watched, office(), NOON) == Delivered(sent=1)
    headers, content = web.received[0]
    signed = headers["X-Survey-Time"].encode() + b"." + content
    expected = hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
    assert headers["X-Survey-Signature"] == f"sha256={expected}"
    assert json.loads(content) == {
        "message": "m1",
        "notices": [{
            "notice": 1, "alert": 1, "kind": "fired", "severity": "alert",
            "drill": False, "address": f"{BASE}/warning/alerts/1",
        }],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "came"),
    [
        (500, Delivered(later=1)), (503, Delivered(later=1)), (429, Delivered(later=1)),
        (400, Delivered(failed=1)), (404, Delivered(failed=1)), (302, Delivered(failed=1)),
    ],
)  # fmt: skip
def test_programs_that_refuse_for_now_or_for_good(watched, web, status, came):
    add(watched, hook(web))
    ring(watched, "falls")
    web.status = status
    assert deliver(watched, office(), NOON) == came


def test_a_webhook_that_does_not_answer_is_tried_again(watched, mail, monkeypatch):
    monkeypatch.setattr("survey_app.services.channels.TIMEOUT", 0.2)
    add(watched, hook(mail))  # a mail server says nothing a program would understand
    ring(watched, "falls")
    assert deliver(watched, office(), NOON) == Delivered(later=1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # inside the library
def test_other_services_are_reached_by_the_extra_library(watched, web):
    port = web.server_address[1]
    service = contact(
        "team", "coordinator", channel="service", address=f"json://127.0.0.1:{port}"
    )
    unknown = contact("odd", "coordinator", channel="service", address="nothing://x")
    add(watched, service, unknown)
    web.status = 200
    ring(watched, "falls")
    assert deliver(watched, office(), NOON) == Delivered(sent=1, failed=1)
    assert b"A new alert waits for you." in web.received[0][1]


def test_two_deliverers_at_once_send_once(path, watched, mail):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls", "prices")
    together, came = threading.Barrier(4), []

    def work(number):
        db = connect(path)
        together.wait(10)
        came.append(deliver(db, office(mail, f"t{number}-"), NOON))
        db.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(each.sent for each in came) == 1
    assert len(mail.received) == 1
    assert states(watched) == [("sent", 1, "")] * 2


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from survey_app.store.database import connect
from survey_app.services.channels import Post
from survey_app.services.delivering import Office, deliver
post = Post(sys.argv[2], "warning@trust.example")
office = Office(post, "https://trust.example", lambda: "first")
deliver(connect(Path(sys.argv[1])), office, datetime.fromisoformat(sys.argv[3]))
"""


def test_a_sender_killed_in_the_middle_sends_the_same_message_again(
    path, watched, mail
):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    mail.is_stuck = True
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, path, office(mail).post.mail, NOON.isoformat()]
    )
    try:
        assert mail.arrived.wait(30)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    mail.is_stuck = False
    mail.released.set()
    ring(watched, "prices")
    assert states(watched)[0] == ("waiting", 0, "")
    assert deliver(watched, office(mail, "n"), NOON + CLAIM / 2) == Delivered(sent=1)
    assert deliver(watched, office(mail, "n"), NOON + CLAIM) == Delivered(sent=1)
    names = [each["Message-ID"] for each in mail.received]
    assert names == [f"<{n}@trust.example>" for n in ("first", "n1", "first")]
    assert {state for state, _, _ in states(watched)} == {"sent"}


ENDED = """
import os, sys
from datetime import datetime
from pathlib import Path
from survey_app.store.database import connect
from survey_app.store import notices
from survey_app.services import alerting
from tests.ringing import said
if sys.argv[2] == "inside":
    make, notices.make = notices.make, lambda *a: (make(*a), os.kill(os.getpid(), 9))
alerting.hear(connect(Path(sys.argv[1])), [said("alert")], datetime.fromisoformat(sys.argv[3]))
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("moment", "kept"), [("inside", 0), ("after", 1)])
def test_an_evaluator_killed_leaves_alert_and_notice_or_neither(
    path, watched, mail, moment, kept
):
    add(watched, contact("ada", "coordinator"))
    command = [sys.executable, "-c", ENDED, path, moment, NOON.isoformat()]
    assert subprocess.run(command, check=False, timeout=60).returncode == -9
    assert watched.table("alerts").count == watched.table("notices").count == kept
    ring(watched, "falls")
    assert watched.table("alerts").count == 1
    assert deliver(watched, office(mail), NOON) == Delivered(sent=1)


@pytest.mark.parametrize("years", [-5, 5])
def test_a_clock_that_jumps_loses_nothing(watched, mail, years):
    add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    mail.reply = "452 full"
    there = NOON + timedelta(days=365 * years)
    assert deliver(watched, office(mail), NOON) == Delivered(later=1)
    (waiting,) = notices.waiting(watched, NOON + HOUR).values()
    assert notices.claim(watched, waiting, "m1", NOON + HOUR) == waiting
    assert notices.claim(watched, waiting, "m1", NOON + HOUR) == []
    mail.reply = "250 ok"
    assert deliver(watched, office(mail), there) == Delivered(sent=1)
    assert len(mail.received) == 1


def test_who_is_reached_no_more_leaves_no_address(watched, mail):
    (number,) = add(watched, contact("ada", "coordinator"))
    ring(watched, "falls")
    notices.close_contact(watched, number)
    assert deliver(watched, office(mail), NOON) == Delivered()
    assert states(watched) == [("failed", 0, "contact.closed")]
    assert "ada@" not in str(list(watched.query("select * from contacts")))


def test_every_fault_of_a_contact_is_told():
    bad = contact("", address="nowhere", quiet=(9, 24), ceiling=0)
    codes = [each.code for each in contact_problems(bad)]
    assert codes == [
        "contact.no_name", "contact.no_role", "contact.address", "contact.ceiling",
        "contact.quiet",
    ]  # fmt: skip
    for channel, address in (
        ("webhook", "ftp://x.org/a"), ("webhook", "http:///a"), ("email", "a@b"),
        ("email", "a@b@c.org"), ("email", "a b@c.org"), ("service", "slack"),
        ("email", "a@b.org\r\nBcc: c@d.org"),
    ):  # fmt: skip
        wrong = contact("ada", "elder", channel=channel, address=address)
        assert [each.code for each in contact_problems(wrong)] == ["contact.address"]
