"""Surveys of trust and social cohesion for communities coming out of violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask import Flask

    from survey_app.notebook.survey import Survey

__version__ = "0.1.0"


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Return the application; importing this package alone loads no web code."""
    from survey_app.web.factory import create_app as build

    return build(config)


def open(path: str | Path, *, read_only: bool = True) -> Survey:
    """Return the survey kept in the database at `path`, for notebooks and scripts."""
    from survey_app.notebook.survey import open_survey

    return open_survey(path, read_only=read_only)
