"""Pages about change say what differs between the rounds before they say what changed."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.services import publishing
from survey_app.store import instruments, rounds
from survey_app.store.database import create
from tests.web.test_pages import text_of

CHANGES = "/results/valley-2026/changes?from=valley-2025"


@pytest.fixture
def analyst(visitor):
    return visitor.sign_in("analyst")


def reword(database, item, text):
    """Give the older round of the world a question in other words."""
    db = create(database)
    asked = instruments.get(db, rounds.get(db, "valley-2025").instrument_id)
    items = tuple(
        replace(i, text=text) if i.item_id == item else i for i in asked.items
    )
    other = publishing.publish(db, replace(asked, items=items), date(2025, 1, 2))
    db.execute(
        "update rounds set instrument_id = :other where round_id = 'valley-2025'",
        {"other": other},
    )
    db.close()


def test_a_question_in_other_words_is_shown_beside_the_old_one(analyst, database):
    reword(
        database, "PL1.1", {"en": "How much do you trust them?", "fr": "?", "ar": "؟"}
    )
    shown = text_of(analyst.get(CHANGES).page)
    assert "How much do you trust them?" in shown
    assert "How much do you trust the national government?" in shown
    assert (
        "No verdict is given where people were not asked the same: "
        "Trust in governing institutions" in shown
    )


def test_how_many_places_two_rounds_share_is_said(analyst):
    shown = text_of(analyst.get(CHANGES).page)
    assert "8 places were asked in both rounds, of 8 before and 8 now." in shown


@pytest.mark.parametrize(
    ("by", "said"),
    [("", "were declared beforehand"), ("gender", "nobody declared these comparisons")],
)
def test_the_family_of_tests_is_said(analyst, by, said):
    assert said in text_of(analyst.get(f"{CHANGES}&by={by}").page)


def test_groups_with_other_meanings_are_refused_with_both_sets(analyst, database):
    db = create(database)
    db.execute(
        """update places set community_name = '{"en": "The South"}'
        where round_id = 'valley-2025' and community = 'north'"""
    )
    db.close()
    shown = text_of(analyst.get(f"{CHANGES}&by=community").page)
    assert "the same code means different groups (north = The South / North)" in shown
