import sqlite3
from dataclasses import replace
from typing import get_args

import pytest

from survey_app.store import audit
from survey_app.store.database import writing
from survey_app.words.deeds import DEEDS


@pytest.fixture
def told(db):
    audit.record(db, "round-opened", "valley-2026")
    audit.record(db, "release-made", "1")
    audit.record(db, "round-closed", "valley-2026")
    return db


def test_entries_follow_one_another(told):
    entries = audit.everything(told)
    assert [(each.number, each.deed, each.about) for each in entries] == [
        (1, "round-opened", "valley-2026"),
        (2, "release-made", "1"),
        (3, "round-closed", "valley-2026"),
    ]
    assert audit.first_broken(entries) is None
    assert audit.head(told) == entries[-1].hash
    assert [each.number for each in audit.newest(told, 2)] == [3, 2]


@pytest.mark.parametrize(
    "sql", ["update audit set who = 'x'", "delete from audit where number = 3"]
)
def test_no_entry_is_changed_or_deleted(told, sql):
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        told.execute(sql)


@pytest.mark.parametrize(
    "change", [{"who": "x"}, {"about": "2"}, {"deed": "key-made"}, {"hash": "0" * 64}]
)
def test_the_first_entry_changed_by_hand_is_named(told, change):
    first, second, third = audit.everything(told)
    assert audit.first_broken([first, replace(second, **change), third]) == 2


def test_an_entry_rewritten_with_its_own_hash_breaks_the_next(told):
    first, second, third = audit.everything(told)
    changed = replace(second, who="x")
    rewritten = replace(changed, hash=audit.chained(first.hash, changed))
    assert audit.first_broken([first, rewritten, third]) == 3


def test_an_entry_that_is_missing_breaks_the_chain(told):
    first, _, third = audit.everything(told)
    assert audit.first_broken([first, third]) == 2
    assert audit.first_broken([third]) == 1


def test_what_is_undone_is_not_told(db):
    with pytest.raises(RuntimeError), writing(db):
        audit.record(db, "key-made", "k")
        raise RuntimeError
    assert audit.everything(db) == []


def test_every_deed_has_words():
    assert set(get_args(audit.Deed)) == set(DEEDS)


def test_a_look_at_the_same_page_is_told_once_a_day_and_person(db):
    for who in ("ada", "ada", "ben"):
        token = audit.ACTING.set(who)
        audit.record_once(db, "results-looked", "valley-2026 dyads")
        audit.ACTING.reset(token)
    audit.record_once(db, "results-looked", "valley-2026 words")
    told = [each.about for each in audit.everything(db)]
    assert told == ["valley-2026 dyads"] * 2 + ["valley-2026 words"]
