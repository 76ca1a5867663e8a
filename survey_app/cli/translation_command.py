"""List, carry out and in, and lock translations of questionnaires under work.

Two people draft each text on their own, a third decides; docs/translating.md tells how.
A file that comes in is a draft of the account named by --by.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.people import TRANSLATING
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.translation import STATES, Step
from survey_app.core.questionnaire.translation_exchange import Merged
from survey_app.errors import NotAllowed
from survey_app.services import (
    accounts,
    program_words,
    translating,
    translation_desk,
    translation_files,
)
from survey_app.store.database import Database

EXAMPLE = (
    "example: survey-app translation export trust --language so --as po --out so.po"
)

NAMED = "a questionnaire under work, or @program: the program's own sentences"
BY = "the account whose work it is"
BY_EXPORT = "whose drafts stand where nothing is agreed on (default: nobody's)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with translations."""
    deeds = parser.add_subparsers(required=True, metavar="list|export|import|lock")
    listing = deeds.add_parser("list", help="list how far each language is")
    add_format(listing)
    listing.set_defaults(function=show)
    exporting = deeds.add_parser("export", help="write the texts into a file")
    exporting.add_argument(
        "--as",
        dest="form",
        choices=translation_files.FORMS,
        default="po",
        help="kind of file (default: %(default)s)",
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    exporting.add_argument("--by", default="", metavar="ACCOUNT", help=BY_EXPORT)
    exporting.set_defaults(function=export)
    importing = deeds.add_parser("import", help="take a file in as drafts")
    importing.add_argument("--by", required=True, metavar="ACCOUNT", help=BY)
    importing.add_argument("--dry-run", action="store_true", help="change nothing")
    add_format(importing)
    importing.set_defaults(function=take_in)
    locking = deeds.add_parser("lock", help="lock every text that was tried")
    locking.add_argument("--by", required=True, metavar="ACCOUNT", help=BY)
    locking.set_defaults(function=lock)
    for name, each in deeds.choices.items():
        add_database(each)
        if name != "list":
            each.add_argument("name", metavar="NAME", help=NAMED)
            each.add_argument("--language", required=True, metavar="CODE")
    importing.add_argument("file", type=Path, metavar="FILE")


def show(args: argparse.Namespace) -> None:
    """List how many texts of each language are in which state."""
    with opened(args.database) as db:
        found = translation_desk.questionnaires(db)
        rows = [
            _counts(name, each)
            for name, instrument in found.items()
            for each in translating.progress(db, instrument)
            if each.total
        ]
        rows += [
            _counts(program_words.NAME, translating.own_progress(db, code))
            for code in translation_desk.own_languages(found.values())
        ]
    print_rows(rows, args.format)


def export(args: argparse.Namespace) -> None:
    """Write the texts of a language."""
    with opened(args.database) as db:
        instrument = _instrument(db, args)
        by = _account(db, args.by) if args.by else ""
        content = translation_files.export(db, instrument, args.language, args.form, by)
    args.out.write_bytes(content)
    print(_("Written: {path}").format(path=args.out))


def take_in(args: argparse.Namespace) -> None:
    """Take a file in, or only tell what it would do."""
    file = (args.file.name, read_file(args.file))
    with opened(args.database) as db:
        instrument, by = _instrument(db, args), _account(db, args.by)
        if args.dry_run:
            found = translation_files.examine(db, instrument, args.language, file, by)
        else:
            written = (by, datetime.now(UTC).date())
            found = translation_files.take_in(
                db, instrument, args.language, file, written
            )
    print_rows([_row(each) for each in found], args.format)


def lock(args: argparse.Namespace) -> None:
    """Lock what was tried with people, by somebody who wrote no draft of it."""
    with opened(args.database) as db:
        instrument, by = _instrument(db, args), _account(db, args.by)
        step = Step("lock", by, datetime.now(UTC).date())
        found = translating.entries(db, instrument, args.language)
        deeds = {e.source.key: step for e in found if "lock" in e.deeds(by)}
        translating.take(db, instrument, args.language, deeds)
    locked = len(deeds) + sum(each.state == "locked" for each in found)
    said = _("{language}: {locked} of {total} texts are locked.")
    print(said.format(language=args.language, locked=locked, total=len(found)))


def _counts(name: str, found: translating.Progress) -> dict[str, object]:
    return {"questionnaire": name, "language": found.language} | {
        state: found.counts.get(state, 0) for state in STATES
    }


def _row(merged: Merged) -> dict[str, object]:
    return {
        "key": merged.key,
        "outcome": merged.outcome,
        "reason": merged.reason or None,
        "text": merged.text,
    }


def _instrument(db: Database, args: argparse.Namespace) -> Instrument:
    return translation_desk.texts(db, args.name, args.language)


def _account(db: Database, name: str) -> str:
    """Return the name of an account that may translate; raise NotAllowed."""
    found = accounts.named(db, name)
    if found.role not in TRANSLATING or found.is_disabled:
        raise NotAllowed("account.may_not", role=found.role)
    return found.name
