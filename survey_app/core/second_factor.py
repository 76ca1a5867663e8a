"""Codes of a second factor: TOTP of RFC 6238, as authenticator apps make them."""

import base64
import hmac
import struct
from hashlib import sha1
from urllib.parse import quote, urlencode

#: Seconds a code holds, its digits, and how many codes before and after are taken.
PERIOD, DIGITS, WINDOW = 30, 6, 1
#: Bytes of a shared secret (RFC 4226, section 4: 160 bits recommended).
SECRET_BYTES = 20


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a secret for a step of time (HOTP, RFC 4226, section 5.3).

    >>> code_at(b"12345678901234567890", 59 // 30, 8)
    '94287082'
    """
    mac = hmac.new(secret, struct.pack(">Q", step), sha1).digest()
    at = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def accepted_step(
    secret: bytes, code: str, seconds: float, last: int | None
) -> int | None:
    """Return the step whose code was given, None for a wrong code or one used before.

    `seconds` are since 1970; `last` is the step of the newest code that was taken.
    """
    now = int(seconds) // PERIOD
    typed = "".join(code.split())
    for step in range(now - WINDOW, now + WINDOW + 1):
        is_new = last is None or step > last
        if is_new and hmac.compare_digest(code_at(secret, step), typed):
            return step
    return None


def as_text(secret: bytes) -> str:
    """Return a secret as people type it into an app."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, name: str) -> str:
    """Return what an app reads from the square picture."""
    label = quote(f"survey_app:{name}")
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": as_text(secret), "issuer": "survey_app"}
    )
