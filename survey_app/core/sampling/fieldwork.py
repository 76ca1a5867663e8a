"""Survey rounds and the places they are asked in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from survey_app.core.questionnaire.instrument import Labels

#: Are a round's clusters those of the round before? None: not declared.
Clusters = Literal["same", "new", "mixed"]

#: How people came to be asked: drawn by chance, chosen until quotas were full, or
#: whoever came. None: not declared.
Sample = Literal["probability", "quota", "open"]


@dataclass(frozen=True, slots=True)
class SurveyRound:
    """One time the survey was asked of a new or the same sample.

    `slug` is the public address of a round people can answer themselves; `about` says
    who asks and where to complain.
    """

    round_id: str
    survey: str
    name: str
    instrument_id: str
    title: Labels = field(default_factory=dict)
    about: Labels = field(default_factory=dict)
    slug: str | None = None
    clusters: Clusters | None = None
    is_open: bool = False
    opened_on: date | None = None
    closed_on: date | None = None
    sample: Sample | None = None
    origin: str = ""

    @property
    def is_imported(self) -> bool:
        """Return whether the answers come from a file that somebody keeps."""
        return self.origin == "import"

    @property
    def is_by_chance(self) -> bool:
        """Return whether nothing speaks against a probability sample."""
        return self.sample in (None, "probability")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a team asks: one cluster of the sample, inside a community.

    `weight` is how many people each respondent there stands for; `fpc` how many
    clusters the stratum has in all, None if the sample is a small part of it.
    """

    place_id: str
    name: Labels
    community: str
    community_name: Labels
    stratum: str
    psu: str
    weight: float = 1.0
    fpc: float | None = None
