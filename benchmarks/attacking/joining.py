"""What measures tell of each other: a construct of its items, an item of its share."""

from attacking.world import NEAR, Place

SLACK = 1e-6
#: From which means of an item a share is known to a tenth: scores above half are
#: positive, so that share s has a mean from 7.5 s to 5 + 5 s.
LEAST, MOST = 7.5, 5.0


def told_shares(worlds, known):
    """Return hidden shares of small cells that an item's mean tells.

    `worlds` and `known` are by (measure, whether a share).
    """
    found = set()
    for (of, is_share), world in worlds.items():
        item = worlds.get((of, False))
        if not is_share or item is None:
            continue
        for cell in world.small:
            weight = item.weight[cell]
            is_told = cell in known[of, False] and cell not in known[of, True]
            if not is_told or item.n[cell] != world.n[cell] or not weight:
                continue
            mean = item.total[cell] / weight
            low, high = max(0.0, mean / 5 - 1), min(1.0, mean / LEAST)
            if high - low <= NEAR + SLACK and not _is_of_everyone(item, cell):
                found.add((of, cell))
    return found


def _is_of_everyone(item, cell):
    """Return whether all but all of everyone answered alike: then a part did."""
    mean = item.total[0] / item.weight[0]
    return item.places[cell] != Place(None, None) and not 0.75 < mean < 9.5


def told_items(worlds, known, instrument, means):
    """Return hidden means of small cells that a construct and its other items tell.

    Where all people of the cell answered all items; `means` {(of, cell): (least, most)}
    are what other tables leave open.
    """
    found = set()
    for construct in instrument.constructs:
        names = [(name, False) for name in construct.items]
        whole = worlds.get((construct.construct_id, False))
        if whole is None or not all(name in worlds for name in names):
            continue
        for of in names:
            for cell in worlds[of].small:
                own = [worlds[name].n[cell] for name in names]
                if cell in known[of] or set(own) != {whole.n[cell]} or not own[0]:
                    continue
                others = [name for name in names if name != of]
                low, high = _mean(worlds, known, means, (*whole_key(construct), cell))
                low, high = low * len(names), high * len(names)
                for other in others:
                    least, most = _mean(worlds, known, means, (*other, cell))
                    low, high = low - most, high - least
                low, high = max(low, 0.0), min(high, 10.0)
                if high - low <= 10 * NEAR + SLACK:
                    found.add((of[0], cell))
    return found


def whole_key(construct):
    """Return the key of a construct's world."""
    return construct.construct_id, False


def _mean(worlds, known, means, at):
    """Return the least and most the mean of a cell can be."""
    of, is_share, cell = at
    world = worlds[of, is_share]
    if cell in known[of, is_share]:
        mean = world.total[cell] / world.weight[cell]
        return mean, mean
    return means.get((of, cell), (0.0, 10.0))
