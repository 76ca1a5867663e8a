"""Dialogues in browsers: led by a coordinator, voted on by anybody."""

import re
from dataclasses import replace

import pytest

from survey_app.services import dialogues, voting
from survey_app.store import dialogues as store
from tests.conftest import Visitor

HERE = "/dialogues/water"


@pytest.fixture
def leading(app):
    """A coordinator who has made a dialogue of three statements and opened it."""
    who = Visitor(app).sign_in("coordinator").get("/dialogues/")
    fields = {"title-en": "Water", "title-ar": "الماء", "by": "DEM4", "slug": "water"}
    who.post("/dialogues/", instrument="trust.1", **fields)
    lines = {"said-en": "One well\nPay by use\n<b>Ask</b>", "said-ar": "بئر\nدفع\nسؤال"}
    who.post(f"{HERE}/statements", **lines)
    return who.post(f"{HERE}/open")


def number(page):
    found = re.search(r'name="number" value="(\d+)"', page)
    return found and found[1]


def test_somebody_votes_in_arabic_changes_a_vote_and_adds_a_statement(leading, visitor):
    visitor.get("/d/water", **{"Accept-Language": "ar"})
    assert 'dir="rtl"' in visitor.page
    assert "الماء" in visitor.page
    visitor.post("/d/water", action="begin")
    assert 'value="displaced"' in visitor.page
    visitor.post("/d/water", action="language", language="ar")
    visitor.post("/d/water", action="group", group="displaced")
    first = number(visitor.page)
    assert re.search("بئر|دفع|سؤال", visitor.page)
    visitor.post("/d/water", action="vote", number=first, choice="agree")
    visitor.post("/d/water", action="back")
    assert re.search(
        r'value="agree" class="vote primary" aria-pressed="true"', visitor.page
    )
    visitor.post("/d/water", action="vote", number=first, choice="disagree")
    while left := number(visitor.page):
        visitor.post("/d/water", action="vote", number=left, choice="pass")
    visitor.post("/d/water", action="add", said="نحتاج <i>طريقا</i>")
    assert 'role="status"' in visitor.page
    assert "طريقا" not in visitor.page
    assert "نحتاج &lt;i&gt;طريقا&lt;/i&gt;" in leading.get(f"{HERE}/").page
    leading.post(f"{HERE}/judge", **{"state-4": "show", "said-4-ar": "نحتاج طريقا"})
    assert "نحتاج طريقا" in visitor.get("/d/water").page


def test_a_statement_that_may_name_somebody_is_asked_about_once(leading, visitor):
    visitor.get("/d/water").post("/d/water", action="begin")
    visitor.post("/d/water", action="group", group="")
    text = "Ask Amira Haddad, 071 234 567"
    assert visitor.post("/d/water", action="add", said=text).status == 422
    assert "This may tell who somebody is" in visitor.page
    visitor.post("/d/water", action="add", said=text, warned=text)
    assert visitor.status == 200
    assert "Haddad" in leading.get(f"{HERE}/").page
    assert visitor.post("/d/water", action="add", said="y" * 281).status == 422


def test_leaving_leaves_nothing_in_the_browser(leading, visitor):
    visitor.get("/d/water").post("/d/water", action="begin")
    visitor.post("/d/water", action="stop")
    assert "Water" not in visitor.page
    with visitor.client.session_transaction() as session:
        assert "dialogue" not in session
    assert "Water" not in visitor.get("/d/water").page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "vote", "number": "99", "choice": "agree"}, 404),
        ({"action": "vote", "number": "x", "choice": "agree"}, 404),
        ({"action": "vote", "number": "1", "choice": "maybe"}, 422),
        ({"action": "group", "group": "martian"}, 422),
        ({"action": "add", "said": "  "}, 422),
        ({}, 422),
    ],
)
def test_what_is_sent_wrongly_is_said(leading, visitor, fields, status):
    visitor.get("/d/water").post("/d/water", action="begin")
    assert visitor.post("/d/water", **fields).status == status


