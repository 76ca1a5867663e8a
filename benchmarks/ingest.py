"""Measures durable ingest over HTTP: a server process, and clients that keep it busy.

Usage: .venv/bin/python benchmarks/ingest.py [--seconds S] [--stored N]

Every client sends responses of 46 answers over one kept connection and waits for the
reply, which comes after the commit (synchronous = FULL). Prints responses a second, the
median and 99th percentile of a request in ms, the server's resident memory in MB, its
processor time a response in µs (which other work on the machine changes least), and the
disk a response takes. `--stored` fills the database directly beforehand.
"""

import argparse
import json
import os
import random
import re
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey_app.core.questionnaire.instrument import Instrument, Item, Option, Scale
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.sealing import Sealed, to_text
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.services import accounts, collection, devices, survey_keys
from survey_app.services.devices import NewDevice
from survey_app.store import instruments, responses, rounds
from survey_app.store.database import connect, create, writing

COMMAND = [sys.executable, "-m", "survey_app.cli.main"]
TODAY = date(2026, 3, 2)
SCALE = Scale("s5", tuple(Option(str(n), {"en": str(n)}) for n in range(1, 6)))
ASKED = Instrument(
    "bench",
    {"en": "Ingest"},
    ("en", "fr", "ar"),
    tuple(Item(f"Q{n:02}.{n % 5}", "scored", {"en": "?"}, "s5") for n in range(46)),
    {"s5": SCALE},
)
#: Each stays far below what one tablet may ask.
TABLETS = 256


def build(path):
    """Make a database with one open round of 40 places; return the tablets."""
    db = create(path)
    instrument_id = instruments.publish(db, ASKED, TODAY)
    opened = SurveyRound(
        "bench-1", "bench", "1", instrument_id, slug="bench", is_open=True
    )
    rounds.add(db, opened, origin="web")
    places = [
        Place(f"p{n}", {"en": f"P{n}"}, f"c{n % 4}", {"en": "C"}, "s", f"u{n}", 3.0)
        for n in range(40)
    ]
    rounds.add_places(db, "bench-1", places)
    accounts.add(db, "e", "enumerator", "enumerator", "a long password")
    secret = (path.parent / "secret.key").read_text()
    found = []
    with writing(db):
        for n in range(TABLETS):
            wanted = NewDevice(f"T{n}", "enumerator")
            device, token = devices.add(db, wanted, secret, TODAY)
            found.append((device.device_id, token))
    db.close()
    return found


def packet(device, rng):
    """Return a packet of 46 answers with their durations."""
    answers = {item.item_id: str(rng.randint(1, 5)) for item in ASKED.items}
    durations = {name: round(rng.uniform(2, 20), 1) for name in answers}
    signs = "ACDEFHJKLMNPRTVWXY3479"
    code = "".join(rng.choice(signs) for _ in range(8))
    return {
        "v": 1, "kind": "response", "response_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "round_id": "bench-1", "instrument_id": "bench.1", "device": device, "language": "ar", "mode": "interviewer",
        "place_id": f"p{rng.randrange(40)}", "day": "2026-03-02", "half_day": "am", "answers": answers,
        "durations": durations, "seconds": round(sum(durations.values()), 1), "flags": [],
        "receipt": f"{code[:4]}-{code[4:]}", "version": "0.1.0",
    }  # fmt: skip


def fill(path, count):
    """Store responses directly, as if they had come in over years."""
    db = connect(path)
    judge = collection.intake(db, "bench-1")
    rng = random.Random(1)
    for begin in range(0, count, 10_000):
        with writing(db):
            for _ in range(min(10_000, count - begin)):
                sent = packet("", rng)
                response = Response(
                    sent["response_id"], "bench-1", "bench.1", sent["answers"], "tablet", "ar", "interviewer",
                    "enumerator", sent["place_id"], TODAY, "am", receipt_hash=uuid.uuid4().hex * 2,
                    durations=sent["durations"], seconds=sent["seconds"], received_on=TODAY,
                )  # fmt: skip
                responses.add(db, judge.placed(response))
    db.close()


