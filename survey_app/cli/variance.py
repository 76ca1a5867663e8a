"""How standard errors are computed where there is a choice, and what to say of them."""

import argparse
import sys
from dataclasses import replace

from survey_app.cli.output import _
from survey_app.core.sampling.design import LONELY
from survey_app.i18n import N_
from survey_app.services import analysis, doubting
from survey_app.services.analysis import RoundData
from survey_app.services.doubting import Doubted
from survey_app.store.database import Database

#: What every reader of a round's numbers must know, by what is true of it.
NOTES = {
    "weighted": N_("Round {round} is weighted to {by}."),
    "fixed": N_("Round {round}: weights taken as fixed, raking is not accounted for."),
    "model": N_("Round {round} is non-probability: margins are model-based."),
    "chosen": N_("Round {round} is non-probability: intervals are model-based."),
    "lonely": N_("Round {round} has strata with one cluster ({rule}): {strata}."),
}


def add_variance(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose between variances."""
    parser.add_argument(
        "--lonely",
        choices=LONELY,
        default="adjust",
        help="what a stratum with one cluster adds (default: %(default)s)",
    )
    parser.add_argument(
        "--variance",
        choices=("calibrated", "fixed"),
        default="calibrated",
        help="fixed: raked weights as if they had come with the sample",
    )


def without_flagged(
    db: Database, whole: RoundData, args: argparse.Namespace
) -> Doubted:
    """Return a round beside what is left without flagged interviews; say it."""
    found = doubting.doubted(db, whole, args.release)
    kept = analysed(found.kept, args)
    said = _("Round {round}: computed without {count} flagged interviews.")
    name, count = kept.survey_round.name, doubting.left_out_shown(found)
    print(said.format(round=name, count=count), file=sys.stderr)
    return replace(found, kept=kept)


def analysed(data: RoundData, args: argparse.Namespace) -> RoundData:
    """Return a round whose standard errors are those asked for; say what they are.

    What is said goes to standard error, apart from the rows.
    """
    chosen = analysis.with_lonely(data, args.lonely)
    is_fixed = args.variance == "fixed"
    note(chosen, is_fixed=is_fixed)
    return analysis.as_fixed(chosen) if is_fixed else chosen


def note(data: RoundData, *, is_fixed: bool = False) -> None:
    """Say on standard error what every reader of the round's numbers must know."""
    design, survey_round = data.frame.design, data.survey_round
    calibration = design.calibration
    lonely = [name for name in design.lonely_strata if name]
    true = {
        "weighted": calibration is not None,
        "fixed": calibration is not None and is_fixed,
        "model": calibration is not None and not survey_round.is_by_chance,
        "chosen": calibration is None and not survey_round.is_by_chance,
        "lonely": bool(lonely),
    }
    facts = {
        "round": survey_round.name,
        "by": ", ".join(calibration.by) if calibration else "",
        "rule": design.lonely,
        "strata": ", ".join(lonely),
    }
    for name, text in NOTES.items():
        if true[name]:
            print(_(text).format(**facts), file=sys.stderr)
