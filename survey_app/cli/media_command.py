"""Tell what of a questionnaire has no recording yet; carry recordings out and in.

The exported archive holds index.csv, a line for every text of every language and for
every option that can have a picture. Write the names of your files into its last column
and import the folder or a .zip of it.
"""

import argparse
from pathlib import Path

from survey_app.cli.arguments import add_database, add_format, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _, print_rows
from survey_app.errors import NotFound
from survey_app.interchange import media_archive as archive
from survey_app.services import media, media_exchange

EXAMPLE = "example: survey-app media list trust"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with recordings and pictures."""
    deeds = parser.add_subparsers(required=True, metavar="list|export|import")
    listing = deeds.add_parser("list", help="list what has no recording yet")
    add_format(listing)
    listing.set_defaults(function=show)
    exporting = deeds.add_parser(
        "export", help="write the list and the files there are"
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    exporting.set_defaults(function=export)
    importing = deeds.add_parser("import", help="take in recordings and pictures")
    importing.set_defaults(function=take_in)
    for each in deeds.choices.values():
        each.add_argument("name", metavar="NAME", help="a version, or its name: newest")
        add_database(each)
    importing.add_argument("path", type=Path, metavar="PATH", help="a folder or a .zip")


def show(args: argparse.Namespace) -> None:
    """List the texts without a recording."""
    with opened(args.database) as db:
        instrument_id = media.newest(db, args.name)
        rows = media.missing(db, instrument_id)
        counts = media.completeness(db, instrument_id)
    print_rows(rows, args.format)
    if args.format == "table":
        said = _("{language}: {recorded} of {total} texts are recorded.")
        for language, (recorded, total) in counts.items():
            print(said.format(language=language, recorded=recorded, total=total))


def export(args: argparse.Namespace) -> None:
    """Write an archive."""
    with opened(args.database) as db:
        files = media_exchange.export(db, media.newest(db, args.name))
    args.out.write_bytes(archive.write_zip(files))
    print(_("Written: {path}").format(path=args.out))


def take_in(args: argparse.Namespace) -> None:
    """Take in a folder or an archive."""
    if args.path.is_dir():
        files = _folder(args.path)
    else:
        files = archive.read_zip(args.path.name, read_file(args.path))
    with opened(args.database) as db:
        count = media_exchange.take_in(db, media.newest(db, args.name), files)
    print(_("{count} recordings and pictures are kept.").format(count=count))


def _folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names inside it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    try:
        sizes = [path.stat().st_size for path in paths]
        if len(paths) > archive.MOST_FILES or sum(sizes) > archive.MOST_BYTES:
            raise archive.too_large(folder.name)
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    except OSError as error:
        raise NotFound("file.missing", path=str(error.filename)) from None
