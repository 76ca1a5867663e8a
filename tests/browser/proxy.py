"""A bad line: a proxy that passes, is down, or loses, delays, doubles and cuts at random."""

import random
import threading
import time
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

#: What a bad line does with a request, and how often.
FATES = {
    "pass": 0.36,
    "delay": 0.12,
    "lose the request": 0.1,
    "lose the reply": 0.12,
    "cut the request": 0.08,
    "cut the reply": 0.12,
    "double": 0.1,
}
#: Headers that are about one connection only.
OWN = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Proxy(ThreadingHTTPServer):
    """A line to a server; `state` is "up", "down" or "bad", `missing` never arrives."""

    daemon_threads = True

    def __init__(self, target, seed=1):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lead_to(target)
        self.missing = set()
        self.state = "up"
        self.random = random.Random(seed)
        self.met = dict.fromkeys(FATES, 0)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def lead_to(self, target):
        """Lead to this server from now on."""
        self.target = urlsplit(target).netloc

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fate(self):
        """Return what happens to a request now."""
        if self.state != "bad":
            return "pass"
        found = self.random.choices(list(FATES), list(FATES.values()))[0]
        self.met[found] += 1
        return found

    def handle_error(self, request, client_address):
        """Whoever hung up meant to."""

    def stop(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def parse_request(self):
        """Hang up on everybody while the line is down."""
        self.close_connection = True
        return self.server.state != "down" and super().parse_request()

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fate = self.server.fate()
        self.close_connection = True
        if fate == "lose the request":
            return
        if fate == "delay":
            time.sleep(self.server.random.uniform(0.1, 1.5))
        if fate == "cut the request":
            body = body[: self.server.random.randrange(len(body) + 1)]
        try:
            if fate == "double":
                self._ask(body)
            status, headers, content = self._ask(body)
        except (OSError, HTTPException):
            return
        if fate != "lose the reply":
            self._answer(status, headers, content, is_cut=fate == "cut the reply")

    do_POST = do_GET

    def _ask(self, body):
        if self.path in self.server.missing:
            return 404, [], b""
        connection = HTTPConnection(self.server.target, timeout=30)
        kept = {n: v for n, v in self.headers.items() if n.lower() not in OWN}
        connection.request(self.command, self.path, body, kept)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, reply.getheaders(), content

    def _answer(self, status, headers, content, *, is_cut):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        most = self.server.random.randrange(len(content) + 1) if is_cut else None
        self.wfile.write(content[:most])

    def log_message(self, *_arguments):
        """Say nothing."""
