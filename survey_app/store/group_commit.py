"""One writer for many senders: what waits together is committed together.

A commit waits for the disk; sharing it lets the slowest disk serve many. Nobody is
answered before the commit of what they sent.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, Full, LifoQueue, Queue
from typing import Any, Protocol, TypeVar

from survey_app.errors import Unavailable
from survey_app.store.database import Database, connect, writing

Found = TypeVar("Found")
Work = Callable[[Database], Found]
_Task = tuple[Work[Any], "Future[Any]"]

#: Senders that may wait; the next is told to come back. Works in one commit.
LONGEST_QUEUE, LARGEST_BATCH = 256, 128


class Desk(Protocol):
    """Where a request reads and writes, alone or together with others."""

    def reading(self) -> AbstractContextManager[Database]:
        """Return a context with a database to read from."""

    def write(self, work: Work[Found]) -> Found:
        """Return what `work` returns, once what it wrote is on disk."""


class OwnDesk:
    """Reads and writes on one database, each write a commit of its own."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Give the database."""
        yield self._db

    def write(self, work: Work[Found]) -> Found:
        """Return what `work` returns, once what it wrote is on disk."""
        with writing(self._db):
            return work(self._db)


class SharedDesk:
    """Lets many threads write through one connection, and read through a few.

    `work` may run twice: a batch that fails is undone and done again piece by piece,
    so that nobody's fault is another's. Raise Unavailable where nothing could be kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tasks: Queue[_Task | None] = Queue(LONGEST_QUEUE)
        self._readers: LifoQueue[Database] = LifoQueue()
        self._db = connect(path)
        self._thread = threading.Thread(target=self._run, name="writer")
        self._is_open = True
        self._door = threading.Lock()
        self._thread.start()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Give a database no other thread uses meanwhile."""
        try:
            db = self._readers.get_nowait()
        except Empty:
            db = connect(self._path)
        try:
            yield db
        finally:
            self._readers.put(db)

    def write(self, work: Work[Found]) -> Found:
        """Return what `work` returns, once what it wrote is on disk."""
        done: Future[Found] = Future()
        with self._door:
            if not self._is_open:
                raise Unavailable("database.busy")
            try:
                self._tasks.put_nowait((work, done))
            except Full:
                raise Unavailable("database.busy") from None
        return done.result()

    def close(self) -> None:
        """Finish what waits, then let go of the file."""
        with self._door:
            self._is_open = False
        self._tasks.put(None)
        self._thread.join()
        while not self._readers.empty():
            self._readers.get_nowait().close()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            batch, is_last = self._with_waiting(task)
            self._commit(batch)
            if is_last:
                break
        self._db.close()

    def _with_waiting(self, task: _Task) -> tuple[list[_Task], bool]:
        """Return a task with all that wait behind it, and whether the end was met."""
        batch = [task]
        while len(batch) < LARGEST_BATCH:
            try:
                following = self._tasks.get_nowait()
            except Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
        return batch, False

    def _commit(self, batch: list[_Task]) -> None:
        try:
            with writing(self._db):
                found = [work(self._db) for work, _ in batch]
        except Exception:
            for task in batch:
                self._commit_alone(task)
            return
        for (_, done), result in zip(batch, found, strict=True):
            done.set_result(result)

    def _commit_alone(self, task: _Task) -> None:
        work, done = task
        try:
            with writing(self._db):
                found = work(self._db)
        except Exception as error:
            done.set_exception(error)
        else:
            done.set_result(found)
