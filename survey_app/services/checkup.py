"""Looks for damage: of the file, what was published, copies beside, disk, clock."""

import shutil
from datetime import date
from pathlib import Path

from survey_app.errors import Problem
from survey_app.services import snapshots
from survey_app.store import audit, database, instruments, media
from survey_app.store.database import Database

#: Megabytes a disk must have free, beside once the size of the database.
LEAST_FREE = 100
_MEGABYTE = 1 << 20


def faults(db: Database, path: Path, today: date) -> list[Problem]:
    """Return every fault of a database, [] for a sound one.

    Of a damaged file only the damage is told: nothing else that is read can be trusted.
    """
    found = [
        Problem(str(path), "database.damaged", {"reason": reason})
        for reason in database.damage(db)
    ]
    return found or [
        *_contents(db),
        *broken(audit.everything(db)),
        *_clock(db, today),
        *_disk(path),
        *_not_writable(db, path),
        *(Problem(name, "snapshot.disagreed") for name in snapshots.repaired(db)),
    ]


def broken(entries: list[audit.Entry]) -> list[Problem]:
    """Return where a chain is broken, [] where it is whole."""
    number = audit.first_broken(entries)
    if number is None:
        return []
    return [Problem("audit", "audit.broken", {"number": number})]


def _contents(db: Database) -> list[Problem]:
    return [
        *(Problem(name, "instrument.damaged") for name in instruments.damaged(db)),
        *(
            Problem("", "media.orphaned", {"sha256": each[:12]})
            for each in media.unused(db)
        ),
    ]


def _clock(db: Database, today: date) -> list[Problem]:
    newest = max((each.day for each in audit.newest(db, 1)), default=today)
    if newest <= today:
        return []
    facts = {"today": today.isoformat(), "newest": newest.isoformat()}
    return [Problem("", "clock.behind", facts)]


def _disk(path: Path) -> list[Problem]:
    """Return whether a copy of the database, as a backup needs it, has no room."""
    free = shutil.disk_usage(path.parent).free // _MEGABYTE
    least = LEAST_FREE + path.stat().st_size // _MEGABYTE
    if free >= least:
        return []
    return [Problem(str(path), "disk.nearly_full", {"free": free, "least": least})]


def _not_writable(db: Database, path: Path) -> list[Problem]:
    if database.is_writable(db):
        return []
    return [Problem(str(path), "database.not_writable")]
