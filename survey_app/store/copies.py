"""Copies a database while others use it, and says what is in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from survey_app.errors import Conflict
from survey_app.store.database import Database

#: Pages copied before others get their turn, and seconds they get.
_PAGES, _TURN = 2000, 0.005


def copy(db: Database, to: Path) -> None:
    """Write one moment of a database to a new file; writers go on meanwhile."""
    with closing(sqlite3.connect(to)) as target:
        db.conn.backup(target, pages=_PAGES, sleep=_TURN)
        # A file without a log of its own can be moved and read anywhere.
        target.execute("pragma journal_mode = delete")


def contents(path: Path) -> dict[str, int]:
    """Return the number of rows of every table of a database file, read only.

    Raise Conflict where the file is damaged.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        ) as conn:
            return _counted(conn)
    except sqlite3.DatabaseError as error:
        raise Conflict("database.damaged", reason=str(error)) from None


def _counted(conn: sqlite3.Connection) -> dict[str, int]:
    found = conn.execute("pragma integrity_check").fetchone()[0]
    if found != "ok":
        raise Conflict("database.damaged", reason=found)
    names = conn.execute(
        "select name from sqlite_schema where type = 'table' order by name"
    ).fetchall()
    count = 'select count(*) from "{}"'
    return {name: conn.execute(count.format(name)).fetchone()[0] for (name,) in names}
