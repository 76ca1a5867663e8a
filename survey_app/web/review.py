"""Packets a person must judge, and the door for files of sealed interviews."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.errors import Rejected
from survey_app.interchange import packets
from survey_app.services import receiving, reviewing
from survey_app.services.receiving import Judge
from survey_app.store import devices, review, rounds
from survey_app.web import access, context, tablet_access, words
from survey_app.web.words import _, ngettext

bp = Blueprint("review", __name__, url_prefix="/rounds/review")

#: Bytes a file of interviews may have: some ten thousand of them.
LARGEST_FILE = 32 * 1024**2


@bp.get("")
@access.open_to("coordinator")
def index() -> str:
    """List the packets that wait, and those decided on, with what is wrong."""
    db = context.db()
    return render_template(
        "review.html",
        waiting=review.in_state(db, "waiting"),
        set_aside=review.in_state(db, "set_aside"),
        accepted=review.in_state(db, "accepted"),
        names={each.round_id: each for each in rounds.everything(db)},
        tablets={each.device_id: each for each in devices.everything(db)},
        tell=words.tell_problem,
    )


@bp.post("/<int:review_id>/accept")
@access.open_to("coordinator")
def accept(review_id: int) -> Response:
    """Keep a packet as a response after all, if it may be one."""
    try:
        reviewing.accept(_judge(), review_id, access.account().name)
        flash(_("The interview is accepted and counts."))
    except Rejected as error:
        for problem in error.problems:
            flash(" ".join(words.tell_problem(problem)))
    return redirect(url_for("review.index"))


@bp.post("/<int:review_id>/set-aside")
@access.open_to("coordinator")
def set_aside(review_id: int) -> Response:
    """Keep a packet, but never count it."""
    reviewing.set_aside(_judge(), review_id, access.account().name)
    flash(_("The interview is set aside; it is kept, and does not count."))
    return redirect(url_for("review.index"))


@bp.post("/again")
@access.open_to("coordinator")
def again() -> Response:
    """Accept every packet nothing speaks against any more."""
    count = reviewing.accept_faultless(_judge(), access.account().name)
    flash(
        ngettext(
            "%(num)s interview is accepted.", "%(num)s interviews are accepted.", count
        )
        % {"num": words.whole(count)}
    )
    return redirect(url_for("review.index"))


@bp.post("/upload")
@access.open_to("coordinator")
@access.takes(LARGEST_FILE)
def upload() -> Response:
    """Take in a file of sealed interviews, as often as one likes."""
    file = request.files.get("file")
    elements = packets.handed_over(file.read() if file else b"")
    counts = receiving.count(receiving.take_in(_judge(), elements))
    said = _("New: {kept}. Kept before: {known}. For a person to judge: {review}.")
    flash(said.format(**{state: words.whole(n) for state, n in counts.items()}))
    return redirect(url_for("review.index"))


def _judge() -> Judge:
    db = context.db()
    today = context.now().date()
    return Judge(db, tablet_access.registry(db), context.secrets(), today)
