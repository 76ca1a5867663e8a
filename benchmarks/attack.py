"""Attacks what is published: can a small group be worked out from all the rest?

Usage: .venv/bin/python benchmarks/attack.py [surveys] [seed]

Reads every table a release shows of the demonstration (all rounds, all groupings and
crossings, as the command line prints them in its three formats) and of random surveys
with villages within districts, crossed groups, groups one can be several of, and late
answers. The attacker knows more than anybody could: who is in which group, and how many
people each respondent stands for. They look for

* reading: a small cell that some table, format or moment shows;
* pairs: two shown cells, one within the other, whose difference is a few people;
* margins: a line of which one cell is missing: numbers of people, and n x mean;
* bounds: the least and most a hidden cell can be, from all tables at once.

A cell is recovered when how many people it has is certain, or its mean is to a tenth of
its scale. The same attack on the primary rules alone shows that it is a real one. Late
answers: no cell that was hidden before a few more came may be shown after. Prints how
many small cells there are, and how many of them each attack recovered.
"""

import csv
import json
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from itertools import product
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

from survey_app.cli.main import main as command_line
from survey_app.core.disclosure.door import Decisions, plain, protected
from survey_app.core.disclosure.rules import RULES, hard_least, is_protected
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.estimates import estimates
from survey_app.core.measurement.frame import FACTS, Fact, Frame
from survey_app.core.measurement.groups import CROSS, Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import analysis
from survey_app.services.analysis import RoundData
from survey_app.services.demonstration import building
from survey_app.store import rounds
from survey_app.store.database import create

RELEASES = ("public", "analyst")
#: A mean is recovered when it is known to this part of its scale.
NEAR = 0.1


@dataclass
class World:
    """The truth about one measure, as cells in one order, everyone first.

    `members` (rows, cells) are those who answered; `small` are cells nobody may know.
    """

    names: list
    members: np.ndarray
    values: np.ndarray
    weights: np.ndarray
    scale: float
    small: list

    @property
    def n(self):
        return self.members.sum(axis=0)

    @property
    def weight(self):
        return self.weights @ self.members


def world_of(data, measure, rules):
    """Return the truth about a measure of a round under the rules of a release."""
    divided = [everyone(data.frame), *data.groupings.values()]
    table = estimates("", data.frame, [measure], *divided)
    cells = [cell for _, (cell,) in table]
    inside = ~np.isnan(measure.values) & (data.frame.design.weights > 0)
    members = np.concatenate([each.members for each in divided], axis=1)[inside]
    small = [
        place
        for place, cell in enumerate(cells)
        if is_protected(cell, rules) and cell.n < hard_least(cell, rules)
    ]
    values = measure.values[inside]
    spread = {"share": 1.0, "number": float(np.ptp(values))}.get(measure.kind, 10.0)
    weights = data.frame.design.weights[inside]
    names = [cell.at for cell in cells]
    return World(names, members, values, weights, spread, small)


def known_of(world, rows, rules):
    """Return what shown rows tell: least and most n and mean of each cell, or None."""
    of = {
        CellName(row["of"], row["kind"], row["by"], row["group"]): row for row in rows
    }
    found = []
    for name in world.names:
        row = of.get(name)
        if row is None or row["suppressed"] or row["n"] is None:
            found.append(None)
            continue
        near_n, near = (0, 0.0)
        if rules.is_rounded:
            near_n = 2
            near = (0.025 if row["n"] < 50 else 0.005) if name.kind == "share" else 0.05
        found.append(
            (
                max(row["n"] - near_n, 0),
                row["n"] + near_n,
                row["mean"] - near,
                row["mean"] + near,
            )
        )
    return found


def is_near(low, high, weight, world):
    """Return whether a sum of weight times value gives the mean away."""
    return weight > 0 and (high - low) / weight <= NEAR * world.scale + 1e-9


def reading(world, known):
    """Return small cells that are simply shown."""
    return {cell for cell in world.small if known[cell] is not None}


