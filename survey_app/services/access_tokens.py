"""Access tokens: letting a program ask for results in the name of an account."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from survey_app.core.people import RELEASE_FOR, Account
from survey_app.core.tokens import SCOPES, USUAL, AccessToken
from survey_app.errors import NotAllowed, NotFound, Problem, Rejected
from survey_app.services.devices import token_hash
from survey_app.store import access_tokens, accounts, audit
from survey_app.store.database import Database, writing

LONGEST_LABEL = 60
#: Days a token lives unless told otherwise, and at most.
DAYS, MOST_DAYS = 90, 366


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token somebody wants: what it is for, what it opens, for how many days."""

    label: str
    scopes: Collection[str] = USUAL
    days: int = DAYS


def issue(
    db: Database, account: Account, wanted: NewToken, today: date
) -> tuple[AccessToken, str]:
    """Make a token of an account; return it with its text, which is not kept.

    Raise NotAllowed for an account that sees no results, Rejected with every fault.
    """
    if account.role not in RELEASE_FOR or account.is_disabled:
        raise NotAllowed("token.sees_nothing", role=account.role)
    label = " ".join(wanted.label.split())
    if faults := _faults(label, wanted):
        raise Rejected(faults)
    token = AccessToken(
        token_id=secrets.token_hex(4),
        account_id=account.account_id,
        label=label,
        scopes=frozenset(scope for scope in SCOPES if scope in wanted.scopes),
        made_on=today,
        expires_on=today + timedelta(days=wanted.days),
    )
    text = secrets.token_urlsafe(32)
    with writing(db):
        access_tokens.add(db, token, token_hash(text))
        audit.record(db, "token-made", token.token_id)
    return token, text


def holder(db: Database, text: str, today: date) -> tuple[Account, AccessToken] | None:
    """Return whose token a text is, None if it is nobody's, ended or out of date."""
    token = access_tokens.find(db, token_hash(text))
    if token is None or not token.is_good(today):
        return None
    account = accounts.find(db, token.account_id)
    if account is None or account.is_disabled or account.role not in RELEASE_FOR:
        return None
    return account, token


def end(db: Database, account: Account, token_id: str, today: date) -> None:
    """Let a token of an account open nothing more; raise NotFound."""
    with writing(db):
        if not access_tokens.end(db, account.account_id, token_id, today):
            mine = access_tokens.of_account(db, account.account_id)
            known = ", ".join(f"{each.token_id} ({each.label})" for each in mine)
            raise NotFound("token.unknown", token=token_id, known=known or "-")
        audit.record(db, "token-ended", token_id)


def _faults(label: str, wanted: NewToken) -> list[Problem]:
    faults = []
    if not 0 < len(label) <= LONGEST_LABEL:
        faults.append(Problem("label", "token.label", {"most": LONGEST_LABEL}))
    known = ", ".join(SCOPES)
    for scope in sorted(set(wanted.scopes) - set(SCOPES)):
        faults.append(Problem("scope", "token.scope", {"scope": scope, "known": known}))
    if not wanted.scopes:
        faults.append(Problem("scope", "token.no_scope", {"known": known}))
    if not 1 <= wanted.days <= MOST_DAYS:
        faults.append(Problem("days", "token.days", {"most": MOST_DAYS}))
    return faults
