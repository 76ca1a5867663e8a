from datetime import date

import pytest

from survey_app import i18n
from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.questionnaire.translation import Step
from survey_app.errors import NotFound, Rejected
from survey_app.services import program_words, translating
from tests.services.test_translating import lock_texts

DAY = date(2026, 3, 2)
MINUTES = "It takes about %(num)s minute.", "It takes about %(num)s minutes."
ASKED = Instrument(
    "well",
    {"en": "Well"},
    ("en", "ar", "fr"),
    (Item("Q1", "text", {"en": "?"}),),
    reviewed=("ar",),
)


def test_every_sentence_has_a_place_of_its_own():
    places = [program_words.place(each.one) for each in i18n.sentences("fr")]
    assert len(set(places)) == len(places) > 50


def test_each_form_of_a_plural_is_translated_for_itself(db):
    place = program_words.place(MINUTES[0])
    forms = [e for e in program_words.entries(db, "ar") if e.source.context == place]
    assert [e.source.part for e in forms] == list("012345")
    assert [e.source.text for e in forms] == [MINUTES[0], *[MINUTES[1]] * 5]
    lock_texts(db, program_words.instrument("ar"), "ar")
    said = program_words.said(db, ASKED, "ar")
    found = [said.ngettext(*MINUTES, count)[-16:] for count in (0, 1, 2, 3, 11, 100)]
    assert [text.split("/")[1][0] for text in found] == list("012354")


def test_english_and_unknown_languages_are_not_translated_into():
    for code in ("en", "xyzzy"):
        with pytest.raises(NotFound):
            program_words.instrument(code)


def test_a_pilot_says_what_came_with_the_program_and_a_reviewed_language_does_not(db):
    assert program_words.said(db, ASKED, "fr").gettext("Begin") == "Commencer"
    assert program_words.said(db, ASKED, "ar").gettext("Begin") == "Begin"
    assert program_words.said(db, ASKED, "en").gettext("Begin") == "Begin"
    differing = program_words.differing(db, ASKED)
    assert differing["fr"] == {}
    assert differing["ar"]["Begin"] == ["Begin"]


def test_a_sentence_that_came_locked_is_locked_until_people_open_it(db, monkeypatch):
    came = (i18n.Sentence("Begin", None, ("Commencer",), is_locked=True),)
    monkeypatch.setattr(i18n, "sentences", lambda _: came)
    program_words.instrument.cache_clear()
    try:
        assert program_words.unlocked(db, "fr") == 0
        asked = program_words.instrument("fr")
        again = Step("reopen", "amal", DAY, note="nobody says so here")
        translating.take(db, asked, "fr", {"program:begin": again})
        entry = translating.find(db, asked, "fr", "program:begin")
        assert entry.state == "drafted"
        said = program_words.said(db, ASKED, "fr")
        assert said.forms == {"Begin": ("Commencer",)}
    finally:
        program_words.instrument.cache_clear()


def test_markup_is_refused_in_a_file_that_comes_in(db):
    draft = Step("draft", "amal", DAY, "<script>")
    with pytest.raises(Rejected) as error:
        translating.take(
            db, program_words.instrument("so"), "so", {"program:begin": draft}
        )
    assert [p.code for p in error.value.problems] == ["translation.sign_of_pages"]
