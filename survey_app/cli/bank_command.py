"""List, show, check, search or share question banks.

A shared bank is one file with its questions in all languages, its recordings, its
licence and its source."""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.output import _, print_rows
from survey_app.config import data_dir
from survey_app.errors import NotFound
from survey_app.interchange.toml_source import nearest
from survey_app.services import banks

EXAMPLE = "example: survey-app bank check my_bank.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with banks."""
    deeds = parser.add_subparsers(
        required=True, metavar="list|show|check|search|export|import"
    )
    listing = deeds.add_parser("list", help="list constructs and items of all banks")
    add_format(listing)
    listing.set_defaults(function=show_all)
    showing = deeds.add_parser("show", help="show a construct or an item")
    showing.add_argument("id", metavar="ID")
    add_format(showing)
    showing.set_defaults(function=show_one)
    checking = deeds.add_parser("check", help="find every fault in bank files")
    checking.add_argument("path", type=Path, nargs="?", metavar="PATH")
    checking.set_defaults(function=check)
    _add_sharing(deeds)


def _add_sharing(deeds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    searching = deeds.add_parser(
        "search", help="find questions by words of any language"
    )
    searching.add_argument("words", nargs="+", metavar="WORD")
    searching.add_argument("--language", metavar="CODE", help="look only in this one")
    add_format(searching)
    searching.set_defaults(function=_sharing("search"))
    exporting = deeds.add_parser("export", help="write a bank as one file for others")
    exporting.add_argument(
        "name", metavar="NAME", help="a bank, or a questionnaire with its own questions"
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    exporting.add_argument(
        "--licence", default="", help="of a questionnaire's questions"
    )
    exporting.add_argument("--source", default="", help="who wrote them, and where")
    exporting.set_defaults(function=_sharing("export"))
    importing = deeds.add_parser("import", help="take in a bank that others shared")
    importing.add_argument("file", type=Path, metavar="FILE.zip")
    importing.add_argument(
        "--dry-run", action="store_true", help="say what is in it, change nothing"
    )
    importing.set_defaults(function=_sharing("take_in"))
    for each in (searching, exporting, importing):
        add_database(each)


def _sharing(name: str) -> Callable[[argparse.Namespace], None]:
    """Return a function of bank_sharing, loaded with the database when it is called."""

    def run(args: argparse.Namespace) -> None:
        getattr(import_module("survey_app.cli.bank_sharing"), name)(args)

    return run


def show_all(args: argparse.Namespace) -> None:
    """List constructs with the number of their items, then items of none."""
    bank = banks.shipped()
    rows = [
        {
            "bank": each.bank,
            "id": each.construct.construct_id,
            "text": each.construct.name["en"],
            "items": len(each.construct.items),
        }
        for each in bank.constructs.values()
    ]
    rows += [
        {"bank": each.bank, "id": each.item.item_id, "text": each.item.text["en"],
         "items": 1}
        for each in bank.items.values()
        if each.construct is None
    ]  # fmt: skip
    print_rows(rows, args.format)


def show_one(args: argparse.Namespace) -> None:
    """Show the items of a construct, or one item."""
    bank = banks.shipped()
    known = [*bank.constructs, *bank.items]
    if args.id not in known:
        listed = nearest(args.id, known) or ", ".join(bank.constructs)
        raise NotFound("bank.unknown", id=args.id, known=listed)
    found = bank.constructs.get(args.id)
    names = found.construct.items if found else (args.id,)
    rows = [
        {
            "id": name,
            "text": bank.items[name].item.text["en"],
            "scale": bank.items[name].item.scale,
            "reverse": bank.items[name].item.reverse,
            "sensitive": bank.items[name].item.sensitive,
        }
        for name in names
    ]
    if found and args.format == "table":
        print(f"{found.construct.name['en']} ({args.id}, {found.bank})")
        print(_("10 is: {meaning}").format(meaning=found.construct.higher["en"]))
        print(_("Inspired by: {source}").format(source=found.inspired))
    print_rows(rows, args.format)


def check(args: argparse.Namespace) -> None:
    """Say that the banks are faultless, or raise with every fault."""
    path = args.path or data_dir("question_banks")
    bank = banks.read(path)
    said = _("{path}: {constructs} constructs, {items} items, no fault")
    counts = {"constructs": len(bank.constructs), "items": len(bank.items)}
    print(said.format(path=path, **counts))
