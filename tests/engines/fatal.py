"""A request whose first reader is killed in the middle of its work."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from survey_app.services.engines import Request


def parent(pid):
    """Return the process that started another one."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@dataclass(frozen=True, slots=True)
class Fatal(Request):
    """Kills, once, the process that sums a part, or the one `above` it."""

    mark: str = ""
    above: int = 0

    def sum(self, arrays):
        """Die the first time, sum every other time."""
        try:
            Path(self.mark).touch(exist_ok=False)
        except FileExistsError:
            return Request.sum(self, arrays)
        pid = os.getpid()
        for _ in range(self.above):
            pid = parent(pid)
        Path(self.mark).write_text(str(pid))
        os.kill(pid, signal.SIGKILL)
        raise AssertionError("killed")
