"""Translating: what is done about each text, and which languages may be published."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from survey_app.core.questionnaire import translation, translation_checks
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.media import Content
from survey_app.core.questionnaire.translation import Entry, Source, State, Step
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.i18n import Language, language
from survey_app.interchange.media_file import read_recording
from survey_app.services import program_words
from survey_app.services.media import MediaUpload
from survey_app.store import media, translations
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language of a questionnaire is: how many texts are in which state.

    `unlocked` are the sentences of the program around them that are not locked.
    """

    language: str
    counts: dict[State, int]
    unlocked: int = 0

    @property
    def total(self) -> int:
        """Return how many texts need a translation."""
        return sum(self.counts.values())

    @property
    def locked(self) -> int:
        """Return how many texts are locked."""
        return self.counts.get("locked", 0)

    @property
    def is_ready(self) -> bool:
        """Return whether the language may reach respondents: every text is locked."""
        return self.locked == self.total and not self.unlocked


def entries(db: Database, instrument: Instrument, code: str) -> list[Entry]:
    """Return every text of a questionnaire with what was done about it so far."""
    if instrument.name == program_words.NAME:
        return program_words.entries(db, code)
    return translation.entries(instrument, code, translations.steps(db, code))


def progress(db: Database, instrument: Instrument) -> list[Progress]:
    """Return how far each language of a questionnaire is."""
    return [
        Progress(
            code,
            Counter(e.state for e in entries(db, instrument, code)),
            program_words.unlocked(db, code),
        )
        for code in instrument.languages
    ]


def own_progress(db: Database, code: str) -> Progress:
    """Return how far the program's own sentences are in a language."""
    return Progress(code, Counter(e.state for e in program_words.entries(db, code)))


def ready(
    db: Database, instrument: Instrument, pilot: Collection[str] = ()
) -> Instrument:
    """Return the instrument in the languages that may reach respondents, and no other.

    These are the ones whose every text is locked, the program's sentences around them
    too, and those opened for a pilot, which say the best there is. Raise Rejected where
    no language remains, or one is opened that the instrument does not have.
    """
    found = _not_asked(instrument, pilot)
    known = {code: entries(db, instrument, code) for code in instrument.languages}
    around = {code: program_words.unlocked(db, code) for code in known}
    reviewed = [c for c in known if translation.locked(known[c]) and not around[c]]
    kept = [code for code in known if code in reviewed or code in pilot]
    if not kept:
        found += _not_ready(known, around)
    if found:
        raise Rejected(found)
    carried = translation.carrying(instrument, kept)
    said = {code: _said(code, known[code]) for code in kept}
    return replace(
        translation.applied(carried, said),
        languages=tuple(kept),
        reviewed=tuple(code for code in reviewed if known[code] or code != "en"),
    )


def left_out(
    db: Database, instrument: Instrument, pilot: Collection[str] = ()
) -> list[Progress]:
    """Return the languages that publishing would leave out, with how far they are."""
    return [
        each
        for each in progress(db, instrument)
        if not each.is_ready and each.language not in pilot
    ]


def pilots(instrument: Instrument) -> list[Language]:
    """Return the languages of a version that nobody has reviewed and locked."""
    return [language(code) for code in translation.pilots(instrument)]


def best(db: Database, instrument: Instrument) -> Instrument:
    """Return the instrument with the best text of each language, locked or not.

    For those who prepare it, never for respondents.
    """
    said = {c: _said(c, entries(db, instrument, c)) for c in instrument.languages}
    return translation.applied(instrument, said)


def _said(code: str, found: list[Entry]) -> dict[Source, str]:
    """Return the best texts of a language; one that is not written shows the source."""
    is_written = language(code).is_written
    return {e.source: e.best if is_written else e.source.text for e in found}


def find(db: Database, instrument: Instrument, code: str, key: str) -> Entry:
    """Return the entry of a text by where it stands; raise NotFound."""
    for each in entries(db, instrument, code):
        if each.source.key == key:
            return each
    raise NotFound("translation.unknown_text", key=key)


