"""Run the web server: one process, threads, nothing else needed."""

import argparse
import sys
from pathlib import Path

from survey_app.cli.arguments import add_database
from survey_app.cli.output import _
from survey_app.store.database import connect

EXAMPLE = "example: survey-app serve --host 0.0.0.0 --port 8000"

HOST, PORT, THREADS = "127.0.0.1", 8000, 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    add_database(parser)
    add_address(parser)
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
    serve(args.database, args.host, args.port)


def serve(database: Path, host: str, port: int) -> None:
    """Serve a database until stopped; raise NotFound or Conflict before listening."""
    connect(database).close()
    from waitress.server import create_server  # noqa: PLC0415 (only a server needs it)

    from survey_app import create_app  # noqa: PLC0415

    server = create_server(
        create_app({"DATABASE": database}), host=host, port=port, threads=THREADS
    )
    where = f"http://{server.effective_host}:{server.effective_port}/"
    print(_("Open {address} in a browser. Stop with Ctrl+C.").format(address=where))
    sys.stdout.flush()
    server.run()
