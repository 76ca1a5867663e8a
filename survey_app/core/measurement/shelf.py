"""Keeps what was computed of a frame, as long as there is room."""

from threading import Lock
from typing import Any


class Shelf:
    """The newest things computed of one frame, up to a size together.

    Who looks and computes holds `lock` meanwhile, so that nothing is computed twice.
    """

    def __init__(self, limit: int) -> None:
        """Hold things of `limit` together; a larger one is not held at all."""
        self.lock = Lock()
        self._limit = limit
        self._things: list[tuple[Any, int]] = []

    def __iter__(self) -> Any:
        """Iterate over what is held, the newest first."""
        return (thing for thing, _ in reversed(self._things))

    def put(self, thing: Any, size: int) -> None:
        """Hold a thing; the oldest make room."""
        if size > self._limit:
            return
        self._things.append((thing, size))
        while sum(each for _, each in self._things) > self._limit:
            self._things.pop(0)
