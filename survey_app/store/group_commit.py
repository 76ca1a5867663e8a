"""One writer for many senders: what waits together is committed together.

A commit waits for the disk; sharing it lets the slowest disk serve many. Nobody is
answered before the commit of what they sent.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, LifoQueue, SimpleQueue
from typing import Any, Protocol, TypeVar, cast

from survey_app.errors import Unavailable
from survey_app.store.database import Database, connect, writing

Found = TypeVar("Found")
Work = Callable[[Database], Found]

#: Senders that may wait; the next is told to come back. Works in one commit.
LONGEST_QUEUE, LARGEST_BATCH = 256, 128


class _Task:
    """Work that waits to be done, and what came of it."""

    __slots__ = ("_done", "_error", "_found", "work")

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self._found: Any = None
        self._error: Exception | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def settle(self, found: Any, error: Exception | None = None) -> None:
        """Let whoever waits go on."""
        self._found, self._error = found, error
        self._done.release()

    def result(self) -> Any:
        """Wait until it is done; return what was found or raise what went wrong."""
        with self._done:
            if self._error is not None:
                raise self._error
            return self._found


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
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
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
        task = _Task(work)
        with self._door:
            if not self._is_open or self._tasks.qsize() >= LONGEST_QUEUE:
                raise Unavailable("database.busy")
            self._tasks.put(task)
        return cast(Found, task.result())

    def waiting(self) -> int:
        """Return how many writes wait for their turn."""
        return self._tasks.qsize()

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
                found = [task.work(self._db) for task in batch]
        except Exception:
            for task in batch:
                self._commit_alone(task)
            return
        for task, result in zip(batch, found, strict=True):
            task.settle(result)

    def _commit_alone(self, task: _Task) -> None:
        try:
            with writing(self._db):
                found = task.work(self._db)
        except Exception as error:
            task.settle(None, error)
        else:
            task.settle(found)
