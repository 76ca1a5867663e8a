"""Alerts people looked into and found true: what leaders and their programs read."""

from dataclasses import dataclass

from survey_app.services.alert_views import may_read
from survey_app.store import alerts, protocols
from survey_app.store.alerts import KeptAlert
from survey_app.store.database import Database
from survey_app.store.protocols import Done

#: Steps by which somebody says that there is something.
FOUND = frozenset({"verify", "act"})
#: Alerts of a page, the newest.
MOST = 50


@dataclass(frozen=True, slots=True)
class KnownAlert:
    """An alert that was found true, with the title of its plan and what was done."""

    found: KeptAlert
    plan: str
    actions: list[Done]


def known(db: Database) -> list[KnownAlert]:
    """Return the alerts that were found true, newest first.

    None of a single group, no drill, and none that was a false alarm after all.
    """
    true = numbers(db)
    found = [each for each in alerts.everything(db) if each.alert_id in true]
    return [_known(db, each) for each in found[:MOST]]


def numbers(db: Database) -> set[int]:
    """Return the numbers of the alerts that were found true, as above."""
    stepped = {each.alert_id for each in alerts.events(db) if each.step in FOUND}
    return {
        each.alert_id
        for each in alerts.everything(db)
        if each.alert_id in stepped and _is_told(each)
    }


def _is_told(found: KeptAlert) -> bool:
    is_false = found.alert.outcome == "false"
    return may_read("leader", found) and not found.is_drill and not is_false


def _known(db: Database, found: KeptAlert) -> KnownAlert:
    revision = protocols.of_alert(db, found.alert_id)
    actions = [
        each for each in protocols.actions(db, found.alert_id) if each.action.text
    ]
    return KnownAlert(found, revision.protocol.title if revision else "", actions)
