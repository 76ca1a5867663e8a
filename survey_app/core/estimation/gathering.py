"""All that a table of groups needs of the rows, added up in one pass over them.

Parts of a sample can be gathered anywhere, by any engine, and added up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.calibrated import Cross, cross
from survey_app.core.estimation.sums import Domains, Sums, added
from survey_app.core.measurement.frame import Fact
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.values import Column, block
from survey_app.core.sampling.design import BoolArray, Design, FloatArray, IntArray

#: Whether everyone agrees is looked for in cells smaller than this.
SMALL = 30


@dataclass(frozen=True, slots=True)
class Gathered:
    """What rows add to k measures in the d groups of several groupings.

    `known` (groupings, k) counts who answered and whose group is known; `asked`
    (people, d, k) tells who asked somebody of a cell, None where nobody knows; `few`
    has the values of each cell (domain, measure) that fewer than SMALL answered.
    """

    sums: Sums
    crossed: Cross | None
    known: IntArray
    asked: BoolArray | None
    few: Mapping[tuple[int, int], FloatArray]


def gather(
    design: Design,
    columns: Sequence[Column],
    groupings: Sequence[Grouping],
    enumerators: Fact,
) -> Gathered:
    """Return what the rows of `design` add to `columns` in groups of `groupings`."""
    is_known = any(enumerators.names)
    members = [column for each in groupings for column in each.members.T]
    domains = Domains(
        [each.members for each in groupings],
        [each.known for each in groupings],
        enumerators.places if is_known else None,
        len(enumerators.names) if is_known else 1,
    )
    found = added(design, columns, domains)
    return Gathered(
        sums=found.sums,
        crossed=cross(design, columns, domains),
        known=found.known,
        asked=found.asked,
        few=few(columns, found.sums.n, lambda domain: members[domain]),
    )


def few(
    columns: Sequence[Column], n: IntArray, inside: Callable[[int], BoolArray]
) -> dict[tuple[int, int], FloatArray]:
    """Return the values of each cell (domain, measure) that few answered.

    `inside` tells whose domain a domain is (rows,).
    """
    found = {}
    small = n < SMALL
    for domain in np.flatnonzero(small.any(axis=1)).tolist():
        rows = np.flatnonzero(inside(domain))
        for place in np.flatnonzero(small[domain]).tolist():
            (values,) = block([columns[place]], rows)
            values = values[~np.isnan(values)]
            if len(values) < SMALL:
                found[domain, place] = values
    return found


def agreement(values: FloatArray) -> float:
    """Return the share 0-1 of the commonest value, 0 of none.

    >>> agreement(np.array([1.0, 1.0, 2.0, 1.0]))
    0.75
    """
    if not len(values):
        return 0.0
    _, counts = np.unique(values, return_counts=True)
    return float(counts.max() / len(values))


@dataclass(frozen=True, slots=True)
class Part:
    """What some rows add, their PSUs counted among themselves.

    `psus` (own PSUs,) are their places among the PSUs of the whole sample.
    """

    psus: IntArray
    gathered: Gathered


def assembled(parts: Iterable[Part], psus: int) -> Gathered:
    """Return the sum of the parts of a sample of `psus` PSUs, one part at least."""
    whole: Gathered | None = None
    for part in parts:
        whole = _placed(part, psus) if whole is None else _added(whole, part)
    if whole is None:
        raise ValueError("no parts")
    return whole


def _placed(part: Part, psus: int) -> Gathered:
    found = part.gathered

    def spread(values: FloatArray) -> FloatArray:
        wide = np.zeros((psus, *values.shape[1:]))
        wide[part.psus] = values
        return wide

    return Gathered(
        Sums(
            spread(found.sums.weight),
            spread(found.sums.total),
            spread(found.sums.members),
            found.sums.square,
            found.sums.n,
        ),
        found.crossed,
        found.known,
        found.asked,
        found.few,
    )


def _added(whole: Gathered, part: Part) -> Gathered:
    """Return the sum; the wide arrays of `whole`, made by `_placed`, are added to."""
    sums, more = whole.sums, part.gathered
    sums.weight[part.psus] += more.sums.weight
    sums.total[part.psus] += more.sums.total
    sums.members[part.psus] += more.sums.members
    crossed = whole.crossed
    if crossed is not None and more.crossed is not None:
        crossed = Cross(
            crossed.weight + more.crossed.weight, crossed.total + more.crossed.total
        )
    return Gathered(
        Sums(
            sums.weight,
            sums.total,
            sums.members,
            sums.square + more.sums.square,
            sums.n + more.sums.n,
        ),
        crossed,
        whole.known + more.known,
        None if whole.asked is None or more.asked is None else whole.asked | more.asked,
        _few_of_both(whole.few, more.few),
    )


def _few_of_both(
    one: Mapping[tuple[int, int], FloatArray],
    other: Mapping[tuple[int, int], FloatArray],
) -> dict[tuple[int, int], FloatArray]:
    both = {cell: np.append(one[cell], other[cell]) for cell in one if cell in other}
    return {cell: values for cell, values in both.items() if len(values) < SMALL}
