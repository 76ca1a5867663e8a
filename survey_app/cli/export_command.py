"""Write the results of a round to a file: everything, for everyone and every group.

A data set is no result: it holds each respondent's answers, for whoever holds the
database to compute with. Everything else holds no answers of single people.

--release N writes the tables of release N as they were released. --release public means
the public's newest release, --release analyst the round as it stands now.
"""

import argparse
import csv
from datetime import UTC, datetime
from pathlib import Path

from survey_app import i18n
from survey_app.cli.arguments import add_database, add_names
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import _
from survey_app.cli.progress import watcher
from survey_app.cli.variance import note
from survey_app.config import settings
from survey_app.core.disclosure.door import plain
from survey_app.core.estimation.rows import EstimateRow, keys_of
from survey_app.errors import Conflict, NotFound
from survey_app.interchange.outgoing import Book, inert, watched
from survey_app.services import analysis, datasets, exporting
from survey_app.services.analysis import RoundData
from survey_app.store.database import Database

EXAMPLE = "example: survey-app export --round 2026-1 --as csv --out results.csv"

LIVE = ("public", "analyst")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    parser.add_argument(
        "--as",
        dest="form",
        choices=(*exporting.FORMATS, "dataset"),
        required=True,
        help="kind of file",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--release",
        type=_release,
        default="analyst",
        metavar="public|analyst|N",
        help="whose disclosure rules apply, or the number of a release"
        " (default: %(default)s)",
    )
    add_names(parser, "--table", "NAME", "tables to write (default: all that fit)")
    parser.add_argument(
        "--in",
        dest="language",
        choices=[each.code for each in i18n.languages()],
        default=settings().language,
        help="language of the words (default: %(default)s)",
    )
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Write the round in the form asked for."""
    is_live = args.release in LIVE
    if args.form == "dataset" and not is_live:
        raise Conflict("export.data_set_of_release")
    with opened(args.database) as db:
        if args.form == "dataset":
            _data_set(_noted(db, args), args)
        elif args.form == "csv" and is_live and not args.table:
            _csv(_noted(db, args), args)
        else:
            _book(_found(db, args), args)


def _release(text: str) -> str | int:
    """Return public, analyst or the number of a release."""
    return text if text in LIVE else int(text)


def _found(db: Database, args: argparse.Namespace) -> Book:
    """Return the tables of the release asked for, or of the round as it stands."""
    survey_round = analysis.find_round(db, args.round)
    if args.release == "analyst":
        today = datetime.now(UTC).date()
        data = _noted(db, args)
        return exporting.live_book(db, data, args.language, today)
    if args.release == "public":
        _noted(db, args)  # the public's first look is a release
        release = exporting.newest_public(db, survey_round)
    else:
        release = exporting.release_of(db, survey_round, args.release)
    return exporting.released_book(db, survey_round, release, args.language)


def _noted(db: Database, args: argparse.Namespace) -> RoundData:
    """Return the round; say what a reader of its numbers must know."""
    data = loaded(db, args.round, args)
    note(data)
    return data


def _book(book: Book, args: argparse.Namespace) -> None:
    book = exporting.chosen(book, args.form, args.table)
    try:
        with args.out.open("wb") as file:
            exporting.write(watched(book, watcher(book.count)), args.form, file)
    except OSError:
        raise NotFound("export.no_folder", path=str(args.out)) from None
    rows = sum(table.count for table in book.tables)
    print(_("{count} rows written to {path}").format(count=rows, path=args.out))


def _csv(data: RoundData, args: argparse.Namespace) -> None:
    rows = analysis.everything(data, args.release)
    # Excel takes UTF-8 for UTF-8 only with its signature.
    with args.out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(keys_of(EstimateRow))
        writer.writerows(map(inert, row.values()) for row in plain(rows))
    print(_("{count} rows written to {path}").format(count=len(rows), path=args.out))


def _data_set(data: RoundData, args: argparse.Namespace) -> None:
    dataset = datasets.write(data, args.release, args.out)
    print(_("{count} rows written to {path}").format(count=dataset.rows, path=args.out))
    print(_("These are answers of single people: keep the folder as the database."))
