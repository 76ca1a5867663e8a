"""Who is told what and when: contacts with quiet hours and a ceiling, and retrying.

A notice holds no place, no number and no name; those stay behind signing in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from urllib.parse import urlsplit

from survey_app.errors import Problem

Channel = Literal["email", "webhook", "service"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

#: fired … returned: what happened to an alert; dismissed: it was a false alarm, told
#: as widely as the alarm was; late: a rung of its clock.
NoticeKind = Literal["fired", "worsened", "calmed", "returned", "dismissed", "late"]

#: Messages a person gets on a day unless they say otherwise.
CEILING = 5
#: The first pause before trying again; each next one is twice as long, to the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
#: After so many tries it counts as failed, and people see it: some three days.
MOST_TRIES = 20
#: A claim of a sender that died is free again after this.
CLAIM = timedelta(minutes=10)
HOURS_OF_DAY = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody who holds roles is reached, in which language, and when not.

    `quiet` is the hour from which on and that until which nothing but what is critical
    is sent, by the clock of the survey; None: at any time.
    """

    name: str
    channel: Channel
    address: str
    language: str
    roles: frozenset[str]
    quiet: tuple[int, int] | None = None
    ceiling: int = CEILING
    contact_id: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """That one contact is to be told one thing about one alert, once.

    `message` is the name of the message that holds it, "" before the first try.
    """

    notice_id: int
    alert_id: int
    contact_id: int
    kind: NoticeKind
    severity: str
    is_drill: bool = False
    tries: int = 0
    message: str = ""


def contact_problems(contact: Contact) -> list[Problem]:
    """Return every fault of a contact."""
    found = []
    if not contact.name.strip():
        found.append(Problem("name", "contact.no_name"))
    if not contact.roles:
        found.append(Problem("roles", "contact.no_role"))
    if not _is_address(contact.channel, contact.address):
        facts = {"address": contact.address, "channel": contact.channel}
        found.append(Problem("address", "contact.address", facts))
    if contact.ceiling < 1:
        found.append(Problem("ceiling", "contact.ceiling"))
    hours = contact.quiet or (0, 0)
    if not all(0 <= hour < HOURS_OF_DAY for hour in hours):
        found.append(Problem("quiet", "contact.quiet"))
    return found


def is_quiet(contact: Contact, hour: int) -> bool:
    """Return whether an hour of the day is one of a contact's quiet ones.

    >>> night = Contact("A", "email", "a@b.org", "en", frozenset({"elder"}), (21, 6))
    >>> [hour for hour in range(24) if not is_quiet(night, hour)] == list(range(6, 21))
    True
    """
    if contact.quiet is None:
        return False
    start, end = contact.quiet
    return start <= hour < end if start <= end else hour >= start or hour < end


def sendable(
    waiting: Iterable[Notice], contact: Contact, local: datetime, sent_today: int
) -> list[Notice]:
    """Return what one message to a contact holds now, in the order of the notices.

    Whatever waits goes together. Quiet hours and the ceiling hold back everything but
    critical alerts that are no drill, and what waits then goes with those.
    """
    notices = list(waiting)
    is_pressing = any(
        each.severity == "critical"
        and not each.is_drill
        and each.kind not in ("calmed", "dismissed")
        for each in notices
    )
    is_held = is_quiet(contact, local.hour) or sent_today >= contact.ceiling
    return [] if is_held and not is_pressing else notices


def pause(tries: int) -> timedelta:
    """Return how long to wait after that many tries that failed for now.

    >>> [int(pause(tries).total_seconds() / 60) for tries in (1, 2, 3, 20)]
    [1, 2, 4, 360]
    """
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries - 1, 20)
    return min(doubled, LONGEST_PAUSE)


def _is_address(channel: Channel, address: str) -> bool:
    if not address.isprintable() or " " in address:
        return False
    if channel == "email":
        name, _, host = address.rpartition("@")
        return bool(name) and "@" not in name and "." in host.strip(".")
    parts = urlsplit(address)
    if channel == "webhook":
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    return bool(parts.scheme) and "://" in address
