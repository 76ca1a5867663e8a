"""Files that only a passphrase opens, written and read in pieces of constant memory.

Layout: MAGIC, 16 bytes of salt, 7 bytes that begin every nonce, then pieces of up to
PIECE bytes, each AES-256-GCM. A nonce goes on with the number of the piece and whether
it is the last (STREAM, Hoang et al. 2015): pieces that are cut off, swapped or left out
do not open. The key is argon2id (RFC 9106) of the passphrase.
"""

import secrets
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.errors import Conflict

MAGIC = b"survey_app locked 1\n"
PIECE = 64 * 1024
_SALT, _PREFIX, _TAG = 16, 7, 16
#: Second recommendation of RFC 9106 for machines with little memory.
_WORK = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 4, "hash_len": 32}


class LockedWriter(RawIOBase):
    """Encrypts what is written to it; `close` writes the last piece."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._out = out
        salt, prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._pieces = _Pieces(passphrase, salt, prefix)
        self._waiting = bytearray()
        out.write(MAGIC + salt + prefix)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]  # bytes will do
        """Take bytes; full pieces are written at once."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._out.write(self._pieces.lock(bytes(self._waiting[:PIECE]), last=False))
            del self._waiting[:PIECE]
        return len(content)

    def close(self) -> None:
        """Write what waits as the last piece; the file below stays open."""
        if not self.closed:
            self._out.write(self._pieces.lock(bytes(self._waiting), last=True))
        super().close()


class _LockedReader(RawIOBase):
    """Reads what a locked file holds, piece by piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._waiting = pieces, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # as above
        """Fill a buffer; 0 at the end."""
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._waiting = piece
        count = min(len(buffer), len(self._waiting))
        buffer[:count], self._waiting = self._waiting[:count], self._waiting[count:]
        return count


def unlocked(source: BinaryIO, passphrase: str) -> BinaryIO:
    """Return a stream of what a locked file holds.

    It raises Conflict where the file is none of ours, is cut off or damaged, or opens
    with another passphrase only; every piece is proved before it is handed on.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise Conflict("backup.not_ours")
    salt, prefix = source.read(_SALT), source.read(_PREFIX)
    if len(salt) < _SALT or len(prefix) < _PREFIX:
        raise Conflict("backup.damaged")
    pieces = _opened(source, passphrase, salt, prefix)
    return cast(BinaryIO, BufferedReader(cast(RawIOBase, _LockedReader(pieces))))


def _opened(
    source: BinaryIO, passphrase: str, salt: bytes, prefix: bytes
) -> Iterator[bytes]:
    pieces = _Pieces(passphrase, salt, prefix)
    locked = source.read(PIECE + _TAG)
    is_first, is_last = True, False
    while not is_last:
        following = source.read(PIECE + _TAG)
        is_last = not following
        piece = pieces.unlock(locked, last=is_last)
        if piece is None:
            raise Conflict("backup.does_not_open" if is_first else "backup.damaged")
        yield piece
        locked, is_first = following, False


class _Pieces:
    """Locks and unlocks pieces in their order."""

    def __init__(self, passphrase: str, salt: bytes, prefix: bytes) -> None:
        key = hash_secret_raw(passphrase.encode(), salt, type=Type.ID, **_WORK)
        self._cipher, self._prefix, self._number = AESGCM(key), prefix, 0

    def lock(self, piece: bytes, *, last: bool) -> bytes:
        """Return the next piece encrypted."""
        return self._cipher.encrypt(self._nonce(last=last), piece, MAGIC)

    def unlock(self, locked: bytes, *, last: bool) -> bytes | None:
        """Return the next piece, None if it is not what was written there."""
        try:
            return self._cipher.decrypt(self._nonce(last=last), locked, MAGIC)
        except InvalidTag:
            return None

    def _nonce(self, *, last: bool) -> bytes:
        number, self._number = self._number, self._number + 1
        return self._prefix + number.to_bytes(4) + bytes([last])
