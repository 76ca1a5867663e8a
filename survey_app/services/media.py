"""Audio and pictures of questionnaires: kept, found, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey_app.core import community as told
from survey_app.core.questionnaire import media as rules
from survey_app.core.questionnaire.instrument import Instrument, Item, Option
from survey_app.core.questionnaire.media import (
    ABOUT,
    DECISION,
    DECLINE,
    START,
    Content,
    MediaFile,
    Slot,
)
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.interchange.media_file import read_picture, read_recording
from survey_app.services import program_words
from survey_app.services.program_words import Said
from survey_app.store import community, instruments, rounds
from survey_app.store import media as store
from survey_app.store.database import Database
from survey_app.words.asking import DECLINES, PROMISES, PURPOSE


@dataclass(frozen=True, slots=True)
class MediaUpload:
    """A file somebody gives, under the name they gave it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text of a questionnaire, where it stands, and its recording if there is one."""

    text: str
    slots: tuple[Slot, ...]
    recording: Content | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """An option, and its picture if there is one."""

    slot: Slot
    option: Option
    picture: Content | None


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps with one question: recordings and pictures by option, all optional."""

    question: Content | None
    recordings: Mapping[str, Content]
    pictures: Mapping[str, Content]


def texts(db: Database, instrument_id: str, language: str) -> list[Spoken]:
    """Return every text that can be spoken in a language, in the order of asking."""
    found = rules.by_text(_slots(db, instrument_id, language))
    recorded = store.recordings(db, language, found)
    return [
        Spoken(text, tuple(slots), recorded.get(text)) for text, slots in found.items()
    ]


def drawn(db: Database, instrument_id: str) -> list[Drawn]:
    """Return every option a picture can stand beside."""
    instrument = instruments.get(db, instrument_id)
    pictures = store.pictures(db, instrument.name)
    return [
        Drawn(slot, option, pictures.get(slot))
        for slot, option in rules.drawable(instrument).items()
    ]


def record(
    db: Database, instrument_id: str, language: str, text: str, upload: MediaUpload
) -> Content:
    """Keep the recording of a text; raise Rejected unless it is one, of such a text."""
    if text not in _slots(db, instrument_id, language).values():
        raise Rejected([Problem(text, "media.text_unknown", {"language": language})])
    file = read_recording(upload.name, upload.data)
    store.record(db, language, text, file)
    return file.content


def draw(db: Database, instrument_id: str, slot: Slot, upload: MediaUpload) -> Content:
    """Keep the picture of an option; raise Rejected unless it is one, of an option."""
    instrument = instruments.get(db, instrument_id)
    if slot not in rules.drawable(instrument):
        facts = {"owner": slot.owner_id, "option": slot.option}
        raise Rejected([Problem(slot.owner_id, "media.option_unknown", facts)])
    file = read_picture(upload.name, upload.data)
    store.draw(db, instrument.name, slot, file)
    return file.content


def aids(db: Database, instrument: Instrument, item: Item, language: str) -> Aids:
    """Return the recordings of a question and its answers, and their pictures."""
    said_here = program_words.said(db, instrument, language)
    found = rules.spoken(instrument, language, _declines(said_here))
    wanted = {
        option.code: rules.option_slot(item, option.code)
        for option in instrument.options(item)
    }
    declines = {code: Slot("scale", DECLINE, code) for code in DECLINES}
    question = Slot("item", item.item_id)
    places = {**wanted, **declines}
    said = {found[slot] for slot in (question, *places.values()) if slot in found}
    recorded = store.recordings(db, language, said)
    pictures = store.pictures(db, instrument.name)
    return Aids(
        recorded.get(found.get(question, "")),
        {
            code: recorded[found[slot]]
            for code, slot in places.items()
            if found.get(slot) in recorded
        },
        {code: pictures[slot] for code, slot in wanted.items() if slot in pictures},
    )


def start_aids(
    db: Database, survey_round: SurveyRound, language: str
) -> dict[str, Content]:
    """Return the recordings of the start page: what the round is, what is promised."""
    asked = instruments.get(db, survey_round.instrument_id)
    said = program_words.said(db, asked, language)
    found = {"start": start_text(said), "about": _about(survey_round, language)}
    recorded = store.recordings(db, language, found.values())
    return {name: recorded[text] for name, text in found.items() if text in recorded}


