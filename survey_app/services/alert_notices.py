"""Whom alerts are told to: by roles, once, unless somebody or something mutes them.

All of it happens inside the transaction of what it tells of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from survey_app.core.warning import clock, lifecycle, quiet
from survey_app.core.warning.lifecycle import OPEN
from survey_app.core.warning.protocols import Protocol, fitting
from survey_app.core.warning.quiet import Ringing, Silence
from survey_app.core.warning.series import Cell
from survey_app.core.warning.telling import Contact, Notice, NoticeKind
from survey_app.store import alerts, notices, protocols, rounds
from survey_app.store.alerts import Happening, KeptAlert
from survey_app.store.database import Database
from survey_app.store.protocols import Revision

#: The role that is told of alerts no protocol fits.
NOBODYS = "coordinator"
_PLAIN = Protocol("", "", NOBODYS, ())
#: What was told to whom when it turns out a false alarm.
_ALARMS = ("fired", "worsened", "returned")


@dataclass(frozen=True, slots=True)
class Scene:
    """What all alerts of one evaluation are told by."""

    db: Database
    now: datetime
    revisions: list[Revision]
    contacts: list[Contact]
    silences: list[Silence]
    parents: Mapping[Cell, Cell]
    #: What rings by alert: kept up to date, so that thousands are heard in one go.
    ringing: dict[int, KeptAlert]

    def remember(self, found: KeptAlert) -> None:
        """Take note of how an alert is now."""
        if found.alert.state in OPEN and found.alert.state != "resolved":
            self.ringing[found.alert_id] = found
        else:
            self.ringing.pop(found.alert_id, None)

    def revision(self, rule_id: str, cell: Cell) -> Revision | None:
        """Return the protocol that fits best, if one does."""
        by_name = {each.protocol.name: each for each in self.revisions if each.is_on}
        found = fitting([each.protocol for each in by_name.values()], rule_id, cell)
        return by_name[found[0].name] if found else None

    def holders(self, roles: Iterable[str]) -> list[Contact]:
        """Return everybody who holds one of some roles."""
        wanted = frozenset(roles)
        return [each for each in self.contacts if each.roles & wanted]


def scene_of(db: Database, now: datetime) -> Scene:
    """Return what all alerts are told by at this moment."""
    scene = Scene(
        db,
        now,
        protocols.current(db),
        notices.contacts(db),
        alerts.silences(db),
        parents(db),
        {},
    )
    for each in alerts.ongoing(db):
        scene.remember(each)
    return scene


def parents(db: Database) -> dict[Cell, Cell]:
    """Return for the cell of each place that of the community it lies in."""
    return {
        Cell("place", place.place_id): Cell("community", place.community)
        for each in rounds.everything(db)
        for place in rounds.places(db, each.round_id)
    }


def protocol_of(revision: Revision | None) -> Protocol:
    """Return the protocol of a revision, one without steps where there is none."""
    return revision.protocol if revision else _PLAIN


def follow(scene: Scene, found: KeptAlert, event: lifecycle.Event) -> None:
    """Give an alert its plan when it fires, hurry when it gets worse, and tell."""
    db, number = scene.db, found.alert_id
    if event.kind == "fired":
        revision = scene.revision(found.rule_id, found.cell)
        if revision:
            protocols.give(db, number, revision.protocol_id)
        plan = clock.plan(protocol_of(revision), event.severity, scene.now)
        protocols.keep_actions(db, number, plan)
    if event.kind == "worsened":
        todo = [each.action for each in protocols.actions(db, number)]
        protocol = protocol_of(protocols.of_alert(db, number))
        sooner = clock.hastened(todo, protocol, event.severity, scene.now)
        protocols.keep_actions(db, number, sooner)
    if event.is_told:
        kind: NoticeKind = event.kind  # type: ignore[assignment]  # TOLD are notices
        _tell_unless_muted(scene, found, kind)


def _tell_unless_muted(scene: Scene, found: KeptAlert, kind: NoticeKind) -> None:
    if reason := _muted(scene, found):
        note(scene, found, "muted", reason)
        return
    protocol = protocol_of(protocols.of_alert(scene.db, found.alert_id))
    roles = {protocol.owner}
    if found.alert.severity == "critical":
        roles |= {each.role for each in protocol.steps}
    last = alerts.events(scene.db, found.alert_id)[-1].event_id
    tell(scene, found, kind, roles, f"event:{last}")


def _muted(scene: Scene, found: KeptAlert) -> str:
    """Return why nobody is told, "" where people are."""
    silences = scene.silences
    silence = quiet.silenced(silences, found.rule_id, found.cell, scene.now)
    if silence and not found.is_drill:
        return f"silence:{silence.silence_id}"
    others = [
        _ringing(each)
        for each in scene.ringing.values()
        if each.is_drill == found.is_drill and each.rule_id == found.rule_id
    ]
    muting = quiet.muted_by(_ringing(found), others, scene.parents)
    return f"alert:{muting.alert_id}" if muting else ""


def _ringing(found: KeptAlert) -> Ringing:
    severity = found.alert.severity
    return Ringing(found.alert_id, found.rule_id, found.cell, severity)


def unmute(scene: Scene) -> None:
    """Tell of alerts that ring on after what muted them is over."""
    for found in alerts.ongoing(scene.db):
        last = alerts.events(scene.db, found.alert_id)[-1]
        is_waiting = last.kind == "muted" and found.alert.state == "firing"
        if is_waiting and not _muted(scene, found):
            note(scene, found, "unmuted")
            _tell_unless_muted(scene, found, "fired")


def tell(
    scene: Scene, found: KeptAlert, kind: NoticeKind, roles: Iterable[str], mark: str
) -> None:
    """Make a notice for each holder of some roles, once for what `mark` names."""
    for contact in scene.holders(roles):
        notice = Notice(
            0,
            found.alert_id,
            contact.contact_id,
            kind,
            found.alert.severity,
            found.is_drill,
        )
        notices.make(scene.db, notice, f"{mark}:{contact.contact_id}", scene.now)


def tell_of_false_alarm(scene: Scene, found: KeptAlert) -> None:
    """Tell everybody who was told of an alarm that it was none."""
    told = {
        each.notice.contact_id
        for each in notices.of_alert(scene.db, found.alert_id)
        if each.notice.kind in (*_ALARMS, "late")
    }
    last = alerts.events(scene.db, found.alert_id)[-1].event_id
    known = {each.contact_id for each in scene.contacts}
    for contact_id in sorted(told & known):
        severity, number = found.alert.severity, found.alert_id
        notice = Notice(0, number, contact_id, "dismissed", severity, found.is_drill)
        notices.make(scene.db, notice, f"event:{last}:{contact_id}", scene.now)


def note(scene: Scene, found: KeptAlert, kind: str, reason: str = "") -> None:
    """Keep that something happened to an alert by itself."""
    alert = found.alert
    event = Happening(kind, alert.severity, alert.state, scene.now, reason=reason)
    alerts.happened(scene.db, found.alert_id, event)
