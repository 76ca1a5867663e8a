"""The words and the neutral page a tablet keeps in clear."""

import re
from pathlib import Path

import pytest

from survey_app.i18n import languages, plural_forms, words_in
from survey_app.web.tablet_pages import TABLET_CODE, key_of

ROOT = Path(__file__).parent.parent.parent
SAID = re.compile(r"gettext\(\s*\"((?:[^\"\\]|\\.)*)\"")


def said_by_the_tablet():
    return {
        text
        for path in (ROOT / TABLET_CODE).glob("*.js")
        for text in SAID.findall(path.read_text(encoding="utf-8"))
    }


def test_every_word_of_the_tablet_is_in_its_file(app):
    found = app.test_client().get("/collect/words/ar.json").json
    assert (found["language"], found["direction"]) == ("ar", "rtl")
    said = said_by_the_tablet()
    assert set(found["words"]) == {str(key_of(text)) for text in said}
    assert len(found["words"]) == len(said), "two texts have one key"
    assert len(found["plurals"]) == 200


def test_a_text_has_the_key_the_tablet_looks_it_up_by():
    assert key_of("“Back” – إلى") == 203951


def test_no_other_words_are_sent():
    assert "Sign in" not in words_in("fr", TABLET_CODE)


@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_every_plural_has_the_form_its_table_names(language):
    forms = [f for f in words_in(language, TABLET_CODE).values() if isinstance(f, list)]
    assert all(max(plural_forms(language)) < len(each) for each in forms)


def test_a_language_without_words_has_its_direction(app):
    found = app.test_client().get("/collect/words/ckb.json").json
    assert (found["direction"], found["words"]) == ("rtl", {})
    assert found["languages"][0]["language"] == "en"


def test_what_is_no_language_has_no_words(app):
    assert app.test_client().get("/collect/words/nowhere.json").status_code == 404


def test_words_are_sent_again_only_when_they_changed(app):
    first = app.test_client().get("/collect/words/fr.json")
    assert "no-store" not in first.headers["Cache-Control"]
    headers = {"If-None-Match": first.headers["ETag"]}
    again = app.test_client().get("/collect/words/fr.json", headers=headers)
    assert again.status_code == 304


def test_the_calendar_says_nothing_of_a_survey(app):
    page = app.test_client().get("/collect/calendar").get_data(as_text=True)
    assert "survey" not in page.replace("survey_app", "").lower()
    assert 'id="calendar"' in page
