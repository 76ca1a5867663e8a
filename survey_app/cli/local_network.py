"""What this machine is called on its local networks, and serving it there by https."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.types import WSGIApplication

from survey_app.errors import Problem, Rejected
from survey_app.interchange.certificates import is_local
from survey_app.services.local_https import Identity, identity

#: Addresses to which nothing is sent: the way there tells our own address on it.
TOWARDS = ("10.255.255.255", "172.31.255.255", "192.168.255.255", "192.0.2.1")
ALWAYS = ("localhost", "127.0.0.1")


def local_names(more: Iterable[str]) -> list[str]:
    """Return the names and local addresses of this machine, `more` first."""
    host = socket.gethostname().partition(".")[0].lower()
    named = [f"{host}.local"] if host and host != "localhost" else []
    found = [*more, *filter(is_local, _addresses()), *named, *ALWAYS]
    return list(dict.fromkeys(found))


def address_of(names: Iterable[str]) -> str:
    """Return the one of `names` other devices reach: an address if there is one."""
    outside = [name for name in names if name not in ALWAYS]
    return next(filter(_is_address, outside), (outside or ALWAYS)[0])


def own_identity(instance: Path, names: list[str], label: str) -> Identity:
    """Return the files by which this machine proves who it is; raise Rejected."""
    return identity(instance / "https", names, label, datetime.now(UTC))


def serve_securely(app: WSGIApplication, host: str, port: int, own: Identity) -> Any:
    """Serve an application by https beside this thread; return the running server.

    Raise Rejected where what this needs is not installed.
    """
    try:
        from cheroot.ssl.builtin import BuiltinSSLAdapter  # noqa: PLC0415
        from cheroot.wsgi import Server  # noqa: PLC0415
    except ImportError:
        problem = Problem("--https", "file.needs_extra", {"extra": "https"})
        raise Rejected([problem]) from None
    server = Server((host, port), app, numthreads=16)
    server.ssl_adapter = BuiltinSSLAdapter(str(own.certificate), str(own.key))
    # What it would log are addresses of devices; the application logs its own faults.
    setattr(server, "error_log", lambda *_message, **_how: None)  # noqa: B010
    server.prepare()
    Thread(target=server.serve, name="https", daemon=True).start()
    return server


def _addresses() -> Iterable[str]:
    """Return this machine's addresses, as its routes and its name tell them."""
    found = []
    for address in TOWARDS:
        with suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as way:
            way.connect((address, 9))
            found.append(way.getsockname()[0])
    with suppress(OSError):
        for *_, where in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found.append(where[0])
    return [each for each in dict.fromkeys(found) if not each.startswith("127.")]


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(name))
    return False
