"""How long a chart is quiet: average run lengths, and limits chosen by them.

A chart's state is a Markov chain (Brook and Evans 1972). For sums of normal readings
its states are the nodes of Gauss and Legendre, which gives more digits than equal steps
do; the results are those of R's package spc.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import ceil

import numpy as np

from survey_app.core.estimation.intervals import special_functions
from survey_app.core.sampling.design import FloatArray
from survey_app.core.warning.charts import settled_spread

NODES = 60
#: The reference value that finds lasting shifts of one standard deviation soonest.
REFERENCE = 0.5
#: Moving averages below so many standard deviations are as good as never seen.
LOWEST = 8.0
#: Limits are looked for up to here, in standard deviations.
HIGHEST_LIMIT = 20.0


def cusum_run(
    limit: float, shift: float = 0.0, reference: float = REFERENCE, start: float = 0.0
) -> float:
    """Return the average number of rounds until an upper sum is above `limit`.

    Readings are standard normal about `shift`. Solves
    `L(z) = 1 + L(0) Φ(k − z − μ) + ∫₀ʰ L(y) φ(y + k − z − μ) dy`.
    """
    nodes, weights = _nodes(0.0, limit)
    ndtr = special_functions().ndtr
    kernel = weights * _density(nodes + reference - shift - nodes[:, None])
    to_zero = ndtr(reference - shift - nodes)
    first = weights * _density(nodes + reference - shift)
    at_zero = float(ndtr(reference - shift))
    matrix = np.block([[at_zero, first], [to_zero[:, None], kernel]])
    begun = weights * _density(nodes + reference - shift - start)
    return _runs(matrix, np.append(ndtr(reference - shift - start), begun))


def two_sided_run(one: float, other: float) -> float:
    """Return the run length of two one-sided charts together (Van Dobben de Bruyn)."""
    return 1 / (1 / one + 1 / other)


def ewma_run(limit: float, weight: float, shift: float = 0.0) -> float:
    """Return the average number of rounds until a moving average is beyond ± `limit`.

    `limit` is in the averages' own standard deviations, fixed from the first round.
    """
    reach = limit * settled_spread(weight)
    nodes, weights = _nodes(-reach, reach)
    kernel = weights * _moved(nodes, np.append(0.0, nodes), weight, shift)
    return _runs(kernel[1:], kernel[0])


def ewma_run_above(limit: float, weight: float, shift: float = 0.0) -> float:
    """Return the average number of rounds until a moving average is above `limit`."""
    spread = settled_spread(weight)
    lowest = -LOWEST * spread
    nodes, weights = _nodes(lowest, limit * spread)
    states = np.append(lowest, nodes)
    starts = np.append(0.0, states)
    to_lowest = special_functions().ndtr(
        (lowest - (1 - weight) * starts) / weight - shift
    )
    inside = weights * _moved(nodes, starts, weight, shift)
    kernel = np.column_stack([to_lowest, inside])
    return _runs(kernel[1:], kernel[0])


def _moved(
    nodes: FloatArray, starts: FloatArray, weight: float, shift: float
) -> FloatArray:
    """Return the density of averages (starts, nodes) one round after `starts`."""
    return _density((nodes - (1 - weight) * starts[:, None]) / weight - shift) / weight


def _runs(kernel: FloatArray, first: FloatArray) -> float:
    """Return the average rounds of a chain until it leaves, begun with `first`."""
    runs = np.linalg.solve(np.eye(len(kernel)) - kernel, np.ones(len(kernel)))
    return float(1 + first @ runs)


def poisson_cusum_run(
    limit: float, reference: float, mean: float, start: float = 0.0
) -> float:
    """Return the average periods until a sum of counts reaches `limit`, exactly.

    `S_t = max(0, S_{t−1} + x_t − k)` over counts of `mean` a period. All are whole
    steps of one fraction, so that the chain has as many states as there are steps.
    """
    step = Fraction(1, _common([limit, reference, start]))
    states, down = int(limit / step), int(reference / step)
    up = int(1 / step)
    chances = _poisson(mean, states + down + up)
    matrix = np.zeros((states, states))
    for state in range(states):
        for count, chance in enumerate(chances):
            to = max(0, state + count * up - down)
            if to < states:
                matrix[state, to] += chance
    runs = np.linalg.solve(np.eye(states) - matrix, np.ones(states))
    return float(runs[int(start / step)])


@lru_cache(maxsize=256)
def cusum_limit(rounds: float, reference: float = REFERENCE) -> float:
    """Return the limit by which a sum is false once in `rounds` rounds on average.

    >>> round(cusum_limit(40.0), 4)
    2.0316
    """
    return _limit(lambda limit: cusum_run(limit, reference=reference), rounds)


@lru_cache(maxsize=256)
def ewma_limit(rounds: float, weight: float) -> float:
    """Return the limit of `ewma_run_above` that is false once in `rounds` rounds."""
    return _limit(lambda limit: ewma_run_above(limit, weight), rounds)


def ewma_limit_both_sides(rounds: float, weight: float) -> float:
    """Return the limit of `ewma_run` that is false once in `rounds` rounds."""
    return _limit(lambda limit: ewma_run(limit, weight), rounds)


#: Once in so many rounds, as the table of limits offers it.
OFFERED = (20, 40, 60, 100, 200, 370)
#: Lasting shifts in standard deviations whose delay the table tells.
SHIFTS = (0.5, 1.0, 1.5, 2.0)


def limit_table(reference: float = REFERENCE) -> list[dict[str, float]]:
    """Return for each of OFFERED the limit, and the rounds until SHIFTS ring."""
    rows = []
    for rounds in OFFERED:
        limit = cusum_limit(float(rounds), reference)
        delays = {f"delay_{s}": cusum_run(limit, s, reference) for s in SHIFTS}
        rows.append({"rounds": float(rounds), "limit": limit, **delays})
    return rows


def _limit(run: Callable[[float], float], rounds: float) -> float:
    """Return where a run length that grows with its limit is `rounds`, by halving."""
    low, high = 0.0, HIGHEST_LIMIT
    for _ in range(60):
        middle = (low + high) / 2
        # Longer than numbers can hold it comes out negative: too long as well.
        is_shorter = 0 < run(middle) < rounds
        low, high = (middle, high) if is_shorter else (low, middle)
    return (low + high) / 2


def _nodes(low: float, high: float) -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = (high - low) / 2
    return half * nodes + (high + low) / 2, half * weights


def _density(x: FloatArray) -> FloatArray:
    found: FloatArray = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return found


def _poisson(mean: float, most: int) -> FloatArray:
    counts = np.arange(most + 1)
    logs = counts * np.log(mean) - mean - special_functions().gammaln(counts + 1)
    found: FloatArray = np.exp(logs)
    return found


def _common(numbers: list[float]) -> int:
    """Return the smallest whole number that makes all of them whole, 20 at most."""
    for each in range(1, 21):
        if all(abs(number * each - round(number * each)) < 1e-9 for number in numbers):
            return each
    return ceil(20)