def sums(world, known, cell):
    """Return the least and most n and weighted sum of a shown cell."""
    low_n, high_n, low, high = known[cell]
    weight = world.weight[cell]
    return np.array([low_n, high_n, low * weight, high * weight])


def minus(total, parts):
    """Return the limits of a total less parts, of n and of sums."""
    low_n, high_n, low, high = total
    for part in parts:
        low_n, high_n = low_n - part[1], high_n - part[0]
        low, high = low - part[3], high - part[2]
    return low_n, high_n, low, high


def pairs(world, known, least):
    """Return pairs of shown cells whose difference is a few people, all but certain."""
    members, n = world.members, world.n
    shown = [cell for cell, what in enumerate(known) if what is not None]
    found = set()
    for outer, inner in product(shown, shown):
        few = n[outer] - n[inner]
        if not 0 < few < least or (members[:, inner] & ~members[:, outer]).any():
            continue
        low_n, high_n, low, high = minus(
            sums(world, known, outer), [sums(world, known, inner)]
        )
        weight = world.weight[outer] - world.weight[inner]
        if low_n == high_n or (high_n < least and is_near(low, high, weight, world)):
            found.add((outer, inner))
    return found


def lines_of(world):
    """Return (total, parts) of all cells that are the sum of cells of a grouping."""
    members, found = world.members, []
    by_grouping = {}
    for place, name in enumerate(world.names):
        by_grouping.setdefault(name.by, []).append(place)
    for parts in by_grouping.values():
        if (members[:, parts].sum(axis=1) > 1).any():
            continue
        for total in range(len(world.names)):
            inside = [
                part
                for part in parts
                if part != total
                and world.n[part]
                and not (members[:, part] & ~members[:, total]).any()
            ]
            if inside and world.n[inside].sum() == world.n[total]:
                found.append((total, inside))
    return found


def margins(world, known, lines):
    """Return small cells that a line gives away."""
    found = set()
    for total, parts in lines:
        missing = [part for part in parts if known[part] is None]
        if known[total] is None or len(missing) != 1 or missing[0] not in world.small:
            continue
        rest = [sums(world, known, part) for part in parts if part not in missing]
        low_n, high_n, low, high = minus(sums(world, known, total), rest)
        if low_n == high_n or is_near(low, high, world.weight[missing[0]], world):
            found.add(missing[0])
    return found


def bounds(world, known, lines, bottom):
    """Return small cells that all lines together give away (two programs each)."""
    hidden = [cell for cell in world.small if known[cell] is None]
    if not hidden or not lines:
        return set()
    size = len(world.names)
    matrix = np.zeros((len(lines), size))
    for row, (total, parts) in enumerate(lines):
        matrix[row, total] -= 1
        matrix[row, parts] += 1
    most = known[0][1] if known[0] else np.inf
    n = [(0, most) if k is None else (k[0], k[1]) for k in known]
    scale = world.weight.max()
    weighted = [
        (bottom * w, (bottom + world.scale) * w) if k is None else (k[2] * w, k[3] * w)
        for k, w in zip(known, world.weight / scale, strict=True)
    ]
    found = set()
    for cell in hidden:
        low_n, high_n = limits(matrix, n, cell)
        low, high = limits(matrix, weighted, cell)
        is_counted = np.ceil(low_n - 1e-6) == np.floor(high_n + 1e-6)
        if is_counted or is_near(low, high, world.weight[cell] / scale, world):
            found.add(cell)
    return found


def limits(matrix, ranges, cell):
    """Return the least and most a cell can be."""
    wanted = np.zeros(matrix.shape[1])
    found = []
    for sign in (1, -1):
        wanted[cell] = sign
        result = linprog(wanted, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=ranges)
        found.append(sign * result.fun if result.status == 0 else -sign * np.inf)
    return found


