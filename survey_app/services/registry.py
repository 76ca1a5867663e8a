"""What packets are judged by, looked up once and kept while it is still true."""

from collections.abc import MutableMapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from survey_app.core.devices import Device
from survey_app.services import collection, devices, survey_keys
from survey_app.services.collection import Intake
from survey_app.store import devices as device_store
from survey_app.store.database import Database

#: Tokens nobody knows must not fill the memory.
MOST_KEPT = 4096


class Registry:
    """Rounds, tablets and keys as they were when `number` was current.

    What is looked up later than that is at least as new; once anything changes the
    number does, and a new registry begins empty.
    """

    def __init__(self, number: int, secret: str) -> None:
        self.number = number
        self._secret = secret
        self._by_token: dict[str, Device] = {}
        self._devices: dict[str, Device | None] = {}
        self._intakes: dict[tuple[str, str | None], Intake] = {}
        self._keys: dict[str, EllipticCurvePrivateKey | None] = {}

    def by_token(self, db: Database, token: str) -> Device | None:
        """Return the tablet a token belongs to, if there is one."""
        hashed = devices.token_hash(token)
        if hashed not in self._by_token:
            found = device_store.find_by_token(db, hashed)
            if found is None:
                return None
            self._by_token[hashed] = found
        return self._by_token[hashed]

    def device(self, db: Database, device_id: str) -> Device | None:
        """Return the tablet of that id, if there is one."""
        if device_id not in self._devices:
            _make_room(self._devices)
            self._devices[device_id] = device_store.find(db, device_id)
        return self._devices[device_id]

    def intake(
        self, db: Database, round_id: str, instrument_id: str | None = None
    ) -> Intake:
        """Return what a round's responses are judged by; raise NotFound."""
        key = (round_id, instrument_id)
        if key not in self._intakes:
            self._intakes[key] = collection.intake(db, round_id, instrument_id)
        return self._intakes[key]

    def private_key(self, db: Database, key_id: str) -> EllipticCurvePrivateKey | None:
        """Return the private key of that id, None if it cannot be had."""
        if key_id not in self._keys:
            _make_room(self._keys)
            self._keys[key_id] = survey_keys.private_key(db, key_id, self._secret)
        return self._keys[key_id]


class Registries:
    """Gives the registry of this moment to every thread."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._newest = Registry(-1, secret)

    def current(self, db: Database) -> Registry:
        """Return a registry in which nothing is out of date."""
        number = device_store.registry(db)
        newest = self._newest
        if newest.number != number:
            self._newest = newest = Registry(number, self._secret)
        return newest


def _make_room(kept: MutableMapping[str, Any]) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
