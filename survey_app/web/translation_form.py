"""Reads what somebody did on a page of translations: a step for each text."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from werkzeug.datastructures import ImmutableMultiDict

from survey_app.core.questionnaire.translation import Deed, Entry, Step
from survey_app.core.questionnaire.translation_checks import tidied

Form = ImmutableMultiDict[str, str]

#: Stage of a page -> the deeds done there.
STAGES: dict[str, tuple[Deed, ...]] = {
    "draft": ("draft", "redraft"),
    "review": ("review",),
    "decide": ("adjudicate",),
    "pretest": ("pretest",),
    "lock": ("lock",),
}


def open_at(stage: str, found: Iterable[Entry], name: str) -> list[Entry]:
    """Return the texts somebody can do something about at a stage."""
    deeds = set(STAGES[stage])
    return [entry for entry in found if deeds & set(entry.deeds(name))]


def steps(
    stage: str, form: Form, found: Iterable[Entry], name: str, today: date
) -> dict[str, Step]:
    """Return the steps of a form by where the texts stand; what is empty is no step."""
    read = _READ[stage]
    return {
        entry.source.key: step
        for entry in found
        if (step := read(form, entry, name, today))
    }


def _drafted(form: Form, entry: Entry, name: str, today: date) -> Step | None:
    text, own = tidied(_of(form, "text", entry)), entry.draft_of(name)
    if not text or text == own:
        return None
    return Step("redraft" if own else "draft", name, today, text)


def _reviewed(form: Form, entry: Entry, name: str, today: date) -> Step | None:
    taken, typed = _of(form, "take", entry), _of(form, "text", entry)
    drafts = {str(n): draft.text for n, draft in enumerate(entry.drafts)}
    if not taken and not typed.strip():
        return None
    text = drafts.get(taken, typed)
    return Step("review", name, today, text, _of(form, "note", entry))


def _decided(form: Form, entry: Entry, name: str, today: date) -> Step | None:
    if not _of(form, "pick", entry):
        return None
    text, note = _of(form, "text", entry), _of(form, "note", entry)
    return Step("adjudicate", name, today, text, note)


def _tried(form: Form, entry: Entry, name: str, today: date) -> Step | None:
    if not _of(form, "pick", entry):
        return None
    return Step("pretest", name, today, note=form.get("note", ""))


def _locked(form: Form, entry: Entry, name: str, today: date) -> Step | None:
    return Step("lock", name, today) if _of(form, "pick", entry) else None


_READ: Mapping[str, Callable[[Form, Entry, str, date], Step | None]] = {
    "draft": _drafted,
    "review": _reviewed,
    "decide": _decided,
    "pretest": _tried,
    "lock": _locked,
}


def _of(form: Form, field: str, entry: Entry) -> str:
    return form.get(f"{field}/{entry.source.key}", "")
