"""The first coordinator of a new server: made once, by whoever can read its console."""

import hmac
from threading import Lock

from survey_app.core.people import Account
from survey_app.errors import Conflict, NotAllowed, NotFound
from survey_app.services import accounts
from survey_app.store import accounts as account_store
from survey_app.store.database import Database, writing

#: Wrong codes after which a code opens nothing; a new one comes with the next start.
MOST_WRONG = 10


class FirstCode:
    """A code that opens the page of the first coordinator, as long as there is none."""

    def __init__(self, code: str) -> None:
        self._code, self._wrong, self._lock = code, 0, Lock()

    def check(self, said: str) -> None:
        """Raise NotAllowed for another code, and for any after too many wrong ones."""
        with self._lock:
            is_it = hmac.compare_digest(_plain(said), _plain(self._code))
            if self._wrong >= MOST_WRONG:
                raise NotAllowed("account.first_code_spent")
            if not is_it:
                self._wrong += 1
                raise NotAllowed("account.first_code_wrong")


def is_new(db: Database) -> bool:
    """Return whether nobody has an account yet."""
    return not account_store.everyone(db)


def make(db: Database, account_id: str, name: str, password: str) -> Account:
    """Make the first account, a coordinator's.

    Raise NotFound where there is one already, Rejected with every fault.
    """
    with writing(db):
        if not is_new(db):
            raise NotFound("account.there_is_one")
        return accounts.add(db, account_id, name, "coordinator", password)


def agreed(password: str, again: str) -> str:
    """Return a password that was typed the same twice; raise Conflict."""
    if password != again:
        raise Conflict("account.not_the_same")
    return password


def _plain(code: str) -> bytes:
    """Return a code as it is compared: dashes, blanks and capitals say nothing."""
    return "".join(code.split()).replace("-", "").lower().encode()
