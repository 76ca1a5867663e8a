"""Does to a server what hostile places do, and looks whether it kept its word.

Usage: .venv/bin/python -m benchmarks.crash_matrix [times]

For each kind of accident, `times` (default 20) cases: either everything acknowledged is
there and results are what they were, or the fault is reported before anybody relies on
them. What is neither is counted as silent. Clocks are moved by libfaketime, if Debian's
package faketime is there or LIBFAKETIME names its library. A full and a read-only disk:
benchmarks/crash.py.
"""

import contextlib
import copy
import io
import os
import random
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np

from survey_app import create_app
from survey_app.cli.main import main as command
from survey_app.core.measurement.columns import ARRAYS
from survey_app.errors import SurveyError
from survey_app.services import backups
from survey_app.store import columns, instruments
from survey_app.store.database import connect, damage
from tests.conftest import build_world
from tests.web.test_crash import (
    SECRET,
    Clients,
    killed_in_the_middle,
    serving,
    tablets_responses,
)
from tests.web.test_sync import Tablet

ROUND = "valley-2026"
PASSPHRASE = "four or five words"
ESTIMATES = ("estimate", "--round", ROUND, "--format", "json")
#: Where Debian's package faketime puts its library.
FAKETIME = os.environ.get(
    "LIBFAKETIME", "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
)


