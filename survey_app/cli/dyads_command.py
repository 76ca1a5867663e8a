"""Print how the groups of a site see each other: who trusts whom, and who is trusted.

Every cell needs twenty raters, and so does its mirror. --release public prints the
bridging index alone.
"""

import argparse

from survey_app.cli.of_round import add_round, print_found
from survey_app.services import dyads

EXAMPLE = "example: survey-app dyads --round 2026-1 --of DY1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `dyads`."""
    add_round(parser)
    parser.set_defaults(function=run)


def run(args: argparse.Namespace) -> None:
    """Print the rows."""
    print_found(args, lambda data: dyads.find(data, args.of, args.release))
