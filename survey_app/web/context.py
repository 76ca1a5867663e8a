"""What one request needs, opened when first asked for and closed at its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, g, request

from survey_app import config
from survey_app.services.receiving import Secrets
from survey_app.store.database import Database, connect
from survey_app.store.group_commit import Desk, OwnDesk, SharedDesk


def db() -> Database:
    """Return this request's database."""
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    opened: Database = g.db
    return opened


def desk() -> Desk:
    """Return where this request reads and writes together with others.

    A server gives one to all its threads; without one a request has its own.
    """
    shared: Desk | None = current_app.config.get("DESK")
    return shared or OwnDesk(db())


def waiting() -> int:
    """Return how many writes wait for the writer all requests share."""
    shared = current_app.config.get("DESK")
    return shared.waiting() if isinstance(shared, SharedDesk) else 0


def close_db(_error: BaseException | None = None) -> None:
    """Close this request's database, if it opened one."""
    if opened := g.pop("db", None):
        opened.close()


def now() -> datetime:
    """Return the current moment where the survey is; the one clock of the web."""
    return datetime.now(ZoneInfo(current_app.config["TIMEZONE"]))


def receipt_key() -> bytes:
    """Return the key by which receipt codes are kept."""
    return config.receipt_key(str(current_app.secret_key))


def secrets() -> Secrets:
    """Return what opens sealed packets and hides receipt codes."""
    return Secrets(str(current_app.secret_key), receipt_key())


def root() -> str:
    """Return the address under which this server is reached."""
    is_https = current_app.config["SESSION_COOKIE_SECURE"]
    return f"https://{request.host}/" if is_https else request.host_url
