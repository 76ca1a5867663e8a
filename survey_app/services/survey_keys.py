"""Survey keys: tablets seal to the public one, the private one never leaves."""

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey_app.core.questionnaire.sealing import key_id
from survey_app.services import at_rest
from survey_app.store import audit, survey_keys
from survey_app.store.database import Database, writing
from survey_app.store.survey_keys import KeptKey

_CURVE = SECP256R1()
_BYTES = 32


def of_survey(db: Database, survey: str, secret: str, today: date) -> KeptKey:
    """Return the key pair of a survey; made when it is first asked for."""
    if found := survey_keys.of_survey(db, survey):
        return found
    with writing(db):
        found = survey_keys.of_survey(db, survey)
        if found is None:
            found = _new(survey, secret)
            survey_keys.add(db, found, today)
            audit.record(db, "key-made", found.key_id)
    return found


def private_key(db: Database, name: str, secret: str) -> EllipticCurvePrivateKey | None:
    """Return the private key of that id; None if it is unknown or was encrypted
    under another secret.
    """
    kept = survey_keys.find(db, name)
    opened = kept and at_rest.reveal(kept.private, kept.key_id, secret)
    return derive_private_key(int.from_bytes(opened), _CURVE) if opened else None


def _new(survey: str, secret: str) -> KeptKey:
    private = generate_private_key(_CURVE)
    public = private.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    number = private.private_numbers().private_value.to_bytes(_BYTES)
    name = key_id(public)
    return KeptKey(name, survey, public, at_rest.conceal(number, name, secret))
