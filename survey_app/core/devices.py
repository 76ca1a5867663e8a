"""The tablets interviews are made on, and what each may do."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet registered to an enumerator.

    `rounds` are the ids of the rounds it is limited to, none: every round. Of its last
    contact the day is kept, the version it ran and the interviews it had not sent.
    """

    device_id: str
    name: str
    enumerator: str
    added_on: date
    rounds: frozenset[str] = field(default_factory=frozenset)
    expires_on: date | None = None
    revoked_on: date | None = None
    seen_on: date | None = None
    version: str = ""
    waiting: int = 0

    def may_ask_in(self, round_id: str) -> bool:
        """Return whether the device is meant for a round."""
        return not self.rounds or round_id in self.rounds

    def is_expired(self, today: date) -> bool:
        """Return whether its time is over: it gets no more rounds, but may send."""
        return self.expires_on is not None and today > self.expires_on
