"""Write a backup: database and secret in one file that only a passphrase opens.

The server may go on working. The backup is restored for proof before it gets its name.
FILE may be a folder: the backup is named by the day, and --keep deletes older ones, so
that answers people took back are gone from all backups after that many days.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.cli.passphrase import add_passphrase, passphrase
from survey_app.config import settings
from survey_app.services import backups

EXAMPLE = "example: survey-app backup /media/stick --keep 30"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `backup`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file or a folder")
    parser.add_argument(
        "--keep",
        type=int,
        default=0,
        metavar="N",
        help="in a folder: delete all but the newest N backups",
    )
    add_passphrase(parser)
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Write the backup and say what it holds."""
    is_folder = args.file.is_dir()
    today = datetime.now(UTC).date()
    to = backups.dated(args.file, today) if is_folder else args.file
    phrase = passphrase(args, is_new=True)
    with opened(args.database) as db:
        held = backups.write(db, settings().instance, to, phrase)
    print(
        _("{path}: {responses} responses, {tables} tables, restored for proof").format(
            path=to, responses=held["responses"], tables=len(held)
        )
    )
    for gone in backups.rotate(args.file, args.keep) if is_folder and args.keep else ():
        print(
            _("{path}: deleted, older than the newest {keep}").format(
                path=gone, keep=args.keep
            )
        )
