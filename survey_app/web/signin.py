"""Signing in and out."""

from time import monotonic

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from survey_app.services import accounts
from survey_app.web import access, context
from survey_app.web.forms import BaseForm
from survey_app.web.words import _

bp = Blueprint("signin", __name__)

#: Wrong passwords a name may have from one address within the window of seconds.
MOST_FAILURES, WINDOW = 10, 300.0
_failures: dict[tuple[str, str], list[float]] = {}


class SignInForm(BaseForm):
    """A name and a password."""

    name = StringField(validators=[InputRequired(), Length(max=100)])
    password = PasswordField(validators=[InputRequired(), Length(max=200)])


@bp.route("/signin", methods=["GET", "POST"])
@access.open_to_anybody
def show() -> str | Response | tuple[str, int]:
    """Show the sign-in form, or sign in and go where the visitor wanted to be."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("signin.html", form=form)
    name = str(form.name.data)
    if _is_locked(name):
        flash(_("Too many wrong passwords. Wait five minutes, then try again."))
        return render_template("signin.html", form=form), 429
    account = accounts.authenticate(context.db(), name, str(form.password.data))
    if account is None:
        _failures.setdefault(_key(name), []).append(monotonic())
        flash(_("Name and password do not match. Try again."))
        return render_template("signin.html", form=form), 401
    _failures.pop(_key(name), None)
    access.sign_in(account)
    return redirect(_inside(request.args.get("next", "")))


@bp.post("/signout")
@access.open_to_anybody
def leave() -> Response:
    """End the session."""
    access.sign_out()
    return redirect(url_for("home.show"))


def _key(name: str) -> tuple[str, str]:
    """Return whose failures are counted; kept in memory for minutes, never stored."""
    return name.casefold(), request.remote_addr or ""


def _is_locked(name: str) -> bool:
    recent = [at for at in _failures.get(_key(name), []) if monotonic() - at < WINDOW]
    if recent:
        _failures[_key(name)] = recent
    return len(recent) >= MOST_FAILURES


def _inside(path: str) -> str:
    """Return the path if it is one of ours, else the home page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours else url_for("home.show")
