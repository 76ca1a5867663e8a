"""The tablet's home: its page, the service worker that keeps it, and its neutral name.

What is served here is the same for everybody and says nothing of any survey. What a
tablet needs of a survey comes by the tablet API and is kept encrypted there.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    json,
    make_response,
    render_template,
    url_for,
)

from survey_app import __version__
from survey_app.web import access, practice, security, tablet_program

bp = Blueprint("tablet", __name__)

#: Audio and pictures are decrypted on the tablet and shown from its memory.
POLICY = (
    security.POLICY.replace("img-src 'self'", "img-src 'self' blob:").replace(
        "media-src 'self'", "media-src 'self' blob:"
    )
    + "; worker-src 'self'"
)

#: Files of static/ that a tablet keeps beside its program.
KEPT_STATIC = ("collect/*.css", "collect/*.png", "app.css")
#: The service worker is fetched by the browser itself, never from its own store.
WORKER = "collect/worker.js"
#: So much of a file's SHA-256 tells its versions apart.
HASH_DIGITS = 16


@bp.get("/collect")
@access.open_to_anybody
def show() -> Response:
    """Show the tablet's home, an empty page that its program fills."""
    page = render_template("collect.html", version=__version__)
    return _fresh(make_response(page), {"Content-Security-Policy": POLICY})


@bp.get("/collect/program.js")
@access.open_to_anybody
def program() -> Response:
    """Give the tablet's program."""
    code = tablet_program.cached_program(_static_folder())
    return _fresh(Response(code, mimetype="text/javascript"), {})


@bp.get("/collect/worker.js")
@access.open_to_anybody
def worker() -> Response:
    """Give the service worker, preceded by the list of what it keeps."""
    files = [[address, _hash(content)] for address, content in _kept()]
    version = _hash(json.dumps(files).encode())
    shell = json.dumps({"version": version, "files": files})
    code = (_static_folder() / WORKER).read_text(encoding="utf-8")
    reply = Response(f"const SHELL = {shell};\n{code}", mimetype="text/javascript")
    return _fresh(reply, {"Service-Worker-Allowed": url_for("tablet.show")})


@bp.get("/collect/manifest.webmanifest")
@access.open_to_anybody
def manifest() -> Response:
    """Say under which name and picture the tablet's home is installed."""
    name = current_app.config["TABLET_NAME"]
    icons = [
        {
            "src": url_for("static", filename=f"collect/icon-{size}.png"),
            "sizes": f"{size}x{size}",
        }
        for size in (192, 512)
    ]
    told = {
        "name": name,
        "short_name": name,
        "start_url": url_for("tablet.show"),
        "scope": url_for("tablet.show"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [icon | {"type": "image/png"} for icon in icons],
    }
    reply = Response(json.dumps(told), mimetype="application/manifest+json")
    return _fresh(reply, {})


@bp.get("/collect/practice.json")
@access.open_to_anybody
def practise() -> Response:
    """Give the practice survey, what a tablet shows under a duress PIN."""
    package = practice.package(current_app.config["TABLET_NAME"])
    return _fresh(Response(json.dumps(package), mimetype="application/json"), {})


def _fresh(reply: Response, headers: dict[str, str]) -> Response:
    """Return a reply that caches ask about before they use it."""
    reply.headers.update(headers)
    reply.cache_control.no_cache = True
    return reply


def _kept() -> Iterator[tuple[str, bytes]]:
    """Yield the address and content of everything a tablet keeps."""
    for pattern in KEPT_STATIC:
        for path in sorted(_static_folder().glob(pattern)):
            name = path.relative_to(_static_folder()).as_posix()
            yield url_for("static", filename=name), path.read_bytes()
    for address in _pages():
        yield address, _page(address)


def _pages() -> list[str]:
    """Return the addresses of pages that a tablet keeps."""
    names = (
        "tablet.show",
        "tablet.program",
        "tablet.manifest",
        "tablet.practise",
        "tablet_pages.calendar",
    )
    words = [url_for("tablet_pages.say", language=code) for code in practice.LANGUAGES]
    return [*map(url_for, names), *words]


def _page(address: str) -> bytes:
    """Return what an address gives to everybody."""
    with current_app.test_request_context(address):
        return current_app.full_dispatch_request().get_data()


def _static_folder() -> Path:
    return Path(str(current_app.static_folder))


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()[:HASH_DIGITS]
