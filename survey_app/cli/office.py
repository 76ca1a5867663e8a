"""What sends notices from this machine, as the settings say."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from survey_app.config import settings
from survey_app.services.channels import Post
from survey_app.services.delivering import Office


def office() -> Office:
    """Return what a delivery needs besides the database."""
    found = settings()
    post = Post(found.mail, found.mail_from, found.site)
    return Office(post, found.address, lambda: uuid.uuid4().hex)


def now() -> datetime:
    """Return this moment by the clock of the survey, whose hours are quiet or not."""
    return datetime.now(ZoneInfo(settings().timezone))
