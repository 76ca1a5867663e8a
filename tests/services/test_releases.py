"""What was released stands still, is never changed, and can be shown again."""

import json
import sqlite3
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from survey_app.core.disclosure.released import document
from survey_app.errors import Conflict, NotFound
from survey_app.services import analysis, release_tables, releases
from survey_app.services.release_tables import Sources
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
        made.supersedes,
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
    earlier = [analysis.load(world, rounds.get(world, "valley-2025"), "public")]
    found = release_tables.of_round(
        Sources(world, data, "public", earlier),
        [name for name in release_tables.TABLES if name != "dyads"],
    )
    sensitive = {each.of for each in data.measures if each.sensitive}
    assert document(found, sensitive) == (first, made.document_hash)


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


TWO = Making("public", "co", "council", "Spring", second="leila")


def tables(db, made):
    return json.loads(releases.shown(db, made.release_id))


def test_a_release_holds_a_family_of_tables_and_says_what_it_supersedes(world):
    public(world)
    first = releases.of_round(world, asked(world))[0]
    assert list(tables(world, first)) == ["estimates", "gaps"]
    wanted = Making("public", "co", "council", "Spring")
    made = releases.make(world, asked(world), wanted, DAY)
    assert (made.name, made.supersedes) == ("Spring", first.release_id)
    assert store.get(world, made.release_id) == made
    found = tables(world, made)
    assert found.pop("restricted")[:2] == ["SE2", "SE2.1"]
    assert list(found) == [
        "estimates", "gaps", "comparisons", "trends", "answers", "respondents",
    ]  # fmt: skip
    assert {row["from"] for row in found["comparisons"]} == {"2025"}
    assert {row["by"] for row in found["comparisons"]} >= {None, "displacement"}
    assert found["trends"] == []  # two rounds are no line
    kinds = {(row["kind"], row["answer"] is None) for row in found["answers"]}
    assert kinds == {("answer", False), ("declined", True)}


def test_respondents_are_counted_without_giving_away_a_small_group(world):
    more(world, 3, mode="helper")  # a way of asking that three people had
    made = releases.make(world, asked(world), Making("analyst", "co", "x"), DAY)
    rows = tables(world, made)["respondents"]
    assert (rows[0]["by"], rows[0]["n"]) == (None, 163)
    hidden = [row for row in rows if row["suppressed"]]
    assert all(row["n"] is None for row in hidden)
    # The others are withheld too: all less the others would be the three.
    by_mode = {row["group"] for row in hidden if row["by"] == "mode"}
    assert by_mode == {"interviewer", "helper"}


def test_restricted_tables_need_two_different_people(world):
    with pytest.raises(Conflict):
        releases.make(world, asked(world), replace(TWO, second="co"), DAY)
    number = releases.ask(world, asked(world), replace(TWO, second=""), DAY)
    (request,) = releases.waiting(world, asked(world))
    assert (request.author, request.name) == ("co", "Spring")
    with pytest.raises(Conflict):
        releases.confirm(world, number, "co", DAY)
    assert not releases.of_round(world, asked(world))
    made = releases.confirm(world, number, "leila", DAY)
    assert (made.author, made.second, made.name) == ("co", "leila", "Spring")
    assert "dyads" in tables(world, made)
    assert releases.waiting(world, asked(world)) == []
    with pytest.raises(NotFound):
        releases.confirm(world, number, "leila", DAY)


def test_what_is_refused_is_not_released(world):
    number = releases.ask(world, asked(world), replace(TWO, second=""), DAY)
    releases.refuse(world, number, "leila")
    assert releases.waiting(world, asked(world)) == []
    assert not releases.of_round(world, asked(world))
    with pytest.raises(NotFound):
        releases.refuse(world, number, "leila")
