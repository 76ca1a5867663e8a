"""Bring in the outlines that maps are drawn of, list or remove them.

FILE is GeoJSON with a polygon for each area, in longitude and latitude. Codes of areas
are those of the groups (p-codes, if communities have them); if not, a CSV file with
the columns area and group says which area is whose, and the rest is left out.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.interchange.boundaries_geojson import read_area_codes, read_boundaries
from survey_app.services import boundaries
from survey_app.services.boundaries import PLACES, Given

EXAMPLE = "example: survey-app boundaries add districts.geojson --survey valley"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with outlines."""
    deeds = parser.add_subparsers(required=True, metavar="add|list|remove")
    adding = deeds.add_parser("add", help="bring in the areas of a grouping")
    adding.add_argument("file", type=Path, metavar="FILE")
    adding.add_argument(
        "--property",
        default="",
        metavar="NAME",
        help="where codes are",
    )
    adding.add_argument(
        "--codes", type=Path, metavar="CSV", help="columns area and group"
    )
    adding.add_argument("--dry-run", action="store_true", help="only say what would be")
    listing = deeds.add_parser("list", help="which maps a survey has")
    add_format(listing)
    removing = deeds.add_parser("remove", help="forget the areas of a grouping")
    for deed, run in ((adding, add), (listing, show), (removing, remove)):
        deed.add_argument("--survey", required=True, metavar="NAME")
        add_database(deed)
        deed.set_defaults(function=run)
    for deed in (adding, removing):
        deed.add_argument(
            "--by", default=PLACES, metavar="GROUPING", help="default: %(default)s"
        )


def add(args: argparse.Namespace) -> None:
    """Bring areas in, or say what would be."""
    outlines, faults = read_boundaries(args.file.name, read_file(args.file))
    codes = (
        read_area_codes(args.codes.name, read_file(args.codes)) if args.codes else {}
    )
    given = Given(outlines, faults, args.property, codes)
    with opened(args.database) as db:
        found = boundaries.bring_in(
            db, args.survey, args.by, given, dry_run=args.dry_run
        )
    print(
        _("Areas: {areas}; points: {kept} of {points}; left out: {left_out}.").format(
            areas=found.areas,
            kept=found.kept,
            points=found.points,
            left_out=found.left_out,
        )
    )
    if found.missing:
        print(_("Without an area: {groups}").format(groups=", ".join(found.missing)))
    if args.dry_run:
        print(_("Nothing was changed."))


def show(args: argparse.Namespace) -> None:
    """Print a row for each grouping with areas."""
    with opened(args.database) as db:
        found = boundaries.standings(db, args.survey)
    rows = [asdict(each) | {"missing": ", ".join(each.missing)} for each in found]
    print_rows(rows, args.format)


def remove(args: argparse.Namespace) -> None:
    """Forget areas."""
    with opened(args.database) as db:
        boundaries.remove(db, args.survey, args.by)
    print(_("The map is gone."))
