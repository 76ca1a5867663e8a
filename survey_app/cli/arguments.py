"""Options that several commands share, and what they open."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey_app.cli.output import FORMATS
from survey_app.config import settings
from survey_app.errors import NotFound
from survey_app.store.database import Database, connect, create


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add --database."""
    parser.add_argument(
        "--database",
        type=Path,
        default=settings().database,
        metavar="PATH",
        help="the database file (default: %(default)s)",
    )


def add_rows(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that print result rows."""
    add_database(parser)
    add_format(parser)
    add_names(parser, "--of", "ID", "measures to show (default: everything)")
    parser.add_argument(
        "--release",
        choices=("public", "analyst"),
        default="analyst",
        help="whose disclosure rules apply (default: %(default)s)",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add --format."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="how rows are printed (default: %(default)s)",
    )


def add_names(
    parser: argparse.ArgumentParser, option: str, metavar: str, text: str
) -> None:
    """Add an option that takes several names, and may be given several times."""
    parser.add_argument(
        option, nargs="+", action="extend", default=[], metavar=metavar, help=text
    )


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open the database for a command and close it at its end."""
    db = connect(path)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def opened_or_new(path: Path, *, keep: bool) -> Iterator[Database]:
    """Open the database, a new one where there is none (in memory unless `keep`)."""
    db = connect(path) if path.is_file() else create(path if keep else None)
    try:
        yield db
    finally:
        db.close()


def read_file(path: Path) -> bytes:
    """Return the content of a file; raise NotFound."""
    try:
        return path.read_bytes()
    except OSError:
        raise NotFound("file.missing", path=str(path)) from None
