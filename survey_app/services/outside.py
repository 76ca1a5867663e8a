"""Series from elsewhere: take in a file of them, wholly or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from survey_app.core.warning.outside import Point, Provenance, Taken
from survey_app.errors import Problem, Rejected
from survey_app.interchange.acled import read_acled
from survey_app.interchange.dhis2 import read_dhis2
from survey_app.interchange.outside_csv import read_generic, read_hxl
from survey_app.interchange.outside_map import Found, OutsideMap
from survey_app.store import outside as store
from survey_app.store.database import Database

READERS: dict[str, Callable[[str, bytes, OutsideMap], Found]] = {
    "acled": read_acled,
    "dhis2": read_dhis2,
    "hxl": read_hxl,
    "generic": read_generic,
}
#: Whose a file is where no map says it.
KNOWN = {
    "acled": OutsideMap(
        source="Armed Conflict Location & Event Data (ACLED), acleddata.com",
        licence="ACLED terms of use: attribution needed",
    )
}


@dataclass(frozen=True, slots=True)
class File:
    """A file somebody brings, and what they say it is."""

    name: str
    content: bytes
    form: str
    given: OutsideMap


@dataclass(frozen=True, slots=True)
class Examined:
    """What taking a file in would do, and all that is needed to do it."""

    provenance: Provenance
    taken: Taken
    changed: list[Point]
    removed: list[str]


def examine(db: Database, file: File) -> Examined:
    """Return what taking a file in would do; raise Rejected with every fault.

    A point known before is updated where the file's is newer, and ignored where
    nothing differs or the kept one is newer.
    """
    given = _filled(file)
    found = READERS[file.form](file.name, file.content, given)
    dataset = given.dataset or file.form
    known = store.known(db, dataset)
    kept = _by_id(known.values())
    current = [p for p in found.points if not _is_older(p, kept.get(p.point_id, []))]
    new = {_key(p) for p in current if _key(p) not in known}
    updated = {_key(p) for p in current if _key(p) in known and _differs(p, known)}
    gone = kept.keys() & set(found.removed)
    remade = _remade(_by_id(current), kept)
    taken = Taken(
        len(new), len(updated), len(found.points) - len(new) - len(updated), len(gone)
    )
    provenance = Provenance(
        dataset, file.form, file.name, sha256(file.content).hexdigest(),
        given.source, given.licence, given.until,
    )  # fmt: skip
    fresh = new | updated
    changed = [p for p in current if _key(p) in fresh or p.point_id in remade]
    return Examined(provenance, taken, changed, sorted(gone | remade))


def take_in(db: Database, file: File, by: str, today: date) -> Examined:
    """Take a file in and return what that did; raise Rejected, keeping nothing."""
    found = examine(db, file)
    note = (by, today, found.taken)
    store.take(db, found.provenance, found.changed, found.removed, note)
    return found


def _filled(file: File) -> OutsideMap:
    """Return the map with what is known of such files; raise Rejected if it lacks."""
    usual = KNOWN.get(file.form, OutsideMap())
    given = replace(
        file.given,
        source=file.given.source or usual.source,
        licence=file.given.licence or usual.licence,
    )
    faults = [
        Problem(file.name, "outside.no_provenance", {"name": name})
        for name in ("source", "licence")
        if not getattr(given, name)
    ]
    if faults:
        raise Rejected(faults)
    return given


def _key(point: Point) -> tuple[str, str]:
    return point.point_id, point.series


def _by_id(points: Iterable[Point]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.point_id, []).append(point)
    return found


def _is_older(point: Point, kept: Sequence[Point]) -> bool:
    return any(point.stamp and each.stamp > point.stamp for each in kept)


def _differs(point: Point, known: Mapping[tuple[str, str], Point]) -> bool:
    return replace(known[_key(point)], stamp=point.stamp) != point


def _remade(
    given: Mapping[str, Sequence[Point]], kept: Mapping[str, Sequence[Point]]
) -> set[str]:
    """Return ids that lack a series they had: an event that became another kind."""
    return {
        point_id
        for point_id, points in given.items()
        if {p.series for p in kept.get(point_id, ())} - {p.series for p in points}
    }
