"""Print what changed between two rounds, with the clusters they share accounted for."""

import argparse
import sys
from collections.abc import Iterator

from survey_app.cli.arguments import add_rows
from survey_app.cli.databases import opened
from survey_app.cli.loading import loaded
from survey_app.cli.output import _, print_rows
from survey_app.cli.variance import add_variance, analysed
from survey_app.core.disclosure.door import plain
from survey_app.services import comparing
from survey_app.words.comparing import NOTES

EXAMPLE = "example: survey-app compare --from 2025-2 --to 2026-1 --by gender"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `compare`."""
    parser.add_argument(
        "--from", dest="earlier", required=True, metavar="R", help="the earlier round"
    )
    parser.add_argument(
        "--to", dest="later", required=True, metavar="R", help="the later round"
    )
    parser.add_argument("--by", metavar="GROUP", help="grouping (default: none)")
    parser.add_argument(
        "--margin", type=float, metavar="X",
        help="stable means within X points (numbers: standard deviations; "
        "default: 0.5, 0.2)",
    )  # fmt: skip
    parser.add_argument(
        "--pairs",
        action="store_true",
        help="print how the gap between every two groups of --by changed instead",
    )
    add_rows(parser)
    add_variance(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows, and on standard error what must be known to read them."""
    with opened(args.database) as db:
        pair = (
            analysed(loaded(db, args.earlier, args), args),
            analysed(loaded(db, args.later, args), args),
        )
        found = comparing.compare(db, pair, args.of, args.by, args.release, args.margin)
        rows = plain(found.rows)
        if args.pairs and args.by:
            rows = plain(
                comparing.compare_gaps(db, pair, args.of, args.by, args.release)
            )
    print_rows(rows, args.format)
    for line in _remarks(found):
        print(line, file=sys.stderr)


def _remarks(found: comparing.Comparison) -> Iterator[str]:
    if found.not_comparable:
        listed = ", ".join(found.not_comparable)
        yield _("Not the same in both rounds: {names}").format(names=listed)
    for note in found.notes:
        yield _(NOTES[note.kind]).format(
            about=note.about, language=note.language,
            before=note.before, after=note.after,
        )  # fmt: skip
    blocked = list(dict.fromkeys(r.of for r in found.rows if found.is_blocked(r)))
    if blocked:
        listed = ", ".join(blocked)
        yield _("No verdict, as not the same was asked: {names}").format(names=listed)
    if found.overlap.is_clustered:
        yield _(
            "Clusters asked in both rounds: {shared} of {earlier} and {later}"
        ).format(
            shared=found.overlap.shared,
            earlier=found.overlap.earlier,
            later=found.overlap.later,
        )
    hints = [f"{row.of} {row.group or ''}".strip() for row in found.rows
             if found.is_hint(row)]  # fmt: skip
    if hints:
        said = _("Exploratory, worth a look (adjusted p below 0.10): {names}")
        yield said.format(names=", ".join(hints))
