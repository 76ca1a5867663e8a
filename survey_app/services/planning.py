"""Planning: what a round of some size can show, and how many people it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from survey_app.core.sampling import planning, quotas
from survey_app.core.sampling.planning import Design, GroupPlan, Plan
from survey_app.core.sampling.weighting import Population
from survey_app.errors import Problem, Rejected

#: The change of a score that matters, in points on 0-10 (docs/methods.md).
RELEVANT = 0.5
#: Between the parts of a crossed grouping and of its group codes.
CROSS = "*"
#: Which numbers a wish may hold: name -> (least, most).
LIMITS = {
    "sd": (0.001, 1000.0),
    "deff": (0.1, 100.0),
    "power": (0.05, 0.999),
    "overlap": (0.0, 1.0),
    "correlation": (0.0, 0.99),
    "rho": (0.0, 1.0),
    "per_cluster": (1.0, 10_000.0),
    "n": (2.0, 10_000_000.0),
    "change": (0.001, 1000.0),
    "percent": (0.1, 99.9),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody plans: a size or a change to find, and what they assume.

    `deff` None: from `per_cluster` people a cluster and their likeness `rho`.
    `percent` is the percentage whose precision is asked; `shares` are of groups, 0-1.
    """

    n: Sequence[float] = ()
    change: float | None = None
    sd: float = planning.USUAL_SD
    deff: float | None = None
    power: float = planning.USUAL_POWER
    rho: float | None = None
    per_cluster: float | None = None
    overlap: float = 0.0
    correlation: float = 0.5
    percent: float = 50.0
    shares: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What rounds of some sizes show: the wished ones, or one that finds the change."""

    design: Design
    plans: list[Plan]
    groups: list[GroupPlan]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many people of a group to ask in a place."""

    place: str
    group: str
    quota: int


def look_out(wish: Wish) -> Outlook:
    """Return what the wished rounds can show; raise Rejected with every fault."""
    if faults := _faults(wish):
        raise Rejected(faults)
    design = _design(wish)
    sizes = [int(n) for n in wish.n]
    if not sizes and wish.change is not None:
        sizes = [planning.people_needed(wish.change, design)]
    share = wish.percent / 100
    change = RELEVANT if wish.change is None else wish.change
    return Outlook(
        design=design,
        plans=[
            planning.plan(n, design, share, wish.change)
            for n in sizes or planning.SIZES
        ],
        groups=[
            each
            for n in sizes[:1]
            for each in planning.plan_groups(n, wish.shares, change, design)
        ],
    )


def share_out(n: int, population: Population, place: str, by: str) -> list[Quota]:
    """Return whole quotas of n people for each place and group that add up.

    The population names people of each place and group, crossed (`place*by`) or each
    by itself; then groups are taken to be the same share everywhere. Raise Rejected.
    """
    crossed = population.get(f"{place}{CROSS}{by}")
    if crossed is None:
        _must_have(population, (place, by))
        places, groups = list(population[place]), list(population[by])
        people = quotas.independent(
            list(population[place].values()), list(population[by].values())
        )
    else:
        places, groups, people = _crossed(crossed)
    exact = quotas.proportional(n, people)
    return [
        Quota(where, group, quota)
        for where, row in zip(places, quotas.controlled(exact), strict=True)
        for group, quota in zip(groups, row, strict=True)
    ]


def _crossed(
    people: Mapping[str, float],
) -> tuple[list[str], list[str], quotas.Table]:
    pairs = [group.partition(CROSS)[::2] for group in people]
    places = list(dict.fromkeys(where for where, _ in pairs))
    groups = list(dict.fromkeys(group for _, group in pairs))
    table = [
        [Fraction(people.get(f"{where}{CROSS}{group}", 0.0)) for group in groups]
        for where in places
    ]
    return places, groups, table


def _must_have(population: Population, names: Sequence[str]) -> None:
    known = ", ".join(population)
    faults = [
        Problem(name, "margins.unknown", {"by": name, "known": known})
        for name in names
        if name not in population
    ]
    if faults:
        raise Rejected(faults)


def _design(wish: Wish) -> Design:
    deff = wish.deff
    if deff is None and wish.per_cluster is not None and wish.rho is not None:
        deff = planning.cluster_deff(wish.per_cluster, wish.rho)
    return Design(
        sd=wish.sd,
        deff=planning.USUAL_DEFF if deff is None else deff,
        power=wish.power,
        overlap=wish.overlap,
        correlation=wish.correlation,
    )


def _faults(wish: Wish) -> list[Problem]:
    given = [(name, getattr(wish, name)) for name in LIMITS if name != "n"]
    given += [("n", n) for n in wish.n]
    faults = []
    for name, value in given:
        least, most = LIMITS[name]
        if value is not None and not least <= value <= most:
            facts = {"value": f"{value:g}", "least": f"{least:g}", "most": f"{most:g}"}
            faults.append(Problem(name, "plan.out_of_range", facts))
    if (wish.rho is None) != (wish.per_cluster is None):
        faults.append(Problem("rho", "plan.needs_both"))
    faults += [
        Problem(group, "plan.share", {"value": f"{share:g}"})
        for group, share in wish.shares
        if not 0 < share < 1
    ]
    return faults
