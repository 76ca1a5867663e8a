"""What a file of single answers says of the sample, so that estimates can be made of it
without telling where anybody lives: weights shared by many, and units of several PSUs.
"""

from dataclasses import dataclass

import numpy as np

from survey_app.core.sampling.design import Design, FloatArray, IntArray

#: People and PSUs that share a published weight.
LEAST_PEOPLE = 25
LEAST_PSUS = 3
#: PSUs that a unit is made of.
PSUS_IN_UNIT = 2
#: Units, or in unclustered samples people, a stratum has.
LEAST_UNITS = 2
#: Decimals of a published weight: the mean is 1.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Units:
    """Codes of strata and units (rows,) that are no code of ours, from 1."""

    strata: IntArray
    units: IntArray
    is_clustered: bool


def published(weights: FloatArray, psu: IntArray) -> FloatArray:
    """Return weights (rows,) with the mean 1 that tell no place and no population.

    Neighbours in size take their mean until at least LEAST_PEOPLE people of LEAST_PSUS
    PSUs share each: microaggregation. Unlike noise it does not fade when several
    variables are averaged, and it leaves sums of weights as they are.
    """
    order = np.argsort(weights, kind="stable")
    own = weights[order]
    cuts = _cuts(own, psu[order])
    sizes = np.diff(cuts)
    means = np.add.reduceat(own, cuts[:-1]) / sizes
    shared = np.empty(len(own))
    shared[order] = np.repeat(means, sizes) / own.mean()
    return shared.round(DECIMALS)


def _cuts(weights: FloatArray, psus: IntArray) -> IntArray:
    """Return where each run of sorted weights that is shared begins, and the end."""
    cuts, seen = [0], set()
    ends = [*(np.flatnonzero(np.diff(weights)) + 1).tolist(), len(weights)]
    start = 0
    for end in ends:
        seen.update(psus[start:end].tolist())
        start = end
        if end - cuts[-1] >= LEAST_PEOPLE and len(seen) >= LEAST_PSUS:
            cuts.append(end)
            seen = set()
    if cuts[-1] != len(weights):  # too few are left: they share with those before
        cuts[max(len(cuts) - 1, 1) :] = [len(weights)]
    return np.array(cuts)


def units(design: Design, rng: np.random.Generator) -> Units:
    """Return units that each join PSUs of a stratum by chance, under random codes.

    No unit is a place. Strata too small for two units are joined to one. Variances with
    units in place of PSUs have the same expectation (random groups) and fewer degrees
    of freedom. People without a cluster are units of their own.
    """
    psus = len(design.stratum)
    strata = _joined_strata(design, PSUS_IN_UNIT * LEAST_UNITS)
    unit = np.empty(psus, dtype=np.int64)
    count = 0
    for stratum in np.unique(strata):
        own = rng.permutation(np.flatnonzero(strata == stratum))
        size = PSUS_IN_UNIT if design.is_clustered else 1
        made = max(len(own) // size, 1)
        unit[own] = count + np.arange(len(own)) % made
        count += made
    codes = 1 + rng.permutation(count)
    names = 1 + rng.permutation(int(strata.max(initial=0)) + 1)
    return Units(
        names[strata][design.psu], codes[unit][design.psu], design.is_clustered
    )


def _joined_strata(design: Design, least: int) -> IntArray:
    """Return the stratum of each PSU, those with fewer than `least` PSUs joined.

    If these are too few together, they join the smallest of the others.
    """
    sizes = np.bincount(design.stratum, minlength=len(design.population))
    target = np.arange(len(sizes))
    small = sizes < (least if design.is_clustered else LEAST_PEOPLE)
    if small.any():
        target[small] = np.flatnonzero(small)[0]
        if sizes[small].sum() < least and not small.all():
            target[small] = np.where(small, sizes.max() + 1, sizes).argmin()
    _, joined = np.unique(target[design.stratum], return_inverse=True)
    return joined.astype(np.int64)
