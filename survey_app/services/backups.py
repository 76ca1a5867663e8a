"""Backups: one locked file that holds the database and its secret, proved by reading.

The secret belongs into it: without it sealed interviews and receipt codes of the
database are lost.
"""

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.interchange.locked_file import LockedWriter, unlocked
from survey_app.store import audit, changes, copies
from survey_app.store.database import Database, connect

#: What a backup holds, in this order.
DATABASE, SECRET = "survey.db", "secret.key"
SUFFIX = ".survey-backup"
#: A passphrase is guessed by machines, not by people.
LEAST = 12


def write(db: Database, instance: Path, to: Path, passphrase: str) -> dict[str, int]:
    """Write a backup, restore it for proof, return its tables with their rows.

    `to` appears only when all is proved; an older file of that name is replaced. Raise
    Rejected for a short passphrase, Conflict where the proof fails.
    """
    if len(passphrase) < LEAST:
        raise Rejected([Problem("", "backup.passphrase_short", {"least": LEAST})])
    to.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=to.parent, prefix=".backup-") as name:
        folder = Path(name)
        copies.copy(db, folder / DATABASE)
        held = copies.contents(folder / DATABASE)
        written = folder / "written"
        _pack(folder / DATABASE, instance / SECRET, written, passphrase)
        _prove(written, held, passphrase)
        written.replace(to)
    audit.record(db, "backup-written", to.name)
    return held


def restore(source: Path, database: Path, instance: Path, passphrase: str) -> None:
    """Put the database and the secret of a backup in place.

    Nothing is overwritten: raise Conflict where there is a database. Nothing is put in
    place before the whole backup has opened and is sound.
    """
    if database.exists():
        raise Conflict("restore.would_replace", path=str(database))
    database.parent.mkdir(parents=True, exist_ok=True)
    with _unpacked(source, database.parent, passphrase) as folder:
        _sound(folder / DATABASE)
        _put_secret(folder / SECRET, instance)
        for end in ("-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        (folder / DATABASE).replace(database)
    _as_new(database)


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder; return what is gone."""
    found = sorted(folder.glob(f"*{SUFFIX}"), reverse=True)
    for each in found[keep:]:
        each.unlink()
    return found[keep:]


def dated(folder: Path, today: date) -> Path:
    """Return the name of a day's backup, so that names sort by age."""
    return folder / f"{today.isoformat()}{SUFFIX}"


def _pack(database: Path, secret: Path, to: Path, passphrase: str) -> None:
    with (
        to.open("xb") as out,
        LockedWriter(out, passphrase) as locked,
        tarfile.open(fileobj=locked, mode="w|gz") as archive,
    ):
        for path, name in ((database, DATABASE), (secret, SECRET)):
            if path.is_file():
                archive.add(path, name, filter=_anonymous)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made the file on which machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _prove(written: Path, held: dict[str, int], passphrase: str) -> None:
    with _unpacked(written, written.parent, passphrase) as folder:
        if _sound(folder / DATABASE) != held:
            raise Conflict("backup.not_proved")


@contextmanager
def _unpacked(source: Path, beside: Path, passphrase: str) -> Iterator[Path]:
    """Give a folder with what a backup holds; it is gone afterwards."""
    if not source.is_file():
        raise NotFound("file.missing", path=str(source))
    with (
        TemporaryDirectory(dir=beside, prefix=".restored-") as name,
        source.open("rb") as file,
        closing(unlocked(file, passphrase)) as stream,
    ):
        _extract(stream, Path(name))
        yield Path(name)


def _extract(stream: object, folder: Path) -> None:
    """Write the members we know under the names we know, whatever others there are."""
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as archive:  # type: ignore[call-overload]
            for member in archive:
                content = archive.extractfile(member)
                if member.name in (DATABASE, SECRET) and content is not None:
                    with (folder / member.name).open("xb") as out:
                        while piece := content.read(1 << 20):
                            out.write(piece)
    except (tarfile.TarError, zlib.error, EOFError, OSError):
        raise Conflict("backup.damaged") from None


def _sound(database: Path) -> dict[str, int]:
    try:
        return copies.contents(database)
    except Conflict:
        raise Conflict("backup.damaged") from None


def _put_secret(secret: Path, instance: Path) -> None:
    """Put a secret in place; another one that is there is kept beside it."""
    place = instance / SECRET
    if not secret.is_file() or (
        place.is_file() and place.read_bytes() == secret.read_bytes()
    ):
        return
    instance.mkdir(parents=True, exist_ok=True)
    if place.is_file():
        place.replace(instance / f"{SECRET}.before")
    place.touch(mode=0o600)
    place.write_bytes(secret.read_bytes())


def _as_new(database: Path) -> None:
    """Let nobody take columns kept beside an earlier database for this one's."""
    try:
        db = connect(database)
    except Conflict:  # of an older version: its upgrade comes first
        return
    changes.renew(db)
    audit.record(db, "restored", "")
    db.close()
