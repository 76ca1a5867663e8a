"""Bundles as bytes: MAGIC, a readable line of JSON, what is sealed, a signature.

Sealed: X25519 with an ephemeral key, HKDF-SHA-256, AES-256-GCM, header bound to it.
Signed: Ed25519 (RFC 8032) over everything before the last 64 bytes.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey_app.core.hubs import Card, Content, Header
from survey_app.errors import Problem, Rejected

MAGIC = b"survey_app bundle 1\n"
CARD_MAGIC = "survey_app hub 1"
#: Bytes of a bundle, of its content unpacked, of its header and of a card, at most.
LARGEST, LARGEST_CONTENT, LARGEST_HEADER = 16 << 20, 128 << 20, 2048
_SIGNATURE, _KEY = 64, 32
_INFO = b"survey_app bundle v1"
#: A key is used once, so its nonce may be fixed.
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys of a hub."""

    signing: Ed25519PrivateKey
    sealing: X25519PrivateKey

    def card(self, name: str) -> Card:
        """Return what others know the hub by."""
        return Card(
            name,
            self.signing.public_key().public_bytes_raw(),
            self.sealing.public_key().public_bytes_raw(),
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle read but not yet believed: verify it, then open it."""

    header: Header
    head: bytes
    sealed: bytes
    signature: bytes
    digest: str

    def verify(self, sender: Card) -> None:
        """Raise Rejected unless the hub that is named made it, byte for byte."""
        key = Ed25519PublicKey.from_public_bytes(sender.signing)
        try:
            key.verify(self.signature, self.head + self.sealed)
        except InvalidSignature:
            facts = {"name": sender.name}
            raise Rejected([Problem("signature", "bundle.signature", facts)]) from None

    def content(self, keys: Keys) -> Content:
        """Return what it holds; raise Rejected where it does not open."""
        try:
            public = X25519PublicKey.from_public_bytes(self.header.epk)
            shared = keys.sealing.exchange(public)
            packed = _cipher(shared, self.header.epk).decrypt(
                _NONCE, self.sealed, self.head
            )
            return _decode(_unpacked(packed))
        except (ValueError, InvalidTag, zlib.error, RecursionError):
            raise Rejected([Problem("content", "bundle.does_not_open")]) from None


def write(
    content: Content, names: tuple[str, int, str], keys: Keys, to: Card
) -> tuple[bytes, str]:
    """Return a bundle as bytes, and their SHA-256.

    `names` are the sender's id, the bundle's number and the digest of the one before.
    """
    ephemeral = X25519PrivateKey.generate()
    epk = ephemeral.public_key().public_bytes_raw()
    sender, number, before = names
    header = Header(sender, to.hub_id, number, before, epk)
    head = MAGIC + _header_encoder.encode(header) + b"\n"
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(to.sealing))
    packed = zlib.compress(_encoder.encode(content), 6)
    body = head + _cipher(shared, epk).encrypt(_NONCE, packed, head)
    written = body + keys.signing.sign(body)
    return written, sha256(written).hexdigest()


def read(written: bytes) -> Bundle:
    """Return a bundle that is to be verified and opened; raise Rejected."""
    if len(written) > LARGEST:
        raise _rejected("bundle.too_large", most=LARGEST >> 20)
    if not written.startswith(MAGIC):
        raise _rejected("bundle.not_ours")
    end = written.find(b"\n", len(MAGIC), len(MAGIC) + LARGEST_HEADER) + 1
    if not end or len(written) < end + _SIGNATURE:
        raise _rejected("bundle.cut_off")
    try:
        header = _header_decoder.decode(written[len(MAGIC) : end])
    except (ValueError, RecursionError):
        raise _rejected("bundle.cut_off") from None
    return Bundle(
        header,
        written[:end],
        written[end:-_SIGNATURE],
        written[-_SIGNATURE:],
        sha256(written).hexdigest(),
    )


def write_card(card: Card) -> bytes:
    """Return the card of a hub as a file: JSON."""
    return msgspec.json.encode(
        {
            "kind": CARD_MAGIC,
            "name": card.name,
            "signing": card.signing,
            "sealing": card.sealing,
        }
    )


def read_card(written: bytes) -> Card:
    """Return the card in a file; raise Rejected."""
    try:
        found: Mapping[str, Any] = _card_decoder.decode(written[:LARGEST_HEADER])
        kind, name = found["kind"], " ".join(str(found["name"]).split())[:60]
        keys = [
            msgspec.convert(found[key], bytes, strict=False)
            for key in ("signing", "sealing")
        ]
    except (ValueError, KeyError, RecursionError):
        raise _rejected("hub.no_card") from None
    if kind != CARD_MAGIC or not name or {len(key) for key in keys} != {_KEY}:
        raise _rejected("hub.no_card")
    return Card(name, *keys)


def _cipher(shared: bytes, epk: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=epk, info=_INFO).derive(shared))


def _unpacked(packed: bytes) -> bytes:
    """Return what was compressed, never more than a bundle may hold."""
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(packed, LARGEST_CONTENT)
    if not unpacking.eof:
        raise ValueError
    return found


def _rejected(code: str, **facts: object) -> Rejected:
    return Rejected([Problem("", code, facts)])


# Made here, by one thread: msgspec crashes where two first meet a type at once.
_encoder = msgspec.json.Encoder()
_header_encoder = msgspec.json.Encoder()
_header_decoder = msgspec.json.Decoder(Header)
_card_decoder = msgspec.json.Decoder(dict[str, Any])
_decode = msgspec.json.Decoder(Content).decode
