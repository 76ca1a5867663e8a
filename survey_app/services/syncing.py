"""Syncing: bundles made for a hub, and bundles of a hub taken in."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Literal

from survey_app.core import hubs as rules
from survey_app.core.hubs import (
    Asked,
    Card,
    Carried,
    Content,
    Figures,
    Kind,
    Position,
)
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Problem, Rejected
from survey_app.interchange import bundles
from survey_app.interchange.bundles import Keys
from survey_app.services import collection, hubs
from survey_app.services.collection import Intake
from survey_app.store import (
    hub_changes,
    instruments,
    releases,
    responses,
    rounds,
)
from survey_app.store import hubs as store
from survey_app.store.database import Database, writing

#: Responses of a bundle: what a slow line carries in a minute.
PART = 5000
#: Faults told of one bundle.
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle as bytes, its number and digest, and how much it holds."""

    written: bytes
    position: Position
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bundle: kept, or known from before; and what was new in it."""

    state: Literal["kept", "known"]
    sender: str
    position: Position
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hub:
    """This hub at work: its database, secret, and the day."""

    db: Database
    secret: str
    today: date

    @property
    def card(self) -> Card:
        """Return by what others know this hub; raise Conflict before it has a name."""
        return hubs.ourselves(self.db, self.secret)[0]

    def next_for(self, to: Card, after: Position, part: int = PART) -> Made | None:
        """Return the bundle that follows what a hub took, None if nothing is new.

        Where the hub took something that is not remembered here, everything goes
        again: it does no harm.
        """
        reached = store.reached(self.db, to.hub_id, after) or {}
        ours, keys = hubs.ourselves(self.db, self.secret)
        content, now = _gather(self.db, to, reached, part, _alias(keys))
        if content.is_empty:
            return None
        names = (ours.hub_id, after.number + 1, after.digest)
        written, digest = bundles.write(content, names, keys, to)
        made = Position(after.number + 1, digest)
        store.note_sent(self.db, to.hub_id, made, now, self.today)
        return Made(written, made, content.counts())

    def all_for(self, to: Card, after: Position, part: int = PART) -> Iterator[Made]:
        """Yield every bundle that follows what a hub took, or is believed to have."""
        made = self.next_for(to, after, part)
        while made is not None:
            yield made
            made = self.next_for(to, made.position, part)

    def take(self, written: bytes) -> Taken:
        """Keep what a bundle holds, all or nothing; the same twice changes nothing.

        Raise NotFound for an unknown hub, Rejected with everything that is wrong.
        """
        bundle = bundles.read(written)
        sender = hubs.named(self.db, bundle.header.sender)
        ours, keys = hubs.ourselves(self.db, self.secret)
        bundle.verify(sender)
        if bundle.header.recipient != ours.hub_id:
            raise Rejected([Problem("recipient", "bundle.not_for_us")])
        with writing(self.db):
            before = store.taken(self.db, sender.hub_id)
            position = Position(bundle.header.number, bundle.digest)
            if store.was_taken(self.db, sender.hub_id, position):
                return Taken("known", sender.name, before, {})
            if faults := rules.follows(bundle.header, before):
                raise Rejected(faults)
            content = bundle.content(keys)
            counts = _keep(self.db, sender, content, self.today)
            store.note_taken(self.db, sender.hub_id, position, counts, self.today)
        return Taken("kept", sender.name, position, counts)


def _alias(keys: Keys) -> bytes:
    """Return the key under which who asked is told apart elsewhere, but not named."""
    return sha256(b"survey_app enumerators" + keys.signing.private_bytes_raw()).digest()


def _gather(
    db: Database, to: Card, reached: Mapping[str, int], part: int, alias: bytes
) -> tuple[Content, dict[str, int]]:
    """Return what is new to a hub, at most `part` responses, and how far it reaches."""
    agreed, now = store.agreed(db, to.hub_id, "give"), dict(reached)
    content = _withdrawn(db, agreed, now)
    found: list[Carried] = []
    figures: list[Figures] = []
    for round_id, kind in agreed.items():
        name = f"{kind} {round_id}"
        after = now.get(name, 0)
        if kind == "aggregates":
            new = _released(db, round_id, after)
            now[name] = max((each.release_id for each in new), default=after)
            figures += new
        elif room := part - len(found):
            for at, carried in hub_changes.changed_after(db, round_id, after, room):
                found.append(_aliased(carried, alias))
                now[name] = at
    content = replace(content, responses=tuple(found), figures=tuple(figures))
    return _with_rounds(db, content), now


def _withdrawn(
    db: Database, agreed: Mapping[str, Kind], now: dict[str, int]
) -> Content:
    """Return what was taken back since: all of it goes before any response."""
    if "responses" not in agreed.values():
        return Content()
    new = hub_changes.withdrawn_after(db, now.get("withdrawn", 0))
    now["withdrawn"] = max((at for at, _ in new), default=now.get("withdrawn", 0))
    return Content(withdrawn=tuple(digest for _, digest in new))


def _aliased(carried: Carried, key: bytes) -> Carried:
    name = carried.response.enumerator
    if not name:
        return carried
    told_apart = hmac.new(key, name.encode(), sha256).hexdigest()[:12]
    return hub_changes.hidden(carried, told_apart)


def _released(db: Database, round_id: str, after: int) -> list[Figures]:
    """Return the releases to the public of a round made since."""
    return [
        Figures(
            round_id,
            each.release_id,
            each.audience,
            each.name,
            each.made_on,
            each.document_hash,
            releases.document(db, each.release_id).decode(),
        )
        for each in releases.of_round(db, round_id)
        if each.release_id > after and each.audience == "public"
    ]


def _with_rounds(db: Database, content: Content) -> Content:
    """Return a bundle's content with the rounds and versions its responses need."""
    needed = {each.response.round_id for each in content.responses}
    asked = [
        Asked(rounds.get(db, name), tuple(rounds.places(db, name)))
        for name in sorted(needed)
    ]
    versions = {each.response.instrument_id for each in content.responses}
    versions |= {each.survey_round.instrument_id for each in asked}
    held = {name: instruments.get(db, name) for name in sorted(versions)}
    return replace(content, rounds=tuple(asked), instruments=held)


