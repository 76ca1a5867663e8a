"""Writes a community's poster as PDF by the template poster.typ."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec

from survey_app.interchange.typesetting import typeset

#: Posters a process keeps: anybody may ask for one, and setting it takes time.
KEPT = 32


def poster_pdf(words: Mapping[str, object], code: bytes, made_on: date) -> bytes:
    """Return one sheet of A4 with the words of a poster and its code, an SVG.

    The same words, code and fonts give the same bytes. Raise SurveyError where the
    extra is missing.
    """
    return _set(json.dumps(words, ensure_ascii=False, sort_keys=True), code, made_on)


def can_write() -> bool:
    """Return whether the extra that sets posters is installed."""
    return find_spec("typst") is not None


@lru_cache(KEPT)
def _set(words: str, code: bytes, made_on: date) -> bytes:
    template = (files("survey_app.interchange") / "poster.typ").read_bytes()
    found = {"poster.json": words.encode(), "code.svg": code}
    return typeset(template, found, made_on)
