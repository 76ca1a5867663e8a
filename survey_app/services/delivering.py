"""Notices leave: each claimed by one sender, sent at least once, told apart by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from survey_app.core.warning.telling import (
    MOST_TRIES,
    Contact,
    Notice,
    pause,
    sendable,
)
from survey_app.interchange.notice_text import Outgoing
from survey_app.services.channels import NotSent, Post, send
from survey_app.store import notices as store
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a delivery: messages sent, put off and failed for good."""

    sent: int = 0
    later: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Office:
    """What a delivery needs besides the database.

    `base` is the address people sign in at, `new_name` makes names of messages.
    """

    post: Post
    base: str
    new_name: Callable[[], str]


def deliver(db: Database, office: Office, now: datetime) -> Delivered:
    """Send everything that is due, a message for each contact; return what came of it.

    `now` is by the clock of the survey, whose hours are quiet or not. What fails for
    now is tried again later and later; what fails for good, or too often, stays for
    people to see. Killed at any point, it leaves nothing that is never sent.
    """
    counts = {"sent": 0, "later": 0, "failed": 0}
    by_id = {each.contact_id: each for each in store.contacts(db)}
    for contact_id, waiting in store.waiting(db, now).items():
        contact = by_id[contact_id]
        for message, group in _messages(waiting):
            if ready := _ready(db, contact, group, now):
                name = message or office.new_name()
                claimed = store.claim(db, ready, name, now)
                if claimed:
                    counts[_send(db, office, (contact, name, claimed), now)] += 1
    return Delivered(**counts)


def _messages(waiting: list[Notice]) -> Iterator[tuple[str, list[Notice]]]:
    """Yield what was tried together before as it was, then everything new."""
    names = dict.fromkeys(each.message for each in waiting if each.message)
    for name in (*names, ""):
        yield name, [each for each in waiting if each.message == name]


def _ready(
    db: Database, contact: Contact, group: list[Notice], now: datetime
) -> list[Notice]:
    sent_today = store.messages_on(db, contact.contact_id, now.date())
    return sendable(group, contact, now, sent_today)


def _send(
    db: Database,
    office: Office,
    what: tuple[Contact, str, list[Notice]],
    now: datetime,
) -> str:
    contact, name, told = what
    outgoing = Outgoing(name, told, contact.language, office.base, now)
    try:
        send(office.post, contact, store.secret(db, contact.contact_id), outgoing)
    except NotSent as error:
        tries = 1 + max(each.tries for each in told)
        if error.for_good or tries >= MOST_TRIES:
            store.failed(db, told, error.reason)
            return "failed"
        store.try_again(db, told, now + pause(tries), error.reason)
        return "later"
    store.sent(db, told, now.date())
    return "sent"
