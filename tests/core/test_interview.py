"""An interview goes forward, back and to its end, whatever is sent how often."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from survey_app.core.questionnaire.answers import counted
from survey_app.core.questionnaire.instrument import Instrument, Item, Option
from survey_app.core.questionnaire.interview import (
    Interview,
    answered,
    asked,
    back,
    current,
    mode,
    refusal,
)
from survey_app.core.questionnaire.receipts import ALPHABET, new_code, receipt_hash

YES_NO = (Option("1", {"en": "Yes"}), Option("0", {"en": "No"}))
MODES = (Option("interviewer", {}), Option("helper", {}))
INSTRUMENT = Instrument(
    "t",
    {},
    ("en",),
    (
        Item("ok", "choice", {}, options=YES_NO, role="consent"),
        Item("age", "choice", {}, options=YES_NO, role="adult"),
        Item("who", "choice", {}, options=MODES, role="mode"),
        Item("met", "choice", {}, options=YES_NO),
        Item("how", "choice", {}, options=YES_NO, ask={"item": "met", "in": ["1"]}),
        Item("end", "text", {}),
    ),
)


@pytest.fixture
def alone():
    return Interview("i", "r", "en", {}, date(2026, 3, 1))


def names(interview):
    return [item.item_id for item in asked(INSTRUMENT, interview)]


def at(interview):
    return current(INSTRUMENT, interview)[0].item_id


def test_a_respondent_alone_is_not_asked_what_only_an_interviewer_is(alone):
    assert names(alone) == ["ok", "age", "met", "end"]
    by_enumerator = replace(alone, enumerator="E1")
    assert names(by_enumerator) == ["ok", "age", "who", "met", "end"]


def test_answers_lead_forward_one_by_one(alone):
    path = []
    interview = alone
    for item, answer in (("ok", "1"), ("age", "1"), ("met", "1"), ("how", "0")):
        path.append(at(interview))
        interview = answered(INSTRUMENT, interview, {item: answer})
    assert path == ["ok", "age", "met", "how"]
    assert current(INSTRUMENT, interview)[1:] == (5, 5)
    assert answered(INSTRUMENT, interview, {"end": "x"}) is None


def test_a_question_sent_twice_is_answered_again(alone):
    once = answered(INSTRUMENT, alone, {"ok": "1"})
    assert answered(INSTRUMENT, once, {"ok": "1"}) == once


def test_an_answer_changed_on_the_way_back_changes_the_way(alone):
    interview = replace(
        alone, answers={"ok": "1", "age": "1", "met": "1", "how": "1"}, item="how"
    )
    earlier = back(INSTRUMENT, interview)
    assert at(earlier) == "met"
    forward = answered(INSTRUMENT, earlier, {"met": "0"})
    assert at(forward) == "end"
    assert names(forward) == ["ok", "age", "met", "end"]


def test_nothing_comes_before_the_first_question(alone):
    assert at(back(INSTRUMENT, alone)) == "ok"


def test_a_place_that_is_no_longer_asked_starts_again(alone):
    assert at(replace(alone, item="how")) == "ok"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, None),
        ({"ok": "1"}, None),
        ({"ok": "0"}, "consent"),
        ({"ok": "1", "age": "0"}, "adult"),
        ({"ok": "1", "age": "dont_know"}, "adult"),
    ],
)
def test_consent_and_age_can_end_it(alone, answers, reason):
    assert refusal(INSTRUMENT, replace(alone, answers=answers)) == reason


def test_who_touched_the_screen(alone):
    assert mode(INSTRUMENT, alone) == "alone"
    by_enumerator = replace(alone, enumerator="E1")
    assert mode(INSTRUMENT, by_enumerator) == "interviewer"
    assert (
        mode(INSTRUMENT, replace(by_enumerator, answers={"who": "helper"})) == "helper"
    )


def test_a_code_can_be_read_aloud():
    assert not set(ALPHABET) & set("OQ0I1S5B8G6Z2UV") - {"V"}
    assert len(new_code(lambda signs: signs[-1])) == 9


def test_a_code_is_known_however_it_is_written():
    key = b"k"
    assert receipt_hash("ACDE-FHJK", key) == receipt_hash(" acde fhjk", key)
    assert receipt_hash("ACDE-FHJK", key) != receipt_hash("ACDE-FHJL", key)
    assert receipt_hash("ACDE-FHJK", key) != receipt_hash("ACDE-FHJK", b"other")


VECTORS = msgspec.json.decode(
    (Path(__file__).parent.parent / "vectors/interview.json").read_bytes()
)
WALKED = msgspec.convert(VECTORS["instrument"], Instrument)


def place(interview):
    item, number, total = current(WALKED, interview)
    return [item.item_id, number, total]


def moved(interview, move):
    """Return the interview after one move of a walk, and where the move led."""
    if "back" in move:
        before = back(WALKED, interview)
        return before, place(before)
    item, answer = move["answer"]
    following = answered(WALKED, interview, {item: answer})
    known = replace(interview, answers={**interview.answers, item: answer})
    if reason := refusal(WALKED, known):
        return known, reason
    return (following, place(following)) if following else (known, "finished")


@pytest.mark.parametrize("walk", VECTORS["walks"], ids=lambda walk: walk["why"])
def test_the_server_asks_by_the_vectors(alone, walk):
    interview = replace(alone, enumerator=walk["enumerator"])
    assert place(interview) == walk["start"]
    for move in walk["moves"]:
        interview, led = moved(interview, move)
        assert led == move["then"]
    assert counted(WALKED, interview.answers) == walk["counted"]
    assert mode(WALKED, interview) == walk["mode"]
