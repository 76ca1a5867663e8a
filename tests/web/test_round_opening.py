"""A round is opened in the browser; a faulty form comes back as it was filled in."""

import re
from contextlib import closing
from io import BytesIO

from survey_app.store import rounds
from survey_app.store.database import connect

PLACES = b"place,name,community\nmill,The mill,north\n"


def test_a_round_is_opened_and_can_be_answered(visitor, database):
    visitor.sign_in("coordinator").get("/instruments/trust.1")
    assert "/rounds/new?instrument=trust.1" in visitor.page
    visitor.get("/rounds/new?instrument=trust.1")
    fields = {
        "instrument": "trust.1", "survey": "hill", "name": "2027", "sample": "quota",
        "title-en": "The hill", "title-ar": "التل", "about-en": "The council asks.",
    }  # fmt: skip
    file = (BytesIO(PLACES), "places.csv")
    data = {"csrf_token": visitor.token, "places": file} | fields
    assert visitor.client.post("/rounds/new", data=data).status_code == 303
    with closing(connect(database)) as db:
        found = rounds.get(db, "hill-2027")
        places = [p.place_id for p in rounds.places(db, "hill-2027")]
    assert (found.is_open, found.sample, found.title["ar"]) == (True, "quota", "التل")
    assert places == ["hill-2027-mill"]
    assert "The council asks." in visitor.get("/s/hill-2027").page


def test_a_faulty_form_keeps_what_was_written(visitor):
    visitor.sign_in("coordinator").get("/rounds/new")
    fields = {
        "instrument": "trust.1",
        "survey": "valley",
        "name": "2026",
        "slug": "A B",
    }
    visitor.post("/rounds/new", **fields, **{"about-en": "The council asks."})
    assert visitor.status == 422
    assert "The council asks." in visitor.page
    assert len(re.findall('class="note"', visitor.page)) >= 2


def test_places_are_named_one_a_line(visitor, database):
    visitor.sign_in("coordinator").get("/rounds/new")
    fields = {"instrument": "trust.1", "survey": "hill", "name": "1"}
    visitor.post("/rounds/new", listed="The mill\n\nOld  bridge\nThe mill", **fields)
    with closing(connect(database)) as db:
        places = rounds.places(db, "hill-1")
    assert [(p.place_id, p.name["en"]) for p in places] == [
        ("hill-1-p1", "The mill"),
        ("hill-1-p2", "Old bridge"),
    ]
    assert len({p.psu for p in places}) == 2


def test_surveys_named_in_other_letters_have_rounds_of_their_own(visitor, database):
    visitor.sign_in("coordinator").get("/rounds/new")
    for survey in ("الوادي", "التل"):
        fields = {"instrument": "trust.1", "survey": survey, "name": "2027"}
        visitor.post("/rounds/new", **fields)
        assert visitor.status == 200
        visitor.get("/rounds/new")
    with closing(connect(database)) as db:
        found = {r.survey: r.slug for r in rounds.everything(db) if r.name == "2027"}
    assert found == {"الوادي": "2027", "التل": "2027-2"}
