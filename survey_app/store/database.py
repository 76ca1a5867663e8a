"""Opens the SQLite file the way every other part expects it to be open."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from survey_app.errors import Conflict, NotFound, Unavailable
from survey_app.store.safety_migrations import migrations

__all__ = [
    "Database",
    "advance_seq",
    "connect",
    "create",
    "is_writable",
    "next_seq",
    "unavailable",
    "writing",
]

#: Why SQLite could not write, by its primary result code.
_UNAVAILABLE = {
    sqlite3.SQLITE_FULL: "database.full",
    sqlite3.SQLITE_IOERR: "database.full",
    sqlite3.SQLITE_READONLY: "database.not_writable",
    sqlite3.SQLITE_CANTOPEN: "database.not_writable",
    sqlite3.SQLITE_PERM: "database.not_writable",
    sqlite3.SQLITE_BUSY: "database.busy",
}

#: Milliseconds a writer waits for another to finish before it gives up.
PATIENCE = 10_000


def create(path: Path | None) -> Database:
    """Return the database at `path` (None: in memory), made and migrated if need be."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = Database(memory=True) if path is None else Database(path)
    db.execute("pragma journal_mode = wal")
    _prepare(db)
    migrations.apply(db)
    return db


def connect(path: Path) -> Database:
    """Return the database at `path`; raise NotFound when there is none.

    Raise Conflict when its schema is another version's, or it is no database, and
    Unavailable where its disk takes nothing.
    """
    if not path.is_file():
        raise NotFound("database.missing", path=str(path))
    # One thread at a time uses it, but not always the same.
    db = Database(sqlite3.connect(path, check_same_thread=False))
    try:
        _prepare(db)
        is_old = bool(pending(db))
    except sqlite3.DatabaseError as error:
        db.close()
        damaged = Conflict("database.damaged", reason=str(error))
        raise unavailable(error) or damaged from None
    if is_old:
        db.close()
        raise Conflict("database.not_migrated", path=str(path))
    return db


def raw(path: Path) -> Database:
    """Return the database at `path`, whatever version made it; raise Conflict."""
    db = Database(path)
    try:
        _prepare(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise Conflict("database.damaged", reason=str(error)) from None
    return db


def migrate(path: Path) -> None:
    """Bring a database up to this version's schema; raise Conflict where it fails."""
    try:
        create(path).close()
    except sqlite3.Error as error:
        raise Conflict("upgrade.failed", reason=str(error)) from None


def pending(db: Database) -> list[str]:
    """Return the names of the migrations the database still needs."""
    return [migration.name for migration in migrations.pending(db)]


def forbid_writing(db: Database) -> None:
    """Let this connection read only."""
    db.execute("pragma query_only = on")


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Hold the one write lock for a block that is kept whole or not at all.

    Taking the lock at once lets a second writer wait for it; a transaction that reads
    first could not. Raise Unavailable where the disk takes nothing: nothing was kept.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    try:
        with _transaction(db):
            yield
    except sqlite3.Error as error:
        raise unavailable(error) or error from error


def unavailable(error: sqlite3.Error) -> Unavailable | None:
    """Return what an error of SQLite means to a sender, None if it is a fault."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return Unavailable(_UNAVAILABLE[code]) if code in _UNAVAILABLE else None


@contextmanager
def _transaction(db: Database) -> Iterator[None]:
    db.conn.execute("begin immediate")
    try:
        yield
        db.conn.execute("commit")
    except BaseException:
        # SQLite itself has undone everything when the disk was full.
        if db.conn.in_transaction:
            db.conn.execute("rollback")
        raise


def next_seq(db: Database) -> int:
    """Return the next change number; every write to responses advances it."""
    with writing(db):
        return advance_seq(db)


def advance_seq(db: Database) -> int:
    """Return the next change number, inside a transaction that is under way."""
    rows = db.conn.execute(
        "update counters set value = value + 1 where name = 'seq' returning value"
    ).fetchall()
    return int(rows[0][0])


def is_writable(db: Database) -> bool:
    """Return whether the database can take a write right now."""
    try:
        with writing(db):
            db.execute("update counters set value = value where name = 'seq'")
    except (sqlite3.Error, Unavailable):
        return False
    return True


def damage(db: Database) -> list[str]:
    """Return what SQLite finds wrong with the file: [] for a sound one."""
    try:
        rows = [
            *db.query("pragma integrity_check"),
            *db.query("pragma foreign_key_check"),
        ]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [
        ", ".join(str(value) for value in row.values())
        for row in rows
        if row != {"integrity_check": "ok"}
    ]


def _prepare(db: Database) -> None:
    db.execute("pragma foreign_keys = on")
    db.execute("pragma synchronous = full")
    # What is taken back is overwritten, not only unlinked.
    db.execute("pragma secure_delete = on")
    db.execute(f"pragma busy_timeout = {PATIENCE}")
