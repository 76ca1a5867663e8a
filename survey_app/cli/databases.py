"""Opens the database for a command and closes it at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey_app.store import audit
from survey_app.store.database import Database, connect, create


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open the database for a command and close it at its end."""
    db = connect(path)
    before = audit.ACTING.set(audit.COMMAND)
    try:
        yield db
    finally:
        audit.ACTING.reset(before)
        db.close()


@contextmanager
def opened_or_new(path: Path, *, keep: bool) -> Iterator[Database]:
    """Open the database, a new one where there is none (in memory unless `keep`)."""
    db = connect(path) if path.is_file() else create(path if keep else None)
    try:
        yield db
    finally:
        db.close()
