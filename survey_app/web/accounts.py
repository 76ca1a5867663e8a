"""The page of accounts: who may sign in."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.people import ROLES
from survey_app.errors import Conflict, Rejected
from survey_app.i18n import N_
from survey_app.services import accounts, signing_in
from survey_app.store import accounts as account_store
from survey_app.store import audit
from survey_app.store import signing_in as store
from survey_app.web import access, context, words
from survey_app.web.words import _

bp = Blueprint("accounts", __name__, url_prefix="/admin/accounts")

#: What each role is for, in words.
ROLE_WORDS = {
    "coordinator": N_("Coordinator: runs the survey and sees all results"),
    "analyst": N_("Analyst: sees results with all their numbers"),
    "leader": N_("Leader: sees rounded results of groups that are large enough"),
    "enumerator": N_("Enumerator: asks the questions and sees no results"),
    "translator": N_("Translator: translates questionnaires and sees nothing else"),
}


@bp.route("/", methods=["GET", "POST"])
@access.open_to("coordinator")
def index() -> str | Response | tuple[str, int]:
    """List the accounts, or add one and show its password once."""
    if request.method == "GET":
        return _page()
    password = accounts.new_password(secrets.choice)
    try:
        added = accounts.add(
            context.db(),
            secrets.token_hex(8),
            request.form.get("name", ""),
            request.form.get("role", ""),
            password,
        )
    except (Rejected, Conflict) as error:
        for problem in getattr(error, "problems", [error]):
            flash(" ".join(words.tell_problem(problem)))
        return _page(), 422
    return _page(added=added.name, password=password)


@bp.post("/invite")
@access.open_to("coordinator")
def invite() -> str:
    """Show a code, once, by which somebody chooses a new password."""
    found = accounts.named(context.db(), request.form.get("name", ""))
    until = context.now().date() + signing_in.INVITATION_LASTS
    secret = context.secrets().secret
    audit.record(context.db(), "account-invited", found.name)
    (code,) = signing_in.new_codes(
        context.db(), found, secrets.choice, secret, until, count=1
    )
    return _page(invited=found.name, code=code, until=until)


@bp.post("/sessions")
@access.open_to("coordinator")
def end_sessions() -> Response:
    """Sign somebody out everywhere."""
    found = accounts.named(context.db(), request.form.get("name", ""))
    store.end_sessions(context.db(), found.account_id)
    flash(_("{name} is signed out everywhere.").format(name=found.name))
    return redirect(url_for("accounts.index"), 303)


@bp.post("/second")
@access.open_to("coordinator")
def need_second() -> Response:
    """Keep which roles need a second factor, from their next signing in."""
    chosen = set(request.form.getlist("role"))
    store.need_second(context.db(), {role for role in ROLES if role in chosen})
    return redirect(url_for("accounts.index"), 303)


@bp.post("/disable")
@access.open_to("coordinator")
def disable() -> Response:
    """Close an account at once."""
    name = request.form.get("name", "")
    if name == access.account().name:
        raise Conflict("account.own")
    accounts.disable(context.db(), name)
    flash(_("The account {name} is closed.").format(name=name))
    return redirect(url_for("accounts.index"))


def _page(**shown: object) -> str:
    return render_template(
        "accounts.html",
        accounts=account_store.everyone(context.db()),
        roles=ROLES,
        role_words=ROLE_WORDS,
        with_second=store.roles_with_second(context.db()),
        **shown,
    )
