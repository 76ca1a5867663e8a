"""Work on rows block by block: values that stay in cache, shared among threads."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import cpu_count
from typing import TypeVar

import numpy as np

from survey_app.core.measurement.columns import CodeArray
from survey_app.core.questionnaire.instrument import MISSING
from survey_app.core.sampling.design import FloatArray, IntArray

Found = TypeVar("Found")

#: Rows of a block: its values stay in a processor's cache.
BLOCK = 4096
#: A product of matrices larger than this is shared among threads by the library below
#: numpy, which would then wait for our threads and they for it.
ONE_THREAD = 200_000


def over_blocks(rows: int, work: Callable[[slice], Found]) -> Iterator[Found]:
    """Yield what `work` finds in each block of rows, in the order of the rows.

    The order makes sums of what is found the same every time.
    """
    blocks = [slice(start, start + BLOCK) for start in range(0, rows, BLOCK)]
    if len(blocks) < 2:
        yield from map(work, blocks)
        return
    with ThreadPoolExecutor(cpu_count()) as threads:
        # A few blocks at a time: what is found must not pile up before it is taken.
        step = 4 * cpu_count()
        for first in range(0, len(blocks), step):
            yield from threads.map(work, blocks[first : first + step])


def by_run(left: np.ndarray, right: np.ndarray, starts: IntArray) -> np.ndarray:
    """Return the products (runs, d, k) of `left` (d, rows) and `right` (k, rows).

    A run of rows begins at each of `starts`.
    """
    found = np.empty((len(starts), len(left), len(right)), dtype=left.dtype)
    ends = [*starts[1:].tolist(), left.shape[1]]
    step = _step(left, right)
    turned = right.T
    for run, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        if end - start <= step:
            np.matmul(left[:, start:end], turned[start:end], out=found[run])
        else:
            found[run] = product(left[:, start:end], right[:, start:end])
    return found


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the product (d, k) over rows, in pieces that one thread computes."""
    step = _step(left, right)
    found: np.ndarray = left[:, :step] @ right[:, :step].T
    for start in range(step, left.shape[1], step):
        found += left[:, start : start + step] @ right[:, start : start + step].T
    return found


def counted(
    place: CodeArray, places: int, codes: CodeArray, weights: FloatArray, width: int
) -> FloatArray:
    """Return the sums of weights (places, width) of the rows of each place and code.

    The negative codes of missing answers come first.
    """
    at = place * np.int64(width) + len(MISSING)
    at += codes
    found = np.bincount(at, weights, places * width).astype(np.float64)
    return found.reshape(places, width)


def _step(left: np.ndarray, right: np.ndarray) -> int:
    return max(8, ONE_THREAD // (len(left) * len(right)))
