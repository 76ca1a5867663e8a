"""The database keeps what it was given, whole and once, and nothing it must not."""

import re
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from survey_app.core.people import Account
from survey_app.core.questionnaire.instrument import Instrument, Item, Option
from survey_app.core.questionnaire.interview import Interview
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.errors import Conflict, NotFound
from survey_app.store import accounts, instruments, interviews, responses, rounds
from survey_app.store.database import connect, create, damage, next_seq, writing

TODAY = date(2026, 3, 2)
ASKED = Instrument(
    "t", {"en": "T"}, ("en",),
    (Item("q", "choice", {}, options=(Option("1", {}), Option("2", {}))), Item("z", "text", {})),
)  # fmt: skip
NORTH = Place("p1", {"en": "North 1"}, "north", {"en": "North"}, "n", "n1", 12.5, 40)
GIVEN = Response(
    "r1",
    "s-1",
    "t.1",
    {"q": "1", "z": "text"},
    "web",
    "en",
    "alone",
    "E1",
    "p1",
    TODAY,
    "am",
    2.0,
    "n",
    "n1",
    40,
    "hash",
)


@pytest.fixture
def kept(db):
    """A database with one round, one place and nothing collected."""
    instruments.publish(db, ASKED, TODAY)
    rounds.add(
        db,
        SurveyRound("s-1", "s", "1", "t.1", {"en": "T"}, slug="s", is_open=True),
        origin="web",
    )
    rounds.add_places(db, "s-1", [NORTH])
    return db


def test_a_response_comes_back_as_it_was_given(kept):
    assert responses.add(kept, GIVEN) == "kept"
    (found,) = responses.in_round(kept, "s-1")
    assert found.answers == GIVEN.answers
    assert (found.weight, found.stratum, found.psu, found.fpc) == (2.0, "n", "n1", 40)
    assert (found.community, found.enumerator, found.language) == ("north", "E1", "en")


def test_the_second_copy_changes_nothing(kept):
    responses.add(kept, GIVEN)
    assert responses.add(kept, GIVEN) == "known"
    assert responses.add(kept, replace(GIVEN, answers={"q": "2"})) == "differs"
    (found,) = responses.in_round(kept, "s-1")
    assert found.answers == GIVEN.answers


def test_a_response_is_kept_whole_or_not_at_all(kept):
    with pytest.raises(sqlite3.IntegrityError):
        responses.add(kept, replace(GIVEN, place_id="nowhere"))
    assert responses.totals(kept) == {}


def test_a_block_that_fails_leaves_nothing(kept):
    with pytest.raises(RuntimeError), writing(kept):
        responses.add(kept, GIVEN)
        raise RuntimeError
    assert responses.totals(kept) == {}


def test_every_write_advances_the_change_number(kept):
    responses.add(kept, GIVEN)
    before = next_seq(kept)
    responses.add(kept, replace(GIVEN, response_id="r2", receipt_hash="h2"))
    assert responses.withdraw(kept, "h2")
    assert next_seq(kept) >= before + 3
    assert kept.table("withdrawals").count == 1


def test_a_withdrawn_response_is_gone(kept):
    responses.add(kept, GIVEN)
    assert responses.withdraw(kept, "hash")
    assert not responses.withdraw(kept, "hash")
    assert responses.in_round(kept, "s-1") == []
    assert "text" not in "".join(map(str, kept.query("select * from withdrawals")))


def test_the_answer_view_has_one_row_an_answer(kept):
    responses.add(kept, GIVEN)
    rows = list(kept.query("select item, answer from answers order by item"))
    assert rows == [{"item": "q", "answer": "1"}, {"item": "z", "answer": "text"}]


def test_an_interview_under_way_is_kept_and_forgotten(kept):
    under_way = Interview("i1", "s-1", "en", {"q": "1"}, TODAY, item="z", place_id="p1")
    interviews.save(kept, under_way)
    interviews.save(kept, replace(under_way, language="ar"))
    assert interviews.find(kept, "i1") == replace(under_way, language="ar")
    assert interviews.remove_untouched(kept, TODAY) == 0
    assert interviews.remove_untouched(kept, date(2026, 3, 3)) == 1
    assert interviews.find(kept, "i1") is None


def test_of_refusals_only_the_number_is_kept(kept):
    interviews.count_refusal(kept, "s-1", "consent")
    interviews.count_refusal(kept, "s-1", "consent")
    assert interviews.refusals(kept, "s-1") == {"consent": 2}


