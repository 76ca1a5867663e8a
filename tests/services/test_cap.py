"""The messages of an alert, as other systems get them, from firing to its end."""

import pytest

from survey_app.core.warning.series import Cell
from survey_app.errors import NotFound
from survey_app.interchange.cap_xml import faults
from survey_app.services import alerting, answering, cap
from survey_app.services.answering import Deed
from tests.interchange.test_cap_xml import wrong
from tests.ringing import DAY, HOUR, NOON, ring, said

BASE = "https://trust.example"


def told(db, number):
    found = cap.messages(db, number, BASE)
    assert [faults(each) for each in found] == [[]] * len(found)
    return [(each.kind, each.response, len(each.references)) for each in found]


def test_a_story_of_messages(watched):
    number = ring(watched, "watch", "critical", "clear")
    assert told(watched, number) == [
        ("Alert", "Assess", 0), ("Update", "Assess", 1), ("Update", "AllClear", 2)
    ]  # fmt: skip
    content = cap.file(watched, number, BASE)
    assert wrong(content) == []
    assert content.count(b"<info>") > 2


def test_a_false_alarm_is_cancelled(watched):
    number = ring(watched, "alert")
    for name in ("acknowledge", "dismiss"):
        answering.step(watched, number, Deed(name, "ada", "Miscounted."), NOON + HOUR)
    assert told(watched, number)[-1] == ("Cancel", "AllClear", 1)


def test_a_drill_is_an_exercise_and_a_group_is_never_named(watched):
    deed = Deed("note", "ada", "We practise.")
    where = ("falls", Cell("displacement", "displaced"), "alert")
    number = answering.raise_by_hand(watched, where, deed, NOON, is_drill=True)
    content = cap.file(watched, number, BASE)
    assert b"<status>Exercise</status>" in content
    assert b"displaced" not in content
    alerting.hear(watched, [said("alert")], NOON)
    assert b"north" in cap.file(watched, number + 1, BASE)


def test_a_clock_set_back_makes_no_message_older_than_those_it_names(watched):
    number = ring(watched, "alert")
    alerting.hear(watched, [said("critical", "2")], NOON - 300 * DAY)
    assert told(watched, number) == [("Alert", "Assess", 0), ("Update", "Assess", 1)]


def test_who_was_told_of_nothing_has_no_message(watched):
    with pytest.raises(NotFound):
        cap.file(watched, 1, BASE)
    assert cap.feed(watched, BASE, "Valley").count(b"<entry>") == 0
    ring(watched, "alert")
    assert cap.feed(watched, BASE, "Valley").count(b"<entry>") == 1
