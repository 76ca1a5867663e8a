"""Sets pages as PDF by Typst: a template of ours or of an operator, and data.

What people wrote reaches Typst as data alone, in files the template reads, so that
nothing in it is ever taken for markup.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from survey_app.errors import Conflict, SurveyError


def typeset(template: bytes, files: Mapping[str, bytes], made_on: date) -> bytes:
    """Return the PDF of a template that reads `files` by their names.

    The same template, files and fonts give the same bytes. Raise SurveyError where the
    extra is missing, Conflict with Typst's words where the template has a fault.
    """
    typst = _typst()
    noon = datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC)
    try:
        content: bytes = typst.compile(
            {**files, "main.typ": template},
            format="pdf",
            timestamp=int(noon.timestamp()),
        )
    except typst.TypstError as error:
        raise Conflict("report.template", reason=str(error)) from None
    return content


def _typst() -> Any:
    """Load Typst only when something is typeset."""
    try:
        import typst  # noqa: PLC0415
    except ImportError:
        raise SurveyError("extra.missing", extra="pdf") from None
    return typst
