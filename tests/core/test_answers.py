import pytest

from survey_app.core.questionnaire.answers import LONGEST_TEXT, counted, problems
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
    content_hash,
    decode,
    encode,
    say,
)

YES_NO = Scale("YN", (Option("1", {"en": "Yes"}), Option("0", {"en": "No"})))
WAYS = tuple(Option(code, {"en": code}) for code in ("foot", "bus"))
ONLY_IF_MET = {"item": "met", "in": ["1"]}


@pytest.fixture
def instrument():
    return Instrument(
        "t",
        {"en": "T"},
        ("en",),
        (
            Item("met", "scored", {"en": "Met?"}, scale="YN"),
            Item("how", "choices", {"en": "How?"}, options=WAYS, ask=ONLY_IF_MET),
            Item("age", "number", {"en": "Age?"}),
            Item("why", "text", {"en": "Why?"}),
        ),
        {"YN": YES_NO},
    )


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"met": "1", "how": ["foot", "bus"], "age": 3.5, "why": "<b>=1+1</b>"},
        {"met": "dont_know", "age": "refused", "why": "not_asked"},
        {"met": "1", "how": "refused"},
    ],
)
def test_faultless_answers(instrument, answers):
    assert problems(instrument, answers) == []


@pytest.mark.parametrize(
    ("answers", "where", "code"),
    [
        ({"meet": "1"}, "meet", "answer.unknown_item"),
        ({"met": "2"}, "met", "answer.not_an_option"),
        ({"met": 1}, "met", "answer.not_an_option"),
        ({"met": ["1"]}, "met", "answer.not_an_option"),
        ({"met": "1", "how": "foot"}, "how", "answer.not_an_option"),
        ({"met": "1", "how": []}, "how", "answer.not_an_option"),
        ({"met": "1", "how": ["foot", "foot"]}, "how", "answer.chosen_twice"),
        ({"met": "0", "how": ["foot"]}, "how", "answer.not_asked"),
        ({"age": "7"}, "age", "answer.wrong_kind"),
        ({"age": True}, "age", "answer.wrong_kind"),
        ({"age": float("inf")}, "age", "answer.wrong_kind"),
        ({"why": 7}, "why", "answer.wrong_kind"),
        ({"why": "x" * (LONGEST_TEXT + 1)}, "why", "answer.too_long"),
    ],
)
def test_a_fault_is_found(instrument, answers, where, code):
    assert [(p.where, p.code) for p in problems(instrument, answers)] == [(where, code)]


def test_all_faults_are_found_at_once(instrument):
    found = problems(instrument, {"met": "9", "how": ["x"], "age": "7", "zz": "1"})
    assert [problem.code for problem in found] == [
        "answer.unknown_item",
        "answer.not_an_option",
        "answer.not_asked",
        "answer.not_an_option",
        "answer.wrong_kind",
    ]


def test_an_answer_routed_out_does_not_count(instrument):
    assert counted(instrument, {"met": "0", "how": ["foot"]}) == {"met": "0"}


def test_an_instrument_comes_back_the_same(instrument):
    assert decode(encode(instrument)) == instrument
    assert content_hash(decode(encode(instrument))) == content_hash(instrument)


def test_words_fall_back_to_english_then_to_any():
    assert say({"ar": "س", "en": "Q"}, "fr") == "Q"
    assert say({"ar": "س"}, "fr") == "س"
    assert say({}, "fr") == ""


@pytest.mark.parametrize(
    ("codes", "scores"),
    [
        ("0123", (0, 10 / 3, 20 / 3, 10)),
        ("54321", (10, 7.5, 5, 2.5, 0)),
        (("no", "perhaps", "yes"), (0, 5, 10)),
    ],
)
def test_scores_go_from_0_to_10(codes, scores):
    scale = Scale("s", tuple(Option(code, {}) for code in codes))
    assert scale.scores == pytest.approx(scores)
