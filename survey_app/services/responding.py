"""Watching and answering together: evaluations that raise alerts, and what is due."""

import hashlib
from datetime import datetime

import msgspec

from survey_app.services import alerting, delivering, watching
from survey_app.services.delivering import Delivered, Office
from survey_app.services.watching import Evaluated
from survey_app.store import indicators as registry
from survey_app.store.database import Database


def evaluate(db: Database, now: datetime) -> Evaluated:
    """Judge everything, and let alerts live on by what is found.

    Killed in between, the next evaluation hears the same again and nothing is lost.
    """
    found = watching.evaluate(db, now.date())
    alerting.hear(db, found.judged, now, marks(db))
    return found


def deliver(db: Database, office: Office, now: datetime) -> Delivered:
    """Tell the next of everything that is late, then send every notice that is due."""
    alerting.climb(db, now)
    return delivering.deliver(db, office, now)


def marks(db: Database) -> dict[str, str]:
    """Return for each rule a mark that changes when somebody edits it."""
    return {
        rule.rule_id: hashlib.sha256(msgspec.json.encode(rule)).hexdigest()[:16]
        for rule in registry.rules(db)
    }


def is_watching(db: Database) -> bool:
    """Return whether there is any rule to judge by."""
    return any(rule.is_on for rule in registry.rules(db))
