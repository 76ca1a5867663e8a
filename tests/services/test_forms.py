from datetime import date

import pytest

from survey_app.core.questionnaire.media import Slot
from survey_app.errors import Rejected
from survey_app.services import forms, publishing
from survey_app.services.forms import Asked
from survey_app.store import instruments, media
from tests.media_samples import png, wav
from tests.xlsforms import YES_NO, codes, workbook

DAY = date(2026, 4, 2)
FORM = workbook(
    survey="""
    type          | name | label             | relevant
    text          | who  | Who lives here?   |
    select_one yn | met  | Have you met?     |
    text          | how  | How was it?       | ${met} = '1'
    geopoint      | spot | Where was it?     |
    """,
    choices=YES_NO,
    settings="form_title | form_id\nMeeting | meeting",
)


def test_what_is_lost_is_refused_unless_it_is_asked_to_go_on():
    with pytest.raises(Rejected) as rejected:
        forms.read("m.xlsx", FORM, Asked())
    assert codes(rejected.value.problems) == ["form.type_telling", "form.losses"]
    taken = forms.read("m.xlsx", FORM, Asked(partly=True))
    assert codes(taken.losses) == ["form.type_telling"]


def test_a_form_becomes_a_definition_that_asks_for_consent_first(db):
    asked = Asked(constructs={"meeting_well": ("met",)}, partly=True)
    name = forms.keep(db, forms.read("m.xlsx", FORM, asked), DAY)
    draft = publishing.draft(db, name)
    assert [i.item_id for i in draft.items] == [
        "SCR1",
        "SCR2",
        "SCR3",
        "SCR4",
        "who",
        "met",
        "how",
    ]
    assert draft.item("met").kind == "scored"
    assert draft.item("how").ask == {"item": "met", "in": ["1"]}
    publishing.publish(db, draft, DAY)


def test_a_version_exported_as_a_form_comes_back_as_the_same_version(db):
    forms.keep(db, forms.read("m.xlsx", FORM, Asked(partly=True)), DAY)
    version = publishing.publish(db, publishing.draft(db, "meeting"), DAY)
    content = forms.export(db, "meeting")
    assert forms.is_form(content)
    taken = forms.read("back.xlsx", content, Asked())
    forms.examine(taken)
    assert forms.keep(db, taken, DAY) == version
    assert instruments.versions(db, "meeting") == [version]


def test_what_only_a_whole_questionnaire_can_hold_is_told(db):
    content = workbook(
        survey="type | name | label\nselect_one yn | met | Met?",
        choices=YES_NO,
        survey_app="what | id | of | value\nrule | some | friends | selected(${met}, '1')",
    )
    with pytest.raises(Rejected) as rejected:
        forms.read("m.xlsx", content, Asked())
    assert codes(rejected.value.problems) == ["form.only_whole", "form.losses"]


def test_recordings_and_pictures_come_from_a_folder(db):
    content = workbook(
        survey="type | name | label | audio\nselect_one yn | met | Met? | met.wav",
        choices="list_name | name | label | image | audio\nyn | 1 | Yes | yes.png |\nyn | 0 | No | | no.wav",
    )
    taken = forms.read("m.xlsx", content, Asked())
    files = {"met.wav": wav(), "yes.png": png(), "no.wav": b"no sound"}
    faults = forms.keep_media(db, taken, files | {"other.wav": wav()})
    assert [fault.where for fault in faults] == ["no.wav"]
    assert media.recordings(db, "en", ["Met?", "No"]).keys() == {"Met?"}
    assert media.pictures(db, taken.instrument.name).keys() == {
        Slot("item", "met", "1")
    }
    faults = forms.keep_media(db, taken, {})
    assert codes(faults) == ["form.no_media_file"] * 3
