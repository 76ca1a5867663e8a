from contextlib import closing
from datetime import date
from io import BytesIO

import pytest

from survey_app.services import forms, publishing, workshop
from survey_app.services.forms import Asked
from survey_app.store import instruments
from survey_app.store.database import connect
from tests.xlsforms import YES_NO, workbook

FORM = workbook(
    survey="""
    type          | name  | label                        | relevant
    select_one yn | met   | Have <b>you</b> met?         |
    text          | how   | How was it?                  | ${met} = '1'
    geopoint      | where | Where was it?                |
    """,
    choices=YES_NO,
    settings="form_title | form_id\nMeeting | meeting",
)


@pytest.fixture
def coordinator(visitor):
    return visitor.sign_in("coordinator")


def send(visitor, content, name="form.xlsx"):
    visitor.get("/instruments/forms/")
    data = {
        "csrf_token": visitor.token,
        "file": (BytesIO(content), name),
        "language": "en",
    }
    return visitor.client.post("/instruments/forms/", data=data)


def test_a_form_becomes_a_draft_and_what_was_lost_is_listed(coordinator, database):
    reply = send(coordinator, FORM)
    assert reply.status_code == 200
    assert "survey:4 where" in reply.text
    assert "survey:3 how" not in reply.text
    with closing(connect(database)) as db:
        draft = workshop.get(db, "meeting").definition
    assert [item.text["en"] for item in draft.own_items] == [
        "Have you met?",
        "How was it?",
    ]
    assert draft.ask == {"how": {"item": "met", "in": ["1"]}}
    coordinator.get("/instruments/drafts/meeting")
    assert coordinator.status == 200


def test_a_second_form_of_that_name_becomes_another_draft(coordinator, database):
    send(coordinator, FORM)
    assert send(coordinator, FORM).status_code == 200
    with closing(connect(database)) as db:
        assert workshop.get(db, "meeting-2")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name,type", FORM[:500]])
def test_what_is_no_form_is_refused_in_words(coordinator, content):
    reply = send(coordinator, content)
    assert (reply.status_code, "xlsx" in reply.text) == (422, True)


def test_a_version_leaves_as_a_form_and_comes_back_as_itself(coordinator, database):
    with closing(connect(database)) as db:
        definition = forms.read("f.xlsx", FORM, Asked(partly=True)).definition
        version = publishing.publish(db, publishing.build(definition), date(2026, 4, 1))
        before = len(instruments.published(db))
    reply = coordinator.client.get(f"/instruments/{version}/form.xlsx")
    assert reply.data[:2] == b"PK"
    assert f"{version}.xlsx" in reply.headers["Content-Disposition"]
    reply = send(coordinator, reply.data)
    assert (reply.status_code, f"/instruments/{version}" in reply.text) == (200, True)
    with closing(connect(database)) as db:
        assert len(instruments.published(db)) == before


def test_a_version_in_languages_nobody_reviewed_does_not_come_back(
    coordinator, database
):
    with closing(connect(database)) as db:
        version = instruments.published(db)[0]["instrument_id"]
    content = coordinator.client.get(f"/instruments/{version}/form.xlsx").data
    assert send(coordinator, content).status_code == 422
