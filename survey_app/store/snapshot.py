"""Keeps a round's columns as plain files beside the database, to be read at once.

The files are never the truth: what is not exactly of this database, this instrument and
these responses is not believed but made anew. They are never changed either: new ones
are written, and the header that names them comes last, so that a reader always finds a
whole snapshot and a crash leaves the one before. Everything carries a checksum, so that
what a disk has changed is made anew as well.
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
import numpy as np

from survey_app.core.measurement.columns import ARRAYS, Columns
from survey_app.store.changes import State
from survey_app.store.database import Database

#: Files written in another way are not read.
FORMAT = 3
HEADER = "header.json"


class Part(msgspec.Struct, frozen=True):
    """A folder of a snapshot, and the checksums of its files in the order of ARRAYS."""

    name: str
    sums: tuple[int, ...]


class Header(msgspec.Struct, frozen=True):
    """What the files of a snapshot hold; rows are in the order of `parts`."""

    format: int
    state: State
    parts: tuple[Part, ...]
    rows: int
    sorted_rows: int
    psus: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, ...], ...]
    #: None: the stratum has no end.
    populations: dict[str, float | None]


_decode_header = msgspec.json.Decoder(Header).decode


def home(db: Database) -> Path | None:
    """Return the folder of a database's snapshots; None for a database in memory."""
    path = db.conn.execute("pragma database_list").fetchone()[2]
    return Path(path + ".columns") if path else None


def place(db: Database, round_id: str) -> Path | None:
    """Return the folder of a round's snapshot."""
    own = home(db)
    return own and own / sha256(round_id.encode()).hexdigest()[:16]


def read(where: Path) -> tuple[State, Columns] | None:
    """Return the columns kept in a folder and what they are of, if they are sound.

    Arrays are read from the files as they are needed and cannot be written to.
    """
    for _ in range(2):  # a writer may have replaced the files that the header named
        with suppress(OSError, ValueError, EOFError, msgspec.MsgspecError):
            return _read(where)
    return None


def is_damaged(where: Path) -> bool:
    """Return whether a snapshot is there that is not as it was written."""
    try:
        # Without a checksum it is an older version's, and no longer read.
        is_ours = not (where / HEADER).read_bytes().startswith(b"{")
    except OSError:
        return False
    return is_ours and read(where) is None


def _read(where: Path) -> tuple[State, Columns]:
    header = _header(where)
    for part in header.parts:
        if _sums(where / part.name) != part.sums:
            raise ValueError(part.name)
    arrays: dict[str, Any] = {
        name: _joined(
            [
                np.load(where / part.name / f"{name}.npy", mmap_mode="r")
                for part in header.parts
            ]
        )
        for name in ARRAYS
    }
    if {array.shape[-1] for array in arrays.values()} != {header.rows}:
        raise ValueError(header.rows)
    return header.state, Columns(
        **arrays,
        psus=header.psus,
        names=header.names,
        populations={
            stratum: np.inf if psus is None else psus
            for stratum, psus in header.populations.items()
        },
        sorted_rows=header.sorted_rows,
    )


def _header(where: Path) -> Header:
    """Return the header of a folder; raise ValueError for one that has changed."""
    content = (where / HEADER).read_bytes()
    seal, _, rest = content.partition(b"\n")
    if seal != _seal(rest):
        raise ValueError(HEADER)
    header = _decode_header(rest)
    if header.format != FORMAT:
        raise ValueError(header.format)
    return header


def _seal(content: bytes) -> bytes:
    return f"{crc32(content):08x}".encode()


def _sums(folder: Path) -> tuple[int, ...]:
    """Return the checksum of every array's file in a folder."""
    return tuple(_sum(folder / f"{name}.npy") for name in ARRAYS)


def _sum(path: Path) -> int:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return crc32(content)


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    if len(arrays) == 1:
        return arrays[0]
    joined = np.concatenate(arrays, axis=-1)
    joined.flags.writeable = False
    return joined


def write(
    where: Path, state: State, columns: Columns, *, keep_sorted: bool = False
) -> bool:
    """Keep columns in a folder in place of those there; return whether it was done.

    With `keep_sorted` their sorted rows are those of the files there, and stay. Not
    done where another process is writing, or where the folder cannot be written.
    """
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(where) as is_alone:
            if is_alone:
                kept = _sorted_part(where, state, columns) if keep_sorted else ()
                _write(where, state, columns, kept)
    except OSError:
        return False
    return is_alone


def remove(where: Path) -> None:
    """Delete the snapshot of a folder; who reads it goes on reading what it was."""
    # The header goes first: without it the rest is nothing.
    with suppress(OSError):
        (where / HEADER).unlink(missing_ok=True)
    shutil.rmtree(where, ignore_errors=True)


def remove_all(db: Database) -> None:
    """Delete all snapshots of a database."""
    own = home(db)
    for where in sorted(own.iterdir()) if own and own.is_dir() else ():
        remove(where)
    if own:
        shutil.rmtree(own, ignore_errors=True)


def _write(where: Path, state: State, columns: Columns, kept: tuple[Part, ...]) -> None:
    start = columns.sorted_rows if kept else 0
    new = [] if start == columns.rows else [_write_part(where, columns, start)]
    header = Header(
        FORMAT,
        state,
        (*kept, *new),
        columns.rows,
        columns.sorted_rows,
        columns.psus,
        columns.names,
        {s: None if np.isinf(n) else n for s, n in columns.populations.items()},
    )
    draft = where / f"{HEADER}.{secrets.token_hex(4)}"
    content = msgspec.json.encode(header)
    _write_file(draft, _seal(content) + b"\n" + content)
    draft.replace(where / HEADER)
    _sync_folder(where)
    named = {part.name for part in header.parts}
    for other in where.iterdir():
        if other.is_dir() and other.name not in named:
            shutil.rmtree(other, ignore_errors=True)
        elif other.name.startswith(f"{HEADER}."):
            other.unlink(missing_ok=True)


def _sorted_part(where: Path, state: State, columns: Columns) -> tuple[Part, ...]:
    """Return the part there that holds the sorted rows of `columns`, if it is there."""
    try:
        header = _header(where)
    except (OSError, ValueError, msgspec.MsgspecError):
        return ()
    is_same = (
        replace(header.state, seq=state.seq, last=state.last) == state
        and header.sorted_rows == columns.sorted_rows > 0
        and columns.psus[: len(header.psus)] == header.psus
        and (where / header.parts[0].name).is_dir()
    )
    return header.parts[:1] if is_same else ()


def _write_part(where: Path, columns: Columns, start: int) -> Part:
    name = secrets.token_hex(8)
    folder = where / name
    folder.mkdir(mode=0o700)
    for array in ARRAYS:
        with (folder / f"{array}.npy").open("wb") as file:
            np.save(file, np.ascontiguousarray(getattr(columns, array)[..., start:]))
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)
    return Part(name, _sums(folder))


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Make the names in a folder last, where the system can open folders."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _alone(where: Path) -> Iterator[bool]:
    """Hold the right to write in a folder, if no one else holds it.

    SQLite's lock works on every system and ends with the process that holds it.
    """
    lock = sqlite3.connect(where / "lock", timeout=0, isolation_level=None)
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError:
        yield False
    else:
        yield True
    finally:
        lock.close()
