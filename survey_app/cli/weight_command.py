"""Weight a round to its population: raking to margins, with or without trimming.

Margins are a CSV file with the columns grouping, group and population (or variable,
level and count), one group a row. All groupings must add up to the same population.
"stratum" is a grouping where the sample has strata. --sampled is a file of the same
shape that counts the people who were chosen, whether they answered or not.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.sampling.weighting import USUAL_TRIM, Plan
from survey_app.i18n import N_
from survey_app.interchange.margins_csv import read_margins
from survey_app.services import analysis, weighting
from survey_app.services.weighting import WeightingReport

EXAMPLE = "example: survey-app weight --round 2026-1 --margins margins.csv --trim 5"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `weight`."""
    parser.add_argument("--round", required=True, metavar="R", help="which round")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--margins", type=Path, metavar="CSV", help="the population")
    what.add_argument(
        "--remove", action="store_true", help="go back to the weights it came with"
    )
    parser.add_argument(
        "--trim",
        type=_medians,
        metavar="X",
        help=f"no weight above X medians (usually {USUAL_TRIM:g}); rakes once more",
    )
    parser.add_argument(
        "--sampled", type=Path, metavar="CSV", help="people chosen, for nonresponse"
    )
    add_format(parser)
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Weight the round and print what that did, or take its weighting away."""
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        if args.remove:
            _tell_removed(weighting.remove(db, survey_round), survey_round.name)
            return
        plan = Plan(
            margins=read_margins(args.margins.name, read_file(args.margins)),
            trim=args.trim,
            sampled={}
            if args.sampled is None
            else read_margins(args.sampled.name, read_file(args.sampled)),
        )
        done = weighting.keep(db, survey_round, plan)
    print_rows([asdict(row) for row in done.rows], args.format)
    _tell(done, survey_round.name)


def _medians(text: str) -> float:
    times = float(text)
    if not 1 <= times < float("inf"):
        raise argparse.ArgumentTypeError(_("X is at least 1."))
    return times


def _tell_removed(was: bool, name: str) -> None:
    said = (
        _("Round {round} has the weights it came with again.")
        if was
        else _("Round {round} was not weighted.")
    )
    print(said.format(round=name))


#: What weighting did, in words.
REPORT = (
    N_("Round {round} is weighted to {by}."),
    N_("Rounds of raking: {iterations}. Weights trimmed: {trimmed}."),
    N_("The largest weight is {largest} medians."),
    N_("Kish's design effect of the weights: {deff} (before: {before})."),
    N_("{n} people are worth {n_eff} of equal weight."),
)


def _tell(done: WeightingReport, name: str) -> None:
    """Print in words, on standard error, what weighting did."""
    facts = {
        "round": name,
        "by": ", ".join(done.by),
        "iterations": done.iterations,
        "trimmed": done.trimmed,
        "largest": f"{done.largest:.2f}",
        "deff": f"{done.deff:.3f}",
        "before": f"{done.deff_before:.3f}",
        "n": done.n,
        "n_eff": f"{done.n_eff:.0f}",
    }
    for text in REPORT:
        print(_(text).format(**facts), file=sys.stderr)
