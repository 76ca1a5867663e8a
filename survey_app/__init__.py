"""Surveys of trust and social cohesion for communities coming out of violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

__version__ = "0.1.0"


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Return the application; importing this package alone loads no web code."""
    from survey_app.web.factory import create_app as build

    return build(config)
