"""Server processes of tests: what they say first, and their end, never waited for long."""

import os
import re
import select
import signal
import subprocess
from contextlib import contextmanager

#: Seconds a server may take to begin, and to end.
BEGINNING, ENDING = 60, 15


def first_line(process):
    """Return the first line a process says; fail when it says none in time."""
    ready, _, _ = select.select([process.stdout], [], [], BEGINNING)
    assert ready, "the process says nothing"
    return process.stdout.readline()


def address(process):
    """Return where a server that has just been started is."""
    found = re.search(r"http://\S+", first_line(process))
    assert found, "the server does not begin"
    return found[0].rstrip("/")


@contextmanager
def started(command, folder, settings=None):
    """Start a server whose instance folder this is, and end it whatever happens."""
    own = {"SURVEY_APP_INSTANCE": str(folder), "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | own | (settings or {}),
    )
    try:
        yield process
    finally:
        end(process)


def end(process):
    """Ask a process to end, and make it end."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(ENDING)
        raise
    finally:
        process.stdout.close()
