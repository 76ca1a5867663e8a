"""Decisions keep their evidence, lessons are found, and evaluators take all of it away."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from survey_app.core.warning.lessons import Learned, Lesson
from survey_app.core.warning.needs import Panel, Rating
from survey_app.core.warning.risks import Risk
from survey_app.errors import NotFound, Rejected
from survey_app.services import alerting, around
from survey_app.store import around as store
from survey_app.store import protocols
from tests.ringing import DAY, NOON, ring, said

TODAY = NOON.date()
SAID = {"finding": "Trust fell.", "decision": "Meet weekly.", "responsible": "elders"}


def learn(db, number, lesson):
    protocols.learn(db, Learned(number, "falls", "", lesson, "ada", TODAY.isoformat()))


def test_a_decision_keeps_the_evidence_as_it_was(watched):
    number = ring(watched, "alert")
    around.decide(watched, SAID, ("alert", number), "ada", TODAY)
    (before,) = store.decisions(watched)
    alerting.hear(watched, [said("critical", "2")], NOON + DAY)
    around.add_effect(watched, before.decision_id, " It helped. ", "ada", TODAY)
    (after,) = store.decisions(watched)
    assert after == replace(before, effects=("It helped.",))
    assert json.loads(after.evidence)["alert"]["severity"] == "alert"
    with pytest.raises(Exception, match="never changed"):
        watched.execute("update logged_decisions set finding = 'x'")


def test_a_decision_without_words_or_ground_is_refused(watched):
    with pytest.raises(Rejected):
        around.decide(watched, SAID | {"decision": " "}, ("none", 0), "ada", TODAY)
    with pytest.raises(NotFound):
        around.decide(watched, SAID, ("alert", 99), "ada", TODAY)
    with pytest.raises(NotFound):
        around.decide(watched, SAID, ("release", 99), "ada", TODAY)
    with pytest.raises(NotFound):
        around.add_effect(watched, 9, "x", "ada", TODAY)
    assert store.decisions(watched) == []


def test_an_open_alert_raises_its_risk_until_it_is_over(watched):
    risk = Risk("Unrest", 2, 4, "elders", TODAY + timedelta(days=9), rule_id="falls")
    around.keep_risk(watched, risk, "ada", TODAY)
    around.keep_risk(watched, replace(risk, title="Drought", rule_id="x"), "ada", TODAY)
    assert [each.score for each in around.register(watched, TODAY)] == [8, 8]
    ring(watched, "alert")
    first = around.register(watched, TODAY)[0]
    assert (first.risk.title, first.score, first.is_raised) == ("Unrest", 12, True)
    again = replace(first.risk, likelihood=3, is_open=False)
    around.keep_risk(watched, again, "ada", TODAY)
    assert [each.risk.title for each in around.register(watched, TODAY)] == [
        "Drought",
        "Unrest",
    ]


def test_lessons_are_found_by_parts_of_words_in_any_script(watched):
    one = ring(watched, "alert")
    learn(
        watched, one, Lesson("اجتمع الناس بالمجلس", "Listened", "yes", "Check wells.")
    )
    for words, count in (
        ("مجلس", 1), ("wells", 1), ("WELL listen", 1), ("rain", 0), ("", 1), ('" OR "', 0),
    ):  # fmt: skip
        assert len(store.search_lessons(watched, words)) == count, words
    learn(watched, one, Lesson("A", "B", "no", "Dig deeper."))
    assert store.search_lessons(watched, "wells") == []
    assert len(store.search_lessons(watched, "deeper")) == 1
    assert "lessons_search" not in watched.schema


def test_evaluators_take_everything_away(watched):
    number = ring(watched, "alert")
    learn(watched, number, Lesson("=1+1", "B", "no", "C"))
    around.decide(watched, SAID, ("alert", number), "ada", TODAY)
    around.keep_risk(watched, Risk("Unrest", 2, 4, "elders", TODAY), "ada", TODAY)
    for name, score in (("staff", 1), ("citizens", 2)):
        panel = Panel("Office", name, {"IN1": Rating(score, 3)})
        around.add_panel(watched, panel, "ada", TODAY)
    tables = around.tables(watched, TODAY)
    assert {name: len(rows) for name, rows in tables.items()} == dict.fromkeys(
        tables, 1
    )
    assert tables["needs"][0]["need"] == 4.5
    text = around.as_csv(tables["lessons"]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["happened"] != "=1+1"
    assert "=1+1" in row["happened"]
    assert json.loads(around.as_json(tables["events"]))[0]["kind"] == "fired"
    assert around.as_csv([]) == b""
