"""Opens sealed packets: what a tablet can close and only the server can open.

tests/vectors/sealed.json holds this module and the tablet's JavaScript to one format.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey_app.errors import Problem, Rejected

#: The one version of the sealed form there is.
VERSION = 1
_INFO = b"survey_app sealed v1"
_CURVE = SECP256R1()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A packet only the holder of the survey's private key can read.

    `epk` is the ephemeral P-256 point (65 bytes, uncompressed), `iv` 12 bytes, `ct` the
    AES-256-GCM ciphertext with its tag; round, response and key are bound to it.
    """

    round_id: str
    response_id: str
    key_id: str
    epk: bytes
    iv: bytes
    ct: bytes

    @property
    def bound(self) -> bytes:
        """Return the associated data: nobody can move a packet to another round."""
        parts = (str(VERSION), self.round_id, self.response_id, self.key_id)
        return "|".join(parts).encode()

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the ciphertext, by which a receipt names a packet."""
        return sha256(self.ct).hexdigest()


def key_id(public: bytes) -> str:
    """Return the name of a public key: the start of its own digest.

    >>> key_id(b"")
    'e3b0c44298fc1c14'
    """
    return sha256(public).hexdigest()[:16]


def open_sealed(sealed: Sealed, private: EllipticCurvePrivateKey) -> bytes:
    """Return the plain packet inside; raise Rejected if it does not open.

    ECDH on P-256, HKDF-SHA-256 (RFC 5869, salt: `epk`), AES-256-GCM (NIST SP 800-38D).
    """
    try:
        point = EllipticCurvePublicKey.from_encoded_point(_CURVE, sealed.epk)
        shared = private.exchange(ECDH(), point)
        key = HKDF(SHA256(), 32, salt=sealed.epk, info=_INFO).derive(shared)
        return AESGCM(key).decrypt(sealed.iv, sealed.ct, sealed.bound)
    except (ValueError, InvalidTag):
        raise Rejected([Problem("ct", "packet.does_not_open")]) from None


def to_text(content: bytes) -> str:
    """Return bytes as base64url without padding.

    >>> to_text(b"??>")
    'Pz8-'
    """
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Return the bytes of a base64url text without padding; raise ValueError.

    >>> from_text("Pz8-")
    b'??>'
    """
    if not _ALPHABET.issuperset(text):
        raise ValueError
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


_ALPHABET = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)
