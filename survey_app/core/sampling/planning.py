"""Planning: how many people to ask, and what a round of that size can show.

Formulas of two-sided tests at 5 % (Cochran 1977; Kish 1965), by normal quantiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

#: Defaults: points on 0-10 scatter by 2.5; villages of 12 whose people are a little
#: alike need half as many people again; a true change is found four times in five.
USUAL_SD = 2.5
USUAL_DEFF = 1.5
USUAL_POWER = 0.8
SIGNIFICANT = 0.05
#: Sizes a table of plans shows.
SIZES = (30, 50, 100, 150, 200, 400, 800)

_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class Design:
    """What a plan assumes of people and sample.

    `sd` is the standard deviation, `deff` the design effect, `power` 0-1 the chance to
    find a true change. Two rounds share `overlap` 0-1 of their clusters, whose means
    have the correlation `correlation` 0-1 between rounds.
    """

    sd: float = USUAL_SD
    deff: float = USUAL_DEFF
    power: float = USUAL_POWER
    overlap: float = 0.0
    correlation: float = 0.0

    @property
    def shared(self) -> float:
        """Return the share of the variance that a change is spared."""
        return self.overlap * self.correlation


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round of n people can show.

    A difference of `change` between two such rounds is found with the chance `power`;
    `half_width` is half a 95 % interval of a mean, in the unit of the standard
    deviation like `change`, `percent_half_width` of a percentage, in percentage points.
    """

    n: int
    change: float
    power: float
    half_width: float
    percent_half_width: float


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What a round can show of one group: its people, change and gap to the rest."""

    group: str
    share: float
    n: int
    change: float
    gap: float
    power: float


def cluster_deff(per_cluster: float, rho: float) -> float:
    """Return the design effect of `per_cluster` people asked in each cluster.

    1 + (m - 1) rho, rho being how alike people of a cluster are (Kish 1965).

    >>> cluster_deff(12, 0.05), cluster_deff(12, 0.10)
    (1.55, 2.1)
    """
    return 1 + (per_cluster - 1) * rho


def detectable_change(n: float, design: Design) -> float:
    """Return the least change between two rounds of n people found with the power.

    >>> round(detectable_change(100, Design(sd=2.5, deff=1.5)), 2)
    1.21
    """
    variance = 2 * design.deff * design.sd**2 / n * (1 - design.shared)
    return _reach(design.power) * sqrt(variance)


def people_needed(change: float, design: Design) -> int:
    """Return how many people each of two rounds needs to find a change of that size.

    >>> people_needed(0.5, Design(deff=1.0)), people_needed(0.5, Design(deff=1.5))
    (393, 589)
    """
    exact = 2 * design.deff * (design.sd * _reach(design.power) / change) ** 2
    # A whole number must not become the next by a rounding error.
    return ceil(exact * (1 - design.shared) - 1e-9)


def power_of(change: float, n: float, design: Design) -> float:
    """Return the chance 0-1 that two rounds of n people show a change of that size."""
    variance = 2 * design.deff * design.sd**2 / n * (1 - design.shared)
    return _power(change, variance)


def detectable_gap(n: float, rest: float, design: Design) -> float:
    """Return the least gap between a group of n and `rest` others that is found."""
    variance = design.deff * design.sd**2 * (1 / n + 1 / rest)
    return _reach(design.power) * sqrt(variance)


def half_width(n: float, design: Design) -> float:
    """Return half the length of a 95 % interval of a mean of n people."""
    return _quantile() * sqrt(design.deff * design.sd**2 / n)


def percent_half_width(n: float, deff: float, share: float = 0.5) -> float:
    """Return half a 95 % interval of a percentage, in percentage points.

    >>> [round(percent_half_width(n, 1.5), 1) for n in (50, 100, 200, 400)]
    [17.0, 12.0, 8.5, 6.0]
    """
    return 100 * _quantile() * sqrt(deff * share * (1 - share) / n)


def plan(
    n: int, design: Design, share: float = 0.5, change: float | None = None
) -> Plan:
    """Return what a round of n people shows of `change`, or the least it finds."""
    return Plan(
        n=n,
        change=detectable_change(n, design) if change is None else change,
        power=design.power if change is None else power_of(change, n, design),
        half_width=half_width(n, design),
        percent_half_width=percent_half_width(n, design.deff, share),
    )


def plan_groups(
    n: int, shares: Sequence[tuple[str, float]], change: float, design: Design
) -> list[GroupPlan]:
    """Return what a round of n people shows of groups with these shares 0-1 of it.

    `power` is the chance to find `change` between two rounds in the group alone.
    """
    return [
        GroupPlan(
            group=group,
            share=share,
            n=round(n * share),
            change=detectable_change(n * share, design),
            gap=detectable_gap(n * share, n * (1 - share), design),
            power=power_of(change, n * share, design),
        )
        for group, share in shares
    ]


def _reach(power: float) -> float:
    """Return in standard errors how far a true change must be from none."""
    return _quantile() + _normal.inv_cdf(power)


def _power(change: float, variance: float) -> float:
    """Return the power of a two-sided test; the far side counts too."""
    distance = abs(change) / sqrt(variance)
    return _normal.cdf(distance - _quantile()) + _normal.cdf(-distance - _quantile())


def _quantile() -> float:
    return _normal.inv_cdf(1 - SIGNIFICANT / 2)
