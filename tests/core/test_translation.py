from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
    content_hash,
    decode,
    encode,
)
from survey_app.core.questionnaire.translation import STEPS, Entry, Source, Step
from survey_app.core.questionnaire.translation_checks import problems, tidied
from survey_app.errors import Conflict

DAY = date(2026, 3, 2)
YES = Option("1", {"en": "Yes", "fr": "Oui"})
ASKED = Instrument(
    name="well",
    title={"en": "The well", "fr": "Le puits"},
    languages=("en", "fr", "so"),
    items=(
        Item(
            "Q1",
            "choice",
            {"en": "Is the water good?", "fr": "L’eau est-elle bonne ?"},
            options=(YES, Option("0", {"en": "No"})),
        ),
        Item("Q2", "scored", {"en": "How good?"}, scale="T"),
        Item("Q3", "scored", {"en": "How near?"}, scale="T"),
        Item("HALF", "choice", {"en": "Drawn"}, role="half", options=(YES, YES)),
    ),
    scales={
        "T": Scale("T", (Option("0", {"en": "0"}), Option("1", {"en": "Good"}))),
    },
)
WATER = Source("Q1", "", "Is the water good?")


def entry(*steps):
    found = Entry(WATER)
    for deed, by, *text in steps:
        found = translation.taken(found, Step(deed, by, DAY, *text))
    return found


DRAFTED = (("draft", "amal", "Biyo?"), ("draft", "bile", "Biyaha?"))
DECIDED = (*DRAFTED, ("review", "amal", "Biyuhu?"), ("adjudicate", "caro", "Biyuhu!"))
LOCKED = (*DECIDED, ("pretest", "bile", "", "understood"), ("lock", "caro"))


def test_every_text_a_respondent_meets_is_listed_once_in_its_order():
    assert [source.key for source in translation.sources(ASKED, "so")] == [
        "@well", "Q1", "Q1/1", "Q1/0", "Q2", "T/1", "Q3",
    ]  # fmt: skip


def test_what_is_written_in_a_language_needs_no_translation_into_it():
    assert translation.sources(ASKED, "en") == []
    own = replace(ASKED, title={"fr": "Le puits"}, languages=("fr", "en"))
    assert [s.key for s in translation.sources(own, "en")] == ["@well"]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), "open"),
        (DRAFTED[:1], "drafting"),
        (DRAFTED, "drafted"),
        (DECIDED[:3], "reviewed"),
        (DECIDED, "adjudicated"),
        (LOCKED[:-1], "pretested"),
        (LOCKED, "locked"),
        ((*LOCKED, ("reopen", "amal", "", "unclear")), "drafted"),
        ((*LOCKED[:-1], ("reopen", "bile", "", "misheard")), "drafted"),
    ],
)
def test_a_text_goes_from_nothing_to_locked(steps, state):
    assert entry(*steps).state == state


def test_no_text_is_locked_without_two_drafts_a_review_a_decision_and_a_pretest():
    ways = {"open": []}
    for _ in STEPS:
        for (state, deed), after in STEPS.items():
            if state in ways and after not in ways:
                ways[after] = [*ways[state], deed]
    assert ways["locked"] == [
        "draft", "draft", "review", "adjudicate", "pretest", "lock",
    ]  # fmt: skip


@pytest.mark.parametrize("done", range(len(LOCKED) - 1))
def test_nothing_is_locked_before_its_time(done):
    with pytest.raises(Conflict):
        entry(*LOCKED[:done], ("lock", "dalia"))


def test_nobody_writes_both_drafts():
    with pytest.raises(Conflict) as error:
        entry(DRAFTED[0], ("draft", "amal", "Biyaha?"))
    assert error.value.code == "translation.step_not_open"
    assert entry(DRAFTED[0], ("redraft", "amal", "Biyo yar?")).state == "drafting"


@pytest.mark.parametrize("name", ["amal", "bile"])
def test_whoever_wrote_a_draft_neither_decides_nor_locks(name):
    for steps, deed in ((DECIDED[:3], "adjudicate"), (LOCKED[:-1], "lock")):
        with pytest.raises(Conflict) as error:
            entry(*steps, (deed, name, "Biyo"))
        assert error.value.code == "translation.own_draft"


