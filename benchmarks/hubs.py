"""Measures three hubs end to end: village, district, nation, data set for engines.

Usage: .venv/bin/python benchmarks/hubs.py [--responses N] [--bad-line] [--loss SHARE]

A village holds N responses of 46 answers with their seconds by item. It pushes them to
the server of its district, from which the nation pulls them and writes them as a data
set. Prints seconds and processor seconds of each step, and whether all three hubs hold
the same answers. `--bad-line` (root, Linux) puts the server into a network namespace
of its own, behind a line in this program that loses packets, delays a tenth of them
past others, and is cut for three seconds out of every twelve.
"""

import argparse
import fcntl
import heapq
import os
import random
import re
import resource
import select
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from ingest import COMMAND, TODAY, build, cpu, fill

from survey_app.services import access_tokens, accounts, hubs
from survey_app.services.access_tokens import NewToken
from survey_app.services.syncing import Hub
from survey_app.store import hubs as store
from survey_app.store.database import connect, create

ROUND, SPACE = "bench-1", "hub-bench"
NEAR, FAR = "10.88.77.1", "10.88.77.2"
_TUNSETIFF, _TUN = 0x400454CA, 0x1001


class BadLine:
    """A line between two TUN devices that loses, delays and overtakes packets."""

    def __init__(self, loss):
        self.loss, self.is_open, self.counts = loss, True, dict.fromkeys(("passed", "lost", "overtaken", "cut"), 0)  # fmt: skip
        self.rng, self.waiting = random.Random(1), []
        self.ends = [self._device(name) for name in ("hubnear", "hubfar")]
        run("ip", "netns", "add", SPACE)
        run("ip", "link", "set", "hubfar", "netns", SPACE)
        inside = ("ip", "netns", "exec", SPACE)
        for before, name, ours, theirs in (
            ((), "hubnear", NEAR, FAR),
            (inside, "hubfar", FAR, NEAR),
        ):
            run(*before, "ip", "addr", "add", ours, "peer", theirs, "dev", name)
            run(*before, "ip", "link", "set", name, "up", "mtu", "1400")
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    @staticmethod
    def _device(name):
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH", name.encode(), _TUN))
        return end

    def carry(self):
        begun = time.monotonic()
        while self.is_open:
            pause = (
                max(self.waiting[0][0] - time.monotonic(), 0) if self.waiting else 0.05
            )
            for end in select.select(self.ends, [], [], min(pause, 0.05))[0]:
                self._take(end, (time.monotonic() - begun) % 12 > 9)
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                _, _, end, packet = heapq.heappop(self.waiting)
                self._write(end, packet)

    def _take(self, end, is_cut):
        other = self.ends[1 - self.ends.index(end)]
        for _ in range(64):
            try:
                packet = os.read(end, 2048)
            except BlockingIOError:
                return
            if is_cut or self.rng.random() < self.loss:
                self.counts["cut" if is_cut else "lost"] += 1
                continue
            is_late = self.rng.random() < 0.1
            self.counts["overtaken" if is_late else "passed"] += 1
            due = time.monotonic() + 0.01 + 0.01 * is_late
            heapq.heappush(self.waiting, (due, self.rng.random(), other, packet))

    @staticmethod
    def _write(end, packet):
        try:
            os.write(end, packet)
        except OSError:
            return  # its device is gone, or does not take it now: one more lost

    def close(self):
        self.is_open = False
        self.thread.join(5)
        for end in self.ends:
            os.close(end)
        subprocess.run(["ip", "netns", "del", SPACE], check=False)


def run(*words):
    subprocess.run(words, check=True)


