"""Alerts for programs: CAP 1.2 and an Atom feed of it, for a token."""

from flask import Blueprint, Response

from survey_app.config import settings
from survey_app.errors import NotFound
from survey_app.services import cap, known_alerts
from survey_app.services.cap import Source
from survey_app.web import access, context
from survey_app.web.cap import base

FOLDER = "/api/v1/alerts"

bp = Blueprint("api_alerts", __name__, url_prefix=FOLDER)


@bp.get("/feed.atom")
@access.open_to_programs("alerts")
def feed() -> Response:
    """Give the newest message of every alert as an Atom feed."""
    source = Source(FOLDER, _only())
    content = cap.feed(context.db(), base(), settings().site, source)
    return Response(content, mimetype="application/atom+xml")


@bp.get("/<int:alert_id>/cap.xml")
@access.open_to_programs("alerts")
def message(alert_id: int) -> Response:
    """Give the newest message of an alert as a CAP 1.2 file."""
    only = _only()
    if only is not None and alert_id not in only:
        raise NotFound("alert.unknown", number=alert_id)
    content = cap.file(context.db(), alert_id, base())
    return Response(content, mimetype="application/cap+xml")


def _only() -> set[int] | None:
    """Return the alerts a leader's program may read of; None: all of them."""
    is_leader = access.account().role == "leader"
    return known_alerts.numbers(context.db()) if is_leader else None
