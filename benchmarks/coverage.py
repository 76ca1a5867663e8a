"""Measures how often intervals hold the truth, and how often a verdict is false.

Usage: .venv/bin/python benchmarks/coverage.py [surveys] [seed]

Simulates clustered surveys of two rounds in the same places: strata of different
levels, places that differ and keep most of their character, unequal weights, five-step
answers, some missing. Truths are the model's, from a million simulated people. Prints

* coverage: the share of surveys in which the 95 % interval of everyone, of a group, of
  a gap and of a change held the truth;
* the share of gaps pages with any false verdict (behind, ahead or unequal) when there
  is no gap, all groupings and measures of the page together, and the share with any
  adjusted p below 0.05 whatever the size;
* the share of changes called stable when the true change is exactly the margin.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.estimation import changes, gaps, inequality
from survey_app.core.estimation.changes import Side
from survey_app.core.estimation.estimates import estimates
from survey_app.core.estimation.rows import adjusted
from survey_app.core.measurement.frame import FACTS, Fact, Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out

STEP = 2.5
BETWEEN_PLACES, BETWEEN_PEOPLE = 0.6, 2.2
STAYS = 0.8  # correlation of a place's character between rounds
MISSING = 0.05


@dataclass(frozen=True)
class Plan:
    """A design, and by how many points a group and a round differ in it."""

    strata: int
    places: int
    people: int
    gap: float = 0.0
    change: float = 0.0
    groupings: tuple = (2, 4, 5)
    measures: int = 1

    @property
    def levels(self):
        """Return the level of each place's stratum around zero."""
        return np.repeat(np.linspace(-0.5, 0.5, self.strata), self.places)


PLANS = {
    "6 strata of 10 places with 20 people": Plan(6, 10, 20),
    "2 strata of 8 places with 15 people": Plan(2, 8, 15),
}


def answers(rng, level):
    """Return five-step answers on 0-10 around `level`."""
    steps = np.round((level + rng.normal(0, BETWEEN_PEOPLE, level.shape)) / STEP)
    return np.clip(steps, 0, 4) * STEP


def truth(plan, points, size=1_000_000):
    """Return the mean answer of people `points` from the middle, in all places."""
    rng = np.random.default_rng(7)
    places = np.resize(plan.levels, size) + rng.normal(0, BETWEEN_PLACES, size)
    return answers(rng, 5 + points + places).mean()


def survey(rng, plan, characters, points):
    """Return the frame, measures and groupings of one round."""
    size = plan.strata * plan.places * plan.people
    at = np.repeat(np.arange(plan.strata * plan.places), plan.people)
    design, order = lay_out(
        rng.integers(1, 4, size) / 2.0,
        [f"{place // plan.places}" for place in at],
        [f"{place}" for place in at],
    )
    at = at[order]
    sides = [rng.integers(0, groups, size) for groups in plan.groupings]
    measures = []
    for number, character in enumerate(characters):
        own = plan.levels[at] + character[at] + plan.gap * (sides[0] == 0)
        values = answers(rng, 5 + points + own)
        values[rng.random(size) < MISSING] = np.nan
        measures.append(Measure(f"m{number}", "construct", values))
    known = np.ones(size, dtype=bool)
    groupings = [
        Grouping(str(g), tuple("abcde")[:g], side[:, None] == np.arange(g), known)
        for g, side in zip(plan.groupings, sides, strict=True)
    ]
    facts = dict.fromkeys(FACTS, Fact.of([""] * size))
    return Frame(design, {}, {}, {}, {}, facts), measures, groupings


def two_rounds(rng, plan):
    """Return two rounds of the same places, the later shifted by the plan's change."""
    size = (plan.measures, plan.strata * plan.places)
    first = rng.normal(0, BETWEEN_PLACES, size)
    drift = np.sqrt(1 - STAYS**2) * rng.normal(0, BETWEEN_PLACES, size)
    later = survey(rng, plan, STAYS * first + drift, plan.change)
    return survey(rng, plan, first, 0.0), later


