"""Who is asking, and may they? Every route says it, or is closed to everybody."""

import secrets
from collections.abc import Callable
from math import ceil
from typing import TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.core.disclosure.rules import RULES, Release
from survey_app.core.people import RELEASE_FOR, ROLES, Account, Role
from survey_app.core.tokens import Scope
from survey_app.errors import NotAllowed
from survey_app.services import access_tokens
from survey_app.services.signing_in import must_add_second
from survey_app.store import audit, signing_in
from survey_app.store.signing_in import Session
from survey_app.web import context
from survey_app.web.api_problems import NotSignedIn, TooOften
from survey_app.web.rate_limit import RateLimit

View = TypeVar("View", bound=Callable[..., object])

#: Roles a view is open to; the empty set: everybody, signed in or not.
ANYBODY: frozenset[Role] = frozenset()


def open_to(*roles: Role) -> Callable[[View], View]:
    """Return a decorator that opens a view to accounts of these roles only."""

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def open_to_anybody(view: View) -> View:
    """Open a view to strangers."""
    view.roles = ANYBODY  # type: ignore[attr-defined]
    return view


def open_to_devices(view: View) -> View:
    """Open a view to tablets: it asks for their token itself, and needs no session."""
    view.roles = ANYBODY  # type: ignore[attr-defined]
    return view


def open_to_programs(scope: Scope) -> Callable[[View], View]:
    """Return a decorator that opens a view to access tokens of a scope, not sessions.

    The account a token belongs to sees there what it sees on pages.
    """

    def mark(view: View) -> View:
        view.roles = frozenset(RELEASE_FOR)  # type: ignore[attr-defined]
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def open_to_hubs(view: View) -> View:
    """Open a view to access tokens of other hubs, made by a coordinator."""
    view.roles = frozenset({"coordinator"})  # type: ignore[attr-defined]
    view.scope = "sync"  # type: ignore[attr-defined]
    return view


def takes(largest: int) -> Callable[[View], View]:
    """Return a decorator that lets a view take a body of that many bytes."""

    def mark(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return mark


signed_in = open_to(*ROLES)


def limit() -> None:
    """Let a request be as large as its view takes; others keep the common limit."""
    view = current_app.view_functions.get(request.endpoint or "")
    if largest := getattr(view, "largest", None):
        request.max_content_length = largest


def check() -> Response | None:
    """Let a request through, send a stranger to sign in, or raise NotAllowed."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    roles: frozenset[Role] | None = getattr(view, "roles", None)
    if roles == ANYBODY:
        return None
    if scope := getattr(view, "scope", None):
        g.account = _of_program(scope)
    account = current()
    if account is None:
        return redirect(url_for("signin.show", next=request.path))
    if roles is None or account.role not in roles:
        raise NotAllowed("account.may_not", role=account.role)
    # A program's token has no session, and its reply must not differ by cookies.
    if not scope and session.get("must_add") and request.blueprint != "me":
        return redirect(url_for("me.show"))
    return None


def tell_who() -> None:
    """Let the audit know whose deeds those of this request are."""
    found = None if request.endpoint == "static" else current()
    audit.ACTING.set("" if found is None else found.name)


def install(app: Flask) -> None:
    """Give the application what slows down programs that ask too often."""
    app.extensions["programs"] = app.config.get("PROGRAM_LIMIT") or RateLimit()


def _of_program(scope: Scope) -> Account:
    """Return the account a program's token belongs to.

    Raise NotSignedIn, NotAllowed where the token does not open this, TooOften.
    """
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    today = context.now().date()
    found = access_tokens.holder(context.db(), text.strip(), today)
    if found is None or kind.lower() != "bearer":
        raise NotSignedIn("token.refused")
    account, token = found
    if scope not in token.scopes:
        raise NotAllowed("token.other_scope", label=token.label, scope=scope)
    limit: RateLimit = current_app.extensions["programs"]
    if seconds := limit.wait(token.token_id):
        raise TooOften("token.too_often", ceil(seconds))
    return account


def current() -> Account | None:
    """Return the account that is signed in, if any; a disabled one is not."""
    if "account" not in g:
        found = None
        if session_id := session.get("session"):
            found = signing_in.account_of(context.db(), session_id)
        g.account = None if found is None or found.is_disabled else found
    account: Account | None = g.account
    return account


def account() -> Account:
    """Return the account that is signed in; raise NotAllowed."""
    found = current()
    if found is None:
        raise NotAllowed("account.needed")
    return found


def release() -> Release:
    """Return whose disclosure rules apply to what is shown."""
    return RELEASE_FOR[account().role]


def digits() -> int:
    """Return how many decimals of a score this account's release holds."""
    return 1 if RULES[release()].is_rounded else 2


def sign_in(found: Account) -> None:
    """Begin a session of an account, with nothing left of the one before."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session["session"] = secrets.token_hex(16)
    session["must_add"] = must_add_second(context.db(), found)
    device = "phone" if "Mobi" in request.user_agent.string else "computer"
    begun = Session(session["session"], context.now().date(), device)
    signing_in.begin_session(context.db(), found, begun)
    if language:
        session["language"] = language


def session_id() -> str:
    """Return the name of this browser's session, "" for none."""
    return str(session.get("session", ""))


def has_second_now() -> None:
    """Open everything else to somebody who had to add a second factor first."""
    session["must_add"] = False


def sign_out() -> None:
    """End the session; the language stays."""
    language = session.get("language")
    if account := current():
        signing_in.end_session(context.db(), account.account_id, session_id())
    session.clear()
    if language:
        session["language"] = language
