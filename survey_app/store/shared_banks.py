"""Keeps the banks that others shared, as they came."""

from survey_app.core.questionnaire.shared_bank import SharedBank, decode, encode
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing


def keep(db: Database, bank: SharedBank, taken_on: str) -> None:
    """Keep a bank in place of an earlier one of its name."""
    with writing(db):
        db.execute(
            """
            insert into shared_banks (name, document, taken_on)
            values (:name, :document, :taken_on)
            on conflict (name) do update
                set document = excluded.document, taken_on = excluded.taken_on
            """,
            {
                "name": bank.name,
                "document": encode(bank).decode(),
                "taken_on": taken_on,
            },
        )


def find(db: Database, name: str) -> SharedBank | None:
    """Return a bank, None where there is none of that name."""
    rows = db.query(
        "select document from shared_banks where name = :name", {"name": name}
    )
    return next((decode(row["document"].encode()) for row in rows), None)


def get(db: Database, name: str) -> SharedBank:
    """Return a bank; raise NotFound."""
    if found := find(db, name):
        return found
    raise NotFound("bank.not_shared", name=name)


def everything(db: Database) -> list[SharedBank]:
    """Return all banks by name."""
    rows = db.query("select document from shared_banks order by name")
    return [decode(row["document"].encode()) for row in rows]


def remove(db: Database, name: str) -> None:
    """Forget a bank; raise NotFound."""
    get(db, name)
    with writing(db):
        db.execute("delete from shared_banks where name = :name", {"name": name})
