"""Boundaries: the outlines a survey's maps are drawn of, brought in from a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.core.maps.areas import Area, Ring
from survey_app.core.maps.simplifying import simplified
from survey_app.core.sampling import targets
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.interchange.boundaries_geojson import Outline
from survey_app.interchange.toml_source import nearest
from survey_app.store import boundaries, instruments, rounds
from survey_app.store.database import Database

#: The grouping of places; others are questions people answer, as in imported rounds.
PLACES = "community"
#: More areas than this cannot be told apart on a page.
MOST_AREAS = 300


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody brings: outlines with their faults, and how to read their codes.

    `key` is the property with the code of an area, "" for the one that fits best;
    `groups` the group of each code, empty where codes are those of the groups.
    """

    outlines: Sequence[Outline]
    faults: Sequence[Problem] = ()
    key: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of it: points before and after, areas left out, groups without one."""

    areas: int
    points: int
    kept: int
    left_out: int
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """The areas of a survey's grouping, and its groups that have none."""

    survey: str
    by: str
    areas: int
    points: int
    missing: list[str]


def bring_in(
    db: Database, survey: str, by: str, given: Given, *, dry_run: bool = False
) -> BroughtIn:
    """Keep areas in place of earlier ones, made small; raise Rejected with every fault.

    Several outlines of one group are one area. With `groups`, what they do not name is
    left out; without, every outline must be a group's.
    """
    codes = groups_of(db, survey).get(by)
    if codes is None:
        known = ", ".join(groups_of(db, survey))
        raise NotFound("boundary.grouping", name=by, known=known, survey=survey)
    key = given.key or _best_key(given, codes)
    coded = [(each, each.properties.get(key)) for each in given.outlines]
    named = [(e, code) for e, code in coded if not given.groups or code in given.groups]
    below = _below(db, survey) if by == PLACES else set()
    faults = [*given.faults, *_faults(named, key, given.groups, codes, below)]
    if faults:
        raise Rejected(faults)
    parts = [Area(given.groups.get(str(c), str(c)), each.rings) for each, c in named]
    areas = simplified(_by_group(parts))
    if not dry_run:
        boundaries.replace(db, survey, by, areas)
    points = sum(len(ring) for each, _ in named for ring in each.rings)
    left_out = len(coded) - len(named)
    missing = sorted(codes - {area.group for area in areas})
    return BroughtIn(len(areas), points, _points(areas), left_out, missing)


def groups_of(db: Database, survey: str) -> dict[str, set[str]]:
    """Return the groups of every grouping of a survey that may have areas.

    Raise NotFound where there is no such survey.
    """
    asked = rounds.of_survey(db, survey)
    if not asked:
        known = sorted({each.survey for each in rounds.everything(db)})
        raise NotFound("boundary.survey", name=survey, known=", ".join(known))
    found: dict[str, set[str]] = {}
    for each in asked:
        communities = rounds.communities(db, each.round_id)
        if communities:
            found.setdefault(PLACES, set()).update(communities)
        instrument = instruments.get(db, each.instrument_id)
        for by, codes in targets.groups(instrument).items():
            found.setdefault(by, set()).update(codes)
    return found


def standings(db: Database, survey: str) -> list[Standing]:
    """Return what is kept of a survey, grouping by grouping."""
    codes = groups_of(db, survey)
    return [
        Standing(
            survey,
            by,
            len(areas),
            _points(areas),
            sorted(codes.get(by, set()) - {area.group for area in areas}),
        )
        for by, areas in boundaries.of_survey(db, survey).items()
    ]


def remove(db: Database, survey: str, by: str) -> None:
    """Forget the areas of a survey's grouping; raise NotFound where there are none."""
    if not boundaries.remove(db, survey, by):
        raise NotFound("boundary.none", survey=survey, by=by)


def _best_key(given: Given, codes: set[str]) -> str:
    """Return the property that names most known areas, the first of several."""
    known = set(given.groups) or codes
    names = dict.fromkeys(name for each in given.outlines for name in each.properties)
    hits = {
        name: sum(each.properties.get(name) in known for each in given.outlines)
        for name in names
    }
    return max(hits, key=hits.__getitem__, default="")


def _faults(
    named: Sequence[tuple[Outline, str | None]],
    key: str,
    groups: Mapping[str, str],
    codes: set[str],
    below: set[str],
) -> Iterator[Problem]:
    """Yield what is wrong with the codes of outlines."""
    seen: set[str] = set()
    for each, code in named:
        if not code:
            facts = {"property": key, "known": ", ".join(each.properties)}
            yield Problem(each.where, "boundary.no_code", facts)
            continue
        if code in seen:
            yield Problem(each.where, "boundary.twice", {"code": code})
        seen.add(code)
        group = groups.get(code, code)
        if group not in codes and group in below:
            yield Problem(each.where, "boundary.too_fine", {"code": group})
        elif group not in codes:
            listed = nearest(group, sorted(codes)) or ", ".join(sorted(codes))
            yield Problem(
                each.where, "boundary.unknown_code", {"code": group, "known": listed}
            )
    if not named:
        yield Problem("", "boundary.nothing", {"known": ", ".join(sorted(groups))})
    if len({groups.get(str(code), code) for _, code in named}) > MOST_AREAS:
        yield Problem("", "boundary.too_many", {"most": MOST_AREAS})


def _below(db: Database, survey: str) -> set[str]:
    """Return the codes of places inside communities: no map shows where they asked."""
    found: set[str] = set()
    for each in rounds.of_survey(db, survey):
        prefix = f"{each.round_id}-"
        for place in rounds.places(db, each.round_id):
            found |= {place.place_id, place.place_id.removeprefix(prefix), place.psu}
    return found


def _by_group(areas: Iterable[Area]) -> list[Area]:
    """Return one area a group, with the rings of all its parts."""
    rings: dict[str, tuple[Ring, ...]] = {}
    for area in areas:
        rings[area.group] = rings.get(area.group, ()) + area.rings
    return [Area(group, found) for group, found in rings.items()]


def _points(areas: Iterable[Area]) -> int:
    return sum(len(ring) for area in areas for ring in area.rings)
