"""Share people to ask among places and groups as the population is, in whole numbers.

The population is a CSV file as for `survey-app weight`: the people of each place and
group crossed (grouping community*gender, group riverside*woman), or of each by itself.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.output import print_rows
from survey_app.interchange.margins_csv import read_margins
from survey_app.services import planning

EXAMPLE = (
    "example: survey-app quotas --n 400 --margins margins.csv "
    "--place community --by gender"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `quotas`."""
    parser.add_argument("--n", type=int, required=True, help="people to ask in all")
    parser.add_argument(
        "--margins", type=Path, required=True, metavar="CSV", help="the population"
    )
    parser.add_argument("--place", required=True, metavar="GROUPING")
    parser.add_argument("--by", required=True, metavar="GROUPING")
    add_format(parser)
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print a row for each place and group."""
    population = read_margins(args.margins.name, read_file(args.margins))
    found = planning.share_out(args.n, population, args.place, args.by)
    print_rows([asdict(row) for row in found], args.format)