def attack(data, measure, rows, rules, tally):
    """Count what can be recovered of a measure."""
    world = world_of(data, measure, rules)
    known = known_of(world, rows, rules)
    lines = lines_of(world)
    bottom = float(world.values.min()) if measure.kind == "number" else 0.0
    tally["small"] += len(world.small)
    tally["reading"] += len(reading(world, known))
    tally["pairs"] += len(pairs(world, known, rules.min_n))
    tally["margins"] += len(margins(world, known, lines))
    tally["bounds"] += len(bounds(world, known, lines, bottom))


def shown_rows(data, measures, release, *, is_primary):
    """Return all rows of a release, or what primary rules alone would show."""
    divided = [everyone(data.frame), *data.groupings.values()]
    if is_primary:
        rules = replace(RULES[release], is_family=False)
        table = estimates("", data.frame, measures, *divided)
        return plain(protected(table, [Decisions(rules)]))
    of = [measure.of for measure in measures]
    rows = plain(analysis.estimate(data, of, (), release))
    return rows + plain(analysis.estimate(data, of, list(data.groupings), release))


# Random surveys ------------------------------------------------------------------


def random_round(rng):
    """Return a round of villages in districts, crossed and overlapping groups."""
    size = int(rng.integers(40, 400))
    villages = int(rng.integers(3, 9))
    village = np.sort(rng.choice(villages, size, p=rng.dirichlet(np.ones(villages))))
    equal = rng.random() < 0.7
    design, order = lay_out(
        [1.0] * size if equal else list(rng.integers(1, 4, size) / 2),
        [""] * size,
        [f"{v}" for v in village],
    )
    village = village[order]
    groupings = {
        "village": divided("village", village, villages),
        "district": divided("district", village // 3, (villages + 2) // 3),
    }
    for by, groups in (("a", int(rng.integers(2, 5))), ("b", int(rng.integers(2, 4)))):
        share = rng.dirichlet(np.full(groups, 0.7))
        groupings[by] = divided(by, rng.choice(groups, size, p=share), groups)
    groupings["a*b"] = crossed(groupings["a"], groupings["b"])
    several = rng.random((size, 2)) < rng.random(2)
    groupings["identity"] = Grouping(
        "identity", ("x", "y"), several, several.any(axis=1)
    )
    facts = dict.fromkeys(FACTS, Fact.of([""] * size))
    frame = Frame(design, {}, {}, {}, {}, facts)
    steps = rng.integers(0, 5, size).astype(float)
    steps[rng.random(size) < 0.05] = np.nan
    agree = np.where(np.isnan(steps), np.nan, steps >= 3)
    measures = [Measure("m", "item", 2.5 * steps), Measure("m", "share", agree)]
    asked = SurveyRound("r", "s", "1", "i", origin="web")
    return RoundData(asked, None, {}, frame, measures, groupings)


def divided(by, codes, groups):
    """Return an exclusive grouping; one in fifty did not say."""
    members = codes[:, None] == np.arange(groups)
    names = tuple(f"{by}{group}" for group in range(groups))
    return Grouping(by, names, members, members.any(axis=1))


def crossed(first, second):
    """Return two groupings crossed."""
    names = tuple(f"{a}{CROSS}{b}" for a in first.groups for b in second.groups)
    members = first.members[:, :, None] & second.members[:, None, :]
    return Grouping(
        f"{first.by}{CROSS}{second.by}",
        names,
        members.reshape(len(members), -1),
        first.known & second.known,
    )


def random_surveys(count, seed):
    """Return what was recovered from random surveys: {(release, is_primary): tally}."""
    found = {}
    for number in range(count):
        data = random_round(np.random.default_rng([seed, number]))
        for release, is_primary in product(RELEASES, (False, True)):
            tally = found.setdefault((release, is_primary), Counter())
            rows = shown_rows(data, data.measures, release, is_primary=is_primary)
            for measure in data.measures:
                attack(data, measure, rows, RULES[release], tally)
    return found


# Late answers --------------------------------------------------------------------


def only(data, rows):
    """Return a round with some of its rows, as it was before the others came."""
    design = data.frame.design
    part, _ = lay_out(
        list(design.weights[rows]),
        [""] * int(rows.sum()),
        [f"{psu}" for psu in design.psu[rows]],
    )
    facts = dict.fromkeys(FACTS, Fact.of([""] * int(rows.sum())))
    groupings = {
        by: replace(each, members=each.members[rows], known=each.known[rows])
        for by, each in data.groupings.items()
    }
    measures = [replace(m, column=m.values[rows]) for m in data.measures]
    frame = Frame(part, {}, {}, {}, {}, facts)
    return replace(data, frame=frame, measures=measures, groupings=groupings)


def late(count, seed):
    """Return how many cells hidden before late answers came are shown after them.

    Whoever knows how few answers were late would know the cell as it was. Without the
    freeze (second number) some are shown.
    """
    frozen, thawed = Counter(), Counter()
    for number in range(count):
        rng = np.random.default_rng([seed, 1, number])
        data = random_round(rng)
        before = only(data, rng.random(len(data.frame.design.psu)) < 0.97)
        for release in RELEASES:
            first = shown_rows(before, before.measures, release, is_primary=False)
            hidden = {cell(row) for row in first if row["suppressed"]}
            held = replace(data, frozen={release: frozenset(hidden)})
            for each, found in ((held, frozen), (data, thawed)):
                rows = shown_rows(each, each.measures, release, is_primary=False)
                shown = {cell(row) for row in rows if not row["suppressed"]}
                found[release] += len(shown & hidden)
    return frozen, thawed


def cell(row):
    """Return the name of the cell a row is about."""
    return CellName(row["of"], row["kind"], row["by"], row["group"])


# The demonstration ---------------------------------------------------------------


def printed(path, *arguments):
    """Return what the command line prints."""
    out = StringIO()
    with redirect_stdout(out):
        command_line([*arguments, "--database", str(path)])
    return out.getvalue()


def printed_rows(path, name, data, release):
    """Return the rows of all tables of a round, in JSON; CSV must show no more."""
    asked = ("estimate", "--round", name, "--release", release)
    rows = []
    for by in ([], *([by] for by in data.groupings), list(data.groupings)):
        options = ("--by", *by) if by else ()
        found = json.loads(printed(path, *asked, *options, "--format", "json"))
        lines = csv.DictReader(
            StringIO(printed(path, *asked, *options, "--format", "csv"))
        )
        hidden = [line["mean"] == "" and line["n"] == "" for line in lines]
        if hidden != [row["mean"] is None and row["n"] is None for row in found]:
            raise SystemExit("CSV and JSON do not hide the same rows")
        rows += found
    return rows


def demonstration(path):
    """Return what was recovered from the demonstration, all its rounds and tables."""
    found = {}
    db = create(path)
    building.build(db, building.RESPONDENTS, building.SEED, lambda _: None)
    for survey_round in rounds.everything(db):
        data = analysis.load(db, survey_round)
        for release in RELEASES:
            shown = printed_rows(path, survey_round.name, data, release)
            primary = shown_rows(data, data.measures, release, is_primary=True)
            for rows, is_primary in ((shown, False), (primary, True)):
                tally = found.setdefault((release, is_primary), Counter())
                for measure in data.measures:
                    attack(data, measure, rows, RULES[release], tally)
    db.close()
    return found


def show(title, found):
    """Print what was recovered."""
    print(title)
    for (release, is_primary), tally in found.items():
        rules = "primary rules alone" if is_primary else "all rules"
        recovered = ", ".join(
            f"{name} {tally[name]}"
            for name in ("reading", "pairs", "margins", "bounds")
        )
        print(f"  {release}, {rules}: {tally['small']} small cells; {recovered}")


def main(count=200, seed=1):
    """Attack and print."""
    with tempfile.TemporaryDirectory() as folder:
        show("Demonstration", demonstration(Path(folder) / "demo.db"))
    show(f"{count} random surveys", random_surveys(count, seed))
    frozen, thawed = late(count, seed)
    print(f"Shown after late answers: {dict(frozen)}; without freezing: {dict(thawed)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
