"""XForms: questionnaires of open rounds, for ODK Collect, KoboCollect and Enketo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5

from survey_app import i18n
from survey_app.core.devices import Device
from survey_app.core.questionnaire.instrument import Instrument, Labels, say
from survey_app.core.questionnaire.media import ABOUT, Content, MediaFile, Slot
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound
from survey_app.interchange import xform_names, xform_xml
from survey_app.interchange.media_archive import ENDINGS
from survey_app.interchange.xform import MediaForm, XForm
from survey_app.services import media, program_words
from survey_app.store import instruments, rounds
from survey_app.store.database import Database
from survey_app.words.asking import DECLINES, IN_FORMS

#: Hexadecimal digits of a recording's SHA-256 that make its file name.
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form as the list tells it; `hash` is the MD5 of the bytes that are served."""

    form_id: str
    version: str
    name: str
    about: str
    hash: str
    has_media: bool


@dataclass(frozen=True, slots=True)
class MediaEntry:
    """A file that belongs to a form, and the MD5 of its bytes."""

    name: str
    sha256: str
    hash: str


def forms(db: Database, device: Device) -> list[FormEntry]:
    """Return the forms of the open rounds a tablet may ask in, by name."""
    found = [_entry(db, each) for each in _open(db, device)]
    return sorted(found, key=lambda each: (each.name, each.form_id))


def form(db: Database, device: Device, form_id: str) -> bytes:
    """Return the form of an open round as XML; raise NotFound."""
    return xform_xml.write(_xform(db, _open_round(db, device, form_id)))


def manifest(db: Database, device: Device, form_id: str) -> list[MediaEntry]:
    """Return the recordings and pictures of a form, each once; raise NotFound."""
    asked = _open_round(db, device, form_id)
    return [
        MediaEntry(name, content.sha256, _md5(media.get(db, content.sha256).data))
        for name, content in _contents(db, asked).items()
    ]


def media_file(db: Database, device: Device, form_id: str, name: str) -> MediaFile:
    """Return a recording or picture of a form by its file name; raise NotFound."""
    found = _contents(db, _open_round(db, device, form_id)).get(name)
    if found is None:
        raise NotFound("media.unknown")
    return media.get(db, found.sha256)


def _open(db: Database, device: Device) -> Iterator[SurveyRound]:
    for each in rounds.everything(db):
        if each.slug and each.is_open and device.may_ask_in(each.round_id):
            yield each


def _open_round(db: Database, device: Device, form_id: str) -> SurveyRound:
    for each in _open(db, device):
        if each.round_id == form_id:
            return each
    raise NotFound("openrosa.no_form", form=form_id[:80])


def _entry(db: Database, asked: SurveyRound) -> FormEntry:
    made = _xform(db, asked)
    first = made.instrument.languages[0]
    return FormEntry(
        form_id=made.form_id,
        version=made.version,
        name=say(made.title, first) or made.form_id,
        about=say(asked.about, first),
        hash=_md5(xform_xml.write(made)),
        has_media=bool(made.media),
    )


def _xform(db: Database, asked: SurveyRound) -> XForm:
    instrument = instruments.get(db, asked.instrument_id)
    return XForm(
        form_id=asked.round_id,
        version=asked.instrument_id,
        title=asked.title or instrument.title,
        instrument=instrument,
        names=xform_names.names(instrument),
        places=tuple(rounds.places(db, asked.round_id)),
        words=_words(db, asked, instrument),
        language_names={
            code: i18n.language(code).name for code in instrument.languages
        },
        media=_media(db, asked),
    )


def _words(
    db: Database, asked: SurveyRound, instrument: Instrument
) -> dict[str, Labels]:
    """Return the texts around the questions by name, in every language."""
    speaking = program_words.spoken(db, instrument)
    said = {code: speaking(code) for code in ("en", *instrument.languages)}
    texts = {
        name: {code: each.gettext(text) for code, each in said.items()}
        for name, text in (IN_FORMS | DECLINES).items()
    }
    start = {code: media.start_text(each) for code, each in said.items()}
    return texts | {"start": start, "about": dict(asked.about)}


def _media(
    db: Database, asked: SurveyRound
) -> dict[tuple[Slot, str | None], tuple[tuple[MediaForm, str], ...]]:
    found: dict[tuple[Slot, str | None], tuple[tuple[MediaForm, str], ...]] = {}
    for entry in _entries(db, asked):
        language = entry["language"]
        key = _slot(entry), None if language is None else str(language)
        kind: MediaForm = "audio" if entry["kind"] == "audio" else "image"
        found[key] = (*found.get(key, ()), (kind, _name(_content(entry))))
    return found


def _contents(db: Database, asked: SurveyRound) -> dict[str, Content]:
    """Return the files of a form by name."""
    contents = map(_content, _entries(db, asked))
    return {_name(each): each for each in contents}


def _entries(db: Database, asked: SurveyRound) -> Iterator[Mapping[str, object]]:
    """Yield what is recorded and drawn, without what other rounds say of themselves."""
    for entry in media.entries(db, asked.instrument_id):
        slot = _slot(entry)
        if slot.owner_id != ABOUT or slot.option == asked.round_id:
            yield entry


def _slot(entry: Mapping[str, object]) -> Slot:
    option = entry["option"]
    code = None if option is None else str(option)
    if "scale" in entry:
        return Slot("scale", str(entry["scale"]), code)
    return Slot("item", str(entry["item"]), code)


def _content(entry: Mapping[str, object]) -> Content:
    return Content(str(entry["sha256"]), str(entry["type"]), 0)


def _name(content: Content) -> str:
    return f"{content.sha256[:_DIGITS]}.{ENDINGS[content.type]}"


def _md5(content: bytes) -> str:
    """Return the digest the protocol asks for; it protects nothing."""
    return md5(content, usedforsecurity=False).hexdigest()
