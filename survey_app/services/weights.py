"""Weights: the rows of a round beside the population they are weighted to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.sampling.design import Design, FloatArray
from survey_app.core.sampling.weighting import (
    Margin,
    Plan,
    Population,
    Weighted,
    Weighting,
    calibrated,
    weigh,
)
from survey_app.errors import Problem, Rejected
from survey_app.interchange.toml_source import nearest

#: The group of those whose group is not known, in a margin.
UNKNOWN = ""
#: A margin of this name is the strata of the design where no grouping has the name.
STRATUM = "stratum"


@dataclass(frozen=True, slots=True)
class Applied:
    """A plan carried out on a round: its weights, and the design with them."""

    weighting: Weighting
    weighted: Weighted
    design: Design


def apply(plan: Plan, frame: Frame, groupings: Mapping[str, Grouping]) -> Applied:
    """Return the weights of a round by `plan`; raise Rejected with every fault."""
    weighting = beside(plan, frame, groupings)
    weighted = weigh(frame.design.weights, weighting)
    design = calibrated(frame.design, weighted, weighting.margins)
    return Applied(weighting, weighted, design)


def beside(plan: Plan, frame: Frame, groupings: Mapping[str, Grouping]) -> Weighting:
    """Return a plan beside the rows of a round; raise Rejected with every fault.

    People whose group is not known keep the share of the whole they have.
    """
    faults: list[Problem] = []
    every = dict(groupings) | _strata(frame.design, groupings)

    def margins(of: Population) -> tuple[Margin, ...]:
        found = (_margin(by, of[by], every, frame.design.weights, faults) for by in of)
        return tuple(each for each in found if each is not None)

    weighting = Weighting(margins(plan.margins), plan.trim, margins(plan.sampled))
    if faults:
        raise Rejected(faults)
    return weighting


def as_came(design: Design) -> Design:
    """Return a design with the weights its responses came with."""
    if design.calibration is None:
        return design
    return replace(design, weights=design.calibration.given, calibration=None)


def as_fixed(design: Design) -> Design:
    """Return a design whose weights count as if nothing had been fitted to get them."""
    return replace(design, calibration=None)


def _margin(
    by: str,
    population: Mapping[str, float],
    groupings: Mapping[str, Grouping],
    weights: FloatArray,
    faults: list[Problem],
) -> Margin | None:
    """Return a margin beside the rows of the sample, or add its faults."""
    if by not in groupings:
        known = nearest(by, list(groupings)) or ", ".join(groupings)
        faults.append(Problem(by, "margins.unknown", {"by": by, "known": known}))
        return None
    grouping = groupings[by]
    if (grouping.members.sum(axis=1) > 1).any():
        faults.append(Problem(by, "margins.overlapping", {"by": by}))
        return None
    if own := _group_faults(by, population, grouping, weights):
        faults += own
        return None
    return _beside(grouping, population, weights)


def _beside(
    grouping: Grouping, population: Mapping[str, float], weights: FloatArray
) -> Margin:
    groups = tuple(population)
    place = {group: index for index, group in enumerate(groups)}
    own = np.array([place.get(str(group), 0) for group in grouping.groups])
    codes = own[grouping.members.argmax(axis=1)]
    people = np.array(list(population.values()))
    unknown = ~grouping.members.any(axis=1)
    if (unknown & (weights > 0)).any():
        share = weights[unknown].sum() / weights.sum()
        people = np.append(people * (1 - share), people.sum() * share)
        codes = np.where(unknown, len(groups), codes)
        groups = (*groups, UNKNOWN)
    return Margin(str(grouping.by), groups, people, codes)


def _group_faults(
    by: str,
    population: Mapping[str, float],
    grouping: Grouping,
    weights: FloatArray,
) -> list[Problem]:
    faults = []
    codes = [str(group) for group in grouping.groups]
    for group in population:
        if group not in codes:
            known = nearest(group, codes) or ", ".join(codes)
            facts = {"group": group, "known": known}
            faults.append(Problem(by, "margins.group_unknown", facts))
    counts = (grouping.members & (weights > 0)[:, None]).sum(axis=0)
    for group, n in zip(codes, counts, strict=True):
        if n and group not in population:
            faults.append(Problem(by, "margins.group_missing", {"group": group}))
    return faults


def _strata(design: Design, groupings: Mapping[str, Grouping]) -> dict[str, Grouping]:
    groups = tuple(dict.fromkeys(stratum for stratum, _ in design.psus))
    if STRATUM in groupings or len(groups) < 2:
        return {}
    rows = design.stratum[design.psu]
    members = rows[:, None] == np.arange(len(groups))
    return {STRATUM: Grouping(STRATUM, groups, members, rows >= 0)}
