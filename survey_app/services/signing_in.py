"""Signing in: a second factor, codes that open once, passwords people choose."""

import hmac
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256

from survey_app.core import second_factor
from survey_app.core.people import Account
from survey_app.errors import Conflict, NotAllowed, Problem, Rejected
from survey_app.services import accounts, at_rest
from survey_app.store import signing_in as store
from survey_app.store.database import Database, writing

#: Printed codes of one person, and how long they and an invitation open.
CODES = 10
CODES_LAST, INVITATION_LASTS = timedelta(days=730), timedelta(days=7)


def new_codes(
    db: Database,
    account: Account,
    choose: Callable[[str], str],
    secret: str,
    until: date,
    count: int = CODES,
) -> list[str]:
    """Return codes that each open once; any an account had are void.

    They are drawn from 22^16 (71 bits), so that a keyed hash of them tells nothing.
    """
    codes = [accounts.new_password(choose) for _ in range(count)]
    hashes = [_hash(code, secret) for code in codes]
    store.keep_codes(db, account.account_id, hashes, until)
    return codes


def has_second(db: Database, account: Account) -> bool:
    """Return whether an account asks for a second factor."""
    found = store.second_factor(db, account.account_id)
    return found is not None and found.is_confirmed


def must_add_second(db: Database, account: Account) -> bool:
    """Return whether a role needs a second factor that the account has not yet."""
    return account.role in store.roles_with_second(db) and not has_second(db, account)


def begin_second(db: Database, account: Account, key: bytes, secret: str) -> None:
    """Keep a new shared key until its first code confirms it; raise Conflict."""
    if has_second(db, account):
        raise Conflict("account.second_there")
    concealed = at_rest.conceal(key, _about(account), secret)
    store.begin_factor(db, account.account_id, concealed)


def key_of(db: Database, account: Account, secret: str) -> bytes | None:
    """Return the shared key of an account, None where there is none to be read."""
    found = store.second_factor(db, account.account_id)
    if found is None:
        return None
    return at_rest.reveal(found.secret, _about(account), secret)


def take_code(
    db: Database, account: Account, code: str, now: datetime, secret: str
) -> bool:
    """Return whether a code of the second factor, or a printed one, is right.

    It is used up: the same code never opens again.
    """
    key = key_of(db, account, secret)
    found = store.second_factor(db, account.account_id)
    if key is not None and found is not None:
        step = second_factor.accepted_step(key, code, now.timestamp(), found.last_step)
        if step is not None:
            return store.take_step(db, account.account_id, step)
    return spend(db, account, code, now.date(), secret)


def spend(db: Database, account: Account, code: str, today: date, secret: str) -> bool:
    """Return whether a printed code still opened; it does no more."""
    return store.spend_code(db, account.account_id, _hash(code, secret), today)


def change_password(
    db: Database, account: Account, old: str, new: str, session_id: str
) -> None:
    """Give an account a new password and end its other sessions.

    Raise NotAllowed where the old one is wrong, Rejected for a short one.
    """
    if accounts.authenticate(db, account.name, old) is None:
        raise NotAllowed("account.old_password")
    with writing(db):
        _set_password(db, account, new)
        store.end_sessions(db, account.account_id, session_id)


def recover(
    db: Database, name: str, code: str, wanted: tuple[str, date], secret: str
) -> Account:
    """Give the account of a printed code a new password, today; end all its sessions.

    Raise NotAllowed for a wrong name or code, and Rejected for a short password.
    """
    new, today = wanted
    _check_length(new)
    found = accounts.enabled(db, name)
    with writing(db):
        if found is None or not spend(db, found, code, today, secret):
            raise NotAllowed("account.wrong_code")
        _set_password(db, found, new)
        store.end_sessions(db, found.account_id)
    return found


def _set_password(db: Database, account: Account, new: str) -> None:
    _check_length(new)
    accounts.set_password(db, account.account_id, account.name, account.role, new)


def _check_length(password: str) -> None:
    if len(password) < accounts.SHORTEST_PASSWORD:
        facts = {"least": accounts.SHORTEST_PASSWORD}
        raise Rejected([Problem("password", "account.password_short", facts)])


def _about(account: Account) -> str:
    return f"second factor {account.account_id}"


def _hash(code: str, secret: str) -> str:
    signs = "".join(sign for sign in code.casefold() if sign.isalnum())
    key = f"one-time codes {secret}".encode()
    return hmac.new(key, signs.encode(), sha256).hexdigest()
