"""Questionnaires in and out as XLSForms: a form becomes a draft, a version a form."""

from dataclasses import replace
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from survey_app.errors import Problem, Rejected
from survey_app.services import forms, workshop
from survey_app.services.forms import Asked, Taken
from survey_app.web import access, context, uploads, words

bp = Blueprint("xlsforms", __name__, url_prefix="/instruments")

#: A form with its sheets; pictures are no part of it.
LARGEST = 8 * 1024**2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/forms/")
@access.open_to("coordinator")
def index() -> str:
    """Offer to take over a form."""
    return _page(None, "")


@bp.post("/forms/")
@access.open_to("coordinator")
@access.takes(LARGEST)
def take_in() -> str:
    """Begin a draft from a form, and show what became of every row."""
    name, content = uploads.chosen(without="draft.no_file")
    language = request.form.get("language", words.language().code)
    if not forms.is_form(content):
        raise Rejected([Problem(name, "workbook.not_xlsx")])
    taken = forms.read(name, content, Asked(language, partly=True))
    db, today = context.db(), context.now().date()
    if taken.definition is None:
        return _page(taken, forms.keep(db, taken, today))
    named = replace(
        taken.definition, name=workshop.free_name(db, taken.definition.name)
    )
    by = access.account().name
    return _page(taken, workshop.create(db, named, by, today))


@bp.get("/<instrument_id>/form.xlsx")
@access.open_to("coordinator", "analyst")
def export(instrument_id: str) -> Response:
    """Give a version as an XLSForm."""
    content = forms.export(context.db(), instrument_id)
    name = f"{instrument_id}.xlsx"
    file = BytesIO(content)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _page(taken: Taken | None, name: str) -> str:
    return render_template(
        "instruments/form.html",
        taken=taken,
        name=name,
        shown=words.language().code,
        tell=words.tell_problem,
    )
