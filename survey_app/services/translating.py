"""Translating: what is done about each text, and which languages may be published."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from survey_app.core.questionnaire import translation, translation_checks
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.translation import Entry, Source, State, Step
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.i18n import Language, language
from survey_app.store import translations
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language of a questionnaire is: how many texts are in which state."""

    language: str
    counts: dict[State, int]

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
        return self.locked == self.total


def entries(db: Database, instrument: Instrument, language: str) -> list[Entry]:
    """Return every text of a questionnaire with what was done about it so far."""
    return translation.entries(instrument, language, translations.steps(db, language))


def progress(db: Database, instrument: Instrument) -> list[Progress]:
    """Return how far each language of a questionnaire is."""
    return [
        Progress(
            language, Counter(each.state for each in entries(db, instrument, language))
        )
        for language in instrument.languages
    ]


def ready(
    db: Database, instrument: Instrument, pilot: Collection[str] = ()
) -> Instrument:
    """Return the instrument in the languages that may reach respondents, and no other.

    These are the ones whose every text is locked, and those opened for a pilot, which
    say the best there is. Raise Rejected where no language remains, or one is opened
    that the instrument does not have.
    """
    found = _not_asked(instrument, pilot)
    known = {code: entries(db, instrument, code) for code in instrument.languages}
    reviewed = [code for code in known if translation.locked(known[code])]
    kept = [code for code in known if code in reviewed or code in pilot]
    if not kept:
        found += [_not_locked(code, known[code]) for code in known]
    if found:
        raise Rejected(found)
    for code in kept:
        best = {each.source: each.best for each in known[code]}
        instrument = translation.applied(instrument, code, best)
    return replace(
        translation.carrying(instrument, kept),
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
    for code in instrument.languages:
        texts = {e.source: e.best for e in entries(db, instrument, code)}
        instrument = translation.applied(instrument, code, texts)
    return instrument


def find(db: Database, instrument: Instrument, language: str, key: str) -> Entry:
    """Return the entry of a text by where it stands; raise NotFound."""
    for each in entries(db, instrument, language):
        if each.source.key == key:
            return each
    raise NotFound("translation.unknown_text", key=key, instrument=instrument.name)


def take(
    db: Database, instrument: Instrument, language: str, deeds: dict[str, Step]
) -> None:
    """Keep a step about each text named by where it stands, all of them or none.

    Raise Rejected with every fault of what was written, Conflict where a text is not
    open to the step, NotFound for an unknown text.
    """
    with writing(db):
        known = {e.source.key: e for e in entries(db, instrument, language)}
        faults: list[Problem] = []
        done: list[tuple[Source, Sequence[Step]]] = []
        for key, step in deeds.items():
            if key not in known:
                name = instrument.name
                raise NotFound("translation.unknown_text", key=key, instrument=name)
            entry, tidy = known[key], _tidied(step)
            translation.taken(entry, tidy)
            faults += _faults(entry.source, tidy)
            done.append((entry.source, [*_unkept(entry), tidy]))
        if faults:
            raise Rejected(faults)
        for source, steps in done:
            translations.add(db, language, source, steps)


def _tidied(step: Step) -> Step:
    text = translation_checks.tidied(step.text)
    return replace(step, text=text, note=step.note.strip())


def _faults(source: Source, step: Step) -> list[Problem]:
    if step.deed in translation.NEEDS_TEXT:
        return translation_checks.problems(source, step.text)
    if step.deed in translation.NEEDS_NOTE and not step.note:
        return [Problem(source.key, "translation.no_note")]
    return []


def _unkept(entry: Entry) -> list[Step]:
    """Return the draft that came with the program, to be kept with the first step."""
    is_first = len(entry.steps) == 1 and entry.steps[0].on is None
    return list(entry.steps) if is_first else []


def _not_asked(instrument: Instrument, pilot: Collection[str]) -> list[Problem]:
    known = ", ".join(instrument.languages)
    return [
        Problem(code, "translation.not_asked", {"language": code, "known": known})
        for code in pilot
        if code not in instrument.languages
    ]


def _not_locked(language: str, found: list[Entry]) -> Problem:
    locked = sum(each.state == "locked" for each in found)
    facts = {"language": language, "locked": locked, "total": len(found)}
    return Problem(language, "translation.not_locked", facts)
