"""Plan a round: what its size can show, or how many people a change needs.

Two rounds of the same size are compared, two-sided at 5 %. change, half_width (of a
95 % interval) and sd are in the unit of the measure, percent_half_width in percentage
points.
Without --deff, --rho and --per-cluster give the design effect of asking several people
in one place. --overlap is the share of places asked in both rounds, --correlation how
alike their means are from one round to the next.
"""

import argparse
from dataclasses import asdict

from survey_app.cli.arguments import add_database, add_format
from survey_app.cli.output import print_rows
from survey_app.core.sampling import planning as rules
from survey_app.services import planning
from survey_app.services.planning import Wish

EXAMPLE = "example: survey-app plan --sd 2.5 --deff 1.5 --power 0.8 --change 0.5"


#: Options that are a number: name -> (help, default).
NUMBERS = {
    "change": ("a change that must be found", None),
    "sd": ("standard deviation of the measure", rules.USUAL_SD),
    "deff": (f"design effect (usual: {rules.USUAL_DEFF:g})", None),
    "power": ("chance to find a true change", rules.USUAL_POWER),
    "rho": ("how alike people of one place are, 0-1", None),
    "per-cluster": ("people asked in one place", None),
    "overlap": ("share of places asked in both rounds, 0-1", 0.0),
    "correlation": ("of the means of such places between rounds", 0.5),
    "percent": ("the percentage whose precision is shown", 50.0),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `plan`."""
    parser.add_argument(
        "--n", type=float, nargs="+", default=[], help="people in each round"
    )
    for name, (text, default) in NUMBERS.items():
        said = text if default is None else f"{text} (default: %(default)s)"
        parser.add_argument(
            f"--{name}", type=float, default=default, metavar="X", help=said
        )
    parser.add_argument(
        "--groups",
        nargs="+",
        type=_share,
        default=[],
        metavar="GROUP=SHARE",
        help="what each group shows, a share 0-1 of all (needs --n or --change)",
    )
    add_format(parser)
    add_database(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print a row for each size, or for each group."""
    numbers = {name.replace("-", "_"): None for name in NUMBERS}
    wished = {name: getattr(args, name) for name in numbers}
    found = planning.look_out(Wish(n=args.n, shares=args.groups, **wished))
    design = {"sd": found.design.sd, "deff": found.design.deff}
    rows = [asdict(each) | design for each in found.groups or found.plans]
    print_rows(rows, args.format)


def _share(text: str) -> tuple[str, float]:
    group, _, share = text.rpartition("=")
    return group, float(share)
