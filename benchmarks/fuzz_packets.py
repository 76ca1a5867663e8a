"""Sends a real server anything but good packets, for minutes.

Usage: .venv/bin/python benchmarks/fuzz_packets.py [minutes] [seed]

Hypothesis makes requests of one to twenty elements: packets with any value in any field,
sealed ones with any part changed or faults inside, refusals, anything that is JSON; bodies
that are none; and requests that break off in the middle. Every reply must be whole, JSON
and no 500, with one result for each element. At the end everything that was acknowledged
must be there once and whole, and nothing else.
"""

import json
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from itertools import cycle
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))

from survey_app import create_app
from survey_app.core.questionnaire.sealing import from_text
from survey_app.store.database import connect, damage
from tests.conftest import build_world
from tests.web.test_crash import SECRET, connected, serving
from tests.web.test_malformed import FIELDS, GONE, JSON, changed
from tests.web.test_sync import ROUND, Tablet, seal

TABLETS = 64
#: Examples of one run of Hypothesis; runs follow each other until the time is up.
EXAMPLES = 200
PARTS = ("v", "round_id", "response_id", "key_id", "epk", "iv", "ct", "extra")
HEAD = "POST /api/v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n"

VALUE = JSON | st.just(GONE)
#: Half of them one of the values that are known to be faults there.
FAULT = st.sampled_from([*FIELDS]).flatmap(
    lambda field: st.tuples(st.just(field), VALUE | st.sampled_from(FIELDS[field]))
)
FAULTS = st.lists(FAULT, max_size=3)
ELEMENT = (
    st.tuples(st.sampled_from(["packet", "refusal", "sealed"]), FAULTS)
    | st.tuples(st.just("broken seal"), st.lists(st.tuples(st.sampled_from(PARTS), VALUE), min_size=1, max_size=2))
    | st.tuples(st.just("again"), st.just([]))
    | st.tuples(st.just("anything"), JSON)
)  # fmt: skip
REQUEST = (
    st.tuples(st.just("elements"), st.lists(ELEMENT, min_size=1, max_size=20))
    | st.tuples(st.just("bytes"), st.binary(max_size=200))
    | st.tuples(st.just("cut"), st.floats(0, 0.99))
)


class Fuzzer:
    """Tablets that send rubbish to one server, and what it said to it."""

    def __init__(self, database, port):
        app = create_app({"DATABASE": database, "SECRET_KEY": SECRET})
        made = [Tablet(app, database, f"T{n}") for n in range(TABLETS)]
        (round_,) = (r for r in made[0].package()["rounds"] if r["round_id"] == ROUND)
        self.key = round_["key"]["key_id"], from_text(round_["key"]["public"])
        self.tablets, self.port = cycle(made), port
        self.connection = connected(port)
        self.met, self.kept, self.reviewed, self.cut = Counter(), {}, set(), set()
        self.last = (made[0].packet(),) * 2

    def ask(self, kind, content):
        """Make one request of what Hypothesis drew, and look at its reply."""
        tablet = next(self.tablets)
        if kind == "cut":
            return self._break_off(tablet, content)
        if kind == "bytes":
            # By chance some are JSON, and kept apart.
            results = self._send(tablet, content).get("results", [])
            elements = [(None, None)] * len(results)
        else:
            elements = [self._element(tablet, *each) for each in content]
            body = json.dumps([sent for sent, _ in elements]).encode()
            results = self._send(tablet, body)["results"]
        for (_, plain), result in zip(elements, results, strict=True):
            self._note(plain, result)
        return None

    def _element(self, tablet, kind, changes):
        """Return what is sent, and the packet it says."""
        if kind == "anything":
            return changes, None
        if kind == "again":
            return self.last
        good = tablet.refusal() if kind == "refusal" else tablet.packet()
        if kind == "broken seal":
            return altered(seal(good, *self.key), changes), good
        plain = altered(good, changes)
        if kind == "sealed":
            plain |= {name: good[name] for name in ("round_id", "response_id")}
        self.last = (seal(plain, *self.key) if kind == "sealed" else plain, plain)
        return self.last

    def _send(self, tablet, body):
        headers = {"Authorization": f"Bearer {tablet.token}"}
        while True:
            self.connection.request("POST", "/api/v1/responses", body, headers)
            reply = self.connection.getresponse()
            content = json.loads(reply.read())
            self.met[reply.status] += 1
            if reply.status != 429:
                break
            time.sleep(float(reply.headers["Retry-After"]))
        assert reply.status in (200, 400, 413), (reply.status, content)
        assert content["results" if reply.status == 200 else "problems"]
        return content

    def _note(self, plain, result):
        self.met[result["state"]] += 1
        if result["state"] == "review":
            self.reviewed.add(result["hash"])
        if result["state"] == "kept":
            assert result["response_id"] not in self.kept
            self.kept[result["response_id"]] = plain

    def _break_off(self, tablet, share):
        """Send a part of a good packet, and hang up."""
        packet = tablet.packet()
        body = json.dumps(packet).encode()
        head = HEAD.format(tablet.token, len(body)).encode()
        with closing(socket.create_connection(("127.0.0.1", self.port), 20)) as line:
            line.sendall(head + body[: int(share * len(body))])
        self.cut.add(packet["response_id"])
        self.met["broken off"] += 1


def altered(packet, changes):
    """Return a packet with these fields changed, or without them."""
    for field, value in changes:
        if value is not GONE or field in packet:
            packet = changed(packet, field, value)
    return packet


def fuzz(fuzzer, minutes, number):
    """Send until the time is up."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(REQUEST)
        def send(request):
            if time.monotonic() < end:
                fuzzer.ask(*request)

        send()


def check(fuzzer, database):
    """See that all that was acknowledged is there once and whole, and nothing else."""
    db = connect(database)
    rows = db.execute("select response_id, answers from responses where origin = 'tablet'").fetchall()  # fmt: skip
    found = {response_id: json.loads(answers) for response_id, answers in rows}
    reviewed = {row[0] for row in db.execute("select packet_hash from review").fetchall()}  # fmt: skip
    (refused,) = db.execute("select coalesce(sum(count), 0) from refusals").fetchone()
    assert damage(db) == []
    db.close()
    kept = {name: plain["answers"] for name, plain in fuzzer.kept.items() if plain["kind"] == "response"}  # fmt: skip
    assert len(rows) == len(found)
    assert found == kept
    assert refused == len(fuzzer.kept) - len(kept)
    assert reviewed == fuzzer.reviewed
    assert not fuzzer.cut & found.keys()
    print(f"{len(found)} responses, {refused} refusals and {len(reviewed)} kept apart: all acknowledged ones, once each")  # fmt: skip


def main():
    """Run for so many minutes."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "world.db"
        build_world(database)
        with serving(database) as (process, port):
            fuzzer = Fuzzer(database, port)
            fuzz(fuzzer, minutes, number)
            assert process.poll() is None
        print(", ".join(f"{what}: {count}" for what, count in fuzzer.met.items()))
        check(fuzzer, database)


if __name__ == "__main__":
    main()
