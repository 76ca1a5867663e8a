"""Questionnaires in and out as XLSForms, at home in ODK and Kobo."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from survey_app import i18n
from survey_app.core.questionnaire import adopting
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.errors import Problem, Rejected
from survey_app.interchange import xlsform_map
from survey_app.interchange.foreign import ForeignTable
from survey_app.interchange.media_file import read_picture, read_recording
from survey_app.interchange.xlsform_in import Form, read_form
from survey_app.interchange.xlsform_meaning import Assigned
from survey_app.interchange.xlsform_media import MediaReference
from survey_app.interchange.xlsform_out import FormWords, write_form
from survey_app.services import program_words, publishing
from survey_app.services.program_words import Said
from survey_app.store import instruments, media
from survey_app.store.database import Database
from survey_app.words.asking import DECLINES

#: How every .xlsx file begins.
ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of a form: its language where it names none, what it measures.

    `partly`: go on without what cannot be taken over.
    """

    language: str = "en"
    constructs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A form that can be taken over: as a version where it is whole, else a definition.

    `losses` could not be taken over, `notes` were in another form or on purpose not.
    """

    instrument: Instrument
    definition: Definition | None
    losses: list[Problem]
    notes: list[Problem]
    paths: Mapping[str, str]
    media: tuple[MediaReference, ...] = ()


def is_form(content: bytes) -> bool:
    """Return whether a file is a workbook, by its content."""
    return content.startswith(ZIP)


def read(name: str, content: bytes, asked: Asked) -> Taken:
    """Return a form with all that was lost; raise Rejected where it has faults.

    What was lost is a fault too, unless it was asked to go on without.
    """
    form = read_any(name, content, asked)
    whole = adopting.is_whole(form.instrument)
    losses = [*form.losses, *([] if whole else adopting.lost(form.instrument))]
    if losses and not asked.partly:
        facts = {"count": len(losses)}
        raise Rejected([*losses, Problem(name, "form.losses", facts)])
    definition = None if whole else adopting.as_definition(form.instrument)
    return Taken(
        form.instrument, definition, losses, form.notes, form.paths, form.media
    )


def read_any(name: str, content: bytes, asked: Asked) -> Form:
    """Return a form with whatever it lost; raise Rejected where it has faults."""
    assigned = Assigned(asked.constructs, asked.groups)
    return read_form(name, content, i18n.language_code, asked.language, assigned)


def examine(taken: Taken) -> None:
    """Raise Rejected with what would keep a form from being taken over."""
    if taken.definition is None:
        publishing.check(taken.instrument)
    else:
        publishing.build(taken.definition)


def keep(db: Database, taken: Taken, today: date, pilot: Collection[str] = ()) -> str:
    """Keep a form; return the id of its version, or the name of its definition.

    Languages a whole form does not call reviewed must be opened for a `pilot`.
    """
    if taken.definition is None:
        return publishing.adopt(db, taken.instrument, today, pilot)
    publishing.define(db, taken.definition)
    return taken.definition.name


def keep_media(db: Database, taken: Taken, files: Mapping[str, bytes]) -> list[Problem]:
    """Keep the recordings and pictures a form names; return what is wrong with any.

    `files` are by their names. One that cannot be taken keeps no other out.
    """
    faults = []
    for each in taken.media:
        if each.file not in files:
            faults.append(Problem(each.file, "form.no_media_file"))
            continue
        try:
            _keep_file(db, taken.instrument.name, each, files[each.file])
        except Rejected as rejected:
            faults += rejected.problems
    return faults


def _keep_file(db: Database, name: str, named: MediaReference, data: bytes) -> None:
    if named.language:
        file = read_recording(named.file, data)
        media.record(db, named.language, named.text, file)
        return
    picture = read_picture(named.file, data)
    for slot in named.slots:
        media.draw(db, name, slot, picture)


def draft_map(
    name: str, content: bytes, asked: Asked, round_name: str, table: ForeignTable | None
) -> str:
    """Return a map in TOML for answers to a form; raise Rejected with its faults."""
    return xlsform_map.draft_map(read_any(name, content, asked), round_name, table)


def export(db: Database, instrument_id: str) -> bytes:
    """Return a published version, or the newest of that name, as an XLSForm."""
    newest = instruments.versions(db, instrument_id)[-1:]
    version = newest[0] if newest else instrument_id
    out = BytesIO()
    instrument = instruments.get(db, version)
    write_form(
        instrument, version, form_words(program_words.spoken(db, instrument)), out
    )
    return out.getvalue()


def form_words(said: Callable[[str], Said | i18n.Words]) -> FormWords:
    """Return the words of forms in every language, as `said` gives the program's."""
    return FormWords(
        lambda code: i18n.language(code).name,
        lambda kind, code: said(code).gettext(DECLINES[kind]),
    )
