"""Tokens by which a program asks for something in the name of an account."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Scope = Literal["results", "releases", "alerts", "sync"]

#: What a token may open: the numbers of a round, what was released of it, alerts,
#: bundles from hub to hub. Unless told otherwise it opens the USUAL.
SCOPES: tuple[Scope, ...] = ("results", "releases", "alerts", "sync")
USUAL: tuple[Scope, ...] = ("results", "releases")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of an account; of its text only a hash is kept."""

    token_id: str
    account_id: str
    label: str
    scopes: frozenset[Scope]
    made_on: date
    expires_on: date
    ended_on: date | None = None

    def is_good(self, today: date) -> bool:
        """Return whether it opens anything today; its last day is one of them."""
        return self.ended_on is None and today <= self.expires_on
