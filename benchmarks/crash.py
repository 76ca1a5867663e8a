"""Kills a server in the middle of a load, ten times, and takes its disk away.

Usage: .venv/bin/python benchmarks/crash.py [times]

Each time 16 clients send 2,000 responses and the server is killed by SIGKILL after a third
is acknowledged: everything acknowledged must be there, nothing twice. As root it also
serves from a small disk of its own that fills up under load: what is refused is told (503),
and nothing refused was acknowledged; and it tries to serve from a read-only disk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conftest import build_world
from tests.web.test_crash import (
    Clients,
    killed_in_the_middle,
    serving,
    tablets_responses,
)


def kills(world, folder, times):
    """Kill a server under load; print what it acknowledged and what it kept."""
    for number in range(times):
        place = folder / f"kill-{number}"
        place.mkdir()
        clients, found = killed_in_the_middle(shutil.copy(world, place / "w.db"), 2000)
        lost = clients.acknowledged - set(found)
        print(
            f"kill {number + 1}: {len(clients.acknowledged)} acknowledged, "
            f"{len(found)} kept, {len(lost)} lost, {len(found) - len(set(found))} twice"
        )
        assert not lost
        assert len(found) == len(set(found))


@contextmanager
def disk(folder, megabytes):
    """Give a disk of that size."""
    place = folder / f"disk-{megabytes}"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs"]
    subprocess.run(["mount", *options, str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def disks(world, folder):
    """Serve from a disk that fills up, and try to from one that is read-only."""
    with disk(folder, 2) as place:
        clients = Clients(shutil.copy(world, place / "w.db"), 4000)
        with serving(place / "w.db") as (_, port):
            clients.run(port)
        shutil.copytree(place, folder / "full")
    told("full disk", clients, folder / "full" / "w.db")
    with disk(folder, 64) as place:
        shutil.copy(world, place / "w.db")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        command = [sys.executable, "-m", "survey_app.cli.main", "serve", "--port", "0"]
        done = subprocess.run(
            [*command, "--database", str(place / "w.db")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    print(f"read-only disk: ends with {done.returncode}: {done.stderr.strip()}")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def told(name, clients, database):
    """Print what a server without a disk said, and check that it lied in nothing."""
    found = tablets_responses(database)
    reasons = sorted(set(clients.refused))
    print(
        f"{name}: {len(clients.acknowledged)} acknowledged, {len(found)} kept, "
        f"{len(clients.refused)} refused: {reasons}"
    )
    assert clients.acknowledged <= set(found)
    assert len(found) == len(set(found))
    assert {status for status, _ in reasons} <= {503}


def main():
    """Run everything."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_world(folder / "world.db")
        kills(folder / "world.db", folder, times)
        if os.geteuid() == 0:
            disks(folder / "world.db", folder)


if __name__ == "__main__":
    main()
