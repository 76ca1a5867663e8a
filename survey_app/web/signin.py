"""Signing in and out."""

from time import monotonic

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from survey_app.core.people import Account
from survey_app.errors import NotAllowed, Rejected
from survey_app.services import accounts, signing_in
from survey_app.web import access, context, words
from survey_app.web.forms import BaseForm
from survey_app.web.words import _

bp = Blueprint("signin", __name__)

#: Wrong passwords a name may have from one address within the window of seconds.
MOST_FAILURES, WINDOW = 10, 300.0
#: The cookie by which a browser is known to have signed in, and how long it is.
KNOWN, KNOWN_FOR = "known", 365 * 24 * 3600


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
        _failed(name)
        flash(_("Name and password do not match. Try again."))
        return render_template("signin.html", form=form), 401
    if signing_in.has_second(context.db(), account):
        session["half"] = account.name, monotonic()
        return redirect(url_for("signin.second", next=request.args.get("next", "")))
    return _enter(account)


@bp.route("/signin/second", methods=["GET", "POST"])
@access.open_to_anybody
def second() -> str | Response | tuple[str, int]:
    """Ask for the second factor of somebody whose password was right."""
    name, since = session.get("half", ("", 0.0))
    account = accounts.enabled(context.db(), name)
    if account is None or not 0 <= monotonic() - since < WINDOW:
        return redirect(url_for("signin.show"))
    if request.method == "GET":
        return render_template("second.html")
    if _is_locked(name, "second"):
        flash(_("Too many wrong codes. Wait five minutes, then try again."))
        return render_template("second.html"), 429
    code, secret = request.form.get("code", ""), context.secrets().secret
    if not signing_in.take_code(context.db(), account, code, context.now(), secret):
        _failed(name, "second")
        flash(_("This code is wrong, or was used before. Wait for the next one."))
        return render_template("second.html"), 401
    return _enter(account)


@bp.route("/signin/recover", methods=["GET", "POST"])
@access.open_to_anybody
def recover() -> str | Response | tuple[str, int]:
    """Let somebody with a printed code or an invitation choose a password."""
    if request.method == "GET":
        return render_template("recover.html")
    name, code, new = (request.form.get(each, "") for each in ("name", "code", "new"))
    if _is_locked(name, "recover"):
        flash(_("Too many wrong codes. Wait five minutes, then try again."))
        return render_template("recover.html"), 429
    today, secret = context.now().date(), context.secrets().secret
    try:
        signing_in.recover(context.db(), name, code, (new, today), secret)
    except (NotAllowed, Rejected) as error:
        _failed(name, "recover")
        for problem in getattr(error, "problems", [error]):
            flash(" ".join(words.tell_problem(problem)))
        return render_template("recover.html", name=name), 422
    flash(_("The password is kept. Sign in with it."))
    return redirect(url_for("signin.show"), 303)


@bp.post("/signout")
@access.open_to_anybody
def leave() -> Response:
    """End the session."""
    access.sign_out()
    return redirect(url_for("home.show"))


def _enter(account: Account) -> Response:
    """Begin a session, and let this browser be known next time."""
    _failures().pop(_key(account.name), None)
    wanted = _inside(request.args.get("next", ""))
    access.sign_in(account)
    reply = redirect(wanted)
    reply.set_cookie(
        KNOWN, _signer().dumps(account.name.casefold()), max_age=KNOWN_FOR,
        httponly=True, samesite="Strict", path="/signin",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return reply


def _failures() -> dict[tuple[str, str, str], list[float]]:
    """Return when wrong passwords and codes came, by whose they are."""
    found: dict[tuple[str, str, str], list[float]]
    found = current_app.extensions.setdefault("failures", {})
    return found


def _failed(name: str, what: str = "password") -> None:
    _failures().setdefault(_key(name, what), []).append(monotonic())


def _key(name: str, what: str = "password") -> tuple[str, str, str]:
    """Return whose failures are counted; kept in memory for minutes, never stored.

    A browser that this name signed in with before is counted by itself, so that
    strangers at the same address cannot keep its owner out.
    """
    try:
        known = _signer().loads(request.cookies.get(KNOWN, ""))
    except BadSignature:
        known = None
    is_known = known == name.casefold()
    return name.casefold(), what, "known" if is_known else request.remote_addr or ""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")


def _is_locked(name: str, what: str = "password") -> bool:
    key, now = _key(name, what), monotonic()
    recent = [at for at in _failures().get(key, []) if now - at < WINDOW]
    if recent:
        _failures()[key] = recent
    return len(recent) >= MOST_FAILURES


def _inside(path: str) -> str:
    """Return the path if it is one of ours, else the home page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours else url_for("home.show")
