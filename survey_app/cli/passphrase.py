"""Asks for the passphrase of backups: from a file, the environment or the person."""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from survey_app.cli.arguments import read_file
from survey_app.cli.output import _
from survey_app.config import settings
from survey_app.errors import Problem, Rejected


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Add --passphrase-file."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="PATH",
        help="a file whose first line is the passphrase (default: "
        "SURVEY_APP_PASSPHRASE, else it is asked for)",
    )


def passphrase(args: argparse.Namespace, *, is_new: bool) -> str:
    """Return the passphrase; a new one is typed twice. Raise Rejected without one."""
    if args.passphrase_file:
        return read_file(args.passphrase_file).decode().partition("\n")[0].strip("\r")
    if known := settings().passphrase:
        return known
    if not sys.stdin.isatty():
        raise Rejected([Problem("", "backup.no_passphrase")])
    typed = getpass(_("Passphrase of the backup: "))
    if is_new and getpass(_("The same again: ")) != typed:
        raise Rejected([Problem("", "backup.passphrase_differs")])
    return typed
