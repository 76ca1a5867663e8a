"""What commands share that print result rows of one round."""

import argparse
from collections.abc import Callable

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed
from survey_app.core.disclosure.door import Protected, plain
from survey_app.core.estimation.rows import AnyRow
from survey_app.services.analysis import RoundData


def add_round(parser: argparse.ArgumentParser) -> None:
    """Add --round and the options of commands that print rows of one."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    add_rows(parser)
    add_variance(parser)


def add_by(parser: argparse.ArgumentParser) -> None:
    """Add --by, without which there is nothing to print."""
    parser.add_argument(
        "--by", nargs="+", action="extend", required=True, metavar="GROUP",
        help="groupings",
    )  # fmt: skip


def print_found(
    args: argparse.Namespace, find: Callable[[RoundData], Protected[AnyRow]]
) -> None:
    """Print what `find` finds in the round, its errors computed as asked for."""
    with opened(args.database) as db:
        rows = find(analysed(loaded(db, args.round, args), args))
    print_rows(plain(rows), args.format)
