"""Run the web server: one process, threads, nothing else needed."""

import argparse
import secrets
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from survey_app.cli import local_network, logs
from survey_app.cli.arguments import add_database, add_names
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.cli.scheduler import watching_over
from survey_app.cli.steady import steady
from survey_app.config import given, settings
from survey_app.errors import Conflict, Problem, Rejected
from survey_app.services import accounts, first_account, setting_faults
from survey_app.services.first_account import FirstCode
from survey_app.store.group_commit import SharedDesk

EXAMPLE = "example: survey-app serve --https --host 0.0.0.0"

HOST, PORT, HTTPS_PORT, THREADS = "127.0.0.1", 8000, 8443, 16
#: Tablets and browsers that may stay connected; poll() has no limit of its own.
CONNECTIONS = 1000
#: Seconds a thread may keep the interpreter while others wait for it.
SWITCH = 0.0005

#: Sessions of the https address: never sent in the clear, apart from those of http.
SECURE_SESSION = {
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-session",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    add_database(parser)
    add_address(parser)
    parser.add_argument(
        "--https",
        action="store_true",
        help="serve local networks by https too, with a certificate of our own",
    )
    parser.add_argument(
        "--https-port", type=int, default=HTTPS_PORT, metavar="PORT",
        help="port to listen on by https (default: %(default)s)",
    )  # fmt: skip
    add_names(parser, "--name", "NAME", "more names or addresses of this machine")
    parser.set_defaults(function=run)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add --host and --port."""
    parser.add_argument(
        "--host", default=HOST, help="address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=PORT,
        help="port to listen on (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> None:
    """Serve until stopped."""
    if args.https:
        serve_locally(args.database, args.host, (args.port, args.https_port), args.name)
    else:
        serve(args.database, args.host, args.port)


def serve(database: Path, host: str, port: int) -> None:
    """Serve a database until stopped; raise NotFound or Conflict before listening."""
    code = _first_code(database)
    with _shared(database, code) as shared:
        server = _server(shared, host, port)
        where = f"http://{server.effective_host}:{server.effective_port}/"
        print(_("Open {address} in a browser. Stop with Ctrl+C.").format(address=where))
        _tell_code(code, where)
        sys.stdout.flush()
        steady()
        server.run()


def serve_locally(
    database: Path, host: str, ports: tuple[int, int], more: Sequence[str]
) -> None:
    """Serve local networks by http and https until stopped.

    `ports` are that of http and that of https, `more` names or addresses of this
    machine. Raise NotFound, Conflict or Rejected before listening.
    """
    from survey_app import create_app  # noqa: PLC0415 (only a server needs it)

    found = settings()
    names = local_network.local_names(more)
    own = local_network.own_identity(found.instance, names, found.tablet_name)
    shown = {"CERTIFICATE": own.authority, "CERTIFICATE_FINGERPRINT": own.fingerprint}
    code = _first_code(database)
    with _shared(database, code) as common:
        app = create_app(common | shown | SECURE_SESSION)
        secure = local_network.serve_securely(app, host, ports[1], own)
        app.config["HTTPS_PORT"] = secure.bind_addr[1]
        ports_known = {"HTTPS_PORT": secure.bind_addr[1]}
        clear = _server(common | shown | ports_known, host, ports[0])
        name = local_network.address_of(names)
        print(
            _(
                "Tablets: first {clear}, then {secure}. Fingerprint: {fingerprint}"
            ).format(
                clear=f"http://{name}:{clear.effective_port}/secure",
                secure=f"https://{name}:{secure.bind_addr[1]}/collect",
                fingerprint=own.fingerprint,
            )
        )
        _tell_code(code, f"https://{name}:{secure.bind_addr[1]}/")
        sys.stdout.flush()
        steady()
        try:
            clear.run()
        finally:
            secure.stop()


def _server(config: Mapping[str, object], host: str, port: int) -> Any:
    from waitress.server import create_server  # noqa: PLC0415 (only a server needs it)

    from survey_app import create_app  # noqa: PLC0415
    from survey_app.cli.channel import Channel  # noqa: PLC0415

    try:
        server = create_server(
            create_app(config),
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            **_behind(settings().proxy),
        )
    except (OSError, ValueError) as error:
        where, reason = f"{host}:{port}", getattr(error, "strerror", "") or str(error)
        raise Conflict("setting.address_taken", address=where, reason=reason) from None
    server.channel_class = Channel
    return server


def _behind(proxy: str) -> dict[str, object]:
    """Return what the server believes of what a proxy says; of others nothing."""
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _check_settings() -> None:
    """Raise Rejected with every fault of the settings and of the instance folder."""
    instance = settings().instance
    faults = setting_faults.problems(given())
    if not _takes_files(instance):
        fact = {"path": str(instance)}
        faults.append(Problem("SURVEY_APP_INSTANCE", "setting.folder", fact))
    if faults:
        raise Rejected(faults)


def _takes_files(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _first_code(database: Path) -> str:
    """Return a new code for the first coordinator, "" where somebody has an account.

    Raise Rejected for the settings, NotFound or Conflict for the database.
    """
    _check_settings()
    with opened(database) as db:
        is_new = first_account.is_new(db)
    return accounts.new_password(secrets.choice) if is_new else ""


def _tell_code(code: str, where: str) -> None:
    if code:
        told = _("Nobody has an account yet: open {address}first, with the code {code}")
        print(told.format(address=where, code=code))


@contextmanager
def _shared(database: Path, code: str) -> Iterator[dict[str, object]]:
    """Give what all threads of a server share; at its end what waits is written."""
    logs.install()
    signal.signal(signal.SIGTERM, _stop)
    # The writer must not wait long for its turn among threads that read packets.
    sys.setswitchinterval(SWITCH)
    first = FirstCode(code) if code else None
    with closing(SharedDesk(database)) as desk, watching_over(database):
        yield {"DATABASE": database, "DESK": desk, "FIRST_CODE": first}


def _stop(_signal: int, _frame: object) -> None:
    """End the server once; what it took is finished first, whoever is impatient."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
