"""Keeps a server that runs for months small, and its replies even."""

import ctypes
import gc

#: glibc's name for how many heaps the threads of a process may have, and how many do.
M_ARENA_MAX, HEAPS = -8, 2


def steady() -> None:
    """Prepare this process to serve: call it once everything is loaded.

    What is loaded stays, so that looking for rubbish among it again and again is time
    lost while others wait. Threads share their heaps, each of which keeps what it once
    needed.
    """
    gc.collect()
    gc.freeze()
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)
    except (AttributeError, OSError, TypeError):
        return  # no glibc: Windows, macOS, musl
