"""Remembers loaded rounds and what was computed of them, within bounds of memory.

What is remembered is found under all that it depends on, so that it is never stale: it
is only not found any more.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import wraps
from threading import Lock
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast

Kept = TypeVar("Kept")
Given = ParamSpec("Given")


class Memory(Generic[Kept]):
    """What was made under a key, the least used forgotten first.

    Safe among threads: each thing is made by one thread, others wait for it.
    """

    def __init__(self, limit: int, size: Callable[[Kept], int]) -> None:
        """Keep things of `limit` together by `size`, and the newest in any case."""
        self._limit, self._size = limit, size
        self._things: OrderedDict[Hashable, Kept] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under `key`, made if need be."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._things:
                    return self._things[key]
            try:
                thing = make()
                self._keep(key, thing)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return thing

    def _keep(self, key: Hashable, thing: Kept) -> None:
        with self._lock:
            self._things[key] = thing
            used = sum(map(self._size, self._things.values()))
            while used > self._limit and len(self._things) > 1:
                _, forgotten = self._things.popitem(last=False)
                used -= self._size(forgotten)


#: Rows remembered of one round: some ten megabytes.
MOST_ROWS = 20_000


class Remembers(Protocol):
    """Something of which what was computed can be remembered."""

    @property
    def memory(self) -> "Memory[Sequence[object]]": ...  # noqa: D102


class HasRows(Protocol):
    """Rows and what must be known beside them."""

    @property
    def rows(self) -> Sequence[object]: ...  # noqa: D102


def findings_memory() -> "Memory[HasRows]":
    """Return a memory for what was found of one round beside others."""
    return Memory(MOST_ROWS, lambda found: len(found.rows))


Subject = TypeVar("Subject", bound=Remembers)
Rows = TypeVar("Rows", bound=Sequence[object])


def rows_memory() -> "Memory[Sequence[object]]":
    """Return a memory for the rows computed of one round."""
    return Memory(MOST_ROWS, len)


def remembered(
    find: Callable[Concatenate[Subject, Given], Rows],
) -> Callable[Concatenate[Subject, Given], Rows]:
    """Make a function of a round remember what it returned for equal arguments.

    The arguments say in `repr` all that they are. Nobody changes what is returned.
    """

    def again(subject: Subject, *args: Given.args, **kwargs: Given.kwargs) -> Rows:
        key = (find.__module__, find.__qualname__, repr(args), repr(kwargs))
        rows = subject.memory.get(key, lambda: find(subject, *args, **kwargs))
        return cast(Rows, rows)  # kept under this function's name

    return cast(Callable[Concatenate[Subject, Given], Rows], wraps(find)(again))