def test_nothing_is_public_before_the_coordinator_publishes(leading, app, visitor):
    counts = {"agree-1": "33", "disagree-1": "2", "agree-2": "5", "disagree-2": "30"}
    for group in ("displaced", "stayed"):
        leading.get(f"{HERE}/sheets")
        leading.post(f"{HERE}/sheets", group=group, people="35", **counts)
    page = leading.get(f"{HERE}/results").page
    assert "agrees with 1 statement." in page
    assert "90% or more" in page
    assert "counted on paper" in page
    assert visitor.get("/d/water/results").status == 404
    assert leading.post(f"{HERE}/publish", action="publish").status == 409
    leading.get(f"{HERE}/").post(f"{HERE}/close")
    leading.get(f"{HERE}/results").post(f"{HERE}/publish", action="publish")
    assert "<li>One well</li>" in visitor.get("/d/water/results").page
    assert "Pay by use" in visitor.page
    assert "What came of it" in visitor.get("/d/water").page
    analyst = Visitor(app).sign_in("analyst")
    assert "One well" in analyst.get(f"{HERE}/agenda").page
    assert "Pay by use" not in analyst.page
    lines = analyst.get(f"{HERE}/table.csv").page.splitlines()
    assert lines[0].startswith("statement,grouping,group,agree")
    assert len(lines) == 5
    leading.get(f"{HERE}/results").post(f"{HERE}/publish", action="down")
    assert visitor.get("/d/water/results").status == 404


def test_a_faulty_form_comes_back_as_it_was_filled_in(leading):
    leading.get("/dialogues/")
    fields = {"title-en": "Roads & more", "slug": "Not Good", "instrument": "trust.1"}
    assert leading.post("/dialogues/", **fields).status == 422
    assert 'value="Roads &amp; more"' in leading.page
    assert "cannot be used" in leading.page


def test_straight_liners_are_taken_back_and_set_aside_by_a_button(leading, opened):
    lines = "\n".join(f"Thought {n}" for n in range(10))
    leading.get(f"{HERE}/").post(f"{HERE}/statements", **{"said-en": lines})
    dialogue = dialogues.get(opened, "water")
    for n in range(12):
        who = voting.join(opened, dialogue, f"p{n}")
        store.keep(opened, replace(who, votes="a" * 13))
    assert "About 10 people agreed" in leading.get(f"{HERE}/results").page
    assert "Too few people voted" in leading.page
    leading.post(f"{HERE}/straight", keeps="yes")
    assert "They are counted." in leading.page
    assert "agrees with 13 statements." in leading.page
    leading.post(f"{HERE}/straight", keeps="no")
    assert "They are set aside." in leading.page


def test_a_flood_of_statements_is_refused_at_once(leading, opened):
    dialogue = dialogues.get(opened, "water")
    for n in range(25):
        who = voting.join(opened, dialogue, f"p{n}")
        voting.add(opened, dialogue, who, ("en", f"Buy {n}"))
    assert "5 more wait." in leading.get(f"{HERE}/").page
    leading.post(f"{HERE}/judge", all="refuse")
    assert "Nothing waits." in leading.page
    assert "Buy" not in leading.page
    assert {each.state for each in store.statements(opened, "water")[3:]} == {"refused"}


def test_every_form_leads_somewhere(leading, app):
    """Forms and links of its pages are addresses there are."""
    sheet = {"group": "stayed", "people": "9", "agree-1": "9"}
    leading.get(f"{HERE}/sheets").post(f"{HERE}/sheets", **sheet)
    seen, adapter = set(), app.url_map.bind("localhost")
    for page in ("/", "/results", "/agenda", "/cards", "/sheets"):
        found = leading.get(HERE + page).page
        for path in re.findall(r'action="(/dialogues[^"]*)"', found):
            seen.add(adapter.match(path, method="POST")[0])
        for path in re.findall(r'href="(/dialogues[^"]*)"', found):
            adapter.match(path, method="GET")
    assert seen >= {
        "dialogues.close_it", "dialogues.judge", "dialogues.add_seeds", "dialogues.remove_sheet",
    }  # fmt: skip


def test_cards_hold_every_statement_and_a_sheet_of_each_group(leading):
    page = leading.get(f"{HERE}/cards").page
    assert page.count("One well") == 2
    assert "&lt;b&gt;Ask&lt;/b&gt;" in page
    assert "Sheet to count on" in page
