"""Who did what: told in words, as a file, and proved to be unchanged."""

from collections.abc import Sequence

from survey_app.errors import NotFound, Rejected
from survey_app.services import checkup
from survey_app.store import audit
from survey_app.store.audit import Entry
from survey_app.store.database import Database

COLUMNS = ("number", "day", "who", "deed", "about", "hash")


def verify(db: Database, noted: str = "") -> list[Entry]:
    """Return all entries of a whole chain; raise Rejected where it is broken.

    `noted` is a hash (or its beginning) that was written down earlier: raise NotFound
    where no entry has it, as when entries were cut off at the end.
    """
    entries = audit.everything(db)
    if faults := checkup.broken(entries):
        raise Rejected(faults)
    if noted and not any(each.hash.startswith(noted.lower()) for each in entries):
        raise NotFound("audit.no_such_hash", hash=noted)
    return entries


def rows(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return entries as rows of a table or file; who "" is the program itself."""
    return [
        {name: getattr(each, name) for name in COLUMNS} | {"day": each.day.isoformat()}
        for each in entries
    ]
