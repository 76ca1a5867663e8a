"""The page of one's own access tokens, for programs that fetch results."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.tokens import SCOPES, USUAL, Scope
from survey_app.errors import Rejected
from survey_app.i18n import N_
from survey_app.services import access_tokens
from survey_app.services.access_tokens import DAYS, LONGEST_LABEL, MOST_DAYS, NewToken
from survey_app.store import access_tokens as token_store
from survey_app.web import access, context, words
from survey_app.web.words import _

bp = Blueprint("access_tokens", __name__, url_prefix="/tokens")

#: What a scope opens, in words.
SCOPE_WORDS: dict[Scope, str] = {
    "results": N_("Results of a round: scores, gaps, changes"),
    "releases": N_("What was released of a round"),
    "alerts": N_("Alerts, for other warning systems"),
    "sync": N_("Bundles from hub to hub"),
}


@bp.route("/", methods=["GET", "POST"])
@access.open_to("coordinator", "analyst", "leader")
def index() -> str | tuple[str, int]:
    """List one's tokens, or make one and show it once."""
    if request.method == "GET":
        return _page()
    wanted = NewToken(
        request.form.get("label", ""),
        request.form.getlist("scope"),
        request.form.get("days", default=0, type=int),
    )
    today = context.now().date()
    try:
        made, text = access_tokens.issue(context.db(), access.account(), wanted, today)
    except Rejected as error:
        for problem in error.problems:
            flash(" ".join(words.tell_problem(problem)))
        return _page(), 422
    return _page(made=made, text=text)


@bp.post("/end")
@access.open_to("coordinator", "analyst", "leader")
def end() -> Response:
    """Let one of one's tokens open nothing more."""
    token_id = request.form.get("token_id", "")
    today = context.now().date()
    access_tokens.end(context.db(), access.account(), token_id, today)
    flash(_("The token opens nothing more."))
    return redirect(url_for("access_tokens.index"))


def _page(**shown: object) -> str:
    return render_template(
        "tokens.html",
        tokens=token_store.of_account(context.db(), access.account().account_id),
        today=context.now().date(),
        scopes=SCOPES,
        usual_scopes=USUAL,
        scope_words=SCOPE_WORDS,
        usual=DAYS,
        most=MOST_DAYS,
        longest=LONGEST_LABEL,
        **shown,
    )
