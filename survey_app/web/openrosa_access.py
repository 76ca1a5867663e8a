"""Which tablet asks by OpenRosa: the token in its address, or name and password.

A token in an address must stand in no log, whoever writes it.
"""

import logging
import re
import traceback
from math import ceil
from urllib.parse import unquote, urlsplit

from flask import current_app, request
from werkzeug.datastructures import WWWAuthenticate

from survey_app.core.devices import Device
from survey_app.errors import NotAllowed
from survey_app.services import digest_login
from survey_app.services.digest_login import REALM
from survey_app.services.registry import Registry
from survey_app.store import devices
from survey_app.store.database import Database
from survey_app.web import context, tablet_access
from survey_app.web.api_problems import NotSignedIn, TooOften

ROOT = "/openrosa/"
#: What stands in the place of a token for programs that sign in.
LOGIN = "login"
_TOKEN = re.compile(rf"{ROOT}[^/\s?#\"'<>]+")
HIDDEN = f"{ROOT}…"


def device(db: Database, known: Registry, token: str) -> Device:
    """Return the tablet that asks; raise NotAllowed, or NotSignedIn to be asked for."""
    if token == LOGIN:
        found = _signed_in(db, known)
    else:
        found = known.by_token(db, token)
        if found is None or found.revoked_on is not None:
            raise NotAllowed("openrosa.token")
    if found is None or found.revoked_on is not None:
        raise NotSignedIn("openrosa.login")
    return found


def slow_down(found: Device) -> None:
    """Raise TooOften where a tablet asks more often than it may."""
    shared: tablet_access.Tablets = current_app.extensions["tablets"]
    if seconds := shared.limit.wait(found.device_id):
        raise TooOften("device.too_often", ceil(seconds))


def is_secure() -> bool:
    """Return whether nobody between the program and this server can read along."""
    return request.is_secure or bool(current_app.config["SESSION_COOKIE_SECURE"])


def challenges() -> list[str]:
    """Return how a program can sign in: always by Digest, by Basic only over https."""
    secret = context.secrets().secret
    nonce = digest_login.nonce(int(context.now().timestamp()), secret)
    facts: dict[str, str | None] = {
        "realm": REALM,
        "nonce": nonce,
        "algorithm": "MD5",
        "qop": "auth",
    }
    if _is_stale():
        facts["stale"] = "true"
    found = [WWWAuthenticate("digest", facts).to_header()]
    if is_secure():
        found.append(WWWAuthenticate("basic", {"realm": REALM}).to_header())
    return found


def _signed_in(db: Database, known: Registry) -> Device | None:
    given = request.authorization
    if given is None:
        return None
    if given.type == "basic" and is_secure():
        found = known.by_token(db, given.password or "")
        return found if found and found.device_id == given.username else None
    if given.type == "digest":
        return _by_digest(db, given.parameters)
    return None


def _by_digest(db: Database, facts: dict[str, str | None]) -> Device | None:
    secret = context.secrets().secret
    found = digest_login.claim(facts, request.method)
    is_of_this = unquote(urlsplit(found.uri).path) == request.path
    if not is_of_this or not digest_login.is_ours(found.nonce, secret):
        return None
    if _is_old(found.nonce) or not digest_login.is_true(db, found, secret):
        return None
    return devices.find(db, found.name)


def _is_stale() -> bool:
    """Return whether the program signed in with a number of ours that is too old."""
    given = request.authorization
    nonce = str(given.get("nonce", "")) if given and given.type == "digest" else ""
    is_ours = digest_login.is_ours(nonce, context.secrets().secret)
    return is_ours and _is_old(nonce)


def _is_old(nonce: str) -> bool:
    return not digest_login.is_fresh(nonce, int(context.now().timestamp()))


def scrubbed(text: str) -> str:
    """Return a text without tokens in addresses.

    >>> scrubbed("GET /openrosa/abc/formList")
    'GET /openrosa/…/formList'
    """
    return _TOKEN.sub(HIDDEN, text)


class Scrubbing:
    """Makes records of a log in which no token stands, also not in what went wrong."""

    def __init__(self) -> None:
        self._make = logging.getLogRecordFactory()

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        """Return a record as any logger makes it, scrubbed."""
        record = self._make(*args, **kwargs)
        if ROOT in str(record.msg) or ROOT in str(record.args):
            record.msg, record.args = scrubbed(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:
            told = "".join(traceback.format_exception(*record.exc_info))
            record.exc_text = scrubbed(told).rstrip("\n")
        return record


def install() -> None:
    """Keep tokens out of every log of this process."""
    if not isinstance(logging.getLogRecordFactory(), Scrubbing):
        logging.setLogRecordFactory(Scrubbing())
