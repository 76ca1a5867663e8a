"""Keeps instruments: definitions under work, and published versions for ever."""

from datetime import date
from hashlib import sha256

from survey_app.core.questionnaire.instrument import (
    Instrument,
    content_hash,
    decode,
    encode,
)
from survey_app.errors import NotFound
from survey_app.store import audit
from survey_app.store.database import Database, writing


def save_definition(db: Database, name: str, document: str) -> None:
    """Keep the definition of an instrument under work in place of an earlier one."""
    db.execute(
        """
        insert into definitions (name, document) values (:name, :document)
        on conflict (name) do update set document = excluded.document
        """,
        {"name": name, "document": document},
    )


def find_definition(db: Database, name: str) -> str | None:
    """Return the definition under work of that name, if there is one."""
    rows = db.query(
        "select document from definitions where name = :name", {"name": name}
    )
    return next((row["document"] for row in rows), None)


def definition_names(db: Database) -> list[str]:
    """Return the names of the definitions under work."""
    return [row["name"] for row in db.query("select name from definitions order by 1")]


def publish(db: Database, instrument: Instrument, published_on: date) -> str:
    """Return the id of the instrument's version, a new one unless it is published.

    The same content is the same version, however often it is published.
    """
    key = {"name": instrument.name, "hash": content_hash(instrument)}
    with writing(db):
        rows = list(
            db.query(
                """
                select instrument_id from instruments
                where name = :name and content_hash = :hash
                """,
                key,
            )
        )
        if rows:
            return str(rows[0]["instrument_id"])
        version = 1 + len(versions(db, instrument.name))
        instrument_id = f"{instrument.name}.{version}"
        db.execute(
            """
            insert into instruments (
                instrument_id, name, version, content_hash, document, published_on
            ) values (:instrument_id, :name, :version, :hash, :document, :published_on)
            """,
            key
            | {
                "instrument_id": instrument_id,
                "version": version,
                "document": encode(instrument).decode(),
                "published_on": published_on.isoformat(),
            },
        )
        audit.record(db, "version-published", instrument_id)
    return instrument_id


def get(db: Database, instrument_id: str) -> Instrument:
    """Return a published instrument; raise NotFound."""
    rows = db.query(
        "select document from instruments where instrument_id = :id",
        {"id": instrument_id},
    )
    for row in rows:
        return decode(row["document"].encode())
    raise NotFound("instrument.unknown", instrument=instrument_id)


def versions(db: Database, name: str) -> list[str]:
    """Return the ids of the published versions of an instrument, oldest first."""
    rows = db.query(
        "select instrument_id from instruments where name = :name order by version",
        {"name": name},
    )
    return [row["instrument_id"] for row in rows]


def published(db: Database) -> list[dict[str, object]]:
    """Return {instrument_id, name, version, content_hash, published_on} of all."""
    return list(
        db.query(
            """
            select instrument_id, name, version, content_hash, published_on
            from instruments order by name, version
            """
        )
    )


def damaged(db: Database) -> list[str]:
    """Return the ids of published versions whose content is not what was hashed.

    The document is hashed as it is kept: read and written again by a later version of
    the program it would have fields that are new.
    """
    rows = db.query("select instrument_id, content_hash, document from instruments")
    return [
        row["instrument_id"]
        for row in rows
        if sha256(row["document"].encode()).hexdigest() != row["content_hash"]
    ]
