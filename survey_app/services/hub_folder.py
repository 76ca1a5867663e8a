"""Bundles carried by hand: a folder on a stick, which also says how far each side is.

`<from>-<to>-<number>.bundle` goes one way; `<from>-<to>.position` comes back and says
which bundle was taken last, so that what was lost is made again.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from survey_app.core.hubs import Card, Position
from survey_app.interchange import bundles
from survey_app.services.syncing import Hub, Made, Taken
from survey_app.store import hubs as store

_SHORT = 12


def push(hub: Hub, to: Card, folder: Path, part: int) -> Iterator[Made]:
    """Write every bundle that is new to a hub into a folder, and yield each."""
    ours = hub.card
    after = _position(_place(folder, ours, to)) or store.last_sent(hub.db, to.hub_id)
    for made in hub.all_for(to, after, part):
        name = f"{_pair(ours, to)}-{made.position.number:06}.bundle"
        _replace(folder / name, made.written)
        yield made


def pull(hub: Hub, folder: Path) -> Iterator[Taken]:
    """Take every bundle for us that a folder holds, in their order, and yield each.

    What was taken is deleted. Raise Rejected at the first that is not good.
    """
    ours = hub.card
    for sender in store.everybody(hub.db):
        place = _place(folder, sender, ours)
        try:
            for path in sorted(folder.glob(f"{_pair(sender, ours)}-*.bundle")):
                yield hub.take(path.read_bytes())
                path.unlink()
        finally:
            taken = store.taken(hub.db, sender.hub_id)
            if taken != Position() or any(
                folder.glob(f"{_pair(sender, ours)}-*.bundle")
            ):
                _replace(place, msgspec.json.encode(taken))


def _pair(sender: Card, recipient: Card) -> str:
    return f"{sender.hub_id[:_SHORT]}-{recipient.hub_id[:_SHORT]}"


def _place(folder: Path, sender: Card, recipient: Card) -> Path:
    return folder / f"{_pair(sender, recipient)}.position"


def _position(path: Path) -> Position | None:
    """Return the position in a file, None where there is none that can be read."""
    try:
        return _decode(path.read_bytes()[: bundles.LARGEST_HEADER])
    except (OSError, ValueError):
        return None


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    written = path.with_suffix(".part")
    written.write_bytes(content)
    written.replace(path)


_decode = msgspec.json.Decoder(Position).decode
