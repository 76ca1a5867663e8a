"""Forms of questionnaires that draw: judged by an id that draws what they drew."""

from datetime import date

import pytest

from survey_app.core.devices import Device
from survey_app.core.questionnaire import targets
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import submissions, xforms
from survey_app.services.receiving import Judge, Secrets
from survey_app.services.registry import Registry
from survey_app.store import devices, instruments, rounds
from tests.interchange.forms import Filling

DAY = date(2026, 3, 2)
PHONE = Device("d1", "Phone", "enumerator", DAY)


@pytest.fixture
def judge(db, everything):
    """Return who judges forms of a round that asks all there is."""
    version = instruments.publish(db, everything, DAY)
    asked = SurveyRound("r1", "all", "1", version, {}, {}, "all", None, True, DAY)
    rounds.add(db, asked, origin="web")
    devices.add(db, PHONE, "0" * 64)
    return Judge(db, Registry(0, "s"), Secrets("s", b"r"), DAY, PHONE)


@pytest.mark.parametrize("own", ["river", "refused", "river hill north south option.4"])
def test_forms_that_draw_are_sound_and_always_get_the_same_id(judge, own):
    told = {"SCR1": "1", "SCR2": "1", "DEM3": own}
    form = xforms.form(judge.db, PHONE, "r1")
    for seed in range(2):
        xml = Filling(form, seed, told).fill()
        arrived, again = (submissions.examine(judge, xml) for _ in range(2))
        assert arrived.arrival.problems == []
        assert arrived.kept.response_id == again.kept.response_id


def test_a_form_that_asks_about_ones_own_group_waits_for_a_person(judge, everything):
    told = {"SCR1": "1", "SCR2": "1", "DEM3": "river"}
    item = targets.targets_item(everything).item_id
    filling = Filling(xforms.form(judge.db, PHONE, "r1"), 1, told)
    xml = filling.fill().decode()
    drawn = filling[f"/data/{item}"]
    changed = xml.replace(drawn, "river hill north").encode()
    arrived = submissions.examine(judge, changed)
    assert "answer.not_drawn" in [each.code for each in arrived.arrival.problems]
