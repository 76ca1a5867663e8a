"""Define, evaluate, rehearse or list what is watched; deliver notices of alerts."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.office import now, office
from survey_app.cli.output import _, print_rows
from survey_app.core.warning.judging import Judgement
from survey_app.errors import NotFound
from survey_app.interchange.warning_toml import read_watch
from survey_app.services import indicators, responding, watching
from survey_app.services.watch_files import WRITERS, readings
from survey_app.store import indicators as registry
from survey_app.store import watching as store
from survey_app.words import tell

EXAMPLE = "example: survey-app watch evaluate --database survey.db"
#: Histories a rehearsal simulates.
HISTORIES = 200
#: Whoever may read the database.
WHO = "command line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done to what is watched."""
    deeds = parser.add_subparsers(required=True, metavar="DEED")
    define = deeds.add_parser("define", help="take in indicators and rules")
    define.add_argument("file", type=Path, metavar="FILE.toml")
    define.set_defaults(function=run_define)
    evaluate = deeds.add_parser("evaluate", help="read and judge everything now")
    add_format(evaluate)
    evaluate.set_defaults(function=run_evaluate)
    deliver = deeds.add_parser("deliver", help="send every notice that is due")
    deliver.set_defaults(function=run_deliver)
    rehearse = deeds.add_parser("rehearse", help="say what a rule would have said")
    rehearse.add_argument("rule", metavar="RULE")
    rehearse.add_argument(
        "--seed", type=int, default=1, metavar="N", help="of histories"
    )
    add_format(rehearse)
    rehearse.set_defaults(function=run_rehearse)
    listed = deeds.add_parser("list", help="print what every rule says")
    add_format(listed)
    listed.set_defaults(function=run_list)
    export = deeds.add_parser("export", help="write readings for other systems")
    export.add_argument("--as", dest="form", choices=tuple(WRITERS), required=True)
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.set_defaults(function=run_export)
    for each in (define, evaluate, deliver, rehearse, listed, export):
        add_database(each)


def run_define(args: argparse.Namespace) -> None:
    """Keep indicators and rules, and say what changed."""
    watch = read_watch(args.file.name, read_file(args.file))
    with opened(args.database) as db:
        found = indicators.define(db, watch, WHO, _today())
    said = _("New indicators: {new}. New versions: {changed}. Rules: {rules}.")
    print(said.format(**{k: ", ".join(v) or "–" for k, v in asdict(found).items()}))


def run_evaluate(args: argparse.Namespace) -> int:
    """Print what says something else than before; 1 where something failed."""
    with opened(args.database) as db:
        found = responding.evaluate(db, now())
    print_rows(_rows(each for _before, each in found.changed), args.format)
    for name, failure in found.evaluation.failures.items():
        print(f"{name}: {tell(failure.code, failure.facts, _)[0]}", file=sys.stderr)
    return 1 if found.evaluation.failures else 0


def run_deliver(args: argparse.Namespace) -> int:
    """Send what is due; 1 where something failed for good."""
    with opened(args.database) as db:
        found = responding.deliver(db, office(), now())
    said = _("Sent: {sent}. Tried again later: {later}. Failed: {failed}.")
    print(said.format(**asdict(found)))
    return 1 if found.failed else 0


def run_rehearse(args: argparse.Namespace) -> None:
    """Print when a rule would have rung, and how often it is expected to."""
    with opened(args.database) as db:
        rule = indicators.rule(db, args.rule)
        rng = np.random.default_rng(args.seed)
        found = watching.rehearse(db, rule, _today(), rng, HISTORIES)
    rung = [
        each for each in found.past if each.verdict in ("watch", "alert", "critical")
    ]
    print_rows(_rows(rung), args.format)
    if args.format != "table":
        return
    record, simulated = found.record, found.simulated
    said = _("Alerts in the past: {true} came true, {false} did not; {missed} missed.")
    print(said.format(**asdict(record)))
    said = _("While nothing changes, {share} of rounds ring falsely: {year} a year.")
    share = f"{100 * simulated.false_per_round:.1f} %"
    print(said.format(share=share, year=f"{simulated.false_per_year:.2f}"))
    said = _("A lasting fall of two standard errors rings within {within}.")
    within = ", ".join(f"{n}: {100 * p:.0f} %" for n, p in simulated.found.items())
    print(said.format(within=within))


def run_list(args: argparse.Namespace) -> None:
    """Print the newest verdict of every rule in every cell."""
    with opened(args.database) as db:
        found = store.last_verdicts(db)
        expected = watching.false_alarms_a_year(db)
        off = [each.rule_id for each in registry.rules(db) if not each.is_on]
    print_rows(_rows(found.values()), args.format)
    if args.format == "table":
        said = _("False alerts expected of all rules together: {year} a year.")
        print(said.format(year=f"{expected:.2f}"))
        if off:
            print(_("Switched off: {rules}").format(rules=", ".join(off)))


def run_export(args: argparse.Namespace) -> None:
    """Write the readings of all indicators to a file."""
    with opened(args.database) as db:
        content = WRITERS[args.form](readings(db))
    try:
        args.out.write_bytes(content)
    except OSError:
        raise NotFound("export.no_folder", path=str(args.out)) from None


def _rows(judged: Iterable[Judgement]) -> list[Mapping[str, object]]:
    return [
        {
            "rule": each.rule_id,
            "by": each.cell.by or None,
            "group": each.cell.group or None,
            "period": each.period,
            "verdict": each.verdict,
            "value": each.evidence.value,
            "baseline": each.evidence.baseline,
            "statistic": each.evidence.statistic,
            "limit": each.evidence.limit,
            "n": each.evidence.n,
            "p_adjusted": each.evidence.p_adjusted,
            "needed": each.evidence.needed,
        }
        for each in judged
    ]


def _today() -> date:
    return datetime.now(UTC).date()