def change(rounds):
    """Return the row of the change between two rounds of the same places."""
    sides = [
        Side(str(number), frame, measures, everyone(frame))
        for number, (frame, measures, _) in enumerate(rounds)
    ]
    return changes.changes(*sides, linked=True)[0][0]


class Counts:
    """How often something happened, by name."""

    def __init__(self):
        self.happened = {}

    def add(self, name, happened):
        self.happened.setdefault(name, []).append(bool(happened))

    def show(self):
        for name, all_of_them in self.happened.items():
            share, total = np.mean(all_of_them), len(all_of_them)
            error = 2 * np.sqrt(share * (1 - share) / total)
            print(f"  {name}: {100 * share:.1f} % (± {100 * error:.1f})")


def coverage(rng, plan, counts, count):
    """Count the intervals that hold the truth."""
    low, base, low_after, base_after = (
        truth(plan, points)
        for points in (plan.gap, 0.0, plan.gap + plan.change, plan.change)
    )
    # The first grouping has two groups of half of the people each.
    everybody, moved = (low + base) / 2, (low_after + base_after - low - base) / 2
    for _ in range(count):
        rounds = two_rounds(rng, plan)
        frame, measures, (halves, *_) = rounds[0]
        total = estimates("1", frame, measures, everyone(frame))
        found = {
            "mean of everyone": (total[0][0], everybody),
            "mean of a group": (estimates("1", frame, measures, halves)[0][0], low),
            "gap": (gaps.gaps("1", frame, measures, halves)[0][0], low - base),
            "change in the same places": (change(rounds), moved),
        }  # fmt: skip
        for name, (row, value) in found.items():
            counts.add(f"interval holds the {name}", row.ci_low <= value <= row.ci_high)


def false_verdicts(rng, plan, counts, count):
    """Count pages of gaps with a false verdict where no group differs."""
    for _ in range(count):
        (frame, measures, groupings), _ = two_rounds(rng, plan)
        table = [gaps.gaps("1", frame, measures, each) for each in groupings]
        rows = adjusted([row for part in table for row, _ in part])
        ranges = adjusted(
            [
                inequality.inequality("1", m.of, str(each.by), division.shown(k, every))
                for each in groupings
                for division in [inequality.divide(frame, measures, each)]
                for every in [np.ones(len(each.groups), dtype=bool)]
                for k, m in enumerate(measures)
            ]
        )
        said = {gaps.judged(row, is_number=False).verdict for row in rows}
        said |= {inequality.judged(row, is_number=False).verdict for row in ranges}
        counts.add("page with a false verdict", said & {"behind", "ahead", "unequal"})
        for name, part in (("gap", rows), ("range", ranges)):
            certain = any(row.p_adjusted < gaps.SIGNIFICANT for row in part)
            counts.add(f"page with the p of a {name} below 0.05, of any size", certain)


def stable_at_the_margin(rng, plan, counts, count):
    """Count changes called stable although they are as large as the margin."""
    # Five steps shrink a difference: the margin is the true change as people answer.
    margin = abs(truth(plan, plan.change) - truth(plan, 0.0))
    for _ in range(count):
        row = replace(change(two_rounds(rng, plan)), p_adjusted=1.0)
        verdict = changes.judged(row, margin=margin).verdict
        counts.add("change of the margin called stable", verdict == "stable")


def run(count, seed):
    """Print all figures of all plans."""
    for name, plan in PLANS.items():
        rng, counts = np.random.default_rng(seed), Counts()
        coverage(rng, replace(plan, gap=-1.5, change=-0.7), counts, count)
        false_verdicts(rng, replace(plan, measures=4), counts, count)
        stable_at_the_margin(rng, replace(plan, change=-0.6), counts, count)
        print(f"{name}, {count} surveys, seed {seed}")
        counts.show()


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    run(*(numbers + [2000, 1][len(numbers) :]))
