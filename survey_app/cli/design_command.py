"""Print how a round was sampled, and what its weights cost.

With --margins, print each group among those who answered beside the population instead:
its share by base weights, the population's, and the first over the second.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.interchange.margins_csv import read_margins
from survey_app.services import weighting

EXAMPLE = "example: survey-app design --round 2026-1 --margins margins.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `design`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    parser.add_argument("--margins", type=Path, metavar="CSV", help="the population")
    add_format(parser)
    add_database(parser)
    parser.set_defaults(function=run, release="analyst")


def run(args: argparse.Namespace) -> None:
    """Print one row about the design, or one for each group of the population."""
    with opened(args.database) as db:
        data = loaded(db, args.round, args)
    if args.margins is None:
        print_rows([asdict(weighting.facts(data))], args.format)
        return
    population = read_margins(args.margins.name, read_file(args.margins))
    rows = weighting.represented(data, population)
    print_rows([asdict(row) for row in rows], args.format)
