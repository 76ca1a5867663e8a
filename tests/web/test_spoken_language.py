"""A language that nobody reads: it is data only, it is offered, and it is heard."""

from contextlib import closing
from datetime import date
from io import BytesIO

import pytest

from survey_app import i18n
from survey_app.core.devices import Device
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Rejected
from survey_app.services import accounts, packages, publishing, translating, xforms
from survey_app.store import instruments, rounds
from survey_app.store.database import connect
from tests import media_samples as samples
from tests.conftest import PASSWORD, Visitor
from tests.services.test_translating import lock, step

DAY = date(2026, 3, 2)
WELL = Definition("well", {"en": "Well"}, ("en", "zag"), items=("END1",))
BERIA = "/translations/well/zag"


@pytest.fixture
def opened(database):
    with closing(connect(database)) as db:
        publishing.define(db, WELL)
        accounts.add(db, "amal", "amal", "translator", PASSWORD)
        yield db


@pytest.fixture
def recorded(app, opened):
    """Record every text of the questionnaire on its page, and lock it."""
    draft = publishing.draft(opened, "well")
    amal = Visitor(app).sign_in("amal").get(f"{BERIA}/text?key=END1")
    assert "microphone=(self)" in amal.reply.headers["Permissions-Policy"]
    for each in translating.entries(opened, draft, "zag"):
        sound = (BytesIO(samples.OGG), "a.ogg")
        amal.post(f"{BERIA}/text", key=each.source.key, file=sound)
        assert ">Recorded<" in amal.page
    lock(opened, draft, "zag")
    return draft


def test_a_language_that_is_not_written_is_an_entry_in_a_file():
    assert i18n.language("zag") == i18n.Language("zag", "Beria", "ltr", False)
    assert i18n.is_language("zag")


def test_it_is_not_locked_before_every_text_can_be_heard(opened):
    draft = publishing.draft(opened, "well")
    with pytest.raises(Rejected) as error:
        lock(opened, draft, "zag")
    assert {p.code for p in error.value.problems} == {"translation.no_recording"}
    step(opened, draft, "zag", "pretest", "bile", note="again")
    assert [each.language for each in translating.left_out(opened, draft)] == ["zag"]


def test_it_is_offered_and_heard_and_the_source_is_read(recorded, opened, visitor):
    version = publishing.publish(opened, recorded, DAY)
    assert instruments.get(opened, version).reviewed == ("zag",)
    survey_round = SurveyRound("w-1", "w", "1", version, slug="well", is_open=True)
    rounds.add(opened, survey_round, origin="web")
    visitor.get("/s/well")
    assert ">Beria</button>" in visitor.page
    visitor.post("/s/well", language="zag")
    assert 'value="zag" lang="zag" dir="ltr" class="primary"' in visitor.page
    visitor.post("/s/well", action="begin")
    asked = instruments.get(opened, version).items[0].text
    assert asked["zag"] == asked["en"]
    assert asked["en"] in visitor.page
    address = visitor.page.partition("/s/well/media/")[2][:64]
    heard = visitor.client.get(f"/s/well/media/{address}")
    assert (heard.status_code, heard.data) == (200, samples.OGG)


def test_tablets_take_its_recordings_along(recorded, opened):
    version = publishing.publish(opened, recorded, DAY)
    survey_round = SurveyRound("w-1", "w", "1", version, slug="well", is_open=True)
    rounds.add(opened, survey_round, origin="web")
    device = Device("d", "Tablet", "coordinator", DAY, frozenset({"w-1"}))
    found = packages.package(opened, device, "secret", DAY)
    media = found.media[version]
    assert {entry["language"] for entry in media} == {"zag"}
    assert {"END1", "SCR1"} <= {entry.get("item") for entry in media}
    assert "Beria" in xforms.form(opened, device, "w-1").decode()
    assert xforms.manifest(opened, device, "w-1")


def test_written_languages_are_recorded_once_they_are_agreed_on(app, opened):
    publishing.define(
        opened, Definition("well", {"en": "W"}, ("en", "so"), items=("END1",))
    )
    amal = Visitor(app).sign_in("amal").get("/translations/well/so/text?key=END1")
    assert "recorder" not in amal.page
    sound = (BytesIO(samples.OGG), "a.ogg")
    amal.get("/translations/").post(
        "/translations/well/so/text", key="END1", file=sound
    )
    assert amal.status == 409
