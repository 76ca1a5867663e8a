"""Packages: all that a tablet needs to ask without a network."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import msgspec

from survey_app.core.devices import Device
from survey_app.core.questionnaire import sealing
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import assignments, media, program_words, survey_keys
from survey_app.store import instruments, rounds, tablet_settings
from survey_app.store.database import Database

VERSION = 1


@dataclass(frozen=True, slots=True)
class Package:
    """What a tablet takes along: its rounds with their keys and places, and every
    questionnaire in all its languages.

    `words` are by version and language what is said around it otherwise than in the
    files of the program: the forms of each sentence by its English.
    """

    v: int
    device: dict[str, str]
    expires_on: date | None
    name: str
    rounds: list[dict[str, Any]]
    instruments: dict[str, Instrument]
    media: dict[str, list[dict[str, Any]]]
    words: dict[str, dict[str, dict[str, list[str]]]]


def package(db: Database, device: Device, secret: str, today: date) -> Package:
    """Return what a tablet needs; a survey's key pair is made when first needed."""
    asked = rounds_of(db, device)
    names = sorted({each.instrument_id for each in asked})
    found = {name: instruments.get(db, name) for name in names}
    settings = [tablet_settings.of_survey(db, each.survey) for each in asked]
    return Package(
        v=VERSION,
        device={"id": device.device_id, "enumerator": device.enumerator},
        expires_on=device.expires_on,
        name=settings[0].name if settings else tablet_settings.Settings().name,
        rounds=[_round(db, each, device, secret, today) for each in asked],
        instruments=found,
        media=media.manifest(db, names),
        words={n: program_words.differing(db, each) for n, each in found.items()},
    )


def rounds_of(db: Database, device: Device) -> list[SurveyRound]:
    """Return the rounds a tablet takes along."""
    return [each for each in rounds.everything(db) if _is_for(device, each)]


def encode(found: Package) -> bytes:
    """Return a package as JSON."""
    return msgspec.json.encode(found)


def _is_for(device: Device, asked: SurveyRound) -> bool:
    """Return whether a round is taken along: open, or one the device is limited to."""
    if asked.slug is None or not device.may_ask_in(asked.round_id):
        return False
    return asked.is_open or bool(device.rounds)


def _round(
    db: Database, asked: SurveyRound, device: Device, secret: str, today: date
) -> dict[str, Any]:
    key = survey_keys.of_survey(db, asked.survey, secret, today)
    settings = asdict(tablet_settings.of_survey(db, asked.survey))
    names = ("round_id", "name", "title", "about", "slug", "instrument_id", "is_open")
    place_names = ("place_id", "name", "community", "community_name")
    return {
        **{name: getattr(asked, name) for name in names},
        "key": {"key_id": key.key_id, "public": sealing.to_text(key.public)},
        "places": [
            {name: getattr(place, name) for name in place_names}
            for place in rounds.places(db, asked.round_id)
        ],
        "targets": assignments.targets(db, asked.round_id, device.enumerator),
        "settings": {key: value for key, value in settings.items() if key != "name"},
    }
