"""Slows down a tablet that asks too often; counted in memory, by tablet."""

from threading import Lock
from time import monotonic

#: Requests a tablet may make at once, and how many more each second.
BURST, PER_SECOND = 120.0, 10.0


class RateLimit:
    """A bucket for each name, that fills by the second and is emptied by requests."""

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        self._burst, self._per_second = burst, per_second
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, name: str, now: float | None = None) -> float:
        """Return 0 and take from the bucket, or the seconds until it holds enough."""
        at = monotonic() if now is None else now
        with self._lock:
            held, since = self._buckets.get(name, (self._burst, at))
            held = min(self._burst, held + (at - since) * self._per_second)
            missing = max(1 - held, 0.0)
            self._buckets[name] = (held if missing else held - 1, at)
        return missing / self._per_second
