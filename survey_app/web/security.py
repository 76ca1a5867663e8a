"""Headers that keep pages from being framed, guessed at, cached or fed foreign code."""

import gzip

from flask import Response, request

#: Nothing but our own files: no inline code or style, no other host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: Smaller replies gain nothing from being packed.
SMALLEST_PACKED = 700
A_YEAR = 365 * 24 * 3600


def protect(response: Response) -> Response:
    """Return the reply with its security headers; pages are kept in no cache."""
    present = {name.title() for name in response.headers.keys()}  # noqa: SIM118
    for name in HEADERS.keys() - present:
        response.headers.add(name, HEADERS[name])
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    elif request.args.get("v"):
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    return response


def pack(response: Response) -> Response:
    """Return a text reply packed by gzip for those who take it.

    A reply that must not be transformed streams as it is.
    """
    if "Accept-Encoding" not in request.headers:
        return response
    is_text = (response.mimetype or "").partition("/")[0] == "text"
    is_text = is_text or response.mimetype in ("application/json", "image/svg+xml")
    takes_gzip = request.accept_encodings.best_match(["gzip"]) is not None
    is_fixed = response.status_code == 304 or response.cache_control.no_transform
    if not is_text or not takes_gzip or is_fixed:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    response.vary.add("Accept-Encoding")
    if len(content) >= SMALLEST_PACKED and not response.content_encoding:
        response.set_data(gzip.compress(content, 6, mtime=0))
        response.content_encoding = "gzip"
    return response
