"""Bring bundles to another hub, or fetch them, over the network or in a folder.

Run it again after a cut line: it goes on where the other hub is.
"""

import argparse
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from survey_app.cli.arguments import add_database, read_file
from survey_app.cli.databases import opened
from survey_app.cli.output import _
from survey_app.config import secret_key, settings
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.services import hub_folder, hubs
from survey_app.services.hub_line import Line
from survey_app.services.syncing import PART, Hub, Made, Taken
from survey_app.store import hubs as store

EXAMPLE = (
    "example: survey-app sync push https://district.example --token-file token.txt"
)

#: What a bundle may hold.
KINDS = ("responses", "withdrawn", "releases")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add pushing and pulling."""
    deeds = parser.add_subparsers(required=True, metavar="push|pull")
    pushing = deeds.add_parser("push", help="bring what is new to another hub")
    pushing.add_argument("--hub", metavar="HUB", help="for whom, with --file")
    pushing.add_argument(
        "--part", type=int, default=PART, metavar="N",
        help="responses of a bundle at most (default: %(default)s)",
    )  # fmt: skip
    pushing.set_defaults(function=push)
    pulling = deeds.add_parser("pull", help="fetch what another hub has for this one")
    pulling.set_defaults(function=pull)
    for each in (pushing, pulling):
        each.add_argument(
            "address", nargs="?", metavar="URL", help="https://district.example"
        )
        each.add_argument(
            "--file", type=Path, metavar="FOLDER", help="a folder, such as on a stick"
        )
        each.add_argument(
            "--token-file", type=Path, metavar="PATH",
            help="a file with a token of the other server of scope sync",
        )  # fmt: skip
        add_database(each)


def push(args: argparse.Namespace) -> None:
    """Bring what is new."""
    _check(args)
    with opened(args.database) as db:
        hub = Hub(db, secret_key(settings().instance), datetime.now(UTC).date())
        if args.file:
            to = hubs.named(db, args.hub) if args.hub else hubs.only(db)
            made = hub_folder.push(hub, to, args.file, max(args.part, 1))
        else:
            made = _pushed(hub, _line(args), max(args.part, 1))
        _tell_all(_("Bundle {number}"), made)


def pull(args: argparse.Namespace) -> None:
    """Fetch what is new."""
    _check(args)
    with opened(args.database) as db:
        hub = Hub(db, secret_key(settings().instance), datetime.now(UTC).date())
        found = (
            hub_folder.pull(hub, args.file) if args.file else _pulled(hub, _line(args))
        )
        _tell_all(_("Bundle {number} of {sender}"), found)


def _pushed(hub: Hub, line: Line, part: int) -> Iterator[Made]:
    ours = hub.card.hub_id
    there = line.standing(ours)
    to = hubs.named(hub.db, there.hub)
    while made := hub.next_for(to, there.position, part):
        there = line.push(ours, made.written)
        yield made


def _pulled(hub: Hub, line: Line) -> Iterator[Taken]:
    ours = hub.card.hub_id
    sender = hubs.named(hub.db, line.standing(ours).hub)
    while written := line.pull(ours, store.taken(hub.db, sender.hub_id)):
        yield hub.take(written)


def _line(args: argparse.Namespace) -> Line:
    token = read_file(args.token_file).decode().partition("\n")[0].strip()
    return Line(args.address, token, time.sleep)


def _check(args: argparse.Namespace) -> None:
    """Raise Rejected unless it is said where to, and by which token."""
    if bool(args.file) == bool(args.address):
        raise Rejected([Problem("", "hub.where_to")])
    if args.address and not args.token_file:
        raise Rejected([Problem("--token-file", "hub.no_token")])
    if args.file and not args.file.is_dir():
        raise NotFound("file.missing", path=str(args.file))


def _tell_all(text: str, bundles: Iterable[Made | Taken]) -> None:
    """Say of each bundle, once it is where it belongs, what was in it."""
    is_new = False
    for each in bundles:
        is_new = True
        sender = each.sender if isinstance(each, Taken) else ""
        told = text.format(number=each.position.number, sender=sender)
        print(f"{told}: {_held(each.counts)}")
    if not is_new:
        print(_("Nothing is new."))


def _held(counts: Mapping[str, int]) -> str:
    held = _("{responses} responses, {withdrawn} withdrawn, {releases} releases")
    return held.format(**(dict.fromkeys(KINDS, 0) | dict(counts)))
