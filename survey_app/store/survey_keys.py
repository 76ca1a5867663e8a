"""Keeps the key pairs of surveys; private keys come and go encrypted."""

from dataclasses import dataclass
from datetime import date

from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A survey's key pair as it is stored: the private key is encrypted."""

    key_id: str
    survey: str
    public: bytes
    private: bytes


def add(db: Database, key: KeptKey, made_on: date) -> None:
    """Keep the key pair of a survey."""
    db.execute(
        """
        insert into survey_keys (key_id, survey, public, private, made_on)
        values (:key_id, :survey, :public, :private, :made_on)
        """,
        {
            "key_id": key.key_id,
            "survey": key.survey,
            "public": key.public,
            "private": key.private,
            "made_on": made_on.isoformat(),
        },
    )


def of_survey(db: Database, survey: str) -> KeptKey | None:
    """Return the newest key pair of a survey, if it has one."""
    return _first(
        db, "where survey = :name order by made_on desc, rowid desc limit 1", survey
    )


def find(db: Database, key_id: str) -> KeptKey | None:
    """Return the key pair of that id, if there is one."""
    return _first(db, "where key_id = :name", key_id)


def _first(db: Database, where: str, name: str) -> KeptKey | None:
    rows = db.query(
        f"select key_id, survey, public, private from survey_keys {where}",  # noqa: S608 (clauses of ours)
        {"name": name},
    )
    return next((KeptKey(**row) for row in rows), None)
