"""Alerts live on: what evaluations make of them, and who is told of what is late.

Every change of an alert is kept together with what happened and whom to tell of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from survey_app.core.warning import clock, lifecycle
from survey_app.core.warning.judging import Judgement
from survey_app.core.warning.lifecycle import SEVERITIES, Patience
from survey_app.services.alert_notices import (
    Scene,
    follow,
    note,
    protocol_of,
    scene_of,
    tell,
    unmute,
)
from survey_app.store import alerts, protocols
from survey_app.store.alerts import KeptAlert
from survey_app.store.database import Database, writing


def hear(
    db: Database,
    judged: Iterable[Judgement],
    now: datetime,
    marks: Mapping[str, str] | None = None,
) -> list[int]:
    """Take what rules say and return the numbers of the alerts something happened to.

    `marks` tell by rule whether it was edited: a pending alert then waits anew. What
    was heard before does nothing, so that evaluating again, or twice at once, is safe.
    """
    touched = []
    with writing(db):
        scene = scene_of(db, now)
        known = alerts.newest(db)
        for each in judged:
            was = known.get((each.rule_id, each.cell))
            if was is None and each.verdict not in SEVERITIES:
                continue
            mark = (marks or {}).get(each.rule_id, "")
            if alert_id := _hear_one(scene, _remarked(was, mark, now), each, mark):
                touched.append(alert_id)
        unmute(scene)
    return touched


def climb(db: Database, now: datetime) -> int:
    """Tell the next on the ladder of everything that is late; return how many rungs.

    Rungs are kept with the notices, so that nobody is told of one twice.
    """
    count = 0
    with writing(db):
        scene = scene_of(db, now)
        for found in alerts.ongoing(db):
            if found.alert.state != "resolved":
                count += _climb_one(scene, found)
    return count


def _remarked(was: KeptAlert | None, mark: str, now: datetime) -> KeptAlert | None:
    """Return an alert as an edited rule finds it: what was pending waits anew."""
    if was is None or was.rule_mark == mark or was.alert.state != "pending":
        return was
    return replace(was, alert=replace(was.alert, since=now))


def _hear_one(
    scene: Scene, was: KeptAlert | None, said: Judgement, mark: str
) -> int | None:
    revision = scene.revision(said.rule_id, said.cell)
    patience = revision.protocol.patience if revision else Patience()
    alert, events = lifecycle.hear(
        was.alert if was else None, said.verdict, said.period, scene.now, patience
    )
    if was and said.verdict == "not_judged":
        _note_failure(scene, was, said.period)
    if alert is None or (was and alert == was.alert and not _was_edited(was, mark)):
        return None
    is_new = was is None or (was.alert.state == "closed" and alert.state != "closed")
    rings = said.verdict in SEVERITIES
    found = KeptAlert(
        said.rule_id,
        said.cell,
        alert,
        said.evidence if rings or was is None else was.evidence,
        mark,
        alert_id=0 if is_new or was is None else was.alert_id,
    )
    found = replace(found, alert_id=alerts.keep(scene.db, found))
    scene.remember(found)
    if was and not is_new and _was_edited(was, mark):
        note(scene, found, "edited")
    for event in events:
        note(scene, found, event.kind)
        follow(scene, found, event)
    return found.alert_id


def _was_edited(was: KeptAlert, mark: str) -> bool:
    return was.alert.state != "closed" and was.rule_mark != mark


def _climb_one(scene: Scene, found: KeptAlert) -> int:
    db, number = scene.db, found.alert_id
    protocol = protocol_of(protocols.of_alert(db, number))
    climbed = [
        rung
        for each in protocols.actions(db, number)
        for rung in clock.rungs(
            each.action, protocol.ladder, protocol.rung_time, scene.now
        )
    ]
    for each in clock.told(climbed, protocols.rungs(db, number)):
        tell(
            scene,
            found,
            "late",
            {each.role},
            f"late:{number}:{each.action}:{each.number}",
        )
    return sum(protocols.climb(db, number, each, scene.now) for each in climbed)


def _note_failure(scene: Scene, was: KeptAlert, period: str) -> None:
    """Let people see that nobody could tell how an open alert stands, once a period."""
    last = alerts.events(scene.db, was.alert_id)[-1]
    is_known = (last.kind, last.reason) == ("not_judged", period)
    if was.alert.state != "closed" and not is_known:
        note(scene, was, "not_judged", period)
