"""Options that several commands share."""

import argparse
from pathlib import Path

from survey_app.cli.output import FORMATS
from survey_app.config import settings
from survey_app.errors import NotFound


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
    add_release(parser)


def add_release(parser: argparse.ArgumentParser) -> None:
    """Add --release."""
    parser.add_argument(
        "--release",
        choices=("public", "analyst"),
        default="analyst",
        help="whose disclosure rules apply (default: %(default)s)",
    )


def add_without_flagged(parser: argparse.ArgumentParser) -> None:
    """Add --without-flagged."""
    parser.add_argument(
        "--without-flagged",
        action="store_true",
        help="leave out interviews whose answers are in doubt; nothing is removed",
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


def read_file(path: Path) -> bytes:
    """Return the content of a file; raise NotFound."""
    try:
        return path.read_bytes()
    except OSError:
        raise NotFound("file.missing", path=str(path)) from None