def take(
    db: Database, instrument: Instrument, code: str, deeds: dict[str, Step]
) -> None:
    """Keep a step about each text named by where it stands, all of them or none.

    Raise Rejected with every fault: of what was written, of a text that is not open to
    the step, and of one the questionnaire does not have.
    """
    with writing(db):
        known = {e.source.key: e for e in entries(db, instrument, code)}
        tidy = {key: _tidied(step) for key, step in deeds.items()}
        faults = [
            fault
            for key, step in tidy.items()
            for fault in _faults(known.get(key), key, step)
        ]
        faults += _unheard(db, code, [known[k] for k in tidy if k in known], tidy)
        if faults:
            raise Rejected(faults)
        for key, step in tidy.items():
            entry = known[key]
            translations.add(db, code, entry.source, [*_unkept(entry), step])


def _tidied(step: Step) -> Step:
    text = translation_checks.tidied(step.text)
    return replace(step, text=text, note=step.note.strip())


def _faults(entry: Entry | None, key: str, step: Step) -> list[Problem]:
    if entry is None:
        return [Problem(key, "translation.unknown_text", {"key": key})]
    source = entry.source
    try:
        translation.taken(entry, step)
    except Conflict as error:
        return [Problem(key, error.code, error.facts)]
    if step.deed in translation.NEEDS_TEXT:
        return translation_checks.problems(source, step.text)
    if step.deed in translation.NEEDS_NOTE and not step.note:
        return [Problem(source.key, "translation.no_note")]
    return []


def _unheard(
    db: Database, code: str, found: list[Entry], deeds: dict[str, Step]
) -> list[Problem]:
    """Return what shall be locked in a language that is not written, and is silent."""
    if language(code).is_written:
        return []
    locked = [e.source for e in found if deeds[e.source.key].deed == "lock"]
    heard = media.recordings(db, code, [source.text for source in locked])
    return [
        Problem(source.key, "translation.no_recording")
        for source in locked
        if source.text not in heard
    ]


def record(
    db: Database, instrument: Instrument, code: str, key: str, upload: MediaUpload
) -> None:
    """Keep the recording of a text in a language; raise Rejected unless it is one.

    It belongs to the text that was agreed on, or to the source where nobody writes the
    language; raise Conflict before there is one.
    """
    text = spoken(code, find(db, instrument, code, key))
    if not text:
        raise Conflict("translation.not_agreed", key=key)
    media.record(db, code, text, read_recording(upload.name, upload.data))


def spoken(code: str, entry: Entry) -> str:
    """Return the text a recording of an entry belongs to, "" before there is one."""
    return entry.settled if language(code).is_written else entry.source.text


def recordings(db: Database, code: str, found: list[Entry]) -> dict[str, Content]:
    """Return the recordings of entries by where they stand, of those that have one."""
    texts = {each.source.key: spoken(code, each) for each in found}
    heard = media.recordings(db, code, texts.values())
    return {key: heard[text] for key, text in texts.items() if text in heard}


def _unkept(entry: Entry) -> list[Step]:
    """Return what came with the program, to be kept with the first step."""
    return [] if any(step.on for step in entry.steps) else list(entry.steps)


def _not_asked(instrument: Instrument, pilot: Collection[str]) -> list[Problem]:
    known = ", ".join(instrument.languages)
    return [
        Problem(code, "translation.not_asked", {"language": code, "known": known})
        for code in pilot
        if code not in instrument.languages
    ]


def _not_ready(known: dict[str, list[Entry]], around: dict[str, int]) -> list[Problem]:
    own = [c for c in known if not translation.locked(known[c])]
    program = [code for code in known if around[code]]
    return [
        *(_not_locked(code, known[code]) for code in own),
        *(_program_not_locked(code, around[code]) for code in program),
    ]


def _not_locked(code: str, found: list[Entry]) -> Problem:
    locked = sum(each.state == "locked" for each in found)
    facts = {"language": code, "locked": locked, "total": len(found)}
    return Problem(code, "translation.not_locked", facts)


def _program_not_locked(code: str, unlocked: int) -> Problem:
    facts = {"language": code, "unlocked": unlocked}
    return Problem(code, "translation.program_not_locked", facts)