def _keep(db: Database, sender: Card, content: Content, today: date) -> dict[str, int]:
    """Keep what a bundle holds, inside a transaction; return how much was new."""
    faults = rules.outside(content, store.agreed(db, sender.hub_id, "take"))
    faults += rules.torn(content) + rules.damaged(content.figures)
    faults = faults or _of_rounds(db, content)
    if faults:
        raise Rejected(faults[:MOST_FAULTS])
    for digest in content.withdrawn:
        responses.withdraw(db, digest)
    ids = {
        theirs: instruments.publish(db, instrument, today)
        for theirs, instrument in content.instruments.items()
    }
    for asked in content.rounds:
        _keep_round(db, asked, ids)
    new = _keep_responses(db, content, ids)
    released = sum(store.add_figures(db, sender.hub_id, f) for f in content.figures)
    return {
        "withdrawn": len(content.withdrawn),
        "responses": new,
        "releases": released,
    }


def _of_rounds(db: Database, content: Content) -> list[Problem]:
    """Return where a round or place of a bundle is another here."""
    faults = []
    for asked in content.rounds:
        theirs = asked.survey_round
        for ours in _same_name(db, theirs):
            if not _is_same(db, ours, theirs, content):
                facts = {"round": theirs.round_id, "ours": ours.round_id}
                faults.append(Problem(theirs.round_id, "bundle.other_round", facts))
        known = rounds.with_ids(db, [place.place_id for place in asked.places])
        for place in asked.places:
            ours_of_place = known.get(place.place_id)
            if ours_of_place not in (None, (theirs.round_id, place)):
                facts = {"place": place.place_id, "round": theirs.round_id}
                faults.append(Problem(place.place_id, "bundle.other_place", facts))
    return faults


def _same_name(db: Database, theirs: SurveyRound) -> list[SurveyRound]:
    name = (theirs.survey, theirs.name)
    return [
        ours
        for ours in rounds.everything(db)
        if ours.round_id == theirs.round_id or (ours.survey, ours.name) == name
    ]


def _is_same(
    db: Database, ours: SurveyRound, theirs: SurveyRound, content: Content
) -> bool:
    """Return whether two rounds are one: same id, survey and questionnaire's name."""
    asked = instruments.get(db, ours.instrument_id).name
    return (ours.round_id, ours.survey, ours.name, asked) == (
        theirs.round_id,
        theirs.survey,
        theirs.name,
        content.instruments[theirs.instrument_id].name,
    )


def _keep_round(db: Database, asked: Asked, ids: Mapping[str, str]) -> None:
    """Keep a round that is new here, closed and without an address; and its places."""
    theirs = asked.survey_round
    if not _same_name(db, theirs):
        ours = replace(
            theirs, instrument_id=ids[theirs.instrument_id], slug=None, is_open=False
        )
        rounds.add(db, ours, origin=theirs.origin)
    known = {each.place_id for each in rounds.places(db, theirs.round_id)}
    new = [place for place in asked.places if place.place_id not in known]
    if new:
        rounds.add_places(db, theirs.round_id, new)


def _keep_responses(db: Database, content: Content, ids: Mapping[str, str]) -> int:
    """Keep responses without faults, all or none; return how many were new."""
    intakes: dict[tuple[str, str], Intake] = {}
    faults: list[Problem] = []
    new = 0
    for carried in content.responses:
        ours = replace(
            carried.response,
            instrument_id=ids[carried.response.instrument_id],
            device_id=None,
        )
        name = (ours.round_id, ours.instrument_id)
        intake = intakes.get(name) or collection.intake(db, *name)
        intakes[name] = intake
        found = intake.judge.problems(ours.answers)
        faults += [replace(f, where=f"{ours.response_id}.{f.where}") for f in found]
        if not faults:
            new += hub_changes.take(db, replace(carried, response=ours)) == "kept"
    if faults:
        raise Rejected(faults[:MOST_FAULTS])
    return new
