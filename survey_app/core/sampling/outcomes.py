"""What became of the people chosen: outcome rates of AAPOR's Standard Definitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many people were of each outcome; in AAPOR's letters, in order:

    I complete, P partial, R refused or broken off, NC not reached though known to be
    there, O other, UH unknown whether anybody lives there, UO unknown otherwise, and
    those who are not of the population.
    """

    complete: int = 0
    partial: int = 0
    refused: int = 0
    not_reached: int = 0
    other: int = 0
    unknown: int = 0
    unknown_other: int = 0
    ineligible: int = 0

    @property
    def interviewed(self) -> int:
        """Return complete and partial interviews."""
        return self.complete + self.partial

    @property
    def spoken_to(self) -> int:
        """Return those of the population with whom somebody spoke."""
        return self.interviewed + self.refused + self.other

    @property
    def eligible(self) -> int:
        """Return those known to be of the population."""
        return self.spoken_to + self.not_reached

    @property
    def undecided(self) -> int:
        """Return those of whom nobody knows whether they are of the population."""
        return self.unknown + self.unknown_other

    @property
    def eligibility(self) -> float:
        """Return e, the share 0-1 of the undecided taken to be of the population.

        As among those of whom it is known ("proportional allocation"); 1 where nobody
        is.
        """
        known = self.eligible + self.ineligible
        return self.eligible / known if known else 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """An outcome rate: `over` over `under` people, None where there are none."""

    rate: str
    value: float | None
    over: float
    under: float


def _all(found: Outcomes) -> float:
    return found.eligible + found.undecided


def _estimated(found: Outcomes) -> float:
    return found.eligible + found.eligibility * found.undecided


def _known(found: Outcomes) -> float:
    return found.eligible


def _spoken(found: Outcomes) -> float:
    return found.spoken_to


def _able(found: Outcomes) -> float:
    return found.interviewed + found.refused


def _complete(found: Outcomes) -> float:
    return found.complete


def _interviewed(found: Outcomes) -> float:
    return found.interviewed


def _refused(found: Outcomes) -> float:
    return found.refused


Count = Callable[[Outcomes], float]

#: Each rate: who is counted, over whom (AAPOR, Standard Definitions, 9th edition).
RATES: Mapping[str, tuple[Count, Count]] = {
    "RR1": (_complete, _all),
    "RR2": (_interviewed, _all),
    "RR3": (_complete, _estimated),
    "RR4": (_interviewed, _estimated),
    "RR5": (_complete, _known),
    "RR6": (_interviewed, _known),
    "COOP1": (_complete, _spoken),
    "COOP2": (_interviewed, _spoken),
    "COOP3": (_complete, _able),
    "COOP4": (_interviewed, _able),
    "REF1": (_refused, _all),
    "REF2": (_refused, _estimated),
    "REF3": (_refused, _known),
    "CON1": (_spoken, _all),
    "CON2": (_spoken, _estimated),
    "CON3": (_spoken, _known),
}


def rates(found: Outcomes) -> list[Rate]:
    """Return every rate of some outcomes.

    >>> [(r.rate, r.value) for r in rates(Outcomes(complete=50, refused=50))[:2]]
    [('RR1', 0.5), ('RR2', 0.5)]
    """
    return [
        Rate(name, over(found) / under(found) if under(found) else None,
             over(found), under(found))
        for name, (over, under) in RATES.items()
    ]  # fmt: skip
