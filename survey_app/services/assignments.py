"""Assignments: who is to bring how many interviews from where, and what is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.sampling import targets as rules
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.targets import Target
from survey_app.errors import Problem, Rejected
from survey_app.interchange.targets_csv import TargetLine
from survey_app.store import accounts, instruments, rounds
from survey_app.store import targets as store
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """A target, and how many kept interviews of its enumerator count for it."""

    target: Target
    done: int

    @property
    def missing(self) -> int:
        """Return how many are still wanted; more than wanted is not less than none."""
        return max(self.target.wanted - self.done, 0)


def assign(
    db: Database, survey_round: SurveyRound, lines: Iterable[TargetLine]
) -> list[Target]:
    """Keep the targets in place of all earlier ones of the round; raise every fault."""
    lines = list(lines)
    if faults := list(_faults(db, survey_round, lines)):
        raise Rejected(faults)
    places = _places(db, survey_round)
    names = {name.casefold(): name for name in _names(db)}
    found = [
        Target(
            names[line.enumerator.casefold()],
            line.wanted,
            places[line.place] if line.place else None,
            line.by or None,
            line.group or None,
        )
        for line in lines
    ]
    store.replace(db, survey_round.round_id, found)
    return found


def of_round(db: Database, survey_round: SurveyRound) -> list[Target]:
    """Return all targets of a round, in the order of the file."""
    return store.of_round(db, survey_round.round_id)


def standings(
    db: Database, survey_round: SurveyRound, enumerator: str | None = None
) -> list[Standing]:
    """Return all targets of a round, or one enumerator's, with what was brought.

    What others brought never counts: an enumerator learns of own work only.
    """
    found = store.of_round(db, survey_round.round_id, enumerator)
    if not found:
        return []
    instrument = instruments.get(db, survey_round.instrument_id)
    done: dict[Target, int] = dict.fromkeys(found, 0)
    for name in dict.fromkeys(target.enumerator for target in found):
        own = [target for target in found if target.enumerator == name]
        for place_id, answers in store.brought(db, survey_round.round_id, name):
            for target in own:
                done[target] += rules.counts_for(target, instrument, place_id, answers)
    return [Standing(target, done[target]) for target in found]


def targets(db: Database, round_id: str, enumerator: str) -> list[dict[str, object]]:
    """Return an enumerator's targets of a round as a tablet's package lists them."""
    return [
        {
            "place_id": each.target.place_id,
            "by": each.target.by,
            "group": each.target.group,
            "target": each.target.wanted,
            "done": each.done,
        }
        for each in standings(db, rounds.get(db, round_id), enumerator)
    ]


def shortfall(
    db: Database, round_ids: Iterable[str], enumerator: str
) -> dict[str, list[dict[str, object]]]:
    """Return the targets of several rounds by round, those without any left out."""
    found = {each: targets(db, each, enumerator) for each in round_ids}
    return {round_id: wanted for round_id, wanted in found.items() if wanted}


def _faults(
    db: Database, survey_round: SurveyRound, lines: Iterable[TargetLine]
) -> Iterator[Problem]:
    places, names = _places(db, survey_round), _names(db)
    instrument = instruments.get(db, survey_round.instrument_id)
    known = {name.casefold() for name in names}
    seen: set[tuple[str, str, str, str]] = set()
    for line in lines:
        if line.enumerator.casefold() not in known:
            facts = {"name": line.enumerator, "known": ", ".join(names)}
            yield Problem(f"{line.where} enumerator", "target.enumerator", facts)
        if line.place and line.place not in places:
            yield Problem(f"{line.where} place", "target.place", {"place": line.place})
        yield from _group_faults(instrument, line)
        place = places.get(line.place, line.place)
        key = (line.enumerator.casefold(), place, line.by, line.group)
        if key in seen:
            yield Problem(line.where, "target.twice", {"name": line.enumerator})
        seen.add(key)


def _group_faults(instrument: Instrument, line: TargetLine) -> Iterator[Problem]:
    if not line.by and not line.group:
        return
    known = rules.groups(instrument)
    if line.by not in known:
        facts = {"by": line.by, "known": ", ".join(known)}
        yield Problem(f"{line.where} by", "target.grouping", facts)
    elif line.group not in known[line.by]:
        facts = {"group": line.group, "known": ", ".join(known[line.by])}
        yield Problem(f"{line.where} group", "target.group", facts)


def _places(db: Database, survey_round: SurveyRound) -> dict[str, str]:
    """Return the id of each place by its id, and by its code in the file of places."""
    prefix = f"{survey_round.round_id}-"
    ids = [place.place_id for place in rounds.places(db, survey_round.round_id)]
    return {each.removeprefix(prefix): each for each in ids} | {
        each: each for each in ids
    }


def _names(db: Database) -> list[str]:
    return [each.name for each in accounts.everyone(db) if not each.is_disabled]
