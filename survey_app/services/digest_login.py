"""Signing in by name and password without sending the password (HTTP Digest).

The protocol needs MD5(name:realm:password) on the server (RFC 7616, 3.4.2). The
password is a random token of 256 bits, so that nothing can be guessed from it; it is
encrypted all the same, because whoever holds it can sign in.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5, sha256

from survey_app.services import at_rest
from survey_app.store import devices
from survey_app.store.database import Database

REALM = "survey"
#: Seconds a number given for signing in is good for.
GOOD_FOR = 300


@dataclass(frozen=True, slots=True)
class Claim:
    """What a program claims: by which number, for which request, with which proof."""

    name: str
    method: str
    uri: str
    nonce: str
    response: str
    qop: str = ""
    count: str = ""
    own_nonce: str = ""


def claim(facts: Mapping[str, str | None], method: str) -> Claim:
    """Return the claim of an Authorization header's parts; what is missing is empty."""
    names = ("username", "uri", "nonce", "response", "qop", "nc", "cnonce")
    name, uri, nonce, response, qop, count, own = (facts.get(n) or "" for n in names)
    return Claim(name, method, uri, nonce, response, qop, count, own)


def keep(db: Database, device_id: str, token: str, secret: str) -> None:
    """Keep by what a tablet signs in with its id and its token."""
    digest = _md5(f"{device_id}:{REALM}:{token}")
    concealed = at_rest.conceal(digest.encode(), device_id, secret)
    devices.set_password(db, device_id, concealed)


def is_true(db: Database, found: Claim, secret: str) -> bool:
    """Return whether whoever claims it knows the password."""
    kept = devices.find_password(db, found.name)
    opened = at_rest.reveal(kept, found.name, secret) if kept else None
    if opened is None:
        return False
    expected = proof(found, opened.decode())
    return hmac.compare_digest(expected.encode(), found.response.encode())


def proof(found: Claim, password_digest: str) -> str:
    """Return the response RFC 7616 asks for, with or without quality of protection."""
    request = _md5(f"{found.method}:{found.uri}")
    middle = [found.nonce]
    if found.qop:
        middle += [found.count, found.own_nonce, found.qop]
    return _md5(":".join([password_digest, *middle, request]))


def nonce(at: int, secret: str) -> str:
    """Return the number to sign in with from that second on."""
    return f"{at:x}-{_seal(f'{at:x}', secret)}"


def is_ours(given: str, secret: str) -> bool:
    """Return whether the number was given by this server."""
    moment, _, seal = given.partition("-")
    return hmac.compare_digest(_seal(moment, secret).encode(), seal.encode())


def is_fresh(given: str, at: int) -> bool:
    """Return whether a number of ours can still be used."""
    return 0 <= at - int(given.partition("-")[0], 16) <= GOOD_FOR


def _seal(moment: str, secret: str) -> str:
    key = b"nonce:" + secret.encode()
    return hmac.new(key, moment.encode(), sha256).hexdigest()[:32]


def _md5(text: str) -> str:
    """Return the digest the protocol is made of; nothing is guessed from it here."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()