def test_the_same_content_is_the_same_version(kept):
    assert instruments.publish(kept, ASKED, TODAY) == "t.1"
    assert instruments.publish(kept, replace(ASKED, title={"en": "U"}), TODAY) == "t.2"
    assert instruments.versions(kept, "t") == ["t.1", "t.2"]
    assert instruments.get(kept, "t.1") == ASKED
    with pytest.raises(NotFound):
        instruments.get(kept, "t.9")


def test_a_changed_version_is_found_out(kept):
    assert instruments.damaged(kept) == []
    kept.execute(
        "update instruments set document = replace(document, '\"T\"', '\"X\"')"
    )
    assert instruments.damaged(kept) == ["t.1"]


def test_rounds_are_found_by_id_name_and_survey(kept):
    for name in ("s-1", "1", "s/1"):
        assert [each.round_id for each in rounds.named(kept, name)] == ["s-1"]
    assert rounds.named(kept, "2") == []
    assert rounds.places(kept, "s-1") == [NORTH]
    assert rounds.communities(kept, "s-1") == {"north": {"en": "North"}}


def test_account_names_differ_by_more_than_case(kept):
    assert accounts.add(kept, Account("a", "Leila", "leader"), "h")
    assert not accounts.add(kept, Account("b", "leila", "leader"), "h")
    assert accounts.disable(kept, "LEILA")
    assert accounts.find(kept, "a").is_disabled


def test_foreign_keys_hold(kept):
    with pytest.raises(sqlite3.IntegrityError):
        kept.execute("delete from rounds")


def test_every_foreign_key_is_led_by_an_index(db):
    for table in db.tables:
        led = {tuple(table.pks)[:1], *(tuple(i.columns)[:1] for i in table.indexes)}
        for key in table.foreign_keys:
            assert key.columns[:1] in led, f"{table.name}.{key.columns}"


def test_every_table_is_strict(db):
    for table in db.tables:
        if not table.name.startswith("_sqlite"):
            assert table.strict, table.name


def test_using_the_store_makes_no_table_of_its_own(kept):
    before = kept.schema
    responses.add(kept, GIVEN)
    interviews.count_refusal(kept, "s-1", "adult")
    instruments.save_definition(kept, "t", "{}")
    assert kept.schema == before


def test_nothing_that_must_not_be_stored_has_a_column(db):
    """No address of a device or a person, no place on a map, no hour.

    Of staff who answer for alerts, who are reached and by when is known, and of nobody
    else: nothing of those tables leads to a response.
    """
    of_staff = {
        "alerts", "alert_events", "alert_actions", "alert_rungs", "silences",
        "contacts", "notices", "lessons",
    }  # fmt: skip
    for name in of_staff:
        others = {key.other_table for key in db[name].foreign_keys}
        assert others <= {"alerts", "contacts"}, name
    columns = {
        column.name
        for table in db.tables
        if table.name not in of_staff
        for column in table.columns
    }
    forbidden = re.compile(
        r"(^|_)(ip|address|phone|email|lat|lon|gps|birth|photo|time|at)($|_)"
    )
    own = {
        name for name in columns if name != "applied_at"
    }  # of the migrations' own table
    assert not [name for name in own if forbidden.search(name)]


def test_acknowledged_is_on_disk(tmp_path):
    db = create(tmp_path / "s.db")
    assert list(db.query("pragma synchronous")) == [{"synchronous": 2}]
    assert list(db.query("pragma journal_mode")) == [{"journal_mode": "wal"}]
    assert list(db.query("pragma foreign_keys")) == [{"foreign_keys": 1}]
    db.close()


def test_a_missing_and_an_old_database_are_told_apart(tmp_path):
    with pytest.raises(NotFound):
        connect(tmp_path / "none.db")
    db = create(tmp_path / "old.db")
    db.execute("delete from _sqlite_migrations")
    db.close()
    with pytest.raises(Conflict):
        connect(tmp_path / "old.db")


def test_what_is_no_database_is_said_to_be_damaged(tmp_path):
    (tmp_path / "s.db").write_text("no database at all, only some text " * 100)
    with pytest.raises(Conflict) as raised:
        connect(tmp_path / "s.db")
    assert raised.value.code == "database.damaged"


def test_a_damaged_file_is_found_out(tmp_path):
    db = create(tmp_path / "s.db")
    instruments.publish(db, ASKED, TODAY)
    assert damage(db) == []
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    content = bytearray(Path(tmp_path / "s.db").read_bytes())
    content[4096 * 3 : 4096 * 3 + 500] = b"\xff" * 500
    (tmp_path / "s.db").write_bytes(content)
    damaged = connect(tmp_path / "s.db")
    assert damage(damaged)
    damaged.close()
