"""What was released stands still, is never changed, and can be shown again."""

import json
import sqlite3
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from survey_app.core.disclosure.released import document
from survey_app.errors import NotFound
from survey_app.services import analysis, overview, releases
from survey_app.services.releases import Asking, Making
from survey_app.store import releases as store
from survey_app.store import responses, rounds
from survey_app.store.database import connect, forbid_writing

DAY = date(2026, 3, 9)
LEADER = Asking("leader", "results.gaps", DAY)
ANALYST = Asking("analyst", "results.gaps", DAY)


@pytest.fixture
def world(database):
    db = connect(database)
    yield db
    db.close()


def asked(db):
    return rounds.get(db, "valley-2026")


def more(db, count, answer="5", **change):
    """Let somebody who answered before answer again under other ids."""
    row = next(iter(db.query("select * from responses where round_id = 'valley-2026'")))
    newest = db.conn.execute("select max(seq) from responses").fetchone()[0]
    for number in range(count):
        answers = json.loads(row["answers"]) | dict.fromkeys(
            (f"PL1.{n}" for n in range(1, 6)), answer
        )
        late = row | change | {
            "response_id": f"late-{newest}-{number}", "seq": newest + 1 + number,
            "receipt_hash": None, "answers": json.dumps(answers),
        }  # fmt: skip
        db.table("responses").insert(late)


def public(db, asking=LEADER):
    data = releases.load(db, asked(db), "public", asking)
    return analysis.everything(data, "public")


def test_the_first_look_of_the_public_is_a_release(world):
    public(world)
    (made,) = releases.of_round(world, asked(world))
    assert (made.audience, made.author, made.made_on) == ("public", "", DAY)
    assert made.purpose == releases.FIRST_LOOK
    public(world)
    assert len(releases.of_round(world, asked(world))) == 1


def test_late_answers_change_nothing_for_the_public_until_the_next_release(world):
    before = public(world)
    more(world, 12, enumerator="E9")
    assert public(world) == before
    live = analysis.everything(analysis.load(world, asked(world)), "analyst")
    assert live[0].n == 172
    made = releases.make(world, asked(world), Making("public", "co", "council"), DAY)
    assert public(world) != before
    assert [each.release_id for each in releases.of_round(world, asked(world))] == [
        made.release_id,
        made.release_id - 1,
    ]


def test_closing_the_round_lets_the_public_see_the_rest(world):
    public(world)
    more(world, 3)
    rounds.set_open(world, "valley-2026", is_open=False, today=DAY)
    data = releases.load(world, asked(world), "public", LEADER)
    assert len(data.frame.design.psu) == 163
    more(world, 2)
    data = releases.load(world, asked(world), "public", LEADER)
    assert len(data.frame.design.psu) == 163


def test_a_release_of_a_person_holds_when_the_round_is_closed(world):
    releases.make(world, asked(world), Making("public", "co", "council"), DAY)
    more(world, 3)
    rounds.set_open(world, "valley-2026", is_open=False, today=DAY)
    data = releases.load(world, asked(world), "public", LEADER)
    assert len(data.frame.design.psu) == 160


def test_what_was_withheld_from_analysts_stays_withheld_until_the_next_release(world):
    hidden = next(
        row for row in analysis.everything(analysis.load(world, asked(world)), "analyst")
        if row.suppressed and row.group == "moved"
    )  # fmt: skip
    releases.make(world, asked(world), Making("analyst", "co", "council"), DAY)
    moved = {"answers": None}
    row = next(
        each for each in world.query("select * from responses where round_id = 'valley-2026'")
        if '"moved"' in each["answers"]
    )  # fmt: skip
    newest = world.conn.execute("select max(seq) from responses").fetchone()[0]
    for number in range(10):
        moved = {"response_id": f"moved-{number}", "seq": newest + 1 + number}
        world.table("responses").insert(row | moved | {"receipt_hash": None})

    def now():
        rows = analysis.everything(analysis.load(world, asked(world)), "analyst")
        key = (hidden.of, hidden.kind, hidden.by, hidden.group)
        (found,) = [r for r in rows if (r.of, r.kind, r.by, r.group) == key]
        return found

    assert now() == hidden
    releases.make(world, asked(world), Making("analyst", "co", "next"), DAY)
    assert now().n == 23


def test_a_release_is_shown_again_byte_by_byte(world):
    made = releases.make(world, asked(world), Making("public", "co", "council"), DAY)
    first = releases.shown(world, made.release_id)
    assert sha256(first).hexdigest() == made.document_hash
    more(world, 7)
    assert releases.shown(world, made.release_id) == first
    data = analysis.load(world, asked(world), "public")
    again = document(
        analysis.everything(data, "public"), overview.gap_findings(data, "public").rows
    )
    assert again == (first, made.document_hash)


def test_a_withdrawn_answer_leaves_the_public_numbers_and_not_the_kept_document(world):
    made = releases.make(world, asked(world), Making("public", "co", "council"), DAY)
    first = releases.shown(world, made.release_id)
    world.execute(
        "update responses set receipt_hash = 'h' where response_id = '2026-1'"
    )
    assert responses.withdraw(world, "h")
    assert len(analysis.load(world, asked(world), "public").frame.design.psu) == 159
    assert releases.shown(world, made.release_id) == first


def test_a_release_is_never_changed(world):
    releases.make(world, asked(world), Making("public", "co", "council"), DAY)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        world.execute("update releases set purpose = 'other'")


def test_a_release_that_is_not_there_is_said(world):
    with pytest.raises(NotFound):
        releases.shown(world, 99)
    with pytest.raises(NotFound):
        store.get(world, 99)


def test_questions_for_exact_numbers_are_counted_without_what_they_showed(world):
    for _ in range(2):
        releases.load(world, asked(world), "analyst", ANALYST)
    releases.load(world, asked(world), "public", LEADER)
    assert store.queries(world, "valley-2026") == [
        {"day": "2026-03-09", "role": "analyst", "page": "results.gaps", "count": 2}
    ]


def test_a_database_that_cannot_be_written_is_still_read(database):
    db = connect(database)
    forbid_writing(db)
    assert public(db)
    assert releases.load(db, asked(db), "analyst", ANALYST)
    assert not releases.of_round(db, asked(db))
    db.close()


def test_a_coordinator_learns_how_much_is_withheld_and_why_but_not_which(world):
    data = replace(analysis.load(world, asked(world)), frozen={})
    counted = {each.by: each for each in releases.withheld(world, data, "public")}
    rows = analysis.everything(data, "public")
    for by, each in counted.items():
        own = [row for row in rows if row.by == by]
        assert each.cells == len(own)
        assert sum(each.steps.values()) == sum(row.suppressed for row in own)
    assert counted["displacement"].steps["few"] > 0


def test_what_stays_withheld_is_counted_under_the_step_it_had(world):
    before = releases.withheld(world, analysis.load(world, asked(world)), "public")
    public(world)
    data = analysis.load(world, asked(world), "public")
    assert data.frozen["public"]
    assert releases.withheld(world, data, "public") == before
