"""Addresses of static files that change with their content, so caches keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for


def install(app: Flask) -> None:
    """Give templates `static_url(name)`."""
    folder = Path(str(app.static_folder))

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=_version(folder / name))

    app.jinja_env.globals["static_url"] = static_url


@cache
def _version(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]
