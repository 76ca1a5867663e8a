"""Write the forms other programs sent for a round, as they came, into an archive.

Each is an XML file with the answers of one person. It is for finding out how an answer
came about, on the server itself; nobody can get it by the network.
"""

import argparse
from pathlib import Path

from survey_app.cli.arguments import add_database
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.config import secret_key, settings
from survey_app.interchange import media_archive as archive
from survey_app.services import analysis, submissions

EXAMPLE = "example: survey-app originals 2026-1 --out forms.zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the round and the file."""
    parser.add_argument("round", metavar="R")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Write an archive that nobody but its owner can read."""
    secret = secret_key(settings().instance)
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        found = submissions.originals(db, survey_round.round_id, secret)
    files = {f"{name}.xml": content for name, content in found.items()}
    args.out.touch()
    args.out.chmod(0o600)
    args.out.write_bytes(archive.write_zip(files))
    said = _(
        "Written: {path}. Answers of {count} people are in it; delete it once read."
    )
    print(said.format(count=len(files), path=args.out))
