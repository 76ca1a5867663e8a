"""Build a demonstration survey, print whom it finds left behind, and serve it.

Six communities, three rounds, about 1,200 people a round, with planted truths that are
documented in docs/demonstration.md. Running it again keeps what is there.
"""

import argparse
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from survey_app.cli import serve_command
from survey_app.cli.output import _, print_rows
from survey_app.config import settings
from survey_app.core.disclosure.door import plain
from survey_app.core.people import ROLES
from survey_app.errors import Conflict
from survey_app.services import accounts
from survey_app.services.demonstration import building, truths, warning
from survey_app.store import alerts, rounds
from survey_app.store.database import Database, create

EXAMPLE = "example: survey-app demo --no-serve"

CHANGE_COLUMNS = ("of", "group", "from", "to", "change", "ci_low", "ci_high", "verdict")
DYAD_COLUMNS = ("of", "group", "about", "n", "mean", "back", "asymmetry", "verdict")
GAP_COLUMNS = ("round", "of", "by", "group", "n", "gap", "ci_low", "ci_high", "verdict")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `demo`."""
    parser.add_argument(
        "--no-serve", action="store_true", help="stop after printing what is found"
    )
    parser.add_argument(
        "--respondents", type=int, metavar="N", help="people a round (default: 1200)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="another simulation")
    parser.add_argument(
        "--database",
        type=Path,
        default=settings().instance / "demo.db",
        metavar="PATH",
        help="the demonstration's own database (default: %(default)s)",
    )
    serve_command.add_address(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Build, print, serve."""
    if args.respondents is not None or args.seed is not None:
        _remove_demonstration(args.database)
    db = create(args.database)
    try:
        if not building.is_built(db):
            _build(db, args.respondents, args.seed)
        _print_findings(building.findings(db))
        _print_alerts(db)
        password = _accounts(db)
    finally:
        db.close()
    print()
    print(_("Sign in as {names} with the password {password}").format(
        names=", ".join(ROLES), password=password))  # fmt: skip
    print(_("People answer at /s/{slug}, without an account.").format(slug=truths.SLUG))
    print(_("Opened for a pilot, not reviewed by a speaker: {languages}.").format(
        languages=", ".join(truths.PILOT)))  # fmt: skip
    sys.stdout.flush()
    if not args.no_serve:
        serve_command.serve(args.database, args.host, args.port)


def _build(db: Database, respondents: int | None, seed: int | None) -> None:
    if rounds.everything(db):
        raise Conflict("demo.not_empty")

    def tell(name: str) -> None:
        if sys.stderr.isatty():
            print(_("Round {round} is simulated.").format(round=name), file=sys.stderr)

    building.build(
        db,
        building.RESPONDENTS if respondents is None else respondents,
        building.SEED if seed is None else seed,
        tell,
    )
    warning.watch(db)


def _remove_demonstration(path: Path) -> None:
    """Remove an earlier demonstration, and nothing else."""
    if not path.is_file():
        return
    db = create(path)
    is_ours = building.is_built(db) or not rounds.everything(db)
    db.close()
    if not is_ours:
        raise Conflict("demo.not_empty")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _print_findings(found: building.Findings) -> None:
    print(_("Planted, in points on 0-10 by round:"))
    for each in truths.PLANTED:
        by_round = ", ".join(f"{points:+.1f}" for points in each.points)
        kind, constructs = _(each.kind), ", ".join(each.constructs)
        print(f"  {kind}: {each.code}, {constructs}: {by_round}")
    for dyad in truths.DYADS:
        kind, pair = _("trust that is not returned"), f"{dyad.group} > {dyad.about}"
        print(f"  {kind}: {pair}, {dyad.construct}: {dyad.points:+.1f}")
    copied = _("interviews copied")
    print(f"  {copied}: {truths.COPIER}, {truths.ROUNDS[-1][0]}")
    behind = [
        row
        for gaps in found.gaps.values()
        for row in plain(gaps.where(lambda row: row.verdict == "behind"))
    ]
    _print_table(_("Found behind everyone else:"), _shortened(behind, GAP_COLUMNS))
    worse = found.changes.where(lambda row: row.verdict == "worse")
    _print_table(
        _("Found worse in a community than in the round before:"),
        _shortened(plain(worse), CHANGE_COLUMNS),
    )
    one_sided = found.dyads.where(lambda row: row.verdict == "asymmetric")
    _print_table(
        _("Found to trust a group less, or more, than they are trusted by it:"),
        _shortened(plain(one_sided), DYAD_COLUMNS),
    )
    copies = [asdict(copy) for copy in found.copies]
    _print_table(_("Interviews that look copied:"), copies)


def _print_alerts(db: Database) -> None:
    rows = [
        {"rule": each.rule_id, "group": each.cell.group, "state": each.alert.state}
        for each in alerts.everything(db)
    ]
    _print_table(_("Alerts; everywhere else it is quiet:"), rows)


def _print_table(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    print(f"\n{title}")
    print_rows(rows, "table")


def _shortened(
    rows: Iterable[Mapping[str, object]], columns: Iterable[str]
) -> list[dict[str, object]]:
    return [{key: row[key] for key in columns} for row in rows]


def _accounts(db: Database) -> str:
    """Make sure there is an account of each role, all with a new password."""
    password = accounts.new_password(secrets.choice)
    for role in ROLES:
        accounts.set_password(db, secrets.token_hex(8), role, role, password)
    return password
