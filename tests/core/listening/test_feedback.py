"""Feedback: what may follow when, until when an answer is due, what cannot be kept."""

from datetime import date, timedelta

import pytest

from survey_app.core.listening import feedback
from survey_app.core.listening.feedback import Content, Step
from survey_app.errors import Conflict

DAY = date(2026, 3, 2)
SAID = Content("The well is dry.", "en")


def after(*deeds):
    content = SAID
    for deed in deeds:
        content = content.stepped(Step(deed, "ada", DAY, f"words of {deed}"))
    return content


def test_a_record_goes_from_received_to_closed_and_back():
    story = ("assign", "refer", "answer", "confirm", "appeal", "answer")
    states = [after(*story[:n]).state for n in range(len(story) + 1)]
    assert states == [
        "received", "assigned", "referred", "answered", "closed", "appealed", "answered"
    ]  # fmt: skip


@pytest.mark.parametrize("deed", ["confirm", "appeal", "rate"])
def test_nobody_closes_or_appeals_what_has_no_answer(deed):
    with pytest.raises(Conflict):
        SAID.stepped(Step(deed, "", DAY, "x"))


def test_the_last_answer_counts_and_the_first_is_in_time():
    content = after("answer", "appeal").stepped(
        Step("answer", "ada", DAY + timedelta(9), "Now it is repaired.")
    )
    assert content.answer == "Now it is repaired."
    assert feedback.days_of(content, DAY).answered_on == DAY


@pytest.mark.parametrize(
    ("criticality", "sensitivity", "days"),
    [("urgent", "open", 3), ("action", "open", 14), ("none", "open", 30),
     ("urgent", "sensitive", 2), ("none", "unclear", 2)],
)  # fmt: skip
def test_an_answer_is_due_sooner_the_more_it_matters(criticality, sensitivity, days):
    content = Content("x", "en", criticality=criticality, sensitivity=sensitivity)
    assert feedback.days_of(content, DAY).due_on == DAY + timedelta(days)


def test_bands_say_how_an_answer_stands_to_its_day():
    days = feedback.days_of(SAID, DAY)  # due after seven days
    bands = [days.band(DAY + timedelta(n)) for n in (0, 4, 5, 7, 8)]
    assert bands == ["in_time", "in_time", "soon", "soon", "late"]
    assert feedback.days_of(after("answer"), DAY).band(DAY) == "answered"


def test_all_faults_are_told_at_once():
    wrong = Content(" ", "en", kind="shout", channel="dream", age="7")
    found = {(p.where, p.code) for p in feedback.faults(wrong)}
    assert found == {
        ("text", "feedback.no_text"), ("kind", "feedback.unknown_word"),
        ("channel", "feedback.unknown_word"), ("age", "feedback.unknown_word"),
    }  # fmt: skip
    (long,) = feedback.faults(Content("x" * 4001, "en"))
    assert long.facts == {"signs": 4001, "most": 4000}


def test_signs_nobody_sees_are_taken_out_and_letters_are_kept():
    assert feedback.readable("a\u202eb\x00c\r\nd\u200ce ") == "abc\nd\u200ce"
