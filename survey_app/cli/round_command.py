"""Open, close, assign or list survey rounds.

Places are a CSV file with the columns place, name, community, stratum, psu, weight and
fpc; only place is needed. weight is how many people each respondent there stands for,
fpc how many clusters the stratum has in all.

Assignments are a CSV file with the columns enumerator, place, by, group and target: who
is to bring how many interviews from where. place, by and group may be empty.
"""

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.core.sampling.outcomes import rates
from survey_app.i18n import N_
from survey_app.interchange.places_csv import read_places
from survey_app.interchange.targets_csv import read_targets
from survey_app.services import analysis, assignments, fieldwork, overview
from survey_app.services import outcomes as outcome_service
from survey_app.words import outcomes as outcome_words

EXAMPLE = (
    "example: survey-app round open 2026-1 --survey valley --instrument trust.1 "
    "--places places.csv --slug valley"
)

#: How people come to be asked, and what that means for the numbers.
SAMPLE_WORDS = {
    "probability": N_("Round {round}: people were drawn by chance."),
    "quota": N_("Round {round}: people were chosen until quotas were full."),
    "open": N_("Round {round}: whoever wanted to could answer."),
}
SAMPLES = tuple(SAMPLE_WORDS)

OUTCOMES = """Outcome rates as AAPOR defines them. Complete interviews and the refusals
met on the program's own pages are counted; what is entered is added to them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with rounds."""
    deeds = parser.add_subparsers(
        required=True, metavar="open|sample|outcomes|close|assign|list"
    )
    opening = deeds.add_parser(
        "open", help="open a new round, or a closed one again", description=__doc__
    )
    opening.add_argument("round", metavar="R")
    opening.add_argument("--survey", metavar="NAME", help="needed for a new round")
    opening.add_argument("--instrument", metavar="ID", help="a published version")
    opening.add_argument(
        "--slug", help="public address: /s/SLUG (default: survey-round)"
    )
    opening.add_argument("--title", default="", help="title in English")
    opening.add_argument("--about", default="", help="who asks, and where to complain")
    opening.add_argument("--places", type=Path, metavar="CSV")
    opening.add_argument("--clusters", choices=("same", "new", "mixed"))
    opening.add_argument("--sample", choices=SAMPLES, help="how people are chosen")
    add_database(opening)
    opening.set_defaults(function=open_round)
    sampling = deeds.add_parser("sample", help="say how people were chosen")
    sampling.add_argument("round", metavar="R")
    sampling.add_argument("sample", choices=SAMPLES)
    add_database(sampling)
    sampling.set_defaults(function=declare)
    outcome = deeds.add_parser(
        "outcomes",
        help="enter who was not reached; print AAPOR's outcome rates",
        description=OUTCOMES,
    )
    outcome.add_argument("round", metavar="R")
    for name, text in outcome_words.ENTERED.items():
        option = "--" + name.replace("_", "-")
        outcome.add_argument(option, type=int, metavar="N", help=text)
    add_database(outcome)
    add_format(outcome)
    outcome.set_defaults(function=outcomes)
    closing = deeds.add_parser("close", help="take no more answers")
    closing.add_argument("round", metavar="R")
    add_database(closing)
    closing.set_defaults(function=close)
    assigning = deeds.add_parser(
        "assign", help="say who is to bring how many interviews from where"
    )
    assigning.add_argument("round", metavar="R")
    assigning.add_argument("file", type=Path, metavar="FILE")
    add_database(assigning)
    assigning.set_defaults(function=assign)
    listing = deeds.add_parser("list", help="list the rounds")
    add_database(listing)
    add_format(listing)
    listing.set_defaults(function=show)


def open_round(args: argparse.Namespace) -> None:
    """Open a round."""
    places = (
        read_places(args.places.name, read_file(args.places)) if args.places else []
    )
    wanted = fieldwork.NewRound(
        name=args.round,
        survey=args.survey,
        instrument_id=args.instrument,
        slug=args.slug,
        title={"en": args.title} if args.title else {},
        about={"en": args.about} if args.about else {},
        clusters=args.clusters,
        sample=args.sample,
        places=places,
    )
    with opened(args.database) as db:
        opened_round = fieldwork.open_round(db, wanted, datetime.now(UTC).date())
    said = _("Round {round} is open; people answer at /s/{slug}.")
    print(said.format(round=opened_round.name, slug=opened_round.slug))


def declare(args: argparse.Namespace) -> None:
    """Say how the people of a round were chosen."""
    with opened(args.database) as db:
        found = fieldwork.declare_sample(db, args.round, args.sample)
    print(_(SAMPLE_WORDS[args.sample]).format(round=found.name))


def assign(args: argparse.Namespace) -> None:
    """Take the assignments of a round in place of earlier ones."""
    lines = read_targets(args.file.name, read_file(args.file))
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        kept = assignments.assign(db, survey_round, lines)
    people = len({target.enumerator for target in kept})
    said = _("{targets} targets of {people} enumerators are kept.")
    print(said.format(targets=len(kept), people=people))


def outcomes(args: argparse.Namespace) -> None:
    """Keep the counts given, if any, and print the outcome rates."""
    counts = {name: getattr(args, name) for name in outcome_words.ENTERED}
    given = {name: count for name, count in counts.items() if count is not None}
    with opened(args.database) as db:
        survey_round = analysis.find_round(db, args.round)
        outcome_service.enter(db, survey_round, given)
        found = outcome_service.of_round(db, survey_round)
    print_rows([asdict(rate) for rate in rates(found)], args.format)
    said = _("e, the share of those undecided taken to be of the population: {e}")
    print(said.format(e=f"{found.eligibility:.3f}"), file=sys.stderr)


def close(args: argparse.Namespace) -> None:
    """Close a round."""
    with opened(args.database) as db:
        closed = fieldwork.close_round(db, args.round, datetime.now(UTC).date())
    print(_("Round {round} is closed.").format(round=closed.name))


def show(args: argparse.Namespace) -> None:
    """List the rounds."""
    with opened(args.database) as db:
        found = overview.rounds(db)
    rows = [
        {
            "survey": each.survey_round.survey,
            "round": each.survey_round.name,
            "instrument": each.survey_round.instrument_id,
            "responses": each.responses,
            "open": each.survey_round.is_open,
            "slug": each.survey_round.slug,
        }
        for each in found
    ]
    print_rows(rows, args.format)
