"""The web server's connections."""

import socket
import threading

import pytest
from waitress.adjustments import Adjustments

from survey_app.cli.channel import Channel


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
