"""Devices: registering tablets, and shutting out those that were lost."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import segno

from survey_app.core.devices import Device
from survey_app.core.people import ASKING, Account
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.services import analysis, digest_login, survey_keys
from survey_app.store import accounts, audit, devices, rounds
from survey_app.store.database import Database, writing

LONGEST_NAME = 60
#: Days until a tablet must be registered anew, unless told otherwise.
DAYS, MOST_DAYS = 60, 730


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A tablet somebody wants to register; no `rounds`: for every open round."""

    name: str
    enumerator: str
    rounds: Collection[str] = ()
    days: int = DAYS


def add(
    db: Database, wanted: NewDevice, secret: str, today: date
) -> tuple[Device, str]:
    """Register a tablet; return it with its token, of which only a hash is kept.

    Raise Rejected with every fault, Conflict if the name is taken.
    """
    name = " ".join(wanted.name.split())
    limited, faults = _rounds(db, wanted.rounds)
    faults = [*_faults(db, name, wanted), *faults]
    if faults:
        raise Rejected(faults)
    device = Device(
        device_id=secrets.token_hex(4),
        name=name,
        enumerator=wanted.enumerator,
        added_on=today,
        rounds=limited,
        expires_on=today + timedelta(days=wanted.days),
    )
    token = secrets.token_urlsafe(32)
    with writing(db):
        if not devices.add(db, device, token_hash(token)):
            raise Conflict("device.name_taken", name=name)
        audit.record(db, "device-added", device.device_id)
        digest_login.keep(db, device.device_id, token, secret)
        for survey in {each.survey for each in rounds.everything(db) if each.slug}:
            survey_keys.of_survey(db, survey, secret, today)
    return device, token


def revoke(db: Database, name: str, today: date) -> None:
    """Shut a tablet out; it learns so at its next contact. Raise NotFound."""
    with writing(db):
        known = {each.name: each.device_id for each in devices.everything(db)}
        if not devices.revoke(db, name, today):
            raise NotFound("device.no_such_name", name=name, known=", ".join(known))
        audit.record(db, "device-revoked", known[name])


def address(root: str, token: str) -> str:
    """Return what a tablet opens to be registered.

    The token stands after the #: browsers send that part to no server.

    >>> address("https://survey.example.org/", "abc")
    'https://survey.example.org/collect#abc'
    """
    return f"{root.rstrip('/')}/collect#{token}"


def qr_code(text: str) -> segno.QRCode:
    """Return the QR code of an address."""
    return segno.make(text, error="m", micro=False)


def token_hash(token: str) -> str:
    """Return what is kept of a token: it cannot be told from it."""
    return sha256(token.encode()).hexdigest()


def _rounds(
    db: Database, names: Collection[str]
) -> tuple[frozenset[str], list[Problem]]:
    found, faults = set(), []
    for name in names:
        try:
            found.add(analysis.find_round(db, name).round_id)
        except (NotFound, Conflict) as error:
            faults.append(Problem("rounds", error.code, error.facts))
    return frozenset(found), faults


def who_may_ask(db: Database) -> list[Account]:
    """Return the open accounts a tablet can be given to, enumerators first."""
    asking = [
        each
        for each in accounts.everyone(db)
        if each.role in ASKING and not each.is_disabled
    ]
    return sorted(asking, key=lambda each: ASKING.index(each.role))


def _faults(db: Database, name: str, wanted: NewDevice) -> list[Problem]:
    faults = []
    if not 0 < len(name) <= LONGEST_NAME:
        faults.append(Problem("name", "device.name", {"most": LONGEST_NAME}))
    if not 0 < wanted.days <= MOST_DAYS:
        faults.append(Problem("expires", "device.days", {"most": MOST_DAYS}))
    known = [each.name for each in who_may_ask(db)]
    if wanted.enumerator not in known:
        facts = {"name": wanted.enumerator, "known": ", ".join(known)}
        faults.append(Problem("enumerator", "account.unknown", facts))
    return faults
