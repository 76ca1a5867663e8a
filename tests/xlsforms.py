"""XLSForms written as small tables in tests, and read without knowing any language."""

from io import BytesIO

from xlsxwriter import Workbook

from survey_app.i18n import language_code
from survey_app.interchange.xlsform_in import read_form

YES_NO = """
    list_name | name | label
    yn        | 1    | Yes
    yn        | 0    | No
"""


def table(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def workbook(**sheets):
    """Return a workbook; a sheet is a text table or a list of rows."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table(rows) if isinstance(rows, str) else rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    book.close()
    return out.getvalue()


def read(survey, choices=YES_NO, settings="form_title\nTrust", **more):
    """Return the form in such tables."""
    content = workbook(survey=survey, choices=choices, settings=settings, **more)
    return read_form("trust.xlsx", content, language_code)


def codes(problems):
    return [problem.code for problem in problems]
