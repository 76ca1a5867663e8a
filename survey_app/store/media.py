"""Keeps recordings and pictures, each content once however often it is used."""

from collections.abc import Iterable

import msgspec

from survey_app.core.questionnaire.media import Content, MediaFile, Slot
from survey_app.store.database import Database, writing


def record(db: Database, language: str, text: str, file: MediaFile) -> None:
    """Keep the recording of a text in a language in place of an earlier one."""
    with writing(db):
        _keep(db, file)
        db.execute(
            """
            insert into recordings (language, text, sha256)
            values (:language, :text, :sha256)
            on conflict (language, text) do update set sha256 = excluded.sha256
            """,
            {"language": language, "text": text, "sha256": file.content.sha256},
        )
        _drop_unused(db)


def forget(db: Database, language: str, text: str) -> None:
    """Remove the recording of a text in a language."""
    with writing(db):
        db.execute(
            "delete from recordings where language = :language and text = :text",
            {"language": language, "text": text},
        )
        _drop_unused(db)


def draw(db: Database, name: str, slot: Slot, file: MediaFile) -> None:
    """Keep the picture of an option in all versions of an instrument."""
    with writing(db):
        _keep(db, file)
        db.execute(
            """
            insert into pictures (name, owner, owner_id, option, sha256)
            values (:name, :owner, :owner_id, :option, :sha256)
            on conflict (name, owner, owner_id, option)
                do update set sha256 = excluded.sha256
            """,
            _place(name, slot) | {"sha256": file.content.sha256},
        )
        _drop_unused(db)


def erase(db: Database, name: str, slot: Slot) -> None:
    """Remove the picture of an option."""
    with writing(db):
        db.execute(
            """
            delete from pictures where name = :name and owner = :owner
                and owner_id = :owner_id and option = :option
            """,
            _place(name, slot),
        )
        _drop_unused(db)


def recordings(db: Database, language: str, texts: Iterable[str]) -> dict[str, Content]:
    """Return the recording of each of the texts that has one."""
    rows = db.query(
        """
        select text, sha256, type, bytes from recordings join contents using (sha256)
        where language = :language and text in (select value from json_each(:texts))
        """,
        {
            "language": language,
            "texts": msgspec.json.encode(list(texts)).decode(),
        },
    )
    return {row.pop("text"): Content(**row) for row in rows}


def pictures(db: Database, name: str) -> dict[Slot, Content]:
    """Return the pictures of an instrument, whatever its version."""
    rows = db.query(
        """
        select owner, owner_id, option, sha256, type, bytes
        from pictures join contents using (sha256) where name = :name
        """,
        {"name": name},
    )
    return {
        Slot(row["owner"], row["owner_id"], row["option"]): Content(
            row["sha256"], row["type"], row["bytes"]
        )
        for row in rows
    }


def find(db: Database, sha256: str) -> MediaFile | None:
    """Return a recording or picture with its bytes, if it is kept."""
    rows = db.query(
        "select sha256, type, bytes, content from contents where sha256 = :sha256",
        {"sha256": sha256},
    )
    for row in rows:
        data = bytes(row.pop("content"))
        return MediaFile(Content(**row), data)
    return None


def _keep(db: Database, file: MediaFile) -> None:
    db.execute(
        """
        insert into contents (sha256, type, bytes, content)
        values (:sha256, :type, :bytes, :content) on conflict (sha256) do nothing
        """,
        {
            "sha256": file.content.sha256,
            "type": file.content.type,
            "bytes": file.content.bytes,
            "content": file.data,
        },
    )


def unused(db: Database) -> list[str]:
    """Return the hashes of what is kept though nothing uses it."""
    rows = db.query(
        """
        select sha256 from contents where sha256 not in (select sha256 from recordings)
            and sha256 not in (select sha256 from pictures)
        """
    )
    return [row["sha256"] for row in rows]


def _drop_unused(db: Database) -> None:
    db.execute(
        """
        delete from contents where sha256 not in (select sha256 from recordings)
            and sha256 not in (select sha256 from pictures)
        """
    )


def _place(name: str, slot: Slot) -> dict[str, str | None]:
    return {
        "name": name,
        "owner": slot.owner,
        "owner_id": slot.owner_id,
        "option": slot.option,
    }
