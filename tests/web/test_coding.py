"""Pages on which open answers are coded: who sees what, from frame to table."""

import re
from datetime import date

import pytest

from survey_app.store import rounds
from tests.conftest import Visitor

CODES = "Praise > Peace > Peace\nConcern > Aid & <i > Aid"
HERE = "/coding/valley-2026/END1"


@pytest.fixture
def people(app):
    return {name: Visitor(app).sign_in(name) for name in ("coordinator", "analyst")}


def fields(page):
    return re.findall(r'name="(code-\d+)"', page)


def test_two_people_code_on_their_own_settle_and_finish(people, opened):
    first, second = people["analyst"], people["coordinator"]
    first.get(f"{HERE}/frame").post(f"{HERE}/frame", version="0", codes=CODES)
    assert "Kept as version 1." in first.page
    assert "Aid &amp; &lt;i" in first.page
    for code, who in (("Aid", first), ("Peace", second)):
        for _ in range(2):
            page = who.get(f"{HERE}/").page
            assert "Nobody tells us &lt;b&gt;anything&lt;/b&gt;." in page
            assert "woman" not in page
            who.post(f"{HERE}/", **dict.fromkeys(fields(page), code))
        assert "There is nothing left for you to code here." in who.get(f"{HERE}/").page
    assert "16 on which two people differ" in first.get("/coding/valley-2026/").page
    for _ in range(2):
        page = second.get(f"{HERE}/apart").page
        second.post(f"{HERE}/apart", **dict.fromkeys(fields(page), "Aid"))
    assert second.post(f"{HERE}/finish").status == 409
    rounds.set_open(opened, "valley-2026", is_open=False, today=date(2026, 3, 9))
    second.get("/coding/valley-2026/").post(f"{HERE}/finish")
    assert "Of 16 answers, 16 have a code." in second.page
    assert first.get(f"{HERE}/groups?by=displacement").status == 200
    assert "too few answers to show" in first.page
    assert first.get(f"{HERE}/groups?by=language").status == 404


@pytest.mark.parametrize(
    ("path", "fields", "status", "words"),
    [
        ("frame", {"version": "0", "codes": "one"}, 422, "Line 1 is no code."),
        ("frame", {"version": "7", "codes": CODES}, 409, "Somebody else changed"),
        ("", {"code-1": "Aid"}, 422, "Answers that are not here"),
        ("", {"code-x": "Aid"}, 404, "no open question"),
        ("apart", {"code-1": "Aid"}, 422, "There is no code"),
    ],
)
def test_what_a_form_sends_wrongly_is_said(people, path, fields, status, words):
    who = people["analyst"].get(f"{HERE}/frame")
    assert who.post(f"{HERE}/{path}", **fields).status == status
    assert words in who.page


def test_other_questions_have_no_coding(people):
    assert people["analyst"].get("/coding/valley-2026/PL1/").status == 404


def test_the_page_of_words_waits_for_the_end_of_the_round(people, opened):
    who = people["analyst"]
    assert who.get(f"{HERE}/words").status == 409
    rounds.set_open(opened, "valley-2026", is_open=False, today=date(2026, 3, 9))
    assert who.get(f"{HERE}/words").status == 200
    assert "No answer is quoted here" in who.page
    assert who.get(f"{HERE}/words?by=language").status == 404
