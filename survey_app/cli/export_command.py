"""Write the results of a round to a file: everything, for everyone and every group.

A data set is no result: it holds each respondent's answers, for whoever holds the
database to compute with. Everything else holds no answers of single people.
"""

import argparse
import csv
from pathlib import Path

from survey_app.cli.arguments import add_database
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import _
from survey_app.core.disclosure.door import plain
from survey_app.core.estimation.rows import EstimateRow, keys_of
from survey_app.services import analysis, datasets
from survey_app.services.analysis import RoundData

EXAMPLE = "example: survey-app export --round 2026-1 --as csv --out results.csv"

#: Signs by which a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    parser.add_argument(
        "--as", dest="form", choices=tuple(FORMS), required=True, help="kind of file"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--release",
        choices=("public", "analyst"),
        default="analyst",
        help="whose disclosure rules apply (default: %(default)s)",
    )
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Write the round in the form asked for."""
    with opened(args.database) as db:
        data = loaded(db, args.round, args)
    FORMS[args.form](data, args)


def _csv(data: RoundData, args: argparse.Namespace) -> None:
    rows = analysis.everything(data, args.release)
    # Excel takes UTF-8 for UTF-8 only with its signature.
    with args.out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, keys_of(EstimateRow))
        writer.writeheader()
        for row in plain(rows):
            writer.writerow({key: _cell(value) for key, value in row.items()})
    print(_("{count} rows written to {path}").format(count=len(rows), path=args.out))


def _data_set(data: RoundData, args: argparse.Namespace) -> None:
    dataset = datasets.write(data, args.release, args.out)
    print(_("{count} rows written to {path}").format(count=dataset.rows, path=args.out))
    print(_("These are answers of single people: keep the folder as the database."))


#: What a round can be written as.
FORMS = {"csv": _csv, "dataset": _data_set}


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
