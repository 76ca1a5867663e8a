"""The attack itself: what all tables together tell of the small cells of rounds."""

from collections import Counter

import numpy as np

from attacking.dyadic import attack_dyads
from attacking.joining import told_items, told_shares
from attacking.recovering import recover
from attacking.world import ALL, KEPT, world_of
from survey_app.services.withholding import respondents

#: What can be done, in the order it is printed.
ATTACKS = (
    *("reading", "pairs", "margins", "bounds", "counts", "items", "unequal"),
    "totals",
)


def attack(rounds, known, rules, tally):
    """Count what can be recovered of the rounds from what is `known`."""
    tally["unequal"] += len(known.broken)
    for data in rounds:
        name = data.survey_round.name
        counts = world_of(data, respondents(data), rules)
        counted = known.counts.get(name, {})
        limits = _people(counts, counted)
        worlds, cells, means = {}, {}, {}
        for measure in data.measures:
            key = measure.of, measure.kind == "share"
            world = world_of(data, measure, rules)
            # That some of a group that may be counted gave no answer is no secret.
            world.secret = counts.secret
            worlds[key] = world
            cells[key] = {world.at[place] for place in known.of(name, measure)}
            own = recover(world, cells[key], tally, _of_measure(world, limits))
            if not key[1]:
                means |= {(measure.of, cell): mean for cell, mean in own.items()}
        tally["items"] += len(told_shares(worlds, cells))
        tally["items"] += len(told_items(worlds, cells, data.instrument, means))
        _attack_counts(counts, counted, worlds, cells, tally)
        attack_dyads(data, known.dyads, tally)


def _people(counts, counted):
    """Return the least and most respondents of each cell (cells, 2)."""
    limits = np.column_stack([np.zeros(len(counts.n)), np.full(len(counts.n), np.inf)])
    limits[:, 1] = counts.n[0]
    for place, most in counted.items():
        cell = counts.at[place]
        limits[cell] = (counts.n[cell],) * 2 if most is None else (1, most)
    return limits


def _of_measure(world, limits):
    """Return the least and most of each cell who have a value, from who answered.

    Whoever of them has none is among those who are missing in all.
    """
    missing = limits[0, 0] - world.n[0] if limits[0, 0] else limits[0, 1]
    low = np.maximum(limits[:, 0] - missing, 0)
    return np.column_stack([low, np.minimum(limits[:, 1], world.n[0])])


def _attack_counts(counts, counted, worlds, known, tally):
    """Recover how many of a small group answered, from counts and n of measures."""
    limits = _people(counts, counted)
    for key, world in worlds.items():
        missing = counts.n[0] - world.n[0]
        for cell in known[key]:
            low, high = limits[cell]
            limits[cell] = max(low, world.n[cell]), min(high, world.n[cell] + missing)
    exact = {cell for cell, (low, high) in enumerate(limits) if low == high}
    own = Counter()
    recover(counts, exact, own, limits)
    exposed = {c for c in counts.small if c in exact and counts.n[c]}
    tally["small"] += own["small"]
    tally["counts"] += len(exposed) + own["margins"] + own["bounds"]


def attack_kept(data, keep, known, rules, tally):
    """Count what results with and without some interviews tell together.

    `keep` (rows,) are those without a flag; `known` what the results of all and of
    those tell, the latter under names of rounds that end in "kept". Of a group whose
    people all answered alike, an analyst knows what each of them did: that does not
    count, nor does what the results of all tell by themselves.
    """
    name = data.survey_round.name
    for measure in data.measures:
        world = world_of(data, measure, rules, keep)
        cells = {world.at[place] for place in known.of(name, measure)}
        cells |= {
            world.at[place._replace(part=KEPT)]
            for place in known.of(name + KEPT, measure)
        }
        whole = [cell for cell in cells if world.places[cell].part == ALL]
        before = Counter()
        recover(world, set(whole), before, alone=whole)
        recover(world, cells, tally, alone=whole)
        tally["bounds"] -= before["bounds"]
