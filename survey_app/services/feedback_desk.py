"""Feedback for those who answer it: sorted, handed on, answered, and shown as done.

Sealed records open to named people only, whatever the role; they are in no list, count,
search or export.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from survey_app.core.disclosure.counts import Count, shown_counts
from survey_app.core.listening import feedback as core
from survey_app.core.listening.feedback import Content, Record, State, Step
from survey_app.core.people import Account
from survey_app.errors import NotAllowed, NotFound, Problem, Rejected
from survey_app.services import feedback
from survey_app.store import accounts, audit
from survey_app.store import feedback as store
from survey_app.store.database import Database, writing
from survey_app.store.feedback import OPEN, SEALED

#: Records a page lists, and lines a sheet has.
MOST_LISTED, MOST_DONE = 100, 60
#: Sealed records are forgotten so long after their answer (method: 6 to 12 months).
FORGOTTEN_AFTER = timedelta(days=270)
#: Which states a list shows: the fixed menu.
LISTS: Mapping[str, tuple[State, ...]] = {
    "waiting": ("received", "assigned", "referred", "appealed"),
    "answered": ("answered",),
    "closed": ("closed",),
}


@dataclass(frozen=True, slots=True)
class Sorting:
    """How people sort a record: what it is, about what, how urgent, how sensitive.

    `text` is what was said in a recording, "" where nobody wrote it down.
    """

    kind: str
    category: str
    criticality: str
    sensitivity: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One line of "you said, we did": both in the words of those who answered."""

    record: Record
    said: str
    did: str


#: Parts the two halves of a "you said, we did".
APART = "\n→ "


def is_focal(db: Database, who: Account) -> bool:
    """Return whether somebody was named to read sealed records."""
    return who.account_id in store.focal_people(db)


def check_focal(db: Database, who: Account) -> None:
    """Raise NotAllowed for everybody who was not named."""
    if not is_focal(db, who):
        raise NotAllowed("feedback.not_focal")


def record(db: Database, number: int) -> Record:
    """Return an open record; raise NotFound."""
    found = store.get(db, number)
    if found is None:
        raise NotFound("feedback.unknown", number=number)
    return found


def sealed_record(db: Database, number: int, who: Account, secret: str) -> Record:
    """Return a sealed record to a named person; raise NotAllowed, NotFound."""
    check_focal(db, who)
    found = store.get_sealed(db, number)
    if found is None:
        raise NotFound("feedback.unknown", number=number)
    audit.record_once(db, "feedback-opened", str(number))
    return Record(number, found.days, feedback.opened(found.content, secret))


def step(db: Database, number: int, taken: Step) -> None:
    """Keep what was done about an open record; raise NotFound, Conflict, Rejected."""
    with writing(db):
        found = record(db, number)
        _put(db, (OPEN, number), found, found.content.stepped(_by_staff(taken)), "")


def step_sealed(
    db: Database, number: int, taken: Step, who: Account, secret: str
) -> None:
    """Keep what a named person did about a sealed record; raise as `step` does."""
    with writing(db):
        found = sealed_record(db, number, who, secret)
        content = found.content.stepped(_by_staff(taken))
        _put(db, (SEALED, number), found, content, secret)


def sort(db: Database, number: int, sorting: Sorting, secret: str) -> None:
    """Keep how an open record was sorted; a sensitive one is sealed at once."""
    with writing(db):
        found = record(db, number)
        _put(db, (OPEN, number), found, _sorted(found.content, sorting), secret)


def sort_sealed(
    db: Database, number: int, sorting: Sorting, who: Account, secret: str
) -> None:
    """Keep how a named person sorted a sealed record; one that is not opens to all."""
    with writing(db):
        found = sealed_record(db, number, who, secret)
        _put(db, (SEALED, number), found, _sorted(found.content, sorting), secret)


def say_done(db: Database, number: int, halves: tuple[str, str], by: Step) -> None:
    """Keep what may be told to everybody: what people said, and what was done.

    Raise Rejected where a half is missing.
    """
    said, did = (core.readable(half).replace(APART, " ") for half in halves)
    if not said or not did:
        raise Rejected([Problem("did", "feedback.half")])
    step(db, number, replace(by, deed="done", text=f"{said}{APART}{did}"))


def told(db: Database, place: str = "") -> list[Done]:
    """Return what was said and done, the newest first, of one place or all."""
    found = []
    for each in store.done(db, MOST_DONE):
        if place in ("", each.content.place):
            last = [s.text for s in each.content.steps if s.deed == "done"][-1]
            said, _, did = last.partition(APART)
            found.append(Done(each, said, did))
    return found


def counts(db: Database) -> dict[str, Count]:
    """Return how many open records there are of each kind; few are "fewer than"."""
    found = dict.fromkeys(core.KINDS, 0)
    for (kind, _), n in store.counts(db).items():
        found[kind] += n  # type: ignore[index]  # kept ones are known
    return shown_counts({str(kind): n for kind, n in found.items()}, "analyst")


def name_focal(db: Database, name: str, by: Account, today: date) -> None:
    """Let somebody read sealed records; raise NotFound."""
    for each in accounts.everyone(db):
        if each.name == name and not each.is_disabled and each.role != "translator":
            store.name_focal(db, each, by.name, today)
            return
    raise NotFound("account.unknown", name=name)


def focal_people(db: Database) -> list[Account]:
    """Return who may read sealed records."""
    named = set(store.focal_people(db))
    return [each for each in accounts.everyone(db) if each.account_id in named]


def forget_old(db: Database, today: date) -> int:
    """Forget sealed records whose time is over; return how many."""
    return store.forget_before(db, today - FORGOTTEN_AFTER)


def _by_staff(taken: Step) -> Step:
    if taken.deed not in core.BY_STAFF:
        raise NotAllowed("feedback.not_yours", deed=taken.deed)
    return feedback.worded(taken)


def _sorted(content: Content, sorting: Sorting) -> Content:
    found = replace(
        content,
        kind=sorting.kind,  # type: ignore[arg-type]  # checked below
        category=core.readable(sorting.category)[: core.LONGEST_CATEGORY],
        criticality=sorting.criticality,  # type: ignore[arg-type]  # checked below
        sensitivity=sorting.sensitivity,  # type: ignore[arg-type]  # checked below
    )
    if sorting.text.strip() and content.audio:
        found = replace(found, text=core.readable(sorting.text))
    if not found.is_sealed:
        found = replace(found, audio=b"", audio_type="")
    if faults := core.faults(found):
        raise Rejected(faults)
    return found


def _put(
    db: Database, at: tuple[str, int], found: Record, content: Content, secret: str
) -> None:
    feedback.put(db, at, content, found.days.received_on, secret)


def listed(
    db: Database, which: str, kind: str = "", place: str = ""
) -> Sequence[Record]:
    """Return the open records of a list, those due first before others."""
    states = LISTS.get(which, LISTS["waiting"])
    return store.waiting(db, states, kind, place, MOST_LISTED)
