"""Write the report of a round: the numbers of a release, in words, drawings and tables.

The same release, statement and template give the same bytes. A template of your own is
a Typst file for PDF, a Word document for DOCX; `--as template` writes the standard one
for PDF to begin from.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from survey_app import i18n
from survey_app.cli.arguments import add_database, read_file
from survey_app.cli.databases import opened
from survey_app.cli.loading import ROLE
from survey_app.cli.output import _
from survey_app.config import settings
from survey_app.core.disclosure.released import Released
from survey_app.core.disclosure.rules import Release
from survey_app.errors import NotFound
from survey_app.interchange.paper_pdf import standard_template
from survey_app.services import analysis, releases, reporting
from survey_app.services.releases import Asking
from survey_app.store.database import Database

EXAMPLE = "example: survey-app report 2026-1 --as pdf --in fr --out report.pdf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `report`."""
    parser.add_argument("round", metavar="R", help="which round")
    parser.add_argument(
        "--as",
        dest="form",
        choices=(*reporting.FORMS, "template"),
        required=True,
        help="kind of file",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--in",
        dest="language",
        choices=[each.code for each in i18n.languages()],
        default=_language(),
        help="language of the report (default: %(default)s)",
    )
    parser.add_argument(
        "--release",
        type=_release,
        default="public",
        metavar="public|analyst|N",
        help="the newest release to whom, or its number (default: %(default)s)",
    )
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="a template of your own"
    )
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Write the report."""
    if args.form == "template":
        content = standard_template()
    else:
        with opened(args.database) as db:
            content = _report(db, args)
    try:
        args.out.write_bytes(content)
    except OSError:
        raise NotFound("report.no_file", path=str(args.out)) from None
    print(_("Written to {path}.").format(path=args.out))


def _report(db: Database, args: argparse.Namespace) -> bytes:
    own = read_file(args.template) if args.template else None
    written = reporting.paper(db, _released(db, args), args.language)
    return reporting.FORMS[args.form].writer(written, own)


def _released(db: Database, args: argparse.Namespace) -> Released:
    """Return the release asked for; the public's first look makes one."""
    survey_round = analysis.find_round(db, args.round)
    if args.release == "public":
        today = datetime.now(UTC).date()
        releases.load(db, survey_round, "public", Asking(ROLE, args.command, today))
    number = args.release if isinstance(args.release, int) else None
    audience: Release = "analyst" if args.release == "analyst" else "public"
    return reporting.release_of(db, survey_round, number, audience)


def _release(text: str) -> str | int:
    """Return public, analyst or the number of a release."""
    return text if text in ("public", "analyst") else int(text)


def _language() -> str:
    """Return the language of the shell where there is a catalogue of it."""
    known = [each.code for each in i18n.languages()]
    own = settings().language
    return own if own in known else i18n.SOURCE_LANGUAGE
