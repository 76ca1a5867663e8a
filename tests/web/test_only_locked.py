"""No text that nobody has locked reaches a respondent, by any way there is."""

from contextlib import closing
from datetime import date

import pytest

from survey_app.core.devices import Device
from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import encode
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import (
    media,
    packages,
    publishing,
    report_sections,
    translating,
    xforms,
)
from survey_app.services.report_words import Asked, Wording
from survey_app.store import instruments, rounds
from survey_app.store.database import connect
from tests.services.test_translating import lock

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


def ways(database):
    """Return what each way a questionnaire leaves the program gives."""
    device = Device("d", "Tablet", "coordinator", DAY, frozenset({"w-1"}))
    with closing(connect(database)) as db:
        yield publishing.export(db, "well.1").decode()
        yield packages.encode(packages.package(db, device, "secret", DAY)).decode()
        yield xforms.form(db, device, "w-1").decode()
        asked = Asked(rounds.get(db, "w-1"), instruments.get(db, "well.1"), {})
        for language in ("en", "fr", "so"):
            # What the report's PDF and Word document print of the questionnaire.
            yield repr(report_sections.questions(Wording(asked, language)))
        for language in ("en", "fr", "so"):
            yield " ".join(each.text for each in media.texts(db, "well.1", language))


def pages(visitor):
    """Return every page of an interview, asked for in French."""
    french = {"Accept-Language": "fr"}
    yield visitor.get("/s/well", **french).page
    yield visitor.post("/s/well", language="fr").page
    yield visitor.post("/s/well", action="begin", language="fr").page
    for _ in range(8):
        fields = {"language": "fr", "missing": "refused"}
        yield visitor.post("/s/well", **fields).page
        yield visitor.post("/s/well", answer="1").page


def test_a_draft_reaches_nobody(drafts, database, visitor):
    for found in [*ways(database), *pages(visitor)]:
        assert [text for text in drafts if text in found] == []


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