def seal(key_id, public):
    """Return a function that seals a packet as a tablet does."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)

    def sealed(plain):
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        epk = ephemeral.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        shared = ephemeral.exchange(ec.ECDH(), point)
        key = HKDF(SHA256(), 32, salt=epk, info=b"survey_app sealed v1").derive(shared)
        ids, iv = (plain["round_id"], plain["response_id"], key_id), os.urandom(12)
        bound = Sealed(*ids, epk, iv, b"").bound
        ct = AESGCM(key).encrypt(iv, json.dumps(plain).encode(), bound)
        names = ("v", "round_id", "response_id", "key_id", "epk", "iv", "ct")
        return dict(zip(names, (1, *ids, *map(to_text, (epk, iv, ct))), strict=True))

    return sealed


def request(token, packets):
    """Return the bytes of one request."""
    body = json.dumps(packets if len(packets) > 1 else packets[0]).encode()
    head = (
        "POST /api/v1/responses HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def prepare(tablets, make, size, count, rng):
    """Return requests of `size` packets each, from all tablets in turn."""
    found = []
    for n in range(count):
        device, token = tablets[n % len(tablets)]
        found.append(request(token, [make(packet(device, rng)) for _ in range(size)]))
    return found


class Load:
    """Many clients in one thread: each sends, waits for the reply, sends again."""

    def __init__(self, port, requests, clients):
        self.requests, self.next = requests, 0
        self.times, self.kept, self.faults = [], 0, []
        self.selector = selectors.DefaultSelector()
        self.end = None
        for _ in range(clients):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            state = {"socket": connection, "got": b"", "begun": 0.0}
            self.selector.register(connection, selectors.EVENT_READ, state)

    def run(self, seconds):
        """Keep all clients busy for so long; return the seconds it really took."""
        begun = time.perf_counter()
        self.end = begun + seconds
        waiting = sum(
            map(self._send, [k.data for k in self.selector.get_map().values()])
        )
        while waiting:
            for key, _ in self.selector.select():
                waiting -= self._receive(key.data)
        return time.perf_counter() - begun

    def close(self):
        """Let go of all connections."""
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()

    def _send(self, state):
        now = time.perf_counter()
        if now > self.end or self.next >= len(self.requests):
            return 0
        state["begun"], state["got"] = now, b""
        state["socket"].sendall(self.requests[self.next])
        self.next += 1
        return 1

    def _receive(self, state):
        """Return 1 if this client is done for good."""
        state["got"] += state["socket"].recv(262144)
        head, blank, body = state["got"].partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.I) if blank else None
        if not length or len(body) < int(length[1]):
            return 0
        self.times.append(time.perf_counter() - state["begun"])
        self.kept += body.count(b'"kept"')
        if b" 200 " not in head[:20] or b'"review"' in body:
            self.faults.append(head[:40] + body[:300])
        return 1 - self._send(state)


def serve(folder):
    """Start a server process; return it with its port."""
    process = subprocess.Popen(
        [
            *COMMAND,
            "serve",
            "--port",
            "0",
            "--database",
            str(folder / "b.db"),
        ],
        env=os.environ | {"SURVEY_APP_INSTANCE": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, int(re.search(r":(\d+)/", process.stdout.readline())[1])


def cpu(pid):
    """Return the seconds of processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


CASES = (
    ("one a request, 16 clients", 1, 16),
    ("one a request, 64 clients", 1, 64),
    ("batches of 50, 16 clients", 50, 16),
)


def measure(folder, tablets, args):
    """Print a line for each way of sending."""
    db = connect(folder / "b.db")
    secret = (folder / "secret.key").read_text()
    key = survey_keys.of_survey(db, "bench", secret, TODAY)
    sealed = seal(key.key_id, key.public)
    process, port = serve(folder)
    rng = random.Random(args.stored + 7)
    try:
        for form, make in (("plain", lambda plain: plain), ("sealed", sealed)):
            for name, size, clients in CASES:
                count = int(
                    args.seconds
                    * (2500 if size == 1 else 250 if make is not sealed else 120)
                )
                busy = cpu(process.pid)
                load = Load(port, prepare(tablets, make, size, count, rng), clients)
                before = db.execute("select count(*) from responses").fetchone()[0]
                took = load.run(args.seconds)
                busy = cpu(process.pid) - busy
                load.close()
                stored = db.execute("select count(*) from responses").fetchone()[0]
                assert not load.faults, load.faults[0]
                assert stored - before == load.kept, (before, stored, load.kept)
                p99 = sorted(load.times)[int(len(load.times) * 0.99)] * 1000
                print(
                    f"{form:7}{name:28}{load.kept / took:8.0f} responses/s"
                    f"  median {statistics.median(load.times) * 1000:6.1f} ms"
                    f"  p99 {p99:6.1f} ms  {resident(process.pid):5.0f} MB"
                    f"  {busy / max(load.kept, 1) * 1e6:5.0f} µs"
                )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        process.stdout.close()
    db.execute("pragma wal_checkpoint(truncate)")
    count = db.execute("select count(*) from responses").fetchone()[0]
    size = (folder / "b.db").stat().st_size
    print(f"{count} responses stored, {size / count / 1000:.2f} kB each")
    db.close()


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--stored", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret.key").write_text("benchmark")
        tablets = build(folder / "b.db")
        fill(folder / "b.db", args.stored)
        measure(folder, tablets, args)


if __name__ == "__main__":
    main()
