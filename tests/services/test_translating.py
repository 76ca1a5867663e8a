from datetime import date

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument, Item, encode
from survey_app.core.questionnaire.translation import Step
from survey_app.core.questionnaire.translation_checks import PLACEHOLDER
from survey_app.errors import Rejected
from survey_app.services import program_words, publishing, translating
from survey_app.store import instruments

DAY = date(2026, 3, 2)
SHORT = Definition("short", {"en": "Short"}, ("en", "fr", "so"), items=("END1",))


@pytest.fixture
def short(db):
    publishing.define(db, SHORT)
    return publishing.draft(db, "short")


def text_for(source):
    return " ".join([source.key, *PLACEHOLDER.findall(source.text)])


def step(db, instrument, language, deed, by, note=""):
    """Do the same with every text that is open to it."""
    found = translating.entries(db, instrument, language)
    deeds = {
        e.source.key: Step(deed, by, DAY, text_for(e.source), note)
        for e in found
        if deed in e.deeds(by)
    }
    translating.take(db, instrument, language, deeds)


def lock(db, instrument, language):
    lock_texts(db, instrument, language)
    if program_words.unlocked(db, language):
        lock_texts(db, program_words.instrument(language), language)


def lock_texts(db, instrument, language):
    step(db, instrument, language, "draft", "amal")
    step(db, instrument, language, "draft", "bile")
    step(db, instrument, language, "review", "amal")
    step(db, instrument, language, "adjudicate", "caro")
    step(db, instrument, language, "pretest", "bile", note="understood by eight people")
    step(db, instrument, language, "lock", "caro")


def test_languages_that_are_not_locked_are_left_out(db, short):
    version = instruments.get(db, publishing.publish(db, short, DAY))
    assert version.languages == ("en",)
    assert '"fr"' not in encode(version).decode()
    left_out = translating.left_out(db, short)
    assert [(each.language, each.locked) for each in left_out] == [("fr", 0), ("so", 0)]


def test_a_pilot_language_is_carried_and_known_as_such(db, short):
    version = instruments.get(db, publishing.publish(db, short, DAY, ("fr",)))
    assert version.languages == ("en", "fr")
    assert version.reviewed == ()
    assert [each.name for each in translating.pilots(version)] == ["Français"]


def test_a_language_goes_from_nothing_to_respondents(db, short):
    assert translating.progress(db, short)[2].counts.keys() == {"open"}
    lock(db, short, "so")
    version = instruments.get(db, publishing.publish(db, short, DAY))
    assert version.languages == ("en", "so")
    assert version.reviewed == ("so",)
    assert translating.pilots(version) == []
    assert version.item("END1").text["so"] == "END1"


def test_one_text_that_is_not_locked_keeps_the_language_out(db, short):
    lock(db, short, "so")
    again = Step("reopen", "caro", DAY, note="people laughed")
    translating.take(db, short, "so", {"END1": again})
    assert [each.language for each in translating.left_out(db, short)] == ["fr", "so"]
    version = instruments.get(db, publishing.publish(db, short, DAY))
    assert version.languages == ("en",)


def test_a_questionnaire_without_any_language_left_is_refused(db):
    publishing.define(db, Definition("f", {"en": "F"}, ("fr", "ar"), items=("END1",)))
    with pytest.raises(Rejected) as error:
        publishing.publish(db, publishing.draft(db, "f"), DAY)
    assert [(p.where, p.code) for p in error.value.problems] == [
        (language, code)
        for code in ("translation.not_locked", "translation.program_not_locked")
        for language in ("fr", "ar")
    ]


def test_only_languages_of_the_questionnaire_are_opened_for_a_pilot(db, short):
    with pytest.raises(Rejected) as error:
        publishing.publish(db, short, DAY, ("ar",))
    assert [p.code for p in error.value.problems] == ["translation.not_asked"]


def test_a_pilot_language_needs_all_its_texts(db, short):
    with pytest.raises(Rejected) as error:
        publishing.publish(db, short, DAY, ("so",))
    assert [p.code for p in error.value.problems] == ["instrument.untranslated"]


def test_a_document_from_elsewhere_says_what_was_reviewed_there(db, short):
    lock(db, short, "so")
    known = publishing.export(db, publishing.publish(db, short, DAY, ("fr",)))
    assert publishing.take_in(db, "x", known, DAY, ("fr",)) == "short.1"
    with pytest.raises(Rejected) as error:
        publishing.take_in(db, "x", known, DAY)
    assert [(p.where, p.code) for p in error.value.problems] == [
        ("fr", "translation.not_reviewed")
    ]


def test_the_shipped_draft_is_kept_with_the_first_step(db, short):
    step(db, short, "fr", "draft", "amal")
    found = translating.find(db, short, "fr", "END1")
    assert [draft.by for draft in found.drafts] == ["", "amal"]
    assert found.state == "drafted"
    step(db, short, "fr", "review", "amal")
    assert translating.find(db, short, "fr", "END1").state == "reviewed"


def test_all_faults_at_once_and_nothing_is_kept(db, short):
    keys = [each.source.key for each in translating.entries(db, short, "so")][:3]
    deeds = {key: Step("draft", "amal", DAY, "") for key in keys[:2]}
    deeds[keys[2]] = Step("draft", "amal", DAY, "good")
    with pytest.raises(Rejected) as error:
        translating.take(db, short, "so", deeds)
    assert [p.where for p in error.value.problems] == keys[:2]
    assert translating.progress(db, short)[2].counts.keys() == {"open"}
    wrong = {"NONE": Step("draft", "a", DAY, "x"), keys[0]: Step("lock", "caro", DAY)}
    with pytest.raises(Rejected) as error:
        translating.take(db, short, "so", wrong)
    assert [p.code for p in error.value.problems] == [
        "translation.unknown_text",
        "translation.step_not_open",
    ]


def test_a_pretest_and_a_reopening_need_a_note(db, short):
    for deed, by in (
        ("draft", "a"),
        ("draft", "b"),
        ("review", "a"),
        ("adjudicate", "c"),
    ):
        step(db, short, "so", deed, by)
    with pytest.raises(Rejected) as error:
        translating.take(db, short, "so", {"END1": Step("pretest", "a", DAY)})
    assert [p.code for p in error.value.problems] == ["translation.no_note"]


def test_what_was_done_is_never_changed(db, short):
    step(db, short, "so", "draft", "amal")
    with pytest.raises(Exception, match="a step is never changed"):
        db.conn.execute("update translation_steps set text = 'x'")


def test_a_text_first_written_in_french_reaches_english_and_a_third_language(db):
    own = Item("Q1", "text", {"fr": "L’eau est-elle bonne ?"})
    asked = Instrument("puits", {"fr": "Le puits"}, ("fr", "en", "so"), (own,))
    assert translating.entries(db, asked, "fr") == []
    assert translating.progress(db, asked)[0].is_ready is False
    for language in ("fr", "en", "so"):
        lock(db, asked, language)
    carried = translating.ready(db, asked)
    assert carried.reviewed == ("fr", "en", "so")
    assert carried.item("Q1").text == {
        "fr": "L’eau est-elle bonne ?", "en": "Q1", "so": "Q1",
    }  # fmt: skip
