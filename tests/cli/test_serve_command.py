"""The web server's connections."""

import socket
import subprocess
import sys
import threading

import pytest
from waitress.adjustments import Adjustments

from survey_app.cli.channel import Channel
from survey_app.cli.serve_command import _behind
from tests.conftest import CommandLine


class Server:
    """What a connection asks of its server."""

    def __init__(self):
        self.active_channels = {}

    def pull_trigger(self):
        """Take notice."""


@pytest.fixture
def channel():
    ours, theirs = socket.socketpair()
    channel = Channel(Server(), ours, "", Adjustments(), map={})
    yield channel
    channel.handle_close()
    theirs.close()


def test_the_main_loop_leaves_a_connection_alone_while_a_thread_sends(channel):
    channel.total_outbufs_len = 10
    holds, may_end = threading.Event(), threading.Event()

    def send():
        with channel.outbuf_lock:
            holds.set()
            may_end.wait(10)

    thread = threading.Thread(target=send)
    thread.start()
    assert holds.wait(10)
    while_sending = channel.writable()
    channel.will_close = True
    to_be_closed = channel.writable()
    channel.will_close = False
    may_end.set()
    thread.join(10)
    assert (while_sending, to_be_closed, channel.writable()) == (False, True, True)


def test_nothing_to_send_is_nothing_to_wait_for(channel):
    assert channel.writable() is False


@pytest.fixture
def serving(database, capsys):
    return CommandLine(database, capsys)


def test_every_fault_of_the_settings_is_told_before_anything_listens(
    serving, monkeypatch, tmp_path
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SURVEY_APP_INSTANCE", str(tmp_path / "file" / "instance"))
    monkeypatch.setenv("SURVEY_APP_HTTPS", "yes")
    monkeypatch.setenv("SURVEY_APP_TIMEZNE", "UTC")
    assert serving("serve", "--port", "0") == 1
    assert "SURVEY_APP_HTTPS: “yes” is neither 0 nor 1." in serving.err
    assert "Did you mean SURVEY_APP_TIMEZONE?" in serving.err
    assert "instance cannot be written." in serving.err


def test_a_port_somebody_else_has_is_told(database):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "survey_app.cli.main", "serve", "--port", port]
        done = subprocess.run(
            [*command, "--database", str(database)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 1
    assert f"The server cannot listen on 127.0.0.1:{port}: Address" in done.stderr


def test_only_the_server_in_front_is_believed():
    """A visitor who says to be another one is counted as who they are."""
    assert _behind("") == {}
    kept = Adjustments(**_behind("127.0.0.1"))
    assert kept.trusted_proxy == "127.0.0.1"
    assert kept.clear_untrusted_proxy_headers
    assert kept.trusted_proxy_headers == {"x-forwarded-for", "x-forwarded-proto"}
