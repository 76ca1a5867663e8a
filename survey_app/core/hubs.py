"""Hubs: servers that pass on what they were agreed to, in numbered bundles.

What a bundle leaves depends on its content alone, however often and in which order it
is taken. Withdrawn wins over everything; of two states of a response the one corrected
more often wins, of two corrected equally often the one whose answers sort last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.errors import Problem

#: What a hub may get of a round: the answers of single people, or releases of it only.
Kind = Literal["responses", "aggregates"]
KINDS: tuple[Kind, ...] = ("responses", "aggregates")
Direction = Literal["give", "take"]
#: What stands in the place of a bundle before the first.
NOTHING = "0" * 64


@dataclass(frozen=True, slots=True)
class Card:
    """What others know of a hub: name, Ed25519 and X25519 public keys (32 bytes)."""

    name: str
    signing: bytes
    sealing: bytes

    @property
    def hub_id(self) -> str:
        """Return the name nobody else can have: the start of the keys' digest."""
        return sha256(self.signing + self.sealing).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """Return the id in groups of four, to be compared aloud."""
        digits = self.hub_id
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


@dataclass(frozen=True, slots=True)
class Position:
    """How far a hub took what another sent: the last bundle's number and SHA-256."""

    number: int = 0
    digest: str = NOTHING


@dataclass(frozen=True, slots=True)
class Header:
    """What is readable on a bundle: from and to which hub, its number, what it follows.

    `epk` is the ephemeral X25519 key its content is sealed with (32 bytes).
    """

    sender: str
    recipient: str
    number: int
    before: str
    epk: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A round as another hub needs it to read its responses."""

    survey_round: SurveyRound
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """A response, and how often it was corrected where it comes from."""

    response: Response
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A release of a round made at another hub: small cells were withheld there."""

    round_id: str
    release_id: int
    audience: str
    name: str
    made_on: date
    document_hash: str
    document: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a bundle holds. `withdrawn` are digests of codes, and count first."""

    withdrawn: tuple[str, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    rounds: tuple[Asked, ...] = ()
    responses: tuple[Carried, ...] = ()
    figures: tuple[Figures, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell."""
        return not (self.withdrawn or self.responses or self.figures)

    def counts(self) -> dict[str, int]:
        """Return how much of each it holds."""
        return {
            "withdrawn": len(self.withdrawn),
            "responses": len(self.responses),
            "releases": len(self.figures),
        }


def outside(content: Content, agreed: Mapping[str, Kind]) -> list[Problem]:
    """Return what of a bundle no agreement covers, one fault for each round and kind.

    >>> outside(Content(), {})
    []
    """
    held: dict[tuple[str, Kind], int] = {
        (each.survey_round.round_id, "responses"): 0 for each in content.rounds
    }
    for each in content.responses:
        name: tuple[str, Kind] = (each.response.round_id, "responses")
        held[name] = held.get(name, 0) + 1
    for figures in content.figures:
        name = (figures.round_id, "aggregates")
        held[name] = held.get(name, 0) + 1
    return [
        Problem(round_id, "hub.not_agreed", {"round": round_id, "kind": kind, "n": n})
        for (round_id, kind), n in sorted(held.items())
        if agreed.get(round_id) != kind
    ]


def torn(content: Content) -> list[Problem]:
    """Return what a bundle speaks of without holding it: rounds, versions, places."""
    rounds = {each.survey_round.round_id: each for each in content.rounds}
    versions = set(content.instruments)
    missing = {each.survey_round.instrument_id for each in content.rounds} - versions
    places = {
        (round_id, place.place_id)
        for round_id, each in rounds.items()
        for place in each.places
    }
    for carried in content.responses:
        response = carried.response
        missing |= {response.round_id} - rounds.keys()
        missing |= {response.instrument_id} - versions
        if response.place_id is not None:
            name = (response.round_id, response.place_id)
            missing |= set() if name in places else {response.place_id}
    return [Problem(name, "bundle.torn", {"name": name}) for name in sorted(missing)]


def damaged(figures: Iterable[Figures]) -> list[Problem]:
    """Return the releases whose content is not what was hashed."""
    return [
        Problem(each.round_id, "bundle.figures_damaged", {"number": each.release_id})
        for each in figures
        if sha256(each.document.encode()).hexdigest() != each.document_hash
    ]


def follows(header: Header, taken: Position) -> list[Problem]:
    """Return why a bundle does not come next after what was taken."""
    if header.number != taken.number + 1:
        facts = {"number": header.number, "expected": taken.number + 1}
        return [Problem("number", "bundle.gap", facts)]
    if header.before != taken.digest:
        return [Problem("before", "bundle.other_past", {"number": taken.number})]
    return []


def wins(new: tuple[int, str], old: tuple[int, str]) -> bool:
    """Return whether a state (times corrected, answers as JSON) replaces another.

    >>> wins((1, "a"), (0, "b")), wins((0, "a"), (0, "a")), wins((0, "b"), (0, "a"))
    (True, False, True)
    """
    return new > old
