"""Keeps what signing in needs beside a password: sessions, second factors, codes."""

from dataclasses import dataclass
from datetime import date

from survey_app.core.people import Account, Role
from survey_app.store import accounts, audit
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Session:
    """A browser somebody is signed in with: since which day, on what kind of device."""

    session_id: str
    begun_on: date
    device: str


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A second factor as it is kept: its secret, encrypted, and the last code taken."""

    secret: bytes
    last_step: int | None
    is_confirmed: bool


def begin_session(db: Database, account: Account, session: Session) -> None:
    """Keep a session; those begun before the day before are over and forgotten."""
    with writing(db):
        db.execute(
            "delete from sessions where begun_on < date(:day, '-1 day')",
            {"day": session.begun_on.isoformat()},
        )
        db.execute(
            """
            insert into sessions (session_id, account_id, begun_on, device)
            values (:session, :account, :day, :device)
            """,
            {
                "session": session.session_id,
                "account": account.account_id,
                "day": session.begun_on.isoformat(),
                "device": session.device,
            },
        )


def account_of(db: Database, session_id: str) -> Account | None:
    """Return whose session it is, None where it was ended or never begun."""
    rows = db.query(
        "select account_id from sessions where session_id = :id", {"id": session_id}
    )
    return next((accounts.find(db, row["account_id"]) for row in rows), None)


def sessions(db: Database, account_id: str) -> list[Session]:
    """Return the sessions of an account, the newest first."""
    rows = db.query(
        """
        select session_id, begun_on, device from sessions
        where account_id = :id order by begun_on desc, session_id
        """,
        {"id": account_id},
    )
    return [
        Session(row["session_id"], date.fromisoformat(row["begun_on"]), row["device"])
        for row in rows
    ]


def end_session(db: Database, account_id: str, session_id: str) -> None:
    """End one session of an account."""
    db.execute(
        "delete from sessions where account_id = :account and session_id = :id",
        {"account": account_id, "id": session_id},
    )


def end_sessions(db: Database, account_id: str, but: str = "") -> None:
    """End every session of an account but one."""
    db.execute(
        "delete from sessions where account_id = :account and session_id != :but",
        {"account": account_id, "but": but},
    )


def second_factor(db: Database, account_id: str) -> SecondFactor | None:
    """Return the second factor of an account, None where it has none."""
    rows = db.query(
        """
        select secret, last_step, is_confirmed from second_factors
        where account_id = :id
        """,
        {"id": account_id},
    )
    for row in rows:
        return SecondFactor(row["secret"], row["last_step"], bool(row["is_confirmed"]))
    return None


def begin_factor(db: Database, account_id: str, secret: bytes) -> None:
    """Keep a second factor that is not confirmed yet; a confirmed one stays."""
    db.execute(
        """
        insert into second_factors (account_id, secret) values (:id, :secret)
        on conflict do update set secret = :secret where not is_confirmed
        """,
        {"id": account_id, "secret": secret},
    )


def take_step(db: Database, account_id: str, step: int) -> bool:
    """Keep that the code of a step was taken; return False where it was before."""
    found = db.execute(
        """
        update second_factors set last_step = :step, is_confirmed = 1
        where account_id = :id and coalesce(last_step, -1) < :step
        """,
        {"id": account_id, "step": step},
    )
    return bool(found.rowcount)


def remove_factor(db: Database, account_id: str) -> None:
    """Forget the second factor of an account."""
    with writing(db):
        audit.record(db, "account-second", account_id)
        db.execute("delete from second_factors where account_id = ?", (account_id,))


def keep_codes(db: Database, account_id: str, hashes: list[str], until: date) -> None:
    """Keep codes that each open once until a day; those there were are void."""
    with writing(db):
        db.execute("delete from one_time_codes where account_id = ?", (account_id,))
        for each in hashes:
            db.execute(
                """
                insert into one_time_codes (code_hash, account_id, until)
                values (:hash, :id, :until)
                """,
                {"hash": each, "id": account_id, "until": until.isoformat()},
            )


def spend_code(db: Database, account_id: str, code_hash: str, today: date) -> bool:
    """Void a code that still opens; return whether it did."""
    found = db.execute(
        """
        delete from one_time_codes
        where account_id = :id and code_hash = :hash and until >= :today
        """,
        {"id": account_id, "hash": code_hash, "today": today.isoformat()},
    )
    return bool(found.rowcount)


def codes_left(db: Database, account_id: str) -> int:
    """Return how many codes of an account were not used."""
    rows = db.query(
        "select count(*) as n from one_time_codes where account_id = :id",
        {"id": account_id},
    )
    return int(next(rows)["n"])


def roles_with_second(db: Database) -> set[Role]:
    """Return the roles that need a second factor."""
    rows = db.query("select role from roles_with_second_factor")
    return {row["role"] for row in rows}


def need_second(db: Database, roles: set[Role]) -> None:
    """Keep which roles need a second factor."""
    with writing(db):
        db.execute("delete from roles_with_second_factor")
        for role in sorted(roles):
            db.execute("insert into roles_with_second_factor values (?)", (role,))
