"""Plans for alerts, the people who hold their roles, and silences."""

import secrets
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.warning.lifecycle import SEVERITIES
from survey_app.core.warning.protocols import ACKNOWLEDGE
from survey_app.core.warning.quiet import Silence
from survey_app.core.warning.series import Cell
from survey_app.core.warning.telling import CHANNELS, Contact
from survey_app.errors import NotFound
from survey_app.services import plans
from survey_app.store import alerts, notices, protocols
from survey_app.web import (
    access,
    alert_page,
    alert_words,
    context,
    protocol_form,
    words,
)
from survey_app.web.words import _

bp = Blueprint("plans", __name__, url_prefix="/warning")

LONGEST = 200
LONGEST_DAYS = 92


@bp.get("/plans/")
@access.open_to("coordinator", "analyst", "leader")
def index() -> str:
    """List the plans there are."""
    return render_template(
        "alerts/plans.html",
        tab="plans",
        found=protocols.current(context.db()),
        **alert_page.words_of_alerts(),
    )


@bp.get("/plans/edit")
@access.open_to("coordinator")
def edit() -> str:
    """Show the form of a plan, a new one where none is named."""
    db, name = context.db(), request.args.get("name", "")
    revision = protocols.find(db, name)
    if name and revision is None:
        raise NotFound("protocol.unknown", name=name)
    protocol = revision.protocol if revision else None
    return render_template(
        "alerts/plan_form.html",
        tab="plans",
        protocol=protocol,
        rows=protocol_form.rows(protocol),
        ladder=protocol_form.ladder_text(protocol),
        checks=protocol.checks if protocol else [_(e) for e in alert_words.CHECKS],
        acknowledge=protocol.acknowledge if protocol else ACKNOWLEDGE,
        roles=sorted({role for e in notices.contacts(db) for role in e.roles}),
        severities=SEVERITIES,
        longest=protocol_form.LONGEST,
        **alert_page.words_of_alerts(),
    )


@bp.post("/plans/edit")
@access.open_to("coordinator")
def keep() -> Response:
    """Keep a plan as it is written."""
    protocol = protocol_form.read(request.form, request.form.get("name", ""))
    author, today = access.account().name, context.now().date()
    plans.keep(context.db(), protocol, author, today)
    flash(_("The plan is kept. New alerts follow it."))
    return redirect(url_for("plans.index"), 303)


@bp.post("/plans/off")
@access.open_to("coordinator")
def switch_off() -> Response:
    """Use a plan for no new alert any more."""
    author, today = access.account().name, context.now().date()
    plans.switch_off(context.db(), request.form.get("name", ""), author, today)
    return redirect(url_for("plans.index"), 303)


@bp.get("/people/")
@access.open_to("coordinator")
def people() -> str:
    """List who holds which role, how they are reached, and what could not be sent."""
    db = context.db()
    return render_template(
        "alerts/people.html",
        tab="people",
        found=notices.contacts(db),
        failed=notices.of_alert(db)[-20:],
        channels=CHANNELS,
        **alert_page.words_of_alerts(),
    )


@bp.post("/people/")
@access.open_to("coordinator")
def add_person() -> Response:
    """Keep how somebody is reached."""
    given = {key: text.strip()[:LONGEST] for key, text in request.form.items()}
    start, end = given.get("quiet_from", ""), given.get("quiet_until", "")
    channel = given.get("channel", "")
    contact = Contact(
        given.get("name", ""),
        channel if channel in CHANNELS else "email",
        given.get("address", ""),
        given.get("language", words.language().code),
        frozenset(_role(e) for e in given.get("roles", "").split(",") if e.strip()),
        (_whole(start), _whole(end)) if start and end else None,
        _whole(given.get("ceiling", "5")),
    )
    secret = plans.add_contact(context.db(), contact, secrets.token_urlsafe)
    if secret:
        flash(
            _("Secret of the webhook, shown only now: {secret}").format(secret=secret)
        )
    return redirect(url_for("plans.people"), 303)


@bp.post("/people/<int:contact_id>/close")
@access.open_to("coordinator")
def close_person(contact_id: int) -> Response:
    """Reach somebody no more."""
    notices.close_contact(context.db(), contact_id)
    return redirect(url_for("plans.people"), 303)


@bp.get("/silences/")
@access.open_to("coordinator", "analyst", "leader")
def silences() -> str:
    """List what nobody is told about, until when, and why."""
    return render_template(
        "alerts/silences.html",
        tab="silences",
        found=alerts.silences(context.db()),
        now=context.now(),
        most_days=LONGEST_DAYS,
        **alert_page.words_of_alerts(),
    )


@bp.post("/silences/")
@access.open_to("coordinator")
def silence() -> Response:
    """Tell nobody about something for some days."""
    now = context.now()
    by, _sep, group = request.form.get("cell", "").partition("=")
    days = _whole(request.form.get("days", "0"))
    wanted = Silence(
        request.form.get("rule", ""),
        Cell(by, group),
        now,
        now + timedelta(days=min(days, 1000)),
        access.account().name,
        request.form.get("reason", "").strip()[:LONGEST],
    )
    plans.silence(context.db(), wanted)
    return redirect(url_for("plans.silences"), 303)


@bp.post("/silences/<int:silence_id>/end")
@access.open_to("coordinator")
def end_silence(silence_id: int) -> Response:
    """Let a silence end now."""
    plans.end_silence(context.db(), silence_id, context.now())
    return redirect(url_for("plans.silences"), 303)


def _role(text: str) -> str:
    return " ".join(text.lower().split())


def _whole(text: str) -> int:
    """Return a whole number, -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
