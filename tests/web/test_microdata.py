"""The pages by which answers of single people are asked for, decided on and taken."""

import io
from contextlib import closing
from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from survey_app.services import accounts
from survey_app.store.database import connect
from tests.conftest import PASSWORD, Visitor
from tests.web.test_pages import text_of

PATH = "/results/valley-2025/microdata/"
FORM = {
    "purpose": "A study", "recipient": "The university", "agreed": "yes",
    "keys": ["gender", "displacement"], "items": ["PL1.1", "SE2.1"], "design": "yes",
}  # fmt: skip


@pytest.fixture
def analyst(app):
    return Visitor(app).sign_in("analyst")


@pytest.fixture
def coordinator(app):
    return Visitor(app).sign_in("coordinator")


@pytest.fixture
def second(app, database):
    with closing(connect(database)) as db:
        accounts.add(db, "id-second", "second", "analyst", PASSWORD)
    return Visitor(app).sign_in("second")


def ask(visitor, **changes):
    until = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 (any day)
    return visitor.get(PATH).post(PATH, **FORM | {"until": until} | changes)


def test_a_file_is_asked_for_allowed_by_two_and_taken(analyst, coordinator, second):
    ask(analyst)
    assert "Request 1: waiting for a decision" in text_of(analyst.page)
    assert "Allow it" not in text_of(analyst.page)
    for visitor in (second, coordinator):
        assert "How likely is somebody found?" in text_of(visitor.get(PATH + "1").page)
        seen = visitor.page.partition('name="seen" value="')[2].partition('"')[0]
        visitor.post(PATH + "1", decision="yes", seen=seen)
    assert "Request 1: approved" in text_of(analyst.get(PATH + "1").page)
    reply = analyst.client.get(PATH + "1/file?as=sav")
    assert reply.mimetype == "application/zip"
    with ZipFile(io.BytesIO(reply.data)) as archive:
        assert archive.namelist() == [
            "data.sav", "data.csv", "codebook.csv", "codebook.xml", "report.json",
            "README.txt", "table.csv", "analyse.R", "analyse.do", "analyse.py",
        ]  # fmt: skip
    assert "analyst, made the file" in text_of(analyst.get(PATH + "1").page)


def test_a_file_nobody_allowed_is_not_given(analyst):
    ask(analyst)
    assert analyst.get(PATH + "1/file").status == 409
    assert "Two people must approve it first" in text_of(analyst.page)


def test_what_is_lacking_is_said(analyst):
    assert ask(analyst, purpose="", until="soon", agreed="").status == 422
    told = text_of(analyst.page)
    for words in ("purpose", "The last day must lie ahead", "terms were not accepted"):
        assert words in told


def test_an_open_round_says_why_not(analyst):
    analyst.get(PATH.replace("2025", "2026"))
    assert "is still open" in text_of(analyst.page)
    assert "Ask for the answers" not in text_of(analyst.page)


def test_a_request_is_found_under_its_own_round_alone(analyst):
    ask(analyst)
    assert analyst.get(PATH.replace("2025", "2026") + "1").status == 404
