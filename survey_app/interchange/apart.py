"""Lets readers in native code work in a process of their own.

A file made with bad intent can make such a reader take all memory, or end the process
it works in: a workbook of one cell in its last corner does. Here only a child ends.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable

from survey_app.errors import Problem, Rejected
from survey_app.interchange.tables import Columns

#: Address space of the child: a workbook of 100,000 rows x 50 columns needs a fifth.
MOST_BYTES = 3 * 1024**3
_CHILD = "from survey_app.interchange import apart; apart.work()"


def read_apart(
    reader: Callable[..., Columns], name: str, content: bytes, **options: object
) -> Columns:
    """Return the columns that a reader finds in a file.

    Raise Rejected with its faults, or saying that the file could not be read where the
    reader was ended.
    """
    task = pickle.dumps((reader, name, content, options))
    done = subprocess.run(  # noqa: S603 (our own program, no shell)
        [sys.executable, "-c", _CHILD], input=task, capture_output=True, check=False
    )
    if done.returncode:
        raise Rejected([Problem(name, "file.unreadable")])
    answer = pickle.loads(done.stdout)  # noqa: S301 (our child wrote it)
    if isinstance(answer, list):
        raise Rejected(answer)
    columns: Columns = answer
    return columns


def work() -> None:
    """Read in the child what came on its input; write columns, or a list of faults."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    reader, name, content, options = pickle.load(sys.stdin.buffer)  # noqa: S301 (our parent wrote it)
    try:
        answer = reader(name, content, **options)
    except Rejected as rejected:
        answer = rejected.problems
    pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
