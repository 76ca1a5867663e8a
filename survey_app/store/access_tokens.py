"""Keeps the tokens programs ask with: of each its hash, never its text."""

from datetime import date

from survey_app.core.tokens import SCOPES, AccessToken
from survey_app.store.database import Database

_SELECT = """
    select token_id, account_id, label, scopes, made_on, expires_on, ended_on
    from access_tokens
"""


def add(db: Database, token: AccessToken, token_hash: str) -> None:
    """Keep a new token."""
    db.execute(
        """
        insert into access_tokens (
            token_id, account_id, label, scopes, made_on, expires_on, token_hash
        ) values (:token_id, :account_id, :label, :scopes, :made, :expires, :hash)
        """,
        {
            "token_id": token.token_id,
            "account_id": token.account_id,
            "label": token.label,
            "scopes": " ".join(sorted(token.scopes)),
            "made": token.made_on.isoformat(),
            "expires": token.expires_on.isoformat(),
            "hash": token_hash,
        },
    )


def find(db: Database, token_hash: str) -> AccessToken | None:
    """Return the token of that hash, if there is one."""
    rows = db.query(f"{_SELECT} where token_hash = :hash", {"hash": token_hash})
    return next(map(_token, rows), None)


def of_account(db: Database, account_id: str) -> list[AccessToken]:
    """Return the tokens of an account, newest first."""
    rows = db.query(
        f"{_SELECT} where account_id = :id order by made_on desc, label",
        {"id": account_id},
    )
    return list(map(_token, rows))


def end(db: Database, account_id: str, token_id: str, today: date) -> bool:
    """Let a token of an account open nothing more; return whether it was there."""
    return bool(
        db.execute(
            """
            update access_tokens set ended_on = coalesce(ended_on, :today)
            where token_id = :token_id and account_id = :account_id
            """,
            {
                "today": today.isoformat(),
                "token_id": token_id,
                "account_id": account_id,
            },
        ).rowcount
    )


def _token(row: dict[str, object]) -> AccessToken:
    held = str(row["scopes"]).split()
    ended = row["ended_on"]
    return AccessToken(
        token_id=str(row["token_id"]),
        account_id=str(row["account_id"]),
        label=str(row["label"]),
        scopes=frozenset(scope for scope in SCOPES if scope in held),
        made_on=date.fromisoformat(str(row["made_on"])),
        expires_on=date.fromisoformat(str(row["expires_on"])),
        ended_on=None if ended is None else date.fromisoformat(str(ended)),
    )
