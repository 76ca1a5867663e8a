"""Search, write and take in banks that people share."""

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from survey_app.cli.arguments import read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.services import bank_exchange
from survey_app.services.bank_exchange import About


def search(args: argparse.Namespace) -> None:
    """List the questions and constructs that hold all words."""
    words = " ".join(args.words)
    with opened(args.database) as db:
        hits = bank_exchange.search(db, words, args.language)
    print_rows([asdict(hit) for hit in hits], args.format)


def export(args: argparse.Namespace) -> None:
    """Write a bank to a file."""
    about, today = About(args.licence, args.source), datetime.now(UTC).date()
    with opened(args.database) as db:
        args.out.write_bytes(bank_exchange.export(db, args.name, about, today))
    print(_("Written: {path}").format(path=args.out))


def take_in(args: argparse.Namespace) -> None:
    """Keep a bank from a file, or say what is in it."""
    content, today = read_file(args.file), datetime.now(UTC).date()
    with opened(args.database) as db:
        if args.dry_run:
            bank = bank_exchange.examine(db, args.file.name, content)
        else:
            bank = bank_exchange.take_in(db, args.file.name, content, today)
    said = _(
        "{name}: {items} questions in {languages}. Licence: {licence}. From: {source}"
    )
    print(
        said.format(
            name=bank.name,
            items=len(bank.items),
            languages=", ".join(bank.languages),
            licence=bank.licence,
            source=bank.source,
        )
    )
