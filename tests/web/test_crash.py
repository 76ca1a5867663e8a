"""A server killed in the middle of its work, or out of disk, loses nothing it promised."""

import http.client
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from survey_app import create_app
from survey_app.store.database import connect, damage
from tests.processes import address, started
from tests.web.test_sync import Tablet

CLIENTS, TABLETS = 16, 64
SECRET = "test"
#: The command in a process that may write no larger file than so many bytes (0: any).
LIMITED = """
import resource, sys
from survey_app.cli.main import main
if size := int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
sys.exit(main(sys.argv[2:]))
"""


@contextmanager
def serving(database, largest_file=0):
    """Serve a database in a process of its own; give it with its port."""
    (database.parent / "secret.key").write_text(SECRET)
    command = [sys.executable, "-c", LIMITED, str(largest_file), "serve"]
    options = ["--port", "0", "--database", str(database)]
    with started([*command, *options], database.parent) as process:
        yield process, int(address(process).rpartition(":")[2])


def connected(port):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=20)


class Clients:
    """Tablets that send at once; what was acknowledged is written down."""

    def __init__(self, database, count):
        app = create_app({"DATABASE": database, "SECRET_KEY": SECRET})
        names = [f"T{n}" for n in range(TABLETS)]
        self.tablets = [Tablet(app, database, name) for name in names]
        self.packets = [
            (tablet.token, tablet.packet())
            for n in range(count)
            for tablet in [self.tablets[n % TABLETS]]
        ]
        self.acknowledged, self.refused = set(), []

    def run(self, port, after=None):
        """Send everything from 16 clients; call `after` once a third is acknowledged."""
        with ThreadPoolExecutor(CLIENTS) as threads:
            parts = [self.packets[n::CLIENTS] for n in range(CLIENTS)]
            done = [threads.submit(self._send, port, part, after) for part in parts]
        for each in done:
            each.result()

    def _send(self, port, packets, after):
        with closing(connected(port)) as connection:
            self._send_all(connection, packets, after)

    def _send_all(self, connection, packets, after):
        for token, packet in packets:
            if after and len(self.acknowledged) >= len(self.packets) / 3:
                after()
            headers = {"Authorization": f"Bearer {token}"}
            try:
                connection.request("POST", "/api/v1/responses", json.dumps(packet), headers)  # fmt: skip
                reply = connection.getresponse()
                content = json.loads(reply.read())
            except (OSError, http.client.HTTPException):
                return
            if reply.status == 200:
                assert content["results"][0]["state"] in ("kept", "known")
                self.acknowledged.add(packet["response_id"])
            else:
                self.refused.append((reply.status, content["problems"][0]["code"]))


def tablets_responses(database):
    db = connect(database)
    rows = db.execute("select response_id from responses where origin = 'tablet'")
    found = [row[0] for row in rows.fetchall()]
    assert damage(db) == []
    db.close()
    return found


def killed_in_the_middle(database, count):
    """Kill a server under load; return what it acknowledged, and what it kept."""
    clients = Clients(database, count)
    with serving(database) as (process, port):
        clients.run(port, process.kill)
        assert process.wait(15) == -signal.SIGKILL
    return clients, tablets_responses(database)


@pytest.mark.parametrize("time", range(3))
def test_a_killed_server_kept_all_it_acknowledged_and_nothing_twice(database, time):
    clients, found = killed_in_the_middle(database, 2000)
    assert 600 < len(clients.acknowledged) < 2000
    assert clients.acknowledged <= set(found)
    assert len(found) == len(set(found))


def test_after_a_kill_the_tablets_send_the_rest(database):
    clients, _ = killed_in_the_middle(database, 300)
    with serving(database) as (_, port):
        clients.run(port)
    assert sorted(tablets_responses(database)) == sorted(p["response_id"] for _, p in clients.packets)  # fmt: skip


def test_a_stopped_server_finishes_what_it_took(database):
    clients = Clients(database, 600)
    with serving(database) as (process, port):
        clients.run(port, process.terminate)
        assert process.wait(15) == 0
    assert clients.acknowledged <= set(tablets_responses(database))


def test_a_full_disk_is_told_and_with_room_again_the_rest_arrives(database):
    clients = Clients(database, 800)
    with serving(database, largest_file=database.stat().st_size + 300_000) as (_, port):
        clients.run(port)
        assert set(clients.refused) == {(503, "database.full")}
        with closing(connected(port)) as connection:
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
    found = tablets_responses(database)
    assert 0 < len(clients.acknowledged) < 800
    assert clients.acknowledged == set(found)
    assert len(found) == len(clients.acknowledged)
    with serving(database) as (_, port):
        clients.run(port)
    assert len(tablets_responses(database)) == 800
