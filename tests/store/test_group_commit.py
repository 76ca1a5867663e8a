"""Many senders, one writer: each is answered after its own work is on disk."""

import sqlite3
import threading
import time
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


class Held:
    """Work that keeps the writer until it is let go."""

    def __init__(self, desk, threads):
        self._begun, self._go = threading.Event(), threading.Event()
        self.done = threads.submit(desk.write, self._wait)
        assert self._begun.wait(5)

    def _wait(self, db):
        self._begun.set()
        assert self._go.wait(5)

    def let_go(self):
        self._go.set()


def until_waiting(desk, count):
    """Return once as many wait; fail when they do not come."""
    end = time.monotonic() + 5
    while desk._tasks.qsize() < count:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_everybody_gets_their_own_answer(desk, path):
    with ThreadPoolExecutor(16) as threads:
        done = list(threads.map(lambda n: desk.write(adding(f"d{n}")), range(300)))
    assert done == [f"d{n}" for n in range(300)]
    assert names(path) == set(done)


def test_what_waits_together_is_committed_together(desk, path):
    commits = []
    desk._db.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "commit" else None)  # fmt: skip
    with ThreadPoolExecutor(20) as threads:
        held = Held(desk, threads)
        waiting = [threads.submit(desk.write, adding(f"d{n}")) for n in range(10)]
        until_waiting(desk, 10)
        held.let_go()
        assert [each.result(5) for each in waiting] == [f"d{n}" for n in range(10)]
        held.done.result(5)
    assert len(commits) == 2


def test_the_fault_of_one_is_not_the_others(desk, path):
    with ThreadPoolExecutor(8) as threads:
        held = Held(desk, threads)
        good = [threads.submit(desk.write, adding(f"d{n}")) for n in range(3)]
        twin = threads.submit(desk.write, lambda db: [adding("d9")(db), adding("d9")(db)])  # fmt: skip
        until_waiting(desk, 4)
        held.let_go()
        assert [each.result(5) for each in good] == ["d0", "d1", "d2"]
        with pytest.raises(sqlite3.IntegrityError):
            twin.result(5)
    assert names(path) == {"d0", "d1", "d2"}


def test_more_than_may_wait_are_told_to_come_back(path, monkeypatch):
    monkeypatch.setattr(group_commit, "LONGEST_QUEUE", 2)
    desk = SharedDesk(path)
    with ThreadPoolExecutor(8) as threads:
        held = Held(desk, threads)
        waiting = [threads.submit(desk.write, adding(f"d{n}")) for n in range(2)]
        until_waiting(desk, 2)
        with pytest.raises(Unavailable):
            desk.write(adding("late"))
        held.let_go()
        assert [each.result(5) for each in waiting] == ["d0", "d1"]
    desk.close()


def test_closing_finishes_what_waits_and_takes_nothing_more(path):
    desk = SharedDesk(path)
    with ThreadPoolExecutor(4) as threads:
        held = Held(desk, threads)
        waiting = threads.submit(desk.write, adding("last"))
        until_waiting(desk, 1)
        closing = threads.submit(desk.close)
        held.let_go()
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
