"""The page of tablets: register one, see when it was last heard of, shut it out."""

import msgspec
from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from segno import QRCode
from werkzeug.wrappers import Response

from survey_app.errors import Conflict, Rejected
from survey_app.i18n import N_
from survey_app.services import collect_settings, devices
from survey_app.services.devices import DAYS, MOST_DAYS, NewDevice
from survey_app.store import devices as device_store
from survey_app.store import rounds, tablet_settings
from survey_app.store.tablet_settings import Settings
from survey_app.web import access, context, words
from survey_app.web.openrosa_access import LOGIN
from survey_app.web.words import _

bp = Blueprint("devices", __name__, url_prefix="/admin/devices")

#: Settings that are chosen from a few, in words.
CHOICES = {
    "mode": {
        "interviewer": N_("An interviewer asks"),
        "handover": N_("People answer alone; the interviewer hands the tablet over"),
        "kiosk": N_("The tablet stands by itself"),
    },
    "on_attempts": {
        "seal": N_("Keep finished interviews sealed"),
        "wipe": N_("Wipe finished interviews"),
    },
    "on_stop": {
        "discard": N_("Discard the interview"),
        "keep": N_("Keep the interview, to go on later"),
    },
}
LONGEST_NAME, IDLE_SECONDS = 30, (30, 3600)


@bp.route("/", methods=["GET", "POST"])
@access.open_to("coordinator")
def index() -> str | tuple[str, int]:
    """List the tablets, or register one and show its code once."""
    if request.method == "GET":
        return _page()
    form = request.form
    wanted = NewDevice(
        name=form.get("name", ""),
        enumerator=form.get("enumerator", ""),
        rounds=form.getlist("rounds"),
        days=form.get("days", DAYS, type=int),
    )
    secret, today = context.secrets().secret, context.now().date()
    try:
        device, token = devices.add(context.db(), wanted, secret, today)
    except (Rejected, Conflict) as error:
        for problem in getattr(error, "problems", [error]):
            flash(" ".join(words.tell_problem(problem)))
        return _page(), 422
    address = devices.address(context.root(), token)
    server = collect_settings.server(context.root(), token)
    name = current_app.config["TABLET_NAME"]
    return _page(
        added=device,
        address=address,
        code=_drawn(devices.qr_code(address)),
        server=server,
        settings_code=_drawn(
            collect_settings.qr_code(collect_settings.packed(server, name))
        ),
        signing_in=collect_settings.server(context.root(), LOGIN),
        token=token,
    )


def _drawn(code: QRCode) -> Markup:
    """Return a code to be put into the page."""
    drawn = code.svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 (made of squares)


@bp.post("/revoke")
@access.open_to("coordinator")
def revoke() -> Response:
    """Shut a tablet out; it learns so at its next contact."""
    name = request.form.get("name", "")
    devices.revoke(context.db(), name, context.now().date())
    flash(_("The tablet {name} is shut out.").format(name=name))
    return redirect(url_for("devices.index"))


@bp.post("/settings")
@access.open_to("coordinator")
def settings() -> Response:
    """Keep how the tablets of a survey behave; they follow at their next contact."""
    form = request.form
    known = Settings()
    chosen = {
        name: form[name] if form.get(name) in choices else getattr(known, name)
        for name, choices in CHOICES.items()
    }
    least, most = IDLE_SECONDS
    idle = form.get("idle_seconds", known.idle_seconds, type=int)
    wanted = {
        **chosen,
        "name": " ".join(form.get("name", "").split())[:LONGEST_NAME] or known.name,
        "autoplay": bool(form.get("autoplay")),
        "idle_seconds": min(max(idle, least), most),
    }
    survey = form.get("survey", "")
    if survey in _surveys():
        tablet_settings.save(context.db(), survey, msgspec.convert(wanted, Settings))
        flash(_("The settings are kept; tablets follow at their next contact."))
    return redirect(url_for("devices.index"))


def _page(**shown: object) -> str:
    db = context.db()
    return render_template(
        "devices.html",
        devices=device_store.everything(db),
        accounts=devices.who_may_ask(db),
        rounds=[each for each in rounds.everything(db) if each.slug],
        settings={name: tablet_settings.of_survey(db, name) for name in _surveys()},
        choices=CHOICES,
        days=DAYS,
        most_days=MOST_DAYS,
        idle_seconds=IDLE_SECONDS,
        today=context.now().date(),
        is_secure=context.root().startswith(
            ("https:", "http://127.", "http://localhost")
        ),
        **shown,
    )


def _surveys() -> list[str]:
    """Return the surveys that are asked here."""
    found = rounds.everything(context.db())
    return sorted({each.survey for each in found if each.slug})
