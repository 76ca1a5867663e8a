"""Many senders, one writer: each is answered after its own work is on disk."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from survey_app.errors import Unavailable
from survey_app.store import group_commit
from survey_app.store.database import connect, create
from survey_app.store.group_commit import OwnDesk, SharedDesk


@pytest.fixture
def path(tmp_path):
    create(tmp_path / "s.db").close()
    return tmp_path / "s.db"


@pytest.fixture
def desk(path):
    found = SharedDesk(path)
    yield found
    found.close()


def adding(name):
    def work(db):
        db.execute("insert into definitions (name, document) values (?, '')", [name])
        return name

    return work


def names(path):
    db = connect(path)
    found = {row[0] for row in db.execute("select name from definitions").fetchall()}
    db.close()
    return found


def test_everybody_gets_their_own_answer(desk, path):
    with ThreadPoolExecutor(16) as threads:
        done = list(threads.map(lambda n: desk.write(adding(f"d{n}")), range(300)))
    assert done == [f"d{n}" for n in range(300)]
    assert names(path) == set(done)


def test_what_waits_together_is_committed_together(desk, path):
    held, go = threading.Event(), threading.Event()

    def hold(db):
        held.set()
        go.wait(5)

    commits = []
    desk._db.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "commit" else None)  # fmt: skip
    with ThreadPoolExecutor(20) as threads:
        first = threads.submit(desk.write, hold)
        held.wait(5)
        waiting = [threads.submit(desk.write, adding(f"d{n}")) for n in range(10)]
        while desk._tasks.qsize() < 10:
            pass
        go.set()
        assert [each.result(5) for each in [first, *waiting]][1:] == [f"d{n}" for n in range(10)]  # fmt: skip
    assert len(commits) == 2


def test_the_fault_of_one_is_not_the_others(desk, path):
    go = threading.Event()
    with ThreadPoolExecutor(8) as threads:
        threads.submit(desk.write, lambda db: go.wait(5))
        good = [threads.submit(desk.write, adding(f"d{n}")) for n in range(3)]
        twin = threads.submit(desk.write, lambda db: [adding("d9")(db), adding("d9")(db)])  # fmt: skip
        while desk._tasks.qsize() < 3:
            pass
        go.set()
        assert [each.result(5) for each in good] == ["d0", "d1", "d2"]
        with pytest.raises(sqlite3.IntegrityError):
            twin.result(5)
    assert names(path) == {"d0", "d1", "d2"}


def test_more_than_may_wait_are_told_to_come_back(path, monkeypatch):
    monkeypatch.setattr(group_commit, "LONGEST_QUEUE", 2)
    desk, go, held = SharedDesk(path), threading.Event(), threading.Event()
    with ThreadPoolExecutor(8) as threads:
        threads.submit(desk.write, lambda db: [held.set(), go.wait(5)])
        held.wait(5)
        waiting = [threads.submit(desk.write, adding(f"d{n}")) for n in range(2)]
        while desk._tasks.qsize() < 2:
            pass
        with pytest.raises(Unavailable):
            desk.write(adding("late"))
        go.set()
        assert [each.result(5) for each in waiting] == ["d0", "d1"]
    desk.close()


def test_closing_finishes_what_waits_and_takes_nothing_more(path):
    desk, go = SharedDesk(path), threading.Event()
    with ThreadPoolExecutor(4) as threads:
        threads.submit(desk.write, lambda db: go.wait(5))
        waiting = threads.submit(desk.write, adding("last"))
        while not desk._tasks.qsize():
            pass
        closing = threads.submit(desk.close)
        go.set()
        assert waiting.result(5) == "last"
        closing.result(5)
    with pytest.raises(Unavailable):
        desk.write(adding("late"))
    assert names(path) == {"last"}


def test_readers_are_used_again_and_by_any_thread(desk):
    def ask(_):
        with desk.reading() as db:
            return db.execute("select count(*) from definitions").fetchone()[0]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(40))) == [0] * 40
    assert desk._readers.qsize() <= 4


def test_a_desk_of_ones_own_commits_at_once(path):
    db = connect(path)
    assert OwnDesk(db).write(adding("d0")) == "d0"
    assert names(path) == {"d0"}
    db.close()


def test_a_disk_that_takes_nothing_is_told_as_such(path, desk):
    desk.write(lambda db: None)
    desk._db.conn.execute("pragma query_only = on")
    with pytest.raises(Unavailable) as refusal:
        desk.write(adding("d0"))
    assert refusal.value.code == "database.not_writable"
    desk._db.conn.execute("pragma query_only = off")
    db = connect(path)
    pages = db.execute("pragma page_count").fetchone()[0]
    desk._db.conn.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(Unavailable) as refusal:
        desk.write(lambda db: [adding(f"{n}" * 3000)(db) for n in range(99)])
    assert refusal.value.code == "database.full"
    db.close()
    assert names(path) == set()
