import pytest

from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.translation import Entry, Source
from survey_app.core.questionnaire.translation_exchange import (
    Line,
    exported,
    merged,
)
from tests.core.test_translation import DECIDED, DRAFTED, WATER, entry

OPEN = Entry(Source("Q9", "", "How far is it?"))


def outcome(found, text, name="amal", source=WATER.text):
    rows, faults = merged([found], [Line("Q1", source, text)], name)
    assert faults == []
    return rows[0].outcome, rows[0].reason


@pytest.mark.parametrize(
    ("steps", "text", "expected"),
    [
        ((), " Biyo? ", ("new", "")),
        ((), "", ("ignored", "empty")),
        (DRAFTED[:1], "Biyo?", ("ignored", "same")),
        (DRAFTED[:1], "Biyaha?", ("changed", "")),
        (DRAFTED, "Biyaha kale?", ("conflicting", "moved_on")),
        (DECIDED, "Biyuhu!", ("ignored", "same")),
        (DECIDED, "Biyo", ("conflicting", "moved_on")),
    ],
)
def test_a_line_is_a_draft_or_nothing_and_why(steps, text, expected):
    assert outcome(entry(*steps), text) == expected


def test_somebody_elses_draft_is_not_changed_but_joined():
    assert outcome(entry(DRAFTED[0]), "Biyo?", name="bile") == ("new", "")


def test_what_was_translated_from_another_text_is_not_taken():
    found = outcome(entry(), "Biyo?", source="Is the water near?")
    assert found == ("conflicting", "other_source")


def test_texts_the_questionnaire_does_not_have_are_ignored():
    rows, _ = merged([OPEN], [Line("NONE", "x", "y")], "amal")
    assert (rows[0].outcome, rows[0].reason) == ("ignored", "unknown")


def test_all_faults_of_a_file_are_told_at_once():
    lines = [
        Line("Q1", WATER.text, "x" * 500),
        Line("Q9", "How far is it?", "Waa {name}?"),
        Line("Q9", "How far is it?", "Waa?"),
    ]
    _, faults = merged([entry(), OPEN], lines, "amal")
    assert sorted((f.where, f.code) for f in faults) == [
        ("Q1", "translation.too_long"),
        ("Q9", "translation.placeholders"),
        ("Q9", "translation.twice"),
    ]


def test_no_file_holds_the_draft_of_somebody_else():
    assert [line.text for line in exported([entry(*DRAFTED)], "bile")] == ["Biyaha?"]
    assert [line.text for line in exported([entry(*DRAFTED)], "")] == [""]
    assert [line.text for line in exported([entry(*DECIDED)], "")] == ["Biyuhu!"]
    assert translation.STATES[0] in exported([OPEN], "")[0].note
