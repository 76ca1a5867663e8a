"""What follows from known cells: small ones that can be worked out."""

import numpy as np
from scipy.linalg import qr
from scipy.optimize import linprog
from scipy.sparse import block_diag

from attacking.world import GROUP, NEAR, REST

SLACK = 1e-6


def reading(world, known):
    """Return small cells that are simply shown."""
    return {cell for cell in world.small if cell in known}


def pairs(world, known):
    """Return pairs of shown cells, one in the other, that differ by a few people."""
    cells = np.array(
        [cell for cell in sorted(known) if world.places[cell].side in (GROUP, REST)]
    )
    if not len(cells):
        return set()
    n = world.n[cells]
    differ = n[None, :] - n[:, None]
    few = world.inside[np.ix_(cells, cells)] & (differ > 0) & (n > 0)[:, None]
    few &= differ < world.least[cells][:, None]
    return {(int(cells[a]), int(cells[b])) for a, b in np.argwhere(few)}


def margins(world, known):
    """Return small cells that are the only unknown one of some line."""
    found, small = set(), set(world.small)
    for line in world.lines:
        missing = [cell for cell in (line.total, *line.parts) if cell not in known]
        if len(missing) == 1 and missing[0] in small:
            found.add(missing[0])
    return found


def bounds(world, known, counted=None, alone=(0,)):
    """Return small cells that all lines together give away, and what cells can be.

    Not what the row of a cell of `alone` (everyone) tells by itself: where all but all
    gave one answer.

    `counted` (cells, 2) are the least and most people a cell can have for other
    reasons. The second part of what is returned is {cell: (least, most mean)}.
    """
    n, most = world.n.astype(float), float(world.n[0])
    low_n = np.zeros(len(n)) if counted is None else counted[:, 0].copy()
    high_n = np.full(len(n), most) if counted is None else counted[:, 1].copy()
    scale = max(float(world.weight.max(initial=0)), 1e-300)
    low, high = (limit * world.weight / scale for limit in world.limits)
    for cell in known:
        low_n[cell] = high_n[cell] = n[cell]
        low[cell] = high[cell] = world.total[cell] / scale
    hidden = [cell for cell in world.small if cell not in known and n[cell]]
    if not hidden:
        return set(), {}
    people = _extremes(world, known, low_n, high_n, hidden)
    sums = _extremes(world, known, low, high, hidden)
    found, means = set(), {}
    for cell, (least, most_n), (bottom, top) in zip(hidden, people, sums, strict=True):
        weight = world.weight[cell] / scale
        is_few = world.secret[cell]
        if is_few and np.ceil(least - SLACK) >= np.floor(most_n + SLACK):
            found.add(cell)
        if weight > 0 and world.scale > 0:
            means[cell] = (bottom / weight, top / weight)
            is_near = (top - bottom) / weight <= NEAR * world.scale + SLACK
            if is_near and not _is_plain(world, known, cell, alone):
                found.add(cell)
    return found, means


def _is_plain(world, known, cell, alone):
    """Return whether the row of one cell around it tells a cell's mean by itself."""
    weight = world.weight
    for around in alone:
        if around not in known or not world.inside[cell, around]:
            continue
        low, high = (limit * weight[cell] for limit in world.limits)
        total, others = world.total[around], weight[around] - weight[cell]
        most = min(high, total - world.limits[0] * others)
        least = max(low, total - world.limits[1] * others)
        if most - least <= NEAR * world.scale * weight[cell] + SLACK:
            return True
    return False


def _extremes(world, known, low, high, hidden):
    """Return the least and most (cells, 2) of hidden cells, by linear programming.

    Each hidden cell is asked for with the unknown cells that hang together with it.
    """
    equations = _equations(world, known, low)
    found = np.column_stack([low[hidden], high[hidden]])
    asked, blocks, sides, ranges, wanted = [], [], [], [], []
    for cells, rows in _parts(equations):
        place = {cell: number for number, cell in enumerate(cells)}
        matrix = np.zeros((len(rows), len(cells)))
        for number, row in enumerate(rows):
            for cell, sign in row:
                matrix[number, place[cell]] = sign
        kept = _independent(matrix)
        matrix, right = matrix[kept], [equations[rows[row]] for row in kept]
        for number, cell in enumerate(hidden):
            for end, sign in enumerate((1.0, -1.0)) if cell in place else ():
                aim = np.zeros(len(cells))
                aim[place[cell]] = sign
                asked.append((number, end, sum(map(len, wanted)) + place[cell]))
                blocks.append(matrix)
                sides.append(right)
                ranges.append(np.column_stack([low[list(cells)], high[list(cells)]]))
                wanted.append(aim)
    if asked:
        best = _solved(wanted, blocks, sides, ranges)
        for number, end, place_ in asked:
            found[number, end] = best[place_]
    return found


def _independent(matrix):
    """Return which rows say all that all of them say."""
    _, upper, order = qr(matrix.T, mode="economic", pivoting=True)
    size = np.abs(np.diag(upper))
    return np.sort(order[: int((size > SLACK).sum())])


def _equations(world, known, values):
    """Return what lines say of unknown cells: {((cell, sign), ...): their sum}."""
    found = {}
    for line in world.lines:
        signs = [(line.total, -1.0), *((part, 1.0) for part in line.parts)]
        unknown = tuple(sorted(each for each in signs if each[0] not in known))
        if unknown:
            told = sum(sign * values[cell] for cell, sign in signs if cell in known)
            found[unknown] = -told
    return found


def _parts(equations):
    """Yield (cells, equations) that hang together."""
    parts = []
    for row in equations:
        cells, rows = {cell for cell, _ in row}, [row]
        for other in [part for part in parts if part[0] & cells]:
            parts.remove(other)
            cells, rows = cells | other[0], rows + other[1]
        parts.append((cells, rows))
    return [(tuple(sorted(cells)), rows) for cells, rows in parts]


def _solved(wanted, blocks, sides, ranges):
    """Return where all programs, side by side, have their least."""
    result = linprog(
        np.concatenate(wanted),
        A_eq=block_diag(blocks, format="csr"),
        b_eq=np.concatenate(sides),
        bounds=np.concatenate(ranges),
        method="highs",
    )
    if result.status != 0:
        raise SystemExit(f"what is published does not fit together: {result.message}")
    return result.x


def recover(world, known, tally, counted=None, alone=(0,)):
    """Count what can be recovered of a measure; return what hidden means can be."""
    found, means = bounds(world, known, counted, alone)
    tally["small"] += len(world.small)
    tally["reading"] += len(reading(world, known))
    tally["pairs"] += len(pairs(world, known))
    tally["margins"] += len(margins(world, known))
    tally["bounds"] += len(found)
    return means
