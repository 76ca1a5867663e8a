"""A file of results as a reply: written to the disk first, then sent piece by piece."""

from io import SEEK_END
from tempfile import TemporaryFile

from flask import send_file
from werkzeug.wrappers import Response

from survey_app.errors import NotFound
from survey_app.interchange.outgoing import Book
from survey_app.services import exporting
from survey_app.services.exporting import FORMATS

#: What stands in an address for all tables.
ALL = "all"


def chosen(book: Book, form: str, table: str) -> Book:
    """Return what a file of a form holds; raise NotFound, Conflict."""
    if form not in FORMATS:
        known = ", ".join(FORMATS)
        raise NotFound("export.no_format", form=form, known=known)
    return exporting.chosen(book, form, [] if table == ALL else [table])


def sent(book: Book, form: str) -> Response:
    """Return the file of a book that `chosen` gave."""
    file = TemporaryFile()  # noqa: SIM115 (the reply closes it)
    try:
        exporting.write(book, form, file)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, SEEK_END)
    file.seek(0)
    reply = send_file(
        file,
        mimetype=FORMATS[form].media_type,
        as_attachment=True,
        download_name=exporting.file_name(book, form),
        max_age=0,
    )
    reply.content_length = size
    reply.headers["Cache-Control"] = "no-store, no-transform"
    return reply
