"""Build, check, publish, list, export or import questionnaires.

A definition says what is picked from the banks. Publishing makes a version of it that
is never changed; the same content is the same version. XLSForms (.xlsx) come in too.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, add_names, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_problems, print_rows
from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.definition import Definition
from survey_app.errors import Problem, Rejected
from survey_app.interchange.definition_toml import read_definition
from survey_app.interchange.foreign import read_foreign
from survey_app.services import forms, publishing, translating
from survey_app.store import instruments
from survey_app.store.database import Database

EXAMPLE = (
    "example: survey-app instrument build trust --construct PL1 SC1 "
    "--group gender displacement --language en ar"
)

PILOT = "languages opened for a pilot though their texts are not locked"
MAPPING = "draft the map by which answers to an XLSForm are taken in"
IMPORTING = "publish a version exported elsewhere, or take over an XLSForm"
#: What a version is exported as.
FORMS: dict[str, Callable[[Database, str], bytes]] = {
    "json": publishing.export,
    "xlsform": forms.export,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with instruments."""
    deeds = parser.add_subparsers(
        required=True, metavar="build|check|publish|list|export|import|map"
    )
    building = deeds.add_parser("build", help="define a questionnaire from the banks")
    building.add_argument(
        "name", metavar="NAME", help="its name, or a .toml definition"
    )
    building.add_argument("--title", default="", help="title in English")
    add_names(building, "--construct", "ID", "constructs, with all their items")
    add_names(building, "--item", "ID", "items beside the constructs")
    add_names(building, "--group", "NAME", "groupings: gender, age, displacement ...")
    add_names(
        building, "--confirmatory", "ID",
        "constructs whose changes are declared to be judged (default: all)",
    )  # fmt: skip
    add_names(building, "--module", "ID", "sensitive modules, with all their items")
    add_names(building, "--language", "CODE", "languages (default: en)")
    building.set_defaults(function=build)
    for deed, function, text in (
        ("check", check, "find what keeps it from being published"),
        ("publish", publish, "make a version that is never changed"),
    ):
        named = deeds.add_parser(deed, help=text)
        named.add_argument("name", metavar="NAME")
        add_names(named, "--pilot", "CODE", PILOT)
        named.set_defaults(function=function)
    listing = deeds.add_parser("list", help="list definitions and published versions")
    add_format(listing)
    listing.set_defaults(function=show)
    exporting = deeds.add_parser("export", help="write a published version to a file")
    exporting.add_argument(
        "name", metavar="NAME", help="a version, or its name: newest"
    )
    exporting.add_argument(
        "--as",
        dest="form",
        choices=FORMS,
        default="json",
        help="for this program, or for ODK and Kobo (default: %(default)s)",
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    exporting.set_defaults(function=export)
    _add_importing(deeds.add_parser("import", help=IMPORTING))
    _add_mapping(deeds.add_parser("map", help=MAPPING))
    for each in deeds.choices.values():
        add_database(each)


def _add_importing(importing: argparse.ArgumentParser) -> None:
    importing.add_argument("file", type=Path, metavar="FILE")
    add_names(importing, "--pilot", "CODE", PILOT)
    importing.add_argument(
        "--partly", action="store_true", help="go on without what cannot be taken over"
    )
    importing.add_argument(
        "--dry-run", action="store_true", help="print the report, change nothing"
    )
    importing.add_argument(
        "--language",
        default="en",
        metavar="CODE",
        help="of words whose column names none (default: %(default)s)",
    )
    importing.add_argument(
        "--media",
        type=Path,
        metavar="FOLDER",
        help="where the recordings and pictures are that a form names",
    )
    add_names(
        importing, "--construct", "NAME=ITEM,ITEM", "questions measuring one thing"
    )
    add_names(importing, "--group", "NAME=ITEM", "questions whose answers make groups")
    importing.set_defaults(function=take_in)


def _add_mapping(mapping: argparse.ArgumentParser) -> None:
    mapping.add_argument("file", type=Path, metavar="FORM.xlsx")
    mapping.add_argument("--out", type=Path, required=True, metavar="MAP.toml")
    mapping.add_argument(
        "--data", type=Path, metavar="FILE", help="the answers, to see their columns"
    )
    mapping.add_argument("--round", metavar="NAME", help="the round (default: 1)")
    mapping.add_argument(
        "--language", default="en", metavar="CODE",
        help="of words whose column names none (default: %(default)s)",
    )  # fmt: skip
    mapping.set_defaults(function=draft_map)


def build(args: argparse.Namespace) -> None:
    """Keep a definition, from a file or from the options."""
    if args.name.endswith(".toml"):
        definition = read_definition(args.name, read_file(Path(args.name)))
    else:
        definition = Definition(
            name=args.name,
            title={"en": args.title or args.name},
            languages=tuple(args.language or ["en"]),
            constructs=tuple(args.construct),
            items=tuple(args.item),
            groups=tuple(args.group),
            confirmatory=tuple(args.confirmatory),
            modules=tuple(args.module),
        )
    with opened(args.database) as db:
        publishing.define(db, definition)
        items = len(publishing.draft(db, definition.name).items)
    said = _("{name} is defined with {items} questions. Check it, then publish it.")
    print(said.format(name=definition.name, items=items))


def check(args: argparse.Namespace) -> None:
    """Say that the questionnaire can be published, or raise with every fault."""
    with opened(args.database) as db:
        draft = publishing.draft(db, args.name)
        publishing.check(translating.ready(db, draft, args.pilot))
        left_out = translating.left_out(db, draft, args.pilot)
    print(_("{name} has no fault and can be published.").format(name=args.name))
    _say_left_out(left_out)


def publish(args: argparse.Namespace) -> None:
    """Publish a definition."""
    today = datetime.now(UTC).date()
    with opened(args.database) as db:
        draft = publishing.draft(db, args.name)
        version = publishing.publish(db, draft, today, args.pilot)
        left_out = translating.left_out(db, draft, args.pilot)
        published = instruments.get(db, version)
        pilots = translation.pilots(published)
    print(_("Published as {version}.").format(version=version))
    _say_pilots(pilots)
    _say_left_out(left_out)


def _say_left_out(found: list[translating.Progress]) -> None:
    said = _(
        "{language} is left out: {locked} of {total} texts are reviewed and locked, "
        "and {unlocked} sentences of the program are not. To try it with people all "
        "the same: --pilot {language}"
    )
    for each in found:
        counts = {"locked": each.locked, "total": each.total, "unlocked": each.unlocked}
        print(said.format(language=each.language, **counts))


def _say_pilots(languages: list[str]) -> None:
    said = _("{language} is a pilot language: its texts are not reviewed.")
    for language in languages:
        print(said.format(language=language))


def show(args: argparse.Namespace) -> None:
    """List definitions and versions."""
    with opened(args.database) as db:
        versions = instruments.published(db)
        defined = instruments.definition_names(db)
    columns = ("instrument_id", "name", "version", "content_hash", "published_on")
    rows = [dict.fromkeys(columns) | {"name": name} for name in defined]
    print_rows([*rows, *versions], args.format)


def export(args: argparse.Namespace) -> None:
    """Write a version to a file."""
    with opened(args.database) as db:
        args.out.write_bytes(FORMS[args.form](db, args.name))
    print(_("Written: {path}").format(path=args.out))


def take_in(args: argparse.Namespace) -> None:
    """Publish a version from a file, or define a questionnaire by an XLSForm."""
    content = read_file(args.file)
    today = datetime.now(UTC).date()
    if forms.is_form(content):
        _take_form(args, content, today)
        return
    with opened(args.database) as db:
        version = publishing.take_in(db, args.file.name, content, today, args.pilot)
        pilots = translation.pilots(instruments.get(db, version))
    print(_("Published as {version}.").format(version=version))
    _say_pilots(pilots)


def _take_form(args: argparse.Namespace, content: bytes, today: date) -> None:
    """Take over an XLSForm, and say what became of every row."""
    asked = forms.Asked(
        args.language,
        {name: tuple(items.split(",")) for name, items in _pairs(args.construct)},
        {item: name for name, items in _pairs(args.group) for item in items.split(",")},
        args.partly or args.dry_run,
    )
    taken = forms.read(args.file.name, content, asked)
    _say_lost(taken)
    if args.dry_run:
        forms.examine(taken)
        said = _("{name} can be taken over with {items} questions; {lost} losses.")
        counts = {"items": len(taken.instrument.items), "lost": len(taken.losses)}
        print(said.format(name=taken.instrument.name, **counts))
        return
    with opened(args.database) as db:
        name = forms.keep(db, taken, today, args.pilot)
        if args.media:
            print_problems(forms.keep_media(db, taken, _files(args.media, taken)))
    if taken.definition is None:
        print(_("Published as {version}.").format(version=name))
        _say_pilots(translation.pilots(taken.instrument))
    else:
        said = _("{name} is defined with {items} questions. Check it, then publish it.")
        print(said.format(name=name, items=len(taken.instrument.items)))


def draft_map(args: argparse.Namespace) -> None:
    """Write the draft of a map, to be read and corrected."""
    asked = forms.Asked(args.language)
    table = read_foreign(args.data.name, read_file(args.data)) if args.data else None
    content = read_file(args.file)
    text = forms.draft_map(args.file.name, content, asked, args.round or "1", table)
    args.out.write_text(text, encoding="utf-8")
    print(_("Written: {path}").format(path=args.out))


def _say_lost(taken: forms.Taken) -> None:
    for heading, problems in (
        (_("Could not be taken over:"), taken.losses),
        (_("Taken over in another way, or left out on purpose:"), taken.notes),
    ):
        if problems:
            print(heading, file=sys.stderr)
            print_problems(problems)


def _files(folder: Path, taken: forms.Taken) -> dict[str, bytes]:
    """Return the files of a folder that a form names, none from outside of it."""
    names = {Path(each.file).name: each.file for each in taken.media}
    return {
        file: (folder / name).read_bytes()
        for name, file in names.items()
        if (folder / name).is_file()
    }


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the two sides of each NAME=ITEM; raise Rejected without such a sign."""
    if wrong := [text for text in texts if not all(text.partition("="))]:
        raise Rejected([Problem(text, "form.pair") for text in wrong])
    return [(name, items) for name, _, items in (text.partition("=") for text in texts)]
