"""No text that nobody has locked reaches a respondent, by any way there is."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from survey_app import i18n
from survey_app.core.devices import Device
from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import encode
from survey_app.core.questionnaire.translation import Step
from survey_app.core.questionnaire.translation_checks import PLACEHOLDER
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import (
    media,
    packages,
    program_words,
    publishing,
    report_sections,
    translating,
    xforms,
)
from survey_app.services.report_words import Asked, Wording
from survey_app.store import instruments, rounds
from survey_app.store.database import connect
from tests.services.test_translating import lock, lock_texts

DAY = date(2026, 3, 2)
WELL = Definition("well", {"en": "Well"}, ("en", "fr", "so"), items=("END1",))


@pytest.fixture
def drafts(database):
    """Publish a questionnaire that is locked in Somali only, and open a round of it.

    Return the texts of its French draft, none of which anybody has reviewed.
    """
    with closing(connect(database)) as db:
        publishing.define(db, WELL)
        draft = publishing.draft(db, "well")
        lock(db, draft, "so")
        found = [e.best for e in translating.entries(db, draft, "fr") if e.best]
        version = publishing.publish(db, draft, DAY)
        opened = SurveyRound("w-1", "w", "1", version, slug="well", is_open=True)
        rounds.add(db, opened, origin="web")
    assert len(found) > 10
    return [text for text in found if len(text) > 8]


def ways(database, languages=("en", "fr", "so")):
    """Return what each way a questionnaire leaves the program gives."""
    device = Device("d", "Tablet", "coordinator", DAY, frozenset({"w-1"}))
    with closing(connect(database)) as db:
        yield publishing.export(db, "well.1").decode()
        yield packages.encode(packages.package(db, device, "secret", DAY)).decode()
        yield xforms.form(db, device, "w-1").decode()
        asked = Asked(rounds.get(db, "w-1"), instruments.get(db, "well.1"), {})
        for language in languages:
            # What the report's PDF and Word document print of the questionnaire.
            yield repr(report_sections.questions(Wording(asked, language)))
        for language in languages:
            yield " ".join(each.text for each in media.texts(db, "well.1", language))


def pages(visitor, language="fr"):
    """Return every page of an interview, asked for in French or another language."""
    visitor.get("/s/well", **{"Accept-Language": language})
    yield visitor.page
    yield visitor.get("/s/well/withdraw").page
    yield visitor.post("/s/well", language=language).page
    yield visitor.post("/s/well", action="begin", language=language).page
    for _ in range(8):
        yield visitor.post("/s/well").page
        fields = {"language": language, "missing": "refused"}
        yield visitor.post("/s/well", **fields).page
        yield visitor.post("/s/well", answer="1").page


def own_drafts(code):
    """Return what came with the program in a language and nobody has locked."""
    known = i18n.sentences(code)
    english = " ".join(f"{each.one} {each.many}" for each in known)
    said = [form for each in known for form in each.said]
    parts = [part for text in said for part in PLACEHOLDER.split(text)]
    return [part for part in parts if len(part) > 8 and part not in english]


def test_a_draft_reaches_nobody(drafts, database, visitor):
    unlocked = [*drafts, *own_drafts("fr"), *own_drafts("ar")]
    for found in [*ways(database), *pages(visitor)]:
        assert [text for text in unlocked if text in unescape(found)] == []


@pytest.fixture
def french(database):
    """Lock all French texts, open a round of them, and open the program's again.

    Return what a later program brings, that nobody has locked.
    """
    with closing(connect(database)) as db:
        publishing.define(db, replace(WELL, languages=("en", "fr")))
        draft = publishing.draft(db, "well")
        lock(db, draft, "fr")
        version = publishing.publish(db, draft, DAY)
        opened = SurveyRound("w-1", "w", "1", version, slug="well", is_open=True)
        rounds.add(db, opened, origin="web")
    assert version == "well.1"
    return own_drafts("fr")


def test_a_language_whose_program_sentences_are_drafts_is_not_published(database):
    with closing(connect(database)) as db:
        publishing.define(db, replace(WELL, languages=("en", "fr")))
        draft = publishing.draft(db, "well")
        lock_texts(db, draft, "fr")
        left = translating.left_out(db, draft)
        assert [(e.language, e.locked == e.total, e.is_ready) for e in left] == [
            ("fr", True, False)
        ]
        version = instruments.get(db, publishing.publish(db, draft, DAY))
        pilot = instruments.get(db, publishing.publish(db, draft, DAY, ("fr",)))
    assert version.languages == ("en",)
    assert translation.pilots(pilot) == ["fr"]


def test_locked_sentences_of_the_program_are_said_in_their_locked_wording(
    french, database, visitor
):
    for found in [*ways(database, ("en", "fr")), *pages(visitor)]:
        assert [text for text in french if text in unescape(found)] == []
    visitor.post("/s/well", action="stop")
    _, package, form, *_ = ways(database, ("en", "fr"))
    assert '"I do not know":["program:i-do-not-know"]' in package
    assert "<value>program:i-do-not-know</value>" in form


def test_a_sentence_nobody_has_locked_is_english_where_the_others_are_not(
    french, database, visitor, monkeypatch
):
    later = i18n.Sentence("A later promise.", None, ("Promesse nouvelle.",))
    known = i18n.sentences("fr")
    with closing(connect(database)) as db:
        asked = instruments.get(db, "well.1")
        monkeypatch.setattr(i18n, "sentences", lambda _: (*known, later))
        program_words.instrument.cache_clear()
        said = program_words.said(db, asked, "fr")
        package = program_words.differing(db, asked)["fr"]
    program_words.instrument.cache_clear()
    assert said.gettext("A later promise.") == "A later promise."
    assert package["A later promise."] == ["A later promise."]
    assert said.gettext("Begin") == "program:begin"
    page = visitor.get("/s/well", **{"Accept-Language": "fr"}).page
    assert "program:begin" in page
    assert "Commencer" not in page


def test_a_wording_stays_in_use_while_it_is_opened_again(french, database):
    with closing(connect(database)) as db:
        asked = program_words.instrument("fr")
        again = Step("reopen", "caro", DAY, note="people misheard it")
        translating.take(db, asked, "fr", {"program:begin": again})
        said = program_words.said(db, instruments.get(db, "well.1"), "fr")
        assert said.gettext("Begin") == "program:begin"
        assert program_words.unlocked(db, "fr") == 1


def test_a_locked_text_does_and_a_pilot_is_called_one(drafts, database, visitor):
    document, package, form, annex, *_ = ways(database)
    assert "text='END1', language='so'" in annex
    assert '"so":"END1"' in document
    assert '"so":"END1"' in package
    assert "<value>END1</value>" in form
    page = visitor.get("/s/well").page
    assert 'value="so"' in page
    assert 'value="fr"' not in page
    with closing(connect(database)) as db:
        draft = publishing.draft(db, "well")
        pilot = instruments.get(db, publishing.publish(db, draft, DAY, ("fr",)))
    assert [text for text in drafts if text not in encode(pilot).decode()] == []
    assert translation.pilots(pilot) == ["fr"]
