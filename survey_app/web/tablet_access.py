"""Which tablet is asking: its token in the Authorization header, nothing else."""

from dataclasses import dataclass
from math import ceil

from flask import Flask, current_app, request

from survey_app.core.devices import Device
from survey_app.errors import NotAllowed
from survey_app.services.registry import Registries, Registry
from survey_app.store.database import Database
from survey_app.web.api_problems import NotSignedIn, TooOften
from survey_app.web.rate_limit import RateLimit


@dataclass(frozen=True, slots=True)
class Tablets:
    """What all requests of tablets share."""

    registries: Registries
    limit: RateLimit


def install(app: Flask) -> None:
    """Give the application what requests of tablets share."""
    shared = Tablets(
        Registries(str(app.secret_key)), app.config.get("DEVICE_LIMIT") or RateLimit()
    )
    app.extensions["tablets"] = shared


def registry(db: Database) -> Registry:
    """Return what packets are judged by at this moment."""
    shared: Tablets = current_app.extensions["tablets"]
    return shared.registries.current(db)


def device(db: Database, known: Registry) -> Device:
    """Return the tablet that asks; raise NotSignedIn or TooOften."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    found = known.by_token(db, token.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise NotSignedIn("device.unknown")
    if found.revoked_on is not None:
        raise NotSignedIn("device.revoked")
    shared: Tablets = current_app.extensions["tablets"]
    if seconds := shared.limit.wait(found.device_id):
        raise TooOften("device.too_often", ceil(seconds))
    return found


def check_round(found: Device, round_id: str) -> None:
    """Raise NotAllowed where a tablet is not meant for a round."""
    if not found.may_ask_in(round_id):
        raise NotAllowed("device.other_round", name=found.name, round=round_id)
