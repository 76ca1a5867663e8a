"""Put the database and the secret of a backup in place; nothing is overwritten."""

import argparse
from pathlib import Path

from survey_app.cli.arguments import add_database
from survey_app.cli.output import _
from survey_app.cli.passphrase import add_passphrase, passphrase
from survey_app.config import settings
from survey_app.services import backups
from survey_app.store import audit

EXAMPLE = "example: survey-app restore /media/stick/2026-03-02.survey-backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `restore`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    add_passphrase(parser)
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Restore and say where to."""
    phrase = passphrase(args, is_new=False)
    audit.ACTING.set(audit.COMMAND)
    backups.restore(args.file, args.database, settings().instance, phrase)
    print(
        _("Restored: {path}. Next: survey-app upgrade, then survey-app check.").format(
            path=args.database
        )
    )
