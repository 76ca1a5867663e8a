"""The page a new server opens with: it makes the first coordinator."""

import secrets

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from survey_app.errors import Conflict, NotAllowed, NotFound, Rejected
from survey_app.services import first_account
from survey_app.services.first_account import FirstCode
from survey_app.web import access, context, words
from survey_app.web.words import _

bp = Blueprint("first", __name__)


@bp.route("/first", methods=["GET", "POST"])
@access.open_to_anybody
def show() -> str | Response | tuple[str, int]:
    """Ask for the code the server has printed, a name and a password; or make it so."""
    code = _code()
    if request.method == "GET":
        return render_template("first.html", name="")
    form = request.form
    try:
        code.check(form.get("code", ""))
        password = first_account.agreed(form.get("password", ""), form.get("again", ""))
        account = first_account.make(
            context.db(), secrets.token_hex(8), form.get("name", ""), password
        )
    except (Conflict, NotAllowed, Rejected) as error:
        for problem in getattr(error, "problems", [error]):
            flash(" ".join(words.tell_problem(problem)))
        return render_template("first.html", name=form.get("name", "")), 422
    access.sign_in(account)
    flash(_("Welcome. You are the first coordinator of this server."))
    return redirect(url_for("home.show"))


def is_open() -> bool:
    """Return whether this server waits for its first coordinator."""
    code: FirstCode | None = current_app.config.get("FIRST_CODE")
    return code is not None and first_account.is_new(context.db())


def _code() -> FirstCode:
    """Return the code that opens the page; raise NotFound once somebody has come."""
    if not is_open():
        raise NotFound("page.unknown", path="/first")
    code: FirstCode = current_app.config["FIRST_CODE"]
    return code
