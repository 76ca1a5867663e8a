"""Files that forms bring."""

from flask import request

from survey_app.errors import Problem, Rejected


def chosen(field: str = "file", without: str = "media.none") -> tuple[str, bytes]:
    """Return name and content of a form's file; raise Rejected, `without`, if none."""
    found = if_chosen(field)
    if found is None:
        raise Rejected([Problem("", without)])
    return found


def if_chosen(field: str) -> tuple[str, bytes] | None:
    """Return name and content of a form's file, None where nobody chose one."""
    given = request.files.get(field)
    if given is None or not given.filename:
        return None
    with given.stream as stream:
        return given.filename, stream.read()
