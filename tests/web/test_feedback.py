"""Feedback by browsers without JavaScript: given, answered, and kept from others."""

import re
from contextlib import closing
from html import unescape
from io import BytesIO

import pytest

from survey_app.core.people import ROLES
from survey_app.store import accounts
from survey_app.store.database import connect
from survey_app.web.rate_limit import RateLimit
from tests import media_samples as samples
from tests.conftest import Visitor

WORDS = "They took my sister's share of the flour"


def once(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def give(visitor, text=WORDS, sensitivity="open", **fields):
    visitor.get("/feedback/")
    visitor.post(
        "/feedback/",
        once=once(visitor.page),
        text=text,
        sensitivity=sensitivity,
        **fields,
    )
    found = re.search(r'class="receipt"[^>]*>([^<]+)<', visitor.page)
    return found[1] if found else None


@pytest.fixture
def focal(app, database):
    """The analyst, named to read sealed reports by a coordinator."""
    coordinator = Visitor(app).sign_in("coordinator")
    coordinator.get("/feedback/desk/")
    coordinator.post("/feedback/desk/people", name="analyst")
    assert coordinator.status == 200
    return Visitor(app).sign_in("analyst")


def test_a_stranger_says_something_and_reads_the_answer_by_the_code(app, visitor):
    code = give(visitor, place="North")
    leader = Visitor(app).sign_in("leader")
    leader.get("/feedback/desk/")
    assert WORDS in unescape(leader.page)
    leader.get("/feedback/desk/1")
    leader.post("/feedback/desk/1/step", deed="answer", text="You get it on Monday.")
    visitor.get("/feedback/code")
    visitor.post("/feedback/code", code=code)
    assert "You get it on Monday." in visitor.page
    assert WORDS not in unescape(visitor.page)
    visitor.post("/feedback/code", code=code, deed="appeal", text="It was not enough.")
    assert "being looked at again" in visitor.page
    leader.get("/feedback/desk/1")
    assert "It was not enough." in leader.page
    visitor.post("/feedback/code", code=code, deed="withdraw")
    assert leader.get("/feedback/desk/1").status == 404


def test_what_cannot_be_kept_stays_in_the_form(app, visitor):
    assert give(visitor, "x" * 4001) is None
    assert visitor.status == 422
    assert "The text has 4001 signs, 4000 fit." in visitor.page
    assert "x" * 4001 in visitor.page
    assert give(visitor, WORDS, sensitivity="loud") is None
    assert WORDS in unescape(visitor.page)


def test_a_name_is_asked_about_once(visitor):
    assert give(visitor, "Ask Amira Haddad about it") is None
    assert "Amira Haddad" in visitor.page
    assert give(visitor, "Ask Amira Haddad about it", as_it_is="1")


def test_markup_and_turned_text_come_out_harmless(app, visitor):
    give(visitor, "<script>alert(1)</script>\u202eevil")
    leader = Visitor(app).sign_in("leader").get("/feedback/desk/1")
    assert "<script>alert" not in leader.page
    assert "\u202e" not in leader.page


def test_the_same_form_sent_twice_gives_the_same_code(visitor):
    visitor.get("/feedback/")
    mark, fields = once(visitor.page), {"text": WORDS, "sensitivity": "open"}
    codes = set()
    for _ in range(2):
        visitor.post("/feedback/", once=mark, **fields)
        codes.add(re.search(r'class="receipt"[^>]*>([^<]+)<', visitor.page)[1])
        visitor.get("/feedback/")
    assert len(codes) == 1


def test_a_flood_is_told_to_wait_and_loses_no_text(app, visitor):
    app.extensions["strangers"] = RateLimit(burst=2, per_second=0.001)
    assert give(visitor)
    assert give(visitor)
    assert give(visitor) is None
    assert visitor.status == 422
    assert "nothing was kept" in visitor.page
    assert WORDS in unescape(visitor.page)


def test_a_voice_is_heard_by_named_people_only_and_ends_as_a_text(app, visitor, focal):
    sound = samples.wav()
    give(visitor, "", voice=(BytesIO(sound), "said.wav"))
    assert (
        Visitor(app).sign_in("leader").get("/feedback/desk/sealed/1/voice").status
        == 403
    )
    reply = focal.client.get("/feedback/desk/sealed/1/voice")
    assert (reply.mimetype, len(reply.data) > 100) == ("audio/wav", True)
    focal.get("/feedback/desk/sealed/1")
    sorting = {"kind": "concern", "category": "aid", "criticality": "action"}
    focal.post("/feedback/desk/sealed/1/sort", sensitivity="open", text=" ", **sorting)
    assert focal.status == 422
    focal.get("/feedback/desk/sealed/1")
    focal.post(
        "/feedback/desk/sealed/1/sort", sensitivity="open", text=WORDS, **sorting
    )
    leader = Visitor(app).sign_in("leader").get("/feedback/desk/1")
    assert WORDS in unescape(leader.page)
    assert "<audio" not in leader.page


def test_what_is_no_recording_is_told_and_the_text_stays(visitor):
    assert give(visitor, WORDS, voice=(BytesIO(b"MZ"), "said.exe")) is None
    assert visitor.status == 422
    assert WORDS in unescape(visitor.page)


def test_what_nobody_sorted_is_for_named_people(app, visitor, focal):
    give(visitor, sensitivity="unclear")
    assert WORDS in unescape(focal.get("/feedback/desk/sealed/1").page)
    assert Visitor(app).sign_in("leader").get("/feedback/desk/1").status == 404


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_no_other_role_finds_a_sealed_report_on_any_page(app, visitor, focal, role):
    code = give(visitor, sensitivity="sensitive", kind="concern", place="Hillside")
    focal.get("/feedback/desk/sealed/1")
    assert WORDS in unescape(focal.page)
    other = Visitor(app).sign_in(role)
    paths = [rule.rule for rule in app.url_map.iter_rules()
             if "GET" in rule.methods and not rule.arguments]  # fmt: skip
    asked = [
        *paths,
        "/feedback/desk/1",
        "/feedback/desk/sealed/1",
        "/rounds/valley-2026",
    ]
    for path in asked:
        page = unescape(other.get(path).page)
        assert "sister" not in page, path
        assert "Hillside" not in page, path
        assert code not in page, path
    for act in ("sort", "step"):
        other.get("/feedback/")
        assert other.post(f"/feedback/desk/sealed/1/{act}", deed="note").status == 403


def test_an_enumerator_writes_down_what_somebody_says_and_reads_none(app):
    enumerator = Visitor(app).sign_in("enumerator")
    enumerator.get("/feedback/desk/log")
    enumerator.post(
        "/feedback/desk/log", once=once(enumerator.page), text=WORDS, language="ar",
        channel="meeting", sensitivity="open",
    )  # fmt: skip
    assert 'class="receipt"' in enumerator.page
    assert enumerator.get("/feedback/desk/1").status == 403


def test_what_was_said_and_done_is_printed(app, visitor):
    give(visitor)
    leader = Visitor(app).sign_in("leader").get("/feedback/desk/1")
    leader.post("/feedback/desk/1/done", said="No flour", did="A second day")
    assert "No flour" in leader.page
    assert "A second day" in leader.page


def test_a_table_is_brought_in_by_a_coordinator(app):
    coordinator = Visitor(app).sign_in("coordinator").get("/feedback/desk/")
    text = b"text,date,sensitivity\nNo school,2026-02-01,open\n"
    coordinator.post("/feedback/desk/import", file=(BytesIO(text), "log.csv"))
    assert "One record is new." in coordinator.page
    assert "No school" in coordinator.page


def test_a_closed_account_is_not_named(app, database):
    with closing(connect(database)) as db:
        accounts.disable(db, "leader")
    coordinator = Visitor(app).sign_in("coordinator").get("/feedback/desk/")
    assert coordinator.post("/feedback/desk/people", name="leader").status == 404