def test_a_translator_sees_their_own_draft_alone_until_both_are_in():
    begun = entry(DRAFTED[0])
    assert [draft.by for draft in begun.seen_by("amal")] == ["amal"]
    assert begun.seen_by("bile") == ()
    assert [draft.by for draft in entry(*DRAFTED).seen_by("bile")] == ["amal", "bile"]


def test_the_text_agreed_on_last_counts():
    assert entry(*DRAFTED).settled == ""
    assert entry(*DRAFTED).best == "Biyo?"
    assert entry(*DECIDED).settled == "Biyuhu!"
    assert entry(*LOCKED, ("reopen", "amal", "", "x")).settled == ""


def test_a_text_that_comes_with_the_questionnaire_is_a_first_draft():
    found = {e.source.key: e for e in translation.entries(ASKED, "fr", {})}
    assert found["Q1"].state == "drafting"
    assert found["Q1"].seen_by("amal") == ()
    assert found["Q1/0"].state == "open"


def test_a_source_that_changed_is_open_again_and_shows_what_it_was():
    kept = {WATER: entry(*LOCKED).steps}
    first, item, *_ = translation.entries(ASKED, "so", kept)
    assert (first.state, item.state) == ("open", "locked")
    text = {"en": "Is the water clean?"}
    changed = replace(ASKED, items=(replace(ASKED.items[0], text=text),))
    again = translation.entries(changed, "so", kept)[1]
    assert again.state == "open"
    assert again.earlier == ("Is the water good?", "Biyuhu!")


def test_texts_are_put_in_and_taken_out_by_language():
    said = translation.applied(ASKED, {"so": {WATER: "Biyuhu!"}})
    assert said.items[0].text["so"] == "Biyuhu!"
    assert said.items[1].text == {"en": "How good?"}
    bare = translation.carrying(said, ("en",))
    assert b"Biyuhu" not in encode(bare)
    assert b"Oui" not in encode(bare)
    assert bare.items[0].text == {"en": "Is the water good?"}


def test_languages_nobody_reviewed_are_pilots():
    assert translation.pilots(ASKED) == ["fr", "so"]
    assert translation.pilots(replace(ASKED, reviewed=("so",))) == ["fr"]


def test_a_version_without_reviewed_languages_keeps_its_fingerprint():
    assert b"reviewed" not in encode(ASKED)
    assert encode(ASKED).endswith(b'"confirmatory":[]}')
    reviewed = replace(ASKED, reviewed=("so",))
    assert decode(encode(reviewed)) == reviewed
    assert content_hash(reviewed) != content_hash(ASKED)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "translation.empty"),
        ("x" * 221, "translation.too_long"),
        ("Biyo {name}?", "translation.placeholders"),
        ("Biyo\x07", "translation.control_sign"),
    ],
)
def test_a_text_with_a_fault_is_refused(text, code):
    assert [problem.code for problem in problems(WATER, text)] == [code]


def test_placeholders_stay_and_joiners_are_letters():
    source = Source("G1", "", "How much do you trust {group}?")
    assert problems(source, "به {group} چقدر اعتماد می\u200cکنید؟") == []
    assert [p.code for p in problems(source, "به")] == ["translation.placeholders"]
    assert tidied("  a\n\tb ") == "a b"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Une minute.", []),
        ("%(num)s minutes.", []),
        ("%(other)s minutes.", ["translation.placeholders"]),
        ("100 % sûr", ["translation.sign_of_pages"]),
        ("<b>%(num)s</b>", ["translation.sign_of_pages"]),
        ("a &amp; b", ["translation.sign_of_pages"]),
    ],
)
def test_a_sentence_of_the_program_holds_no_sign_that_pages_read(text, codes):
    sentence = Source("program:minutes", "0", "%(num)s minutes.")
    assert [problem.code for problem in problems(sentence, text)] == codes
