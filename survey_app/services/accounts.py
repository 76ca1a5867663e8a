"""Accounts: who may sign in."""

from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from survey_app.core.people import ROLES, Account, Role
from survey_app.core.questionnaire import receipts
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.store import accounts, audit
from survey_app.store.database import Database, writing

#: argon2id with OWASP's lighter parameters: 19 MiB, fit for a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

#: The hash of nothing: checked for unknown names, so that they take as long.
_NOBODY = _hasher.hash("")

SHORTEST_PASSWORD = 10
LONGEST_NAME = 60


def new_password(choose: Callable[[str], str]) -> str:
    """Return a password of sixteen signs that are easy to write by hand and read out.

    >>> new_password(lambda signs: signs[0])
    'aaaa-aaaa-aaaa-aaaa'
    """
    signs = [choose(receipts.ALPHABET.lower()) for _ in range(16)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 16, 4))


def add(db: Database, account_id: str, name: str, role: str, password: str) -> Account:
    """Keep a new account; raise Rejected with every fault, or Conflict."""
    name = " ".join(name.split())
    faults = []
    if not 0 < len(name) <= LONGEST_NAME:
        faults.append(Problem("name", "account.name", {"most": LONGEST_NAME}))
    if role not in ROLES:
        known = ", ".join(ROLES)
        faults.append(Problem("role", "account.role", {"role": role, "known": known}))
    if len(password) < SHORTEST_PASSWORD:
        facts = {"least": SHORTEST_PASSWORD}
        faults.append(Problem("password", "account.password_short", facts))
    if faults:
        raise Rejected(faults)
    known_role: Role = next(each for each in ROLES if each == role)
    account = Account(account_id, name, known_role)
    hashed = _hasher.hash(password)
    with writing(db):
        if not accounts.add(db, account, hashed):
            raise Conflict("account.name_taken", name=name)
        audit.record(db, "account-added", name)
    return account


def set_password(
    db: Database, account_id: str, name: str, role: Role, password: str
) -> None:
    """Give an account a new password; make it if it is not there."""
    hashed = _hasher.hash(password)
    with writing(db):
        if accounts.set_hash(db, name, hashed):
            audit.record(db, "account-password", name)
        else:
            add(db, account_id, name, role, password)


def authenticate(db: Database, name: str, password: str) -> Account | None:
    """Return the account a name and password belong to, None if they do not match."""
    found = accounts.find_with_hash(db, " ".join(name.split()))
    account, known = found or (None, _NOBODY)
    try:
        _hasher.verify(known, password)
    except VerifyMismatchError:
        return None
    return None if account is None or account.is_disabled else account


def enabled(db: Database, name: str) -> Account | None:
    """Return the account of a name that may sign in, None if there is none."""
    found = accounts.find_with_hash(db, " ".join(name.split()))
    return None if found is None or found[0].is_disabled else found[0]


def named(db: Database, name: str) -> Account:
    """Return the account of that name; raise NotFound."""
    if found := accounts.find_with_hash(db, " ".join(name.split())):
        return found[0]
    known = ", ".join(each.name for each in accounts.everyone(db))
    raise NotFound("account.unknown", name=name, known=known)


def disable(db: Database, name: str) -> None:
    """Close an account at once; raise NotFound."""
    with writing(db):
        if not accounts.disable(db, name):
            known = ", ".join(each.name for each in accounts.everyone(db))
            raise NotFound("account.unknown", name=name, known=known)
        audit.record(db, "account-closed", name)