def manifest(
    db: Database, instrument_ids: Iterable[str]
) -> dict[str, list[dict[str, object]]]:
    """Return the media of several instruments as a tablet's package lists them."""
    return {each: entries(db, each) for each in instrument_ids}


def entries(db: Database, instrument_id: str) -> list[dict[str, object]]:
    """Return an entry for each slot and language that has a recording or a picture.

    The keys are those of a tablet's package; what was decided is not told there.
    """
    instrument = instruments.get(db, instrument_id)
    found = []
    for language in instrument.languages:
        for each in texts(db, instrument_id, language):
            if each.recording:
                found += [
                    _entry(slot, language, each.recording)
                    for slot in each.slots
                    if slot.owner_id != DECISION
                ]
    found += [
        _entry(each.slot, None, each.picture)
        for each in drawn(db, instrument_id)
        if each.picture
    ]
    return found


def missing(db: Database, instrument_id: str) -> list[dict[str, object]]:
    """Return a row for every text of every language that has no recording yet."""
    return [
        {
            "language": language,
            "item": owners(each.slots[0])[0],
            "scale": owners(each.slots[0])[1],
            "option": each.slots[0].option,
            "text": each.text,
        }
        for language in instruments.get(db, instrument_id).languages
        for each in texts(db, instrument_id, language)
        if each.recording is None
    ]


def completeness(db: Database, instrument_id: str) -> dict[str, tuple[int, int]]:
    """Return for each language how many texts are recorded, and how many there are."""
    found = {}
    for language in instruments.get(db, instrument_id).languages:
        spoken = texts(db, instrument_id, language)
        found[language] = (sum(1 for s in spoken if s.recording), len(spoken))
    return found


def newest(db: Database, name: str) -> str:
    """Return the id of a version, or of the newest version of that name."""
    versions = instruments.versions(db, name)
    return versions[-1] if versions else name


def get(db: Database, sha256: str) -> MediaFile:
    """Return a recording or picture; raise NotFound."""
    if found := store.find(db, sha256):
        return found
    raise NotFound("media.unknown")


def of_rounds(db: Database, round_ids: Iterable[str], sha256: str) -> MediaFile:
    """Return a recording or picture that one of the rounds uses; raise NotFound."""
    asked = {rounds.get(db, each).instrument_id for each in round_ids}
    for instrument_id in sorted(asked):
        if any(entry["sha256"] == sha256 for entry in entries(db, instrument_id)):
            return get(db, sha256)
    raise NotFound("media.unknown")


def start_text(said: Said) -> str:
    """Return the sentences of the start page that are the same in every round."""
    return " ".join(said.gettext(sentence) for sentence in (PURPOSE, *PROMISES))


def owners(slot: Slot) -> tuple[str, str]:
    """Return the item and the scale of a slot, one of them ""."""
    if slot.owner == "item":
        return slot.owner_id, ""
    return "", slot.owner_id


def _slots(db: Database, instrument_id: str, language: str) -> dict[Slot, str]:
    instrument = instruments.get(db, instrument_id)
    said = program_words.said(db, instrument, language)
    around = {Slot("item", START): start_text(said)}
    decided: dict[Slot, str] = {}
    for survey_round in rounds.everything(db):
        if survey_round.instrument_id == instrument_id:
            if survey_round.slug:
                slot = Slot("item", ABOUT, survey_round.round_id)
                around[slot] = _about(survey_round, language)
            decided |= _decided(db, survey_round, language)
    return decided | rules.spoken(instrument, language, around | _declines(said))


def _decided(db: Database, survey_round: SurveyRound, language: str) -> dict[Slot, str]:
    return {
        Slot("item", DECISION, str(each.decision_id)): told.spoken(each, language)
        for each in community.decisions(db, survey_round.round_id)
    }


def _declines(said: Said) -> dict[Slot, str]:
    return {
        Slot("scale", DECLINE, code): said.gettext(text)
        for code, text in DECLINES.items()
    }


def _about(survey_round: SurveyRound, language: str) -> str:
    return survey_round.about.get(language) or survey_round.about.get("en", "")


def _entry(slot: Slot, language: str | None, content: Content) -> dict[str, object]:
    return {
        slot.owner: slot.owner_id,
        "option": slot.option,
        "language": language,
        "kind": content.kind,
        "sha256": content.sha256,
        "type": content.type,
        "bytes": content.bytes,
    }
