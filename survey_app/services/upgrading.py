"""Brings a database to this version's schema, or leaves it exactly as it was."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from survey_app.errors import Conflict, NotFound
from survey_app.store import copies
from survey_app.store.database import Database, damage, migrate, pending, raw


def upgrade(path: Path) -> list[str]:
    """Apply what a database still needs; return the names of the changes, [] if none.

    A copy is made beside it first. Where a change fails, or a table has fewer rows
    afterwards, the copy is put back and Conflict raised; else the copy is deleted, so
    that no second file with answers stays behind.
    """
    if not path.is_file():
        raise NotFound("database.missing", path=str(path))
    with closing(raw(path)) as db:
        needed = _needed(db)
        if not needed:
            return []
        copy = path.with_name(path.name + ".before-upgrade")
        copy.unlink(missing_ok=True)
        copies.copy(db, copy)
    before = copies.contents(copy)
    try:
        migrate(path)
        _prove(path, before)
    except Conflict:
        _put_back(copy, path)
        raise
    copy.unlink()
    return needed


def _needed(db: Database) -> list[str]:
    found = damage(db)
    if found:
        raise Conflict("database.damaged", reason=found[0])
    return pending(db)


def _prove(path: Path, before: Mapping[str, int]) -> None:
    after = copies.contents(path)
    lost = [name for name in before if after.get(name, 0) < before[name]]
    if lost:
        raise Conflict("upgrade.lost_rows", tables=", ".join(lost))


def _put_back(copy: Path, path: Path) -> None:
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    copy.replace(path)
