"""Receivers of notices: a mail server and a web server that do what a test says."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Mail(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as smtplib does; `server.reply` answers RCPT."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                self.say(self.server.reply)
            elif word == b"DATA":
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.received.append(message_from_bytes(b"".join(lines)))
        self.server.arrived.set()
        if self.server.is_stuck:
            self.server.released.wait(20)
            return
        self.say("250 kept")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    reply, is_stuck = "250 ok", False


class _Web(BaseHTTPRequestHandler):
    """Answers every POST by `server.status`."""

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), content))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://elsewhere.invalid/")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def _running(server):
    server.received = []
    server.arrived, server.released = threading.Event(), threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def mail_receiver():
    """Return a context: a mail server with `received`, `reply`, `is_stuck`."""
    return _running(_Server(("127.0.0.1", 0), _Mail))


def web_receiver():
    """Return a context: a web server with `received` and `status`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    server.status = 204
    return _running(server)
