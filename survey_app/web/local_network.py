"""For networks without Internet: why, and how, a device comes to trust this machine.

Browsers keep nothing and encrypt nothing for a page that came in the clear. On the
clear address there is only what needs neither: the questionnaire, and this.
"""

from pathlib import Path

import segno
from flask import Blueprint, Flask, current_app, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from survey_app.errors import NotFound
from survey_app.web import access

bp = Blueprint("local_network", __name__)

#: Pages that say and take nothing that may not be overheard, or would not work else.
IN_THE_CLEAR = frozenset({
    "static", "home.neutral", "home.no_icon", "home.alive", "home.ready",
    "home.choose_language", "questionnaire.show", "questionnaire.act",
    "questionnaire.withdraw", "public.show", "public.poster", "public.poster_file",
    "public.heard",
    "local_network.show", "local_network.certificate",
})  # fmt: skip
CERTIFICATE_TYPE = "application/x-x509-ca-cert"


@bp.get("/secure")
@access.open_to_anybody
def show() -> str:
    """Tell step by step how to install the certificate of this network."""
    _file()
    return render_template(
        "secure.html",
        fingerprint=current_app.config["CERTIFICATE_FINGERPRINT"],
        secure=_secure_address(""),
        code=qr_code(_secure_address("/collect")),
    )


@bp.get("/secure/network.crt")
@access.open_to_anybody
def certificate() -> Response:
    """Give the certificate to be installed; it is no secret."""
    content = _file().read_bytes()
    headers = {"Content-Disposition": "attachment; filename=network.crt"}
    return Response(content, mimetype=CERTIFICATE_TYPE, headers=headers)


def qr_code(text: str) -> Markup:
    """Return a QR code to be put into a page."""
    code = segno.make(text, error="m")
    return Markup(code.svg_inline(scale=5, border=4, light="white", omitsize=True))  # noqa: S704 (made of squares)


def install(app: Flask) -> None:
    """Send everything that must not be overheard to the https address."""
    if app.config.get("HTTPS_PORT"):
        app.before_request(_leave_the_clear)


def _leave_the_clear() -> Response | None:
    if request.is_secure or request.endpoint in IN_THE_CLEAR:
        return None
    if request.endpoint == "home.show":
        return redirect("/secure")
    # A POST must be sent again as a POST, or its answers would be lost.
    code = 302 if request.method == "GET" else 307
    return redirect(_secure_address(request.full_path.rstrip("?")), code)


def _secure_address(path: str) -> str:
    host = request.host.rpartition(":")[0] or request.host
    return f"https://{host}:{current_app.config['HTTPS_PORT']}{path}"


def _file() -> Path:
    """Return the certificate's file; raise NotFound where there is none."""
    found: Path | None = current_app.config.get("CERTIFICATE")
    if found is None:
        raise NotFound("https.off")
    return found
