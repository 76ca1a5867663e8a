"""The coordinator's page of fieldwork: counts of work, questions, and no answers."""

import re
from io import BytesIO

import pytest

from survey_app.services import supervision
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.web.test_pages import text_of
from tests.web.test_sync import ROUND, Tablet

PATH = f"/rounds/{ROUND}/fieldwork"


@pytest.fixture
def page(visitor):
    return visitor.sign_in("coordinator")


def row(page, name):
    """Return the cells of the row of a name as texts by their labels."""
    html = re.search(
        rf'<th role="rowheader" scope="row">{name}<.*?</tr>', page.page, re.S
    )[0]
    cells = re.findall(r'data-label="([^"]+)"[^>]*>(.*?)</td>', html, re.S)
    return {label: text_of(text).strip() for label, text in cells}


def test_the_page_counts_the_work_of_everybody(page):
    page.get(PATH)
    assert "160 interviews are kept." in text_of(page.page)
    assert row(page, "E1")["Done"] == "40"
    assert row(page, "E1")["Minutes"] == "–"
    assert "English 1" in row(page, "E1")["Language"]
    assert row(page, "north 0")["Done"] == "20"


def test_what_a_tablet_sends_and_tells_is_on_the_page(app, database, page):
    tablet = Tablet(app, database)
    assert (
        tablet.states([tablet.packet(seconds=600.0, flags=[]) for _ in range(3)])
        == ["kept"] * 3
    )
    assert tablet.states([tablet.packet(seconds=30.0, flags=["night"])]) == ["kept"]
    refusal = tablet.refusal()
    assert tablet.states([refusal, refusal, tablet.refusal()]) == [
        "kept",
        "known",
        "kept",
    ]
    assert (
        tablet.ask("POST", "checkin", json={"waiting": 7, "version": "1.2"}).status_code
        == 200
    )
    page.get(PATH)
    mine = row(page, "enumerator")
    assert (mine["Done"], mine["Refused"], mine["Minutes"]) == ("4", "2", "10")
    assert (mine["Still on tablets"], mine["Version"]) == ("7", "1.2")
    assert "7 interviews are still on tablets." in text_of(page.page)
    assert "At night, or with a wrong clock · 1 interview" in text_of(page.page)


def test_a_tablet_that_is_shut_out_has_nothing_waiting(app, database, page):
    tablet = Tablet(app, database)
    tablet.ask("POST", "checkin", json={"waiting": 7, "version": "1.2"})
    db = connect(database)
    db.execute("update devices set revoked_on = '2026-03-03'")
    db.close()
    page.get(PATH)
    assert "still on" not in text_of(page.page.split("<table")[0])


def test_refusals_are_counted_apart_by_person_place_and_day(app, database):
    tablet = Tablet(app, database)
    tablet.states([tablet.refusal(), tablet.refusal()])
    db = connect(database)
    columns = {row["name"] for row in db.query("pragma table_info(refusal_counts)")}
    assert columns == {"round_id", "fact", "value", "count"}
    counts = {
        row["fact"]: row["count"] for row in db.query("select * from refusal_counts")
    }
    db.close()
    assert counts["enumerator"] == 2
    assert set(counts) <= {"enumerator", "place_id", "day"}


def test_no_answer_and_no_id_reaches_the_page(app, database, page):
    db = connect(database)
    ids = [row["response_id"] for row in db.query("select response_id from responses")]
    db.execute('update responses set flags = \'["overlap", "night", "gap"]\'')
    db.close()
    page.get(PATH)
    assert "Two interviews at once" in page.page
    shown = text_of(page.page)
    for word in (
        "River people",
        "displaced",
        "Nobody tells us",
        "woman",
        "trust a little",
    ):
        assert word not in shown
    assert not [each for each in ids if each in page.page]


def test_a_copied_interview_becomes_a_question(database, page):
    db = connect(database)
    db.execute(
        """
        update responses set answers = (
            select answers from responses where response_id = '2026-1')
        where response_id = '2026-2'
        """
    )
    survey_round = rounds.get(db, ROUND)
    found = supervision.fieldwork_of(db, survey_round)
    db.close()
    flags = {each.flag for each in found.questions}
    # Nine scored questions: honest interviews of so few may be equal, so none is flagged.
    assert "near_duplicate" not in flags
    assert found.flagged == sum(sum(q.about.values()) for q in found.questions)


def test_questions_come_with_what_to_ask(database, page):
    db = connect(database)
    db.execute("update responses set flags = '[\"gap\"]' where response_id = '2026-7'")
    db.close()
    page.get(PATH)
    shown = text_of(page.page)
    assert "Very slow or interrupted · 1 interview" in shown
    assert "Ask what happened" in shown
    assert "A flag is a question" in shown


def test_assignments_come_in_as_a_file_and_stand_on_the_page(page):
    page.get(PATH)
    content = b"enumerator,place,by,group,target\nenumerator,north0,gender,woman,5\n"
    fields = {"csrf_token": page.token, "file": (BytesIO(content), "targets.csv")}
    page._take(page.client.post(f"{PATH}/targets", data=fields))
    shown = text_of(page.page)
    assert "1 targets are kept" in shown
    assert re.search(r"enumerator north 0 Women 5 0 5", shown)
    fields = {"csrf_token": page.token, "file": (BytesIO(b"a,b\n1,2\n"), "targets.csv")}
    page._take(page.client.post(f"{PATH}/targets", data=fields))
    assert page.status == 422


def test_the_tablet_learns_its_targets_and_how_it_stands(app, database, page):
    page.get(PATH)
    content = b"enumerator,place,target\nenumerator,north0,5\nleader,north0,9\n"
    fields = {"csrf_token": page.token, "file": (BytesIO(content), "targets.csv")}
    page._take(page.client.post(f"{PATH}/targets", data=fields))
    tablet = Tablet(app, database)
    (named,) = [r for r in tablet.package()["rounds"] if r["round_id"] == ROUND]
    target = {"place_id": f"{ROUND}-north0", "by": None, "group": None, "target": 5}
    assert named["targets"] == [target | {"done": 0}]
    tablet.states([tablet.packet()])
    reply = tablet.ask("POST", "checkin", json={"waiting": 0, "version": "1"})
    assert reply.json["shortfall"] == {ROUND: [target | {"done": 1}]}


def test_outside_the_assigned_places_is_a_question(app, database, page):
    page.get(PATH)
    content = b"enumerator,place,target\nenumerator,south3,5\n"
    fields = {"csrf_token": page.token, "file": (BytesIO(content), "targets.csv")}
    page._take(page.client.post(f"{PATH}/targets", data=fields))
    tablet = Tablet(app, database)
    tablet.states([tablet.packet()])
    page.get(PATH)
    assert "Outside the assigned places · 1 interview" in text_of(page.page)


def test_a_round_nobody_answered_has_a_page(database, page):
    db = connect(database)
    db.execute("delete from responses where round_id = :id", {"id": ROUND})
    db.close()
    assert page.get(PATH).status == 200
    assert "0 interviews are kept." in text_of(page.page)


def test_who_asks_sees_on_the_page_for_asking_what_is_missing(app, page):
    page.get(PATH)
    content = b"enumerator,place,by,group,target\nenumerator,north0,gender,woman,5\n"
    fields = {"csrf_token": page.token, "file": (BytesIO(content), "targets.csv")}
    page._take(page.client.post(f"{PATH}/targets", data=fields))
    enumerator = type(page)(app).sign_in("enumerator")
    enumerator.get("/collect/online")
    assert re.search(r"north 0, Women: 0 of 5", text_of(enumerator.page))
