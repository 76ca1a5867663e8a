"""What one request needs, opened when first asked for and closed at its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, g

from survey_app.store.database import Database, connect


def db() -> Database:
    """Return this request's database."""
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    opened: Database = g.db
    return opened


def close_db(_error: BaseException | None = None) -> None:
    """Close this request's database, if it opened one."""
    if opened := g.pop("db", None):
        opened.close()


def now() -> datetime:
    """Return the current moment where the survey is; the one clock of the web."""
    return datetime.now(ZoneInfo(current_app.config["TIMEZONE"]))


def receipt_key() -> bytes:
    """Return the key by which receipt codes are kept."""
    return b"receipt:" + str(current_app.secret_key).encode()
