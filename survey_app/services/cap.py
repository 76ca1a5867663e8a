"""Alerts for other warning systems: the messages that make up one, newest last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from survey_app import i18n
from survey_app.core.warning.protocols import Protocol
from survey_app.errors import NotFound, Rejected
from survey_app.i18n import N_
from survey_app.interchange.cap_xml import (
    CapInfo,
    CapMessage,
    CapReference,
    faults,
    write_cap,
    write_feed,
)
from survey_app.interchange.notice_text import SAID
from survey_app.services.alert_views import OPEN_CELLS, AlertNames
from survey_app.store import alerts, protocols
from survey_app.store.alerts import Happening, KeptAlert
from survey_app.store.database import Database

#: What happened -> CAP's kind of message, its response type, and what is said.
_MESSAGES: dict[str, tuple[str, str, str]] = {
    "fired": ("Alert", "Assess", SAID["fired"]),
    "reported": ("Alert", "Assess", SAID["fired"]),
    "drilled": ("Alert", "Assess", SAID["fired"]),
    "worsened": ("Update", "Assess", SAID["worsened"]),
    "returned": ("Update", "Assess", SAID["returned"]),
    "calmed": ("Update", "AllClear", SAID["calmed"]),
    "resolve": ("Update", "AllClear", N_("What an alert was about is over.")),
    "dismiss": ("Cancel", "AllClear", N_("An alert was a false alarm.")),
}
_DRILL = N_("This is a drill.")
_SOMEWHERE = N_("Within the area of the survey")
_DETAILS = N_("Sign in to see what it is and what to do.")
#: By luck alone this rarely: it counts as likely, else as possible.
_LIKELY = 0.01
_MOST = 50


@dataclass(frozen=True, slots=True)
class Source:
    """Where the files of a feed are fetched, and which alerts are in it: None: all."""

    folder: str
    only: Collection[int] | None = None


#: The feed of pages, for accounts that are signed in.
PAGES = Source("/warning/alerts")


def messages(db: Database, alert_id: int, base: str) -> list[CapMessage]:
    """Return the messages of an alert in the order they were made; raise NotFound.

    An alert that was never told has none. A group is never named, a community is.
    """
    found = alerts.get(db, alert_id)
    sender = urlsplit(base).hostname or "survey_app"
    revision = protocols.of_alert(db, alert_id)
    made: list[CapMessage] = []
    for event in alerts.events(db, alert_id):
        name = event.step if event.kind == "stepped" else event.kind
        if name in _MESSAGES and (made or _MESSAGES[name][0] == "Alert"):
            before = [CapReference(e.sender, e.identifier, e.sent) for e in made]
            infos = _infos(db, found, event, revision.protocol if revision else None)
            made.append(_message(found, event, (sender, base), before, infos))
    return made


def file(db: Database, alert_id: int, base: str) -> bytes:
    """Return the newest message of an alert as a CAP file; raise NotFound, Rejected."""
    made = messages(db, alert_id, base)
    if not made:
        raise NotFound("alert.unknown", number=alert_id)
    if wrong := faults(made[-1]):
        raise Rejected(wrong)
    return write_cap(made[-1])


def feed(db: Database, base: str, title: str, source: Source = PAGES) -> bytes:
    """Return the newest message of every alert as an Atom feed, the newest first."""
    found = []
    for each in alerts.everything(db, _MOST):
        if source.only is not None and each.alert_id not in source.only:
            continue
        if made := messages(db, each.alert_id, base):
            address = f"{base}{source.folder}/{each.alert_id}/cap.xml"
            found.append((made[-1], address))
    return write_feed(base, title, found)


def _message(
    found: KeptAlert,
    event: Happening,
    ends: tuple[str, str],
    before: list[CapReference],
    infos: list[CapInfo],
) -> CapMessage:
    name = event.step if event.kind == "stepped" else event.kind
    kind, response, _said = _MESSAGES[name]
    sender, base = ends
    p = found.evidence.p_adjusted
    certainty = "Likely" if p is not None and p < _LIKELY else "Possible"
    return CapMessage(
        identifier=f"alert-{found.alert_id}-{event.event_id}",
        sender=sender,
        # A clock set back must not make a message older than those it names.
        sent=max([event.happened_at, *(each.sent for each in before)]),
        status="Exercise" if found.is_drill else "Actual",
        kind=kind,
        severity=event.severity,
        response=response,
        certainty="Observed" if event.kind == "reported" else certainty,
        web=f"{base}/warning/alerts/{found.alert_id}",
        infos=infos,
        references=before,
    )


def _infos(
    db: Database, found: KeptAlert, event: Happening, protocol: Protocol | None
) -> list[CapInfo]:
    """Return what a message says, in every language of the interface."""
    name = event.step if event.kind == "stepped" else event.kind
    said = _MESSAGES[name][2]
    checks: Sequence[str] = protocol.checks if protocol else ()
    infos = []
    for each in i18n.languages():
        gettext, names = i18n.gettext_for(each.code), AlertNames(db, each.code)
        is_open = found.cell.by in OPEN_CELLS
        drill = f"{gettext(_DRILL)} " if found.is_drill else ""
        infos.append(
            CapInfo(
                each.code,
                names.rule(found.rule_id),
                drill + gettext(said),
                gettext(_DETAILS),
                "\n".join(checks),
                names.cell(found.cell) if is_open else gettext(_SOMEWHERE),
            )
        )
    return infos