def survey_app(folder, *words):
    """Run a command of a hub; return how it ended."""
    return subprocess.run(
        [*COMMAND, *words, "--database", str(folder / "b.db")],
        env=os.environ | {"SURVEY_APP_INSTANCE": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def prepare(root, count):
    """Make the three hubs, known to each other; return their folders and the token."""
    folders, found = [], []
    for number, name in enumerate(("village", "district", "nation")):
        folder = root / name
        folder.mkdir()
        (folder / "secret.key").write_text(str(number) * 64)
        if number:
            create(folder / "b.db").close()
        else:
            build(folder / "b.db")
            fill(folder / "b.db", count)
        hub = Hub(connect(folder / "b.db"), str(number) * 64, TODAY)
        hubs.introduce(hub.db, name.title(), hub.secret, TODAY)
        folders.append(folder)
        found.append(hub)
    for lower, upper in (found[:2], found[1:]):
        store.add(lower.db, upper.card, TODAY)
        store.add(upper.db, lower.card, TODAY)
        hubs.agree(lower.db, upper.card, "give", [ROUND], "responses", TODAY)
        hubs.agree(upper.db, lower.card, "take", [ROUND], "responses", TODAY)
    district = found[1].db
    accounts.add(district, "c", "coordinator", "coordinator", "a long password")
    wanted = NewToken("bundles", ("sync",), 366)
    now = time.strftime("%Y-%m-%d")
    account = accounts.named(district, "coordinator")
    _, text = access_tokens.issue(district, account, wanted, TODAY.fromisoformat(now))
    (root / "token").write_text(text)
    for hub in found:
        hub.db.close()
    return folders


@contextmanager
def served(folder, is_bad):
    """Serve a hub; give the process and its address."""
    before = ("ip", "netns", "exec", SPACE) if is_bad else ()
    host = FAR if is_bad else "127.0.0.1"
    process = subprocess.Popen(
        [*before, *COMMAND, "serve", "--host", host, "--port", "0", "--database", str(folder / "b.db")],
        env=os.environ | {"SURVEY_APP_INSTANCE": str(folder)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = re.search(r":(\d+)/", process.stdout.readline())[1]
        yield process, f"http://{host}:{port}"
    finally:
        process.terminate()
        process.wait(60)


def digest(folder):
    """Return a digest of all a hub's responses say."""
    query = """
        select response_id, answers, place_id, receipt_hash from responses
        order by response_id
    """
    with closing(connect(folder / "b.db")) as db:
        rows = [repr(row).encode() for row in db.conn.execute(query)]
    return len(rows), sha256(b"".join(rows)).hexdigest()[:12]


def timed(name, deed, server=None):
    """Do something and print how long it took, with the server's processor time."""
    begun, busy = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    served_before = cpu(server.pid) if server else 0.0
    tries = deed()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime - busy.ru_utime - busy.ru_stime
    beside = cpu(server.pid) - served_before if server else 0.0
    print(f"{name:<20} {time.monotonic() - begun:8.1f} s, processor {spent:7.1f} s, of the server {beside:7.1f} s, runs {tries}, {used.ru_maxrss // 1024} MB at most", flush=True)  # fmt: skip


def until_done(folder, *words):
    """Run a command again until it ends well; return how often it was run."""
    for tries in range(1, 20):
        done = survey_app(folder, *words)
        if done.returncode == 0:
            return tries
    return sys.exit(f"{words}: {done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--bad-line", action="store_true")
    parser.add_argument("--loss", type=float, default=0.02)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        village, district, nation = prepare(root, args.responses)
        line = BadLine(args.loss) if args.bad_line else None
        try:
            with served(district, args.bad_line) as (server, address):
                by = (address, "--token-file", str(root / "token"))
                timed(
                    "village to district",
                    lambda: until_done(village, "sync", "push", *by),
                    server,
                )
                timed(
                    "district to nation",
                    lambda: until_done(nation, "sync", "pull", *by),
                    server,
                )
        finally:
            if line:
                line.close()
                print(line.counts)
        out = str(root / "data")
        timed(
            "data set",
            lambda: until_done(
                nation, "export", "--round", ROUND, "--as", "dataset", "--out", out
            ),
        )
        timed(
            "estimate from it",
            lambda: until_done(
                nation,
                "estimate",
                "--engine",
                "threads",
                "--data",
                out,
                "--format",
                "csv",
            ),
        )
        found = [digest(folder) for folder in (village, district, nation)]
        print("the same everywhere:", len(set(found)) == 1, found[-1])


if __name__ == "__main__":
    main()
