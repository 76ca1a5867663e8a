"""The truth about one measure of a round: who stands in which cell, and what adds up."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from survey_app.core.disclosure.rules import hard_least, is_protected
from survey_app.core.disclosure.tables import Line
from survey_app.core.estimation.estimates import estimates
from survey_app.core.measurement.groups import everyone

#: A mean is recovered when it is known to this part of its scale.
NEAR = 0.1
#: Sides of a cell: the group, everyone else, all whose group is known, all others.
GROUP, REST, KNOWN, UNKNOWN = "group", "rest", "known", "unknown"
#: Which interviews: all, those without a doubtful flag, those with one.
ALL, KEPT, OUT = "all", "kept", "out"


class Place(NamedTuple):
    """Where a number stands among all that may be published of a measure."""

    by: str | None
    group: str | None
    side: str = GROUP
    part: str = ALL


@dataclass
class World:
    """The truth about one measure, as cells in one order, everyone first.

    `members` (rows, cells) are those who answered; `small` are cells nobody may know,
    `least` how many people a cell must have (cells,), `secret` whether their number may
    not be known (cells,).
    """

    places: list
    members: np.ndarray
    values: np.ndarray
    weights: np.ndarray
    limits: tuple
    small: list
    least: np.ndarray
    secret: np.ndarray

    @cached_property
    def at(self):
        """Return where each place stands."""
        return {place: number for number, place in enumerate(self.places)}

    @cached_property
    def shared(self):
        """Return how many people any two cells share (cells, cells)."""
        members = self.members.astype(np.float32)
        return np.rint(members.T @ members).astype(int)

    @property
    def n(self):
        """Return how many people each cell has."""
        return self.shared.diagonal()

    @cached_property
    def weight(self):
        """Return how many people those of each cell stand for."""
        return self.weights @ self.members

    @cached_property
    def total(self):
        """Return weight times value of each cell."""
        return (self.weights * self.values) @ self.members

    @property
    def scale(self):
        """Return how far values can be apart."""
        return self.limits[1] - self.limits[0]

    @cached_property
    def inside(self):
        """Return whether the first cell lies within the second (cells, cells)."""
        return self.shared == self.n[:, None]

    @cached_property
    def lines(self):
        """Return all cells that are the sum of others that exclude each other."""
        found, n = set(), self.n
        for parts in self._partitions():
            held = self.inside[parts] & (n[parts] > 0)[:, None]
            whole = (held * n[parts][:, None]).sum(axis=0)
            for total in np.flatnonzero((whole == n) & (n > 0)).tolist():
                own = tuple(np.array(parts)[held[:, total]].tolist())
                if total not in own:
                    found.add(Line(total, own))
        return sorted(found, key=lambda line: (line.total, line.parts))

    def _partitions(self):
        """Yield lists of cells that exclude each other."""
        groups = {}
        for number, place in enumerate(self.places):
            groups.setdefault((place.by, place.side, place.part), []).append(number)
        for (_, side, _), cells in groups.items():
            if side == GROUP and (self.members[:, cells].sum(axis=1) < 2).all():
                yield cells
        for number, place in enumerate(self.places):
            other = {GROUP: REST, KNOWN: UNKNOWN}.get(place.side)
            pairs = [place._replace(side=other)] if other else []
            pairs += [place._replace(part=OUT)] if place.part == KEPT else []
            for pair in pairs:
                if pair in self.at:
                    yield [number, self.at[pair]]


def world_of(data, measure, rules, keep=None):
    """Return the truth about a measure of a round under the rules of a release.

    `keep` (rows,) are interviews without a doubtful flag; cells of those and of the
    others are added.
    """
    divided = [everyone(data.frame), *data.groupings.values()]
    inside = ~np.isnan(measure.values) & (data.frame.design.weights > 0)
    places, columns = [], []
    for each in divided:
        sides = [(group, GROUP) for group in each.groups]
        columns.append(each.members)
        if each.by is not None:
            sides += [(group, REST) for group in each.groups]
            sides += [(None, KNOWN), (None, UNKNOWN)]
            columns += [each.rest, each.known[:, None], ~each.known[:, None]]
        places += [Place(each.by, group, side) for group, side in sides]
    members = np.concatenate(columns, axis=1)
    least, small = _small(data, measure, rules, divided, places)
    if keep is not None:
        count = len(places)
        own = [cell for cell in range(count) if places[cell].side in (GROUP, REST)]
        kept, out = members & keep[:, None], members & ~keep[:, None]
        places += [
            places[cell]._replace(part=part) for part in (KEPT, OUT) for cell in own
        ]
        members = np.concatenate([members, kept[:, own], out[:, own]], axis=1)
        least = np.concatenate([least, least[own], least[own]])
        n = members[inside].sum(axis=0)
        small += [
            cell
            for cell in range(count, len(places))
            if places[cell].side == GROUP and 0 < n[cell] < least[cell]
        ]
    values = measure.values[inside]
    return World(
        places,
        members[inside],
        values,
        data.frame.design.weights[inside],
        _limits(measure.kind, values),
        small,
        least,
        members[inside].sum(axis=0) < rules.min_n,
    )


def _limits(kind, values):
    """Return the least and the most a value can be."""
    if kind == "number":
        return (float(values.min()), float(values.max())) if len(values) else (0, 0)
    return (0.0, 1.0) if kind == "share" else (0.0, 10.0)


def _small(data, measure, rules, divided, places):
    """Return what each cell must have at least, and which cells nobody may know."""
    table = estimates("", data.frame, [measure], *divided)
    cells = {Place(row.by, row.group): cell for row, (cell,) in table}
    least = np.array(
        [
            hard_least(cells.get(Place(p.by, p.group), cells[Place(None, None)]), rules)
            for p in places
        ]
    )
    small = [
        number
        for number, place in enumerate(places)
        if place in cells and is_protected(cells[place], rules)
    ]
    return least, small
