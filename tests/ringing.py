"""A plan, the people who hold its roles, and verdicts that ring."""

from datetime import UTC, date, datetime, timedelta

from survey_app.core.warning.judging import Evidence, Judgement
from survey_app.core.warning.lessons import Lesson
from survey_app.core.warning.protocols import PlanStep, Protocol
from survey_app.core.warning.series import Cell
from survey_app.core.warning.telling import Contact
from survey_app.services import alerting
from survey_app.store import alerts, notices

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NORTH = Cell("community", "north")
HOURS = {"watch": 72.0, "alert": 24.0, "critical": 6.0}
PLAN = Protocol(
    "falling",
    "When trust falls",
    "focal",
    (
        PlanStep("listen", "Listen to both sides.", "mediator", "elder", HOURS),
        PlanStep("meet", "Call the committee.", "elder", "", HOURS),
    ),
    "falls",
    ladder={"focal": "elder", "elder": "mayor"},
    checks=("Could somebody be put in danger?",),
)
LESSON = Lesson("A well broke.", "Repaired it together.", "yes", "Check wells in May.")


def contact(name, *roles, **changes):
    given = {"channel": "email", "address": f"{name}@example.org", "language": "en"}
    return Contact(name, roles=frozenset(roles), **given | changes)


def said(verdict, period="2026-1", rule_id="falls", cell=NORTH):
    return Judgement(
        rule_id, cell, period, date(2026, 3, 1), verdict, Evidence(value=4.2)
    )


def told(db, alert_id):
    return [(each.name, each.notice.kind) for each in notices.of_alert(db, alert_id)]


def kinds(db, alert_id):
    return [each.kind for each in alerts.events(db, alert_id)]


def ring(db, *verdicts, now=NOON):
    """Hear one verdict after another, a period and a day each; return the alert."""
    for day, verdict in enumerate(verdicts):
        alerting.hear(db, [said(verdict, f"2026-{day + 1}")], now + day * DAY)
    return max(each.alert_id for each in alerts.everything(db))
