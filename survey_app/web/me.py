"""The page of one's own account: password, second factor, printed codes, sessions."""

import secrets as random

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core import second_factor
from survey_app.errors import NotAllowed
from survey_app.services import accounts, signing_in
from survey_app.store import signing_in as store
from survey_app.web import access, context
from survey_app.web.local_network import qr_code
from survey_app.web.words import _

bp = Blueprint("me", __name__, url_prefix="/me")


@bp.get("/")
@access.signed_in
def show() -> str:
    """Show what keeps the account safe."""
    return _page()


@bp.post("/password")
@access.signed_in
def password() -> Response:
    """Keep a new password; every other session ends."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    signing_in.change_password(
        context.db(), access.account(), old, new, access.session_id()
    )
    flash(_("The password is changed. Everywhere else you are signed out."))
    return redirect(url_for("me.show"), 303)


@bp.post("/second")
@access.signed_in
def second() -> str:
    """Show the key of a new second factor, once, until its first code confirms it."""
    key = random.token_bytes(second_factor.SECRET_BYTES)
    account, secret = access.account(), context.secrets().secret
    signing_in.begin_second(context.db(), account, key, secret)
    return _page(
        picture=qr_code(second_factor.address(key, account.name)),
        key=second_factor.as_text(key),
    )


@bp.post("/second/confirm")
@access.signed_in
def confirm() -> str:
    """Confirm a second factor by its first code, and show codes to be printed."""
    db, account = context.db(), access.account()
    now, secret = context.now(), context.secrets().secret
    code = request.form.get("code", "")
    if not signing_in.take_code(db, account, code, now, secret):
        raise NotAllowed("account.wrong_code")
    access.has_second_now()
    return _codes()


@bp.post("/second/remove")
@access.signed_in
def remove() -> Response:
    """Take the second factor away, by a code of it or a printed one."""
    db, account = context.db(), access.account()
    now, secret = context.now(), context.secrets().secret
    if not signing_in.take_code(db, account, request.form.get("code", ""), now, secret):
        raise NotAllowed("account.wrong_code")
    store.remove_factor(db, account.account_id)
    return redirect(url_for("me.show"), 303)


@bp.post("/codes")
@access.signed_in
def codes() -> str:
    """Show new codes to be printed, once, for the password; earlier ones are void."""
    password = request.form.get("password", "")
    if accounts.authenticate(context.db(), access.account().name, password) is None:
        raise NotAllowed("account.old_password")
    return _codes()


@bp.post("/sessions/end")
@access.signed_in
def end() -> Response:
    """End another session of one's own."""
    account, named = access.account(), request.form.get("session", "")
    found = store.sessions(context.db(), account.account_id)
    for each in found:
        if each.session_id != access.session_id() and named in ("", each.session_id):
            store.end_session(context.db(), account.account_id, each.session_id)
    return redirect(url_for("me.show"), 303)


def _codes() -> str:
    until = context.now().date() + signing_in.CODES_LAST
    made = signing_in.new_codes(
        context.db(), access.account(), random.choice, context.secrets().secret, until
    )
    return _page(codes=made, until=until)


def _page(**shown: object) -> str:
    db, account = context.db(), access.account()
    return render_template(
        "me.html",
        sessions=store.sessions(db, account.account_id),
        own=access.session_id(),
        has_second=signing_in.has_second(db, account),
        must=signing_in.must_add_second(db, account),
        left=store.codes_left(db, account.account_id),
        **shown,
    )
