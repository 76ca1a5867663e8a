"""The page of who did what, and whether it is as it was written."""

from flask import Blueprint, render_template

from survey_app.services import checkup
from survey_app.store import audit
from survey_app.web import access, context
from survey_app.words.deeds import DEEDS

bp = Blueprint("deeds", __name__, url_prefix="/admin/audit")

#: Entries a page shows; the command writes all.
MOST = 200


@bp.get("/")
@access.open_to("coordinator")
def index() -> str:
    """List the newest entries, and say whether the chain is whole."""
    entries = audit.everything(context.db())
    return render_template(
        "deeds.html",
        entries=entries[: -MOST - 1 : -1],
        count=len(entries),
        broken=checkup.broken(entries),
        command=audit.COMMAND,
        deeds=DEEDS,
    )
