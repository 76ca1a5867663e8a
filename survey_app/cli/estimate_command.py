"""Print means and shares of a round with standard errors and 95 % intervals."""

import argparse
import os
import sys
from pathlib import Path

from survey_app.cli.arguments import add_names, add_rows, add_without_flagged
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import print_rows
from survey_app.cli.variance import add_variance, analysed, without_flagged
from survey_app.core.disclosure.door import Protected, plain
from survey_app.core.estimation.rows import EstimateRow
from survey_app.errors import SurveyError
from survey_app.services import analysis, datasets, doubting
from survey_app.services.engines import ENGINES

EXAMPLE = "example: survey-app estimate --round 2026-1 --of PL1 --by gender age"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `estimate`."""
    parser.add_argument("--round", metavar="R", help="which round")
    add_names(parser, "--by", "GROUP", "groupings (default: the whole sample)")
    add_rows(parser)
    add_variance(parser)
    add_without_flagged(parser)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="read a data set, not the database"
    )
    parser.add_argument(
        "--engine",
        choices=tuple(ENGINES),
        default="numpy",
        help="who reads the data set (default: %(default)s, part after part)",
    )
    cluster = parser.add_mutually_exclusive_group()
    cluster.add_argument(
        "--scheduler", metavar="ADDRESS", help="a running Dask cluster's scheduler"
    )
    cluster.add_argument("--master", metavar="URL", help="a running Spark cluster")
    parser.set_defaults(function=run, refuse=parser.error)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    if args.round is None and args.data is None:
        args.refuse("--round or --data is needed")
    if args.data is None and args.engine != "numpy":
        raise SurveyError("engine.no_data", engine=args.engine)
    rows = _of_round(args) if args.data is None else _of_data_set(args)
    print_rows(plain(rows), args.format)


def _of_round(args: argparse.Namespace) -> Protected[EstimateRow]:
    with opened(args.database) as db:
        whole = loaded(db, args.round, args)
        if args.without_flagged:
            found = without_flagged(db, whole, args)
            return doubting.estimate(found, args.of, args.by)
        return analysis.estimate(analysed(whole, args), args.of, args.by, args.release)


def _of_data_set(args: argparse.Namespace) -> Protected[EstimateRow]:
    if args.without_flagged:
        args.refuse("--without-flagged reads the database, not --data")
    # Spark's setting for what its workers run: what runs here, unless told otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    asked = datasets.Asked(
        engine=args.engine,
        round_name=args.round,
        address=args.scheduler or args.master,
        lonely=args.lonely,
        is_fixed=args.variance == "fixed",
    )
    return datasets.estimate(args.data, args.of, args.by, args.release, asked)
