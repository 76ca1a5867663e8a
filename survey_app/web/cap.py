"""Alerts as files for other warning systems: CAP 1.2, and a feed of them."""

from flask import Blueprint, Response, request

from survey_app.config import settings
from survey_app.services import cap
from survey_app.web import access, context

bp = Blueprint("cap", __name__, url_prefix="/warning/alerts")


@bp.get("/<int:alert_id>/cap.xml")
@access.open_to("coordinator", "analyst")
def message(alert_id: int) -> Response:
    """Return the newest message of an alert as a CAP file."""
    content = cap.file(context.db(), alert_id, base())
    return Response(content, mimetype="application/cap+xml")


@bp.get("/feed.atom")
@access.open_to("coordinator", "analyst")
def feed() -> Response:
    """Return the newest message of every alert as an Atom feed."""
    found = settings()
    content = cap.feed(context.db(), base(), found.site)
    return Response(content, mimetype="application/atom+xml")


def base() -> str:
    """Return the address of this server as set, else as asked for."""
    return settings().address or request.host_url.rstrip("/")
