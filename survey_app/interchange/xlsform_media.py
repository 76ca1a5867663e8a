"""The recordings and pictures an XLSForm names: their files come apart from it."""

from dataclasses import dataclass

from survey_app.errors import Problem
from survey_app.interchange.xlsform_rows import Walked
from survey_app.interchange.xlsform_sheets import FormRow, Sheets


@dataclass(frozen=True, slots=True)
class MediaReference:
    """A recording or picture a form names: of an item or an option of a list."""

    item: str
    list_name: str
    option: str
    language: str
    file: str


def media(sheets: Sheets, walked: Walked) -> list[MediaReference]:
    """Return what a form names, and note that it does."""
    found = []
    for question in walked.questions:
        for language, file in _files(question.row):
            found.append(MediaReference(question.item_id, "", "", language, file))
    for row in sheets.rows.get("choices", []):
        for language, file in _files(row):
            found.append(MediaReference("", row["list"], row["name"], language, file))
    if found:
        names = ", ".join(dict.fromkeys(each.file for each in found[:5]))
        facts = {"count": len(found), "names": names}
        walked.notes.append(Problem(sheets.name, "form.media", facts))
    return found


def _files(row: FormRow) -> list[tuple[str, str]]:
    """Return (language, file) of recordings, and ("", file) of pictures."""
    sound = list(row.said("audio").items())
    return sound + [("", file) for file in list(row.said("image").values())[:1]]
