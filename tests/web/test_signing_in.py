"""Second factors, printed codes, sessions that end, and locks that keep no owner out."""

import base64
import re
import time

import pytest

from survey_app.core.second_factor import code_at
from tests.conftest import PASSWORD, Visitor

NEW = "another long password"


def key_on(page):
    text = re.search(r'<code dir="ltr">([A-Z2-7]{32})</code>', page)[1]
    return base64.b32decode(text)


def code_now(key, later=0):
    return code_at(key, int(time.time()) // 30 + later)


@pytest.fixture
def doubly(app):
    """A leader with a second factor, its key, and codes that were printed."""
    leader = Visitor(app).sign_in("leader").get("/me/")
    leader.post("/me/second")
    key = key_on(leader.page)
    leader.post("/me/second/confirm", code=code_now(key))
    leader.codes = re.findall(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", leader.page)
    leader.key = key
    return leader


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(app, doubly):
    assert len(doubly.codes) == 10
    thief = Visitor(app).sign_in("leader")
    assert "Second factor" in thief.page
    assert 'name="password"' in thief.get("/rounds/").page
    thief.get("/signin/second")
    assert thief.post("/signin/second", code="000000").status == 401
    thief.post("/signin/second", code=code_now(doubly.key, later=1))
    assert thief.get("/rounds/").status == 200
    assert "<h1>Rounds</h1>" in thief.page


def test_a_code_of_the_app_is_taken_once(app, doubly):
    again = Visitor(app).sign_in("leader").get("/signin/second")
    assert again.post("/signin/second", code=code_now(doubly.key)).status == 401


def test_a_printed_code_stands_for_the_app_once(app, doubly):
    code = doubly.codes[3].upper().replace("-", " ")
    for status in (200, 401):
        person = Visitor(app).sign_in("leader").get("/signin/second")
        assert person.post("/signin/second", code=code).status == status


def test_a_second_factor_is_taken_away_by_a_code_only(app, doubly):
    doubly.get("/me/")
    assert doubly.post("/me/second/remove", code="123456").status == 403
    doubly.get("/me/")
    doubly.post("/me/second/remove", code=doubly.codes[0])
    assert "<h1>Rounds</h1>" in Visitor(app).sign_in("leader").get("/rounds/").page


def test_a_role_that_needs_a_second_factor_gets_nowhere_without(app):
    coordinator = Visitor(app).sign_in("coordinator").get("/admin/accounts/")
    coordinator.post("/admin/accounts/second", role="leader")
    leader = Visitor(app).sign_in("leader")
    assert "Your role needs a second factor" in leader.get("/rounds/").page
    leader.post("/me/second")
    leader.post("/me/second/confirm", code=code_now(key_on(leader.page)))
    assert "<h1>Rounds</h1>" in leader.get("/rounds/").page


def test_an_invitation_lets_a_password_be_chosen_once(app):
    coordinator = Visitor(app).sign_in("coordinator").get("/admin/accounts/")
    coordinator.post("/admin/accounts/invite", name="leader")
    code = re.search(r'class="receipt">([^<]+)<', coordinator.page)[1]
    person = Visitor(app).get("/signin/recover")
    assert (
        person.post("/signin/recover", name="leader", code=code, new="short").status
        == 422
    )
    person.post("/signin/recover", name="analyst", code=code, new=NEW)
    assert person.status == 422
    person.post("/signin/recover", name="leader", code=code, new=NEW)
    assert Visitor(app).sign_in("leader").status == 401
    assert "<h1>Rounds</h1>" in Visitor(app).sign_in("leader", NEW).get("/rounds/").page
    person.get("/signin/recover")
    assert (
        person.post("/signin/recover", name="leader", code=code, new=NEW).status == 422
    )


def test_a_new_password_ends_every_other_session(app):
    here, there = (Visitor(app).sign_in("leader") for _ in range(2))
    here.get("/me/")
    assert here.post("/me/password", old="wrong password", new=NEW).status == 403
    here.get("/me/")
    here.post("/me/password", old=PASSWORD, new=NEW)
    assert "<h1>Rounds</h1>" in here.get("/rounds/").page
    assert 'name="password"' in there.get("/rounds/").page


def test_sessions_are_listed_and_ended_by_their_owner_and_by_coordinators(app):
    here, there, lost = (Visitor(app).sign_in("leader") for _ in range(3))
    here.get("/me/")
    assert here.page.count("a computer") == 3
    other = re.search(r'name="session" value="([0-9a-f]{32})"', here.page)[1]
    here.post("/me/sessions/end", session=other)
    assert here.page.count("a computer") == 2
    here.post("/me/sessions/end")
    assert all('name="password"' in v.get("/rounds/").page for v in (there, lost))
    coordinator = Visitor(app).sign_in("coordinator").get("/admin/accounts/")
    coordinator.post("/admin/accounts/sessions", name="leader")
    assert 'name="password"' in here.get("/rounds/").page


def test_a_cookie_of_a_session_that_was_left_opens_nothing(app):
    leader = Visitor(app).sign_in("leader")
    cookie = leader.client.get_cookie("session").value
    leader.get("/me/")
    leader.post("/signout")
    leader.client.set_cookie("session", cookie)
    assert 'name="password"' in leader.get("/rounds/").page


def test_strangers_at_the_same_address_keep_no_known_browser_out(app):
    owner = Visitor(app).sign_in("leader")
    owner.get("/me/")
    owner.post("/signout")
    stranger = Visitor(app).get("/signin")
    for _ in range(11):
        stranger.post("/signin", name="leader", password="wrong password")
    assert stranger.status == 429
    assert Visitor(app).sign_in("leader").status == 429
    owner.get("/signin")
    owner.post("/signin", name="leader", password=PASSWORD)
    assert "<h1>Rounds</h1>" in owner.get("/rounds/").page


def test_printed_codes_need_the_password(app):
    leader = Visitor(app).sign_in("leader").get("/me/")
    assert leader.post("/me/codes", password="wrong password").status == 403
    leader.get("/me/")
    leader.post("/me/codes", password=PASSWORD)
    assert "Print these codes" in leader.page