def said(database, *arguments):
    """Return the exit code of a command on a database, and what it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = command([*arguments, "--database", str(database)])
    return code, out.getvalue()


def outcome(database, wanted):
    """Return what becomes of results: reported, same or silent."""
    code, _ = said(database, "check")
    if code:
        return "reported"
    return "same" if said(database, *ESTIMATES) == wanted else "silent"


def killed(world, folder, _chance):
    """SIGKILL under load."""
    database = Path(shutil.copy(world, folder / "w.db"))
    clients, found = killed_in_the_middle(database, 600)
    assert clients.acknowledged <= set(found)
    assert len(found) == len(set(found))
    return "kept"


def power_cut(world, folder, chance):
    """The write-ahead log ends anywhere after what was acknowledged, or in rubbish."""
    database = Path(shutil.copy(world, folder / "w.db"))
    app = create_app({"DATABASE": database, "SECRET_KEY": SECRET})
    tablet, log = Tablet(app, database, "T"), Path(f"{database}-wal")
    with closing(connect(database)) as holder:  # or the last to go would empty the log
        holder.execute("pragma wal_autocheckpoint = 0")
        acknowledged = []
        for _ in range(25):
            packet = tablet.packet()
            reply = tablet.send([packet]).get_json()
            assert reply["results"][0]["state"] == "kept"
            acknowledged.append((log.stat().st_size, packet["response_id"]))
        cut = folder / "cut.db"
        shutil.copy(database, cut)
        whole = log.read_bytes()
    end = chance.randrange(len(whole))
    rubbish = chance.randbytes(chance.choice([0, 3, 4096]))
    Path(f"{cut}-wal").write_bytes(whole[:end] + rubbish)
    found = set(tablets_responses(cut))
    assert {name for size, name in acknowledged if size <= end} <= found
    return "kept"


def torn_page(world, folder, chance):
    """A page of the database file is rubbish."""
    database = Path(shutil.copy(world, folder / "w.db"))
    wanted = said(database, *ESTIMATES)
    shutil.rmtree(f"{database}.columns", ignore_errors=True)
    with database.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(chance.randrange(size // 4096) * 4096)
        file.write(chance.randbytes(4096))
    return outcome(database, wanted)


def turned_bit(world, folder, chance):
    """One bit of the database file has changed: SQLite keeps no checksums of its own."""
    database = Path(shutil.copy(world, folder / "w.db"))
    wanted = said(database, *ESTIMATES)
    content = bytearray(database.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    database.write_bytes(content)
    return outcome(database, wanted)


def torn_snapshot(world, folder, chance):
    """A bit of a file of the columns beside the database has changed."""
    database = Path(shutil.copy(world, folder / "w.db"))
    columns.LEAST_KEPT = 100
    with closing(connect(database)) as db:
        instrument = instruments.get(db, "trust.1")
        wanted = columns.of_round(db, ROUND, instrument)[1]
        files = [p for p in folder.glob("w.db.columns/*/**/*") if is_of_it(p)]
        file = chance.choice(sorted(files))
        content = bytearray(file.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        is_told = columns.disagrees(db, ROUND, instrument)
        found = columns.of_round(db, ROUND, instrument)[1]
    is_same = all(
        np.array_equal(getattr(wanted, name), getattr(found, name), equal_nan=True)
        for name in ARRAYS
    )
    return ("same" if is_same else "silent") + (", reported" if is_told else "")


def is_of_it(path):
    """Return whether a file is part of a snapshot."""
    return path.suffix == ".npy" or path.name == "header.json"


def torn_backup(world, folder, chance):
    """A backup ends too early, or one byte of it is another."""
    database = Path(shutil.copy(world, folder / "w.db"))
    instance = folder / "instance"
    instance.mkdir()
    (instance / "secret.key").write_text(SECRET)
    with closing(connect(database)) as db:
        backups.write(db, instance, folder / "b.survey-backup", PASSPHRASE)
    content = bytearray((folder / "b.survey-backup").read_bytes())
    place = chance.randrange(len(content))
    if chance.random() < 0.5:
        content = content[:place]
    else:
        content[place] ^= 1
    (folder / "b.survey-backup").write_bytes(content)
    back = folder / "back" / "w.db"
    try:
        backups.restore(folder / "b.survey-backup", back, folder / "other", PASSPHRASE)
    except SurveyError:
        assert not back.exists()
        return "reported"
    return "silent"


def two_servers(world, folder, _chance):
    """Two servers take in interviews to one database at once."""
    database = Path(shutil.copy(world, folder / "w.db"))
    one = Clients(database, 300)
    other = copy.copy(one)
    one.packets, other.packets = one.packets[:150], one.packets[150:]
    other.acknowledged, other.refused = set(), []
    with (
        serving(database) as (_, first),
        serving(database) as (_, second),
        ThreadPoolExecutor(2) as threads,
    ):
        runs = [threads.submit(one.run, first), threads.submit(other.run, second)]
        for each in runs:
            each.result()
    found = tablets_responses(database)
    assert one.acknowledged | other.acknowledged <= set(found)
    assert len(found) == len(set(found))
    refused = {code for clients in (one, other) for _, code in clients.refused}
    assert refused <= {"database.busy"}
    return "kept"


def wrong_clock(world, folder, chance):
    """The clock is ten years early or late for one run of the server, then right."""
    database = Path(shutil.copy(world, folder / "w.db"))
    clients = Clients(database, 60)
    moved = {"LD_PRELOAD": FAKETIME, "FAKETIME": chance.choice(["+10y", "-10y"])}
    before = dict(os.environ)
    os.environ.update(moved)
    try:
        with serving(database) as (_, port):
            clients.run(port)
    finally:
        for name in moved:
            os.environ.pop(name)
        os.environ.update(before)
    assert len(clients.acknowledged) + len(clients.refused) == 60
    assert clients.acknowledged <= set(tablets_responses(database))
    late = copy.copy(clients)
    late.packets = [(tablet.token, tablet.packet()) for tablet in clients.tablets[:60]]
    late.acknowledged, late.refused = set(), []
    with serving(database) as (_, port):
        late.run(port)
    assert late.acknowledged <= set(tablets_responses(database))
    with closing(connect(database)) as db:
        assert not damage(db)
    return f"kept {len(clients.acknowledged)} + {len(late.acknowledged)} of 60 + 60"


#: accident -> how often it happens, as a share of `times`
MATRIX = {
    killed: 0.25,
    power_cut: 1,
    torn_page: 1,
    turned_bit: 2,
    torn_snapshot: 1,
    torn_backup: 1,
    two_servers: 0.15,
    wrong_clock: 0.1,
}


def main():
    """Let everything happen; print what came of it."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    only = sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        world = Path(name) / "world.db"
        os.environ["SURVEY_APP_INSTANCE"] = name
        build_world(world)
        for accident, share in MATRIX.items():
            if only and accident.__name__ not in only:
                continue
            if accident is wrong_clock and not Path(FAKETIME).is_file():
                print("wrong_clock: not tried, there is no libfaketime")
                continue
            seen = {}
            for number in range(max(1, round(times * share))):
                folder = Path(name) / f"{accident.__name__}-{number}"
                folder.mkdir()
                found = accident(world, folder, random.Random(number))
                seen[found] = seen.get(found, 0) + 1
                shutil.rmtree(folder, ignore_errors=True)
            told = ", ".join(f"{count} {what}" for what, count in seen.items())
            print(f"{accident.__name__}: {told}", flush=True)


if __name__ == "__main__":
    main()
