"""Files of statistics programs that carry words for their codes: SPSS and Stata."""

from io import BytesIO
from typing import Any

from survey_app.errors import Problem, Rejected
from survey_app.interchange.tables import Columns


def read_sav(
    name: str, content: bytes, *, encoding: str | None, sheet: object
) -> Columns:
    """Return the columns and value labels of an SPSS file, user-missing codes kept."""
    return _read("read_sav", name, content, encoding)


def read_dta(
    name: str, content: bytes, *, encoding: str | None, sheet: object
) -> Columns:
    """Return the columns and value labels of a Stata file, user-missing codes kept."""
    return _read("read_dta", name, content, encoding)


def _read(how: str, name: str, content: bytes, encoding: str | None) -> Columns:
    try:
        import pyreadstat  # noqa: PLC0415
    except ModuleNotFoundError:
        raise Rejected([Problem(name, "file.needs_extra", {"extra": "spss"})]) from None
    read: Any = getattr(pyreadstat, how)
    options = {"output_format": "dict", "user_missing": True, "encoding": encoding}
    try:
        # From memory: answers are never written to a temporary file.
        columns, facts = read(BytesIO(content), **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    return columns, facts.variable_value_labels
