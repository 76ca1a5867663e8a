"""Near duplicates among 100,000 interviews of 46 questions: time, recall and pairs.

    python benchmarks/near_duplicates.py [ROWS ...]

Answers of people who differ in one trait (r = 0.4, five answers, 3 % missing, 100
enumerators); 500 interviews are copied with 6 of 46 answers changed, whoever asked
them. Comparing all pairs is measured on as many rows as take seconds.
"""

import resource
import sys
from time import perf_counter

import numpy as np

from survey_app.core.quality import blocking, copying
from survey_app.core.quality.duplicates import closest

ITEMS, CHANGED, COPIES, PEOPLE = 46, 6, 500, 100


def answers(rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return honest answers (rows, ITEMS)."""
    trait = rng.standard_normal((rows, 1))
    latent = np.sqrt(0.4) * trait + np.sqrt(0.6) * rng.standard_normal((rows, ITEMS))
    codes = np.digitize(latent, [-1.1, -0.4, 0.4, 1.1])
    codes[rng.random(codes.shape) < 0.03] = -1
    return codes


def plant(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Copy some rows with changes; return the rows copied, then their copies."""
    chosen = rng.permutation(len(codes))[: 2 * COPIES]
    for source, copy in zip(chosen[:COPIES], chosen[COPIES:], strict=True):
        codes[source] = np.maximum(codes[source], 0)
        codes[copy] = codes[source]
        where = rng.choice(ITEMS, CHANGED, replace=False)
        codes[copy, where] = (codes[source, where] + 1) % 5
    return chosen


def measure(rows: int) -> None:
    """Print what finding pairs among so many rows takes."""
    rng = np.random.default_rng(1)
    codes = answers(rows, rng)
    planted = plant(codes, rng)
    started = perf_counter()
    limit = copying.calibrated_anywhere(codes, rng)
    calibrated = perf_counter()
    drawn = blocking.draws(codes, limit, rng)
    shares = blocking.nearest(codes, drawn)
    searched = perf_counter()
    by = rng.integers(0, PEOPLE, rows)
    for person in range(PEOPLE):
        closest(codes[by == person])
    within = perf_counter()
    honest = np.ones(rows, bool)
    honest[planted] = False
    found = (shares[planted] >= limit).mean()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = len(drawn[0]) if drawn else 0
    print(
        f"{rows} rows: limit {limit:.3f} in {calibrated - started:.1f} s; "
        f"{len(drawn)} draws of {taken} in {searched - calibrated:.1f} s, "
        f"{100 * found:.1f} % of copies found, "
        f"{int((shares[honest] >= limit).sum())} honest ones; "
        f"within {PEOPLE} enumerators {within - searched:.1f} s; {peak:.0f} MiB"
    )


def all_pairs(rows: int) -> None:
    """Print what comparing all pairs takes."""
    codes = answers(rows, np.random.default_rng(2))
    started = perf_counter()
    closest(codes)
    print(f"{rows} rows, all pairs: {perf_counter() - started:.1f} s")


if __name__ == "__main__":
    for count in [int(each) for each in sys.argv[1:]] or [10_000, 30_000, 100_000]:
        measure(count)
    all_pairs(10_000)
    all_pairs(20_000)
