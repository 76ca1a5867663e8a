"""Encrypts what the database must not hold readable, under the instance's secret."""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO = b"survey_app at rest v1"
_NONCE = 12


def conceal(content: bytes, about: str, secret: str) -> bytes:
    """Return `content` encrypted; only with the secret and the same `about` it opens.

    AES-256-GCM with a random nonce, which comes first; `about` is bound to it.
    """
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(secret).encrypt(nonce, content, about.encode())


def reveal(concealed: bytes, about: str, secret: str) -> bytes | None:
    """Return what was concealed, None if the secret is another one by now."""
    nonce, content = concealed[:_NONCE], concealed[_NONCE:]
    try:
        return _cipher(secret).decrypt(nonce, content, about.encode())
    except InvalidTag:
        return None


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_INFO).derive(secret.encode()))
