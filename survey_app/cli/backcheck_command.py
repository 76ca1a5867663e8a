"""Draw interviews to be asked again, take second answers in, print what came of it.

FILE is the list that `list --format csv` prints, with the columns checked_by (an
account, not of who held the interview) and up to five questions by their ids, filled
with the codes of answers. Second answers are compared and not kept.
"""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.interchange.backchecks_csv import read_second_answers
from survey_app.services import analysis, backchecks

EXAMPLE = "example: survey-app backcheck 2026-1 take backchecks.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with interviews to be asked again."""
    parser.add_argument("round", metavar="ROUND")
    deeds = parser.add_subparsers(required=True, metavar="draw|list|take|results")

    def add(
        name: str, text: str, run: Callable[[argparse.Namespace], None]
    ) -> argparse.ArgumentParser:
        deed = deeds.add_parser(name, help=text)
        add_database(deed)
        deed.set_defaults(function=run)
        return deed

    add("draw", "draw a tenth of everybody’s interviews, one at least", draw)
    add_format(add("list", "list the interviews still to be asked again", show))
    taking = add("take", "compare second answers from a file", take)
    taking.add_argument("file", type=Path, metavar="FILE")
    add_format(add("results", "how many answers differed, by enumerator", results))


def draw(args: argparse.Namespace) -> None:
    """Draw what is missing."""
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        count = backchecks.draw(db, survey_round, np.random.default_rng())
    print(_("Interviews drawn: {count}.").format(count=count))


def show(args: argparse.Namespace) -> None:
    """Print the list."""
    with opened(args.database) as db:
        rows = backchecks.sheet(db, analysis.find_round(db, args.round))
    print_rows(rows, args.format)


def take(args: argparse.Namespace) -> None:
    """Take second answers in."""
    lines = read_second_answers(args.file.name, read_file(args.file))
    with opened(args.database) as db:
        count = backchecks.take(db, analysis.find_round(db, args.round), lines)
    print(_("Interviews checked: {count}.").format(count=count))


def results(args: argparse.Namespace) -> None:
    """Print what came of it."""
    with opened(args.database) as db:
        rows = backchecks.results(db, analysis.find_round(db, args.round))
    print_rows([asdict(row) for row in rows], args.format)
