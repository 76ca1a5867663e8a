"""Keeps the accounts of the people who work with the program."""

from survey_app.core.people import Account, Role
from survey_app.store.database import Database


def add(db: Database, account: Account, password_hash: str) -> bool:
    """Keep a new account; return False if the name is taken."""
    return bool(
        db.execute(
            """
            insert into accounts (account_id, name, role, password_hash)
            values (:account_id, :name, :role, :hash) on conflict do nothing
            """,
            {
                "account_id": account.account_id,
                "name": account.name,
                "role": account.role,
                "hash": password_hash,
            },
        ).rowcount
    )


def everyone(db: Database) -> list[Account]:
    """Return all accounts by name."""
    rows = db.query(
        "select account_id, name, role, is_disabled from accounts order by name"
    )
    return [_account(row) for row in rows]


def find(db: Database, account_id: str) -> Account | None:
    """Return the account of that id, if there is one."""
    rows = db.query(
        """
        select account_id, name, role, is_disabled from accounts
        where account_id = :id
        """,
        {"id": account_id},
    )
    return next((_account(row) for row in rows), None)


def find_with_hash(db: Database, name: str) -> tuple[Account, str] | None:
    """Return the account of that name with its password hash, if there is one."""
    rows = db.query(
        """
        select account_id, name, role, is_disabled, password_hash from accounts
        where name = :name
        """,
        {"name": name},
    )
    return next(((_account(row), row["password_hash"]) for row in rows), None)


def set_hash(db: Database, name: str, password_hash: str) -> bool:
    """Give an account another password hash; return whether there is one."""
    sql = "update accounts set password_hash = :hash where name = :name"
    return bool(db.execute(sql, {"name": name, "hash": password_hash}).rowcount)


def disable(db: Database, name: str) -> bool:
    """Close an account; return whether there was one."""
    sql = "update accounts set is_disabled = 1 where name = :name"
    return bool(db.execute(sql, {"name": name}).rowcount)


def _account(row: dict[str, object]) -> Account:
    role: Role = row["role"]  # type: ignore[assignment]
    return Account(
        str(row["account_id"]), str(row["name"]), role, bool(row["is_disabled"])
    )
