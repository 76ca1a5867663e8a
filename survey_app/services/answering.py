"""What people do about alerts: steps, actions of the plan, and what they learned."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from survey_app.core.warning import clock, lifecycle
from survey_app.core.warning.judging import Evidence
from survey_app.core.warning.lessons import Learned, Lesson, lesson_problems
from survey_app.core.warning.lifecycle import Alert, Outcome, Step
from survey_app.core.warning.series import Cell
from survey_app.errors import Conflict, Problem, Rejected
from survey_app.services.alert_notices import follow, scene_of, tell_of_false_alarm
from survey_app.store import alerts, protocols
from survey_app.store.alerts import Happening, KeptAlert
from survey_app.store.database import Database, writing
from survey_app.store.protocols import Revision


@dataclass(frozen=True, slots=True)
class Deed:
    """A step somebody takes about an alert, and what they say to it.

    `is_checked`: they went through the questions that keep from doing harm.
    """

    step: Step
    author: str
    reason: str = ""
    outcome: Outcome = "none"
    lesson: Lesson | None = None
    is_checked: bool = False


def raise_by_hand(
    db: Database,
    said: tuple[str, Cell, str],
    deed: Deed,
    now: datetime,
    *,
    is_drill: bool,
) -> int:
    """Let an alert fire because somebody says so: a report of people, or a drill.

    `said` is rule, cell and severity. Raise Conflict where one is open already, and
    Rejected without a reason.
    """
    rule_id, cell, severity = said
    if not deed.reason.strip():
        raise Rejected([Problem("reason", "alert.no_reason")])
    with writing(db):
        was = alerts.newest(db, is_drill=is_drill).get((rule_id, cell))
        if was and was.alert.state != "closed":
            raise Conflict("alert.open_already", number=was.alert_id)
        alert = Alert("firing", severity, now, now.date().isoformat(), fired=now)
        fresh = KeptAlert(rule_id, cell, alert, Evidence(), is_drill=is_drill)
        kind = "drilled" if is_drill else "reported"
        alert_id = alerts.keep(db, fresh)
        alerts.happened(db, alert_id, _stepped(alert, deed, now, kind))
        fired = lifecycle.Event("fired", severity)
        follow(scene_of(db, now), replace(fresh, alert_id=alert_id), fired)
    return alert_id


def step(db: Database, alert_id: int, deed: Deed, now: datetime) -> KeptAlert:
    """Return an alert after a step of somebody, with all that goes with it kept.

    Raise NotFound, Conflict where the step is not open, and Rejected: nobody acts
    without the questions of the plan, dismisses without a reason or closes without
    saying what was learned.
    """
    with writing(db):
        was = alerts.get(db, alert_id)
        moved = lifecycle.advance(was.alert, deed.step, now, deed.outcome)
        revision = protocols.of_alert(db, alert_id)
        if faults := _deed_problems(deed, revision):
            raise Rejected(faults)
        found = replace(was, alert=moved)
        alerts.keep(db, found)
        alerts.happened(db, alert_id, _stepped(moved, deed, now))
        if deed.step in ("acknowledge", "verify"):
            done = (deed.author, deed.reason, now)
            protocols.do(db, alert_id, clock.ACKNOWLEDGE, done)
        if deed.lesson:
            _learn(db, found, deed, revision, now)
        if deed.step == "dismiss":
            tell_of_false_alarm(scene_of(db, now), found)
    return found


def act(db: Database, alert_id: int, name: str, deed: Deed, now: datetime) -> None:
    """Keep that an action of an alert's plan is done; doing it twice is done once.

    Raise NotFound, and Conflict before somebody decided to act.
    """
    with writing(db):
        found = alerts.get(db, alert_id)
        if found.alert.state not in ("acting", "resolved"):
            raise Conflict("alert.not_acting", state=found.alert.state)
        if protocols.do(db, alert_id, name, (deed.author, deed.reason, now)):
            event = _stepped(found.alert, deed, now, "done")
            alerts.happened(db, alert_id, replace(event, step=name))


def courses(db: Database) -> list[clock.Course]:
    """Return how each alert that fired was answered; drills and muted ones apart."""
    by_alert: dict[int, list[Happening]] = {}
    for event in alerts.events(db):
        by_alert.setdefault(event.alert_id, []).append(event)
    return [
        clock.Course(
            each.alert.fired,
            _first(by_alert[each.alert_id], ("acknowledge", "verify"), "stepped"),
            _first(by_alert[each.alert_id], (), "done"),
        )
        for each in alerts.everything(db)
        if each.alert.fired and not each.is_drill and each.alert.outcome != "false"
    ]


def _stepped(
    alert: Alert, deed: Deed, now: datetime, kind: str = "stepped"
) -> Happening:
    return Happening(
        kind, alert.severity, alert.state, now, deed.step, deed.author, deed.reason
    )


def _deed_problems(deed: Deed, revision: Revision | None) -> list[Problem]:
    asks = bool(revision and revision.protocol.checks)
    if deed.step == "act" and asks and not deed.is_checked:
        return [Problem("checks", "alert.unchecked")]
    if deed.step == "dismiss" and not deed.reason.strip():
        return [Problem("reason", "alert.no_reason")]
    if deed.step == "close":
        if deed.lesson is None:
            return [Problem("lesson", "alert.no_lesson")]
        return lesson_problems(deed.lesson)
    return []


def _learn(
    db: Database, found: KeptAlert, deed: Deed, revision: Revision | None, now: datetime
) -> None:
    if deed.lesson is None:
        return
    name = revision.protocol.name if revision else ""
    day = now.date().isoformat()
    protocols.learn(
        db,
        Learned(found.alert_id, found.rule_id, name, deed.lesson, deed.author, day),
    )


def _first(
    events: Iterable[Happening], steps: tuple[str, ...], kind: str
) -> datetime | None:
    return next(
        (
            each.happened_at
            for each in events
            if each.kind == kind and (not steps or each.step in steps)
        ),
        None,
    )
