"""Plans, people and silences: taken in when nothing is wrong with them."""

from collections.abc import Callable
from datetime import date, datetime

from survey_app.core.warning import protocols as rules
from survey_app.core.warning.protocols import Protocol
from survey_app.core.warning.quiet import Silence, silence_problems
from survey_app.core.warning.telling import Contact, contact_problems
from survey_app.errors import NotFound, Rejected
from survey_app.store import alerts, notices, protocols
from survey_app.store.database import Database


def keep(db: Database, protocol: Protocol, author: str, today: date) -> None:
    """Keep a revision of a plan; raise Rejected with every fault it has."""
    held = frozenset[str]().union(*(each.roles for each in notices.contacts(db)))
    if faults := rules.problems(protocol, held):
        raise Rejected(faults)
    protocols.add(db, protocol, author, today)


def switch_off(db: Database, name: str, author: str, today: date) -> None:
    """Use a plan for no new alert any more; raise NotFound."""
    revision = protocols.find(db, name)
    if revision is None:
        raise NotFound("protocol.unknown", name=name)
    protocols.add(db, revision.protocol, author, today, is_on=False)


def add_contact(db: Database, contact: Contact, new_secret: Callable[[], str]) -> str:
    """Keep how somebody is reached; return the secret their webhook is signed with.

    It is "" for other channels. Raise Rejected with every fault.
    """
    if faults := contact_problems(contact):
        raise Rejected(faults)
    secret = new_secret() if contact.channel == "webhook" else ""
    notices.add_contact(db, contact, secret)
    return secret


def silence(db: Database, wanted: Silence) -> None:
    """Keep a silence; raise Rejected with every fault."""
    if faults := silence_problems(wanted):
        raise Rejected(faults)
    alerts.silence(db, wanted)


def end_silence(db: Database, silence_id: int, now: datetime) -> None:
    """Let a silence end now."""
    alerts.end_silence(db, silence_id, now)
