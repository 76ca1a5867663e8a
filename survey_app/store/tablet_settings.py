"""Keeps how a survey wants its tablets to behave."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Settings:
    """How tablets of a survey behave.

    `name` is what the home screen calls the program; `on_attempts` what becomes of
    sealed interviews after too many wrong PINs; `on_stop` of an interview somebody had
    to leave at once; `idle_seconds` until a tablet left alone begins anew.
    """

    name: str = "Notes"
    mode: Literal["interviewer", "handover", "kiosk"] = "interviewer"
    autoplay: bool = False
    on_attempts: Literal["seal", "wipe"] = "seal"
    on_stop: Literal["discard", "keep"] = "discard"
    idle_seconds: int = 120


_decode = msgspec.json.Decoder(Settings).decode


def of_survey(db: Database, survey: str) -> Settings:
    """Return the settings of a survey, the usual ones where nobody set any."""
    rows = db.query(
        "select document from tablet_settings where survey = :survey",
        {"survey": survey},
    )
    return next((_decode(row["document"]) for row in rows), Settings())


def save(db: Database, survey: str, settings: Settings) -> None:
    """Keep the settings of a survey in place of earlier ones."""
    db.execute(
        """
        insert into tablet_settings (survey, document) values (:survey, :document)
        on conflict (survey) do update set document = excluded.document
        """,
        {"survey": survey, "document": msgspec.json.encode(settings).decode()},
    )
