"""How far long work has come: a line on a terminal, nothing on a pipe."""

import sys
from collections.abc import Callable
from typing import TextIO

#: The share of the work, in percent, after which the line is written anew.
STEP = 1


def watcher(total: int, out: TextIO | None = None) -> Callable[[], None]:
    """Return what to call for each of `total` pieces of work that is done."""
    out = out or sys.stderr
    if not out.isatty() or not total:
        return _silent
    done = shown = 0

    def tell() -> None:
        nonlocal done, shown
        done += 1
        percent = 100 * done // total
        if percent >= shown + STEP:
            shown = percent
            end = "\n" if done == total else ""
            print(f"\r{percent} %", end=end, file=out, flush=True)

    return tell


def _silent() -> None:
    """Say nothing."""
