"""Banks that travel: exported as one file, taken in, searched by words, and used."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from survey_app import __version__, i18n
from survey_app.core.questionnaire import shared_bank
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.folding import folded
from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.questionnaire.media import MediaFile
from survey_app.core.questionnaire.shared_bank import SharedBank
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.interchange import bank_archive
from survey_app.interchange.media_file import read_recording
from survey_app.services import banks, publishing, workshop
from survey_app.services.workshop import Deed
from survey_app.store import drafts, instruments, media, searching, shared_banks
from survey_app.store.database import Database, writing

#: What may be done with the banks that come along.
LICENCE = "Apache-2.0"
#: Found texts that are shown.
MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class About:
    """The licence and source of a bank that is about to be shared."""

    licence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found: of a question or construct, in its bank."""

    bank: str
    id: str
    language: str
    text: str


def export(db: Database, name: str, about: About, today: date) -> bytes:
    """Return a bank with its recordings as one file.

    `name` is a bank that comes along, one that was taken in, or a definition or draft
    whose own questions become a bank: then licence and source must be said.
    """
    bank = _bank(db, name, about, today)
    if faults := list(shared_bank.problems(bank)):
        raise Rejected(faults)
    return bank_archive.write(bank, _recordings(db, bank))


def examine(db: Database, name: str, content: bytes) -> SharedBank:
    """Return the bank in a file; raise Rejected with every fault. Nothing is kept."""
    return _read(db, name, content)[0]


def take_in(db: Database, name: str, content: bytes, today: date) -> SharedBank:
    """Keep the bank in a file in place of one of its name; raise Rejected.

    Recordings are kept for texts that have none here; of a bank that comes along with
    the program nothing else is new.
    """
    bank, recordings = _read(db, name, content)
    with writing(db):
        if not is_shipped(bank):
            shared_banks.keep(db, bank, today.isoformat())
        for (language, text), file in recordings.items():
            if not media.recordings(db, language, [text]):
                media.record(db, language, text, file)
    return bank


def catalogue(db: Database) -> list[SharedBank]:
    """Return all banks there are: those that come along, then those taken in."""
    names = {found.bank for found in banks.shipped().items.values()}
    shipped = [_shipped(name) for name in sorted(names)]
    return [*(each for each in shipped if each.items), *shared_banks.everything(db)]


def search(db: Database, words: str, language: str | None = None) -> list[Hit]:
    """Return the questions and constructs that hold all words, the best text of each.

    `language` None looks in all languages.
    """
    hits = [
        Hit(bank.name, key, code, text)
        for bank in catalogue(db)
        for key, code, text in shared_bank.texts(bank)
        if language in (None, code)
    ]
    texts = ((place, folded(hit.text)) for place, hit in enumerate(hits))
    wanted = folded(words.replace('"', " ")).split()
    found = searching.search(texts, wanted, MOST_FOUND * 4)
    best: dict[tuple[str, str], Hit] = {}
    for place in found:
        best.setdefault((hits[place].bank, hits[place].id), hits[place])
    return list(best.values())[:MOST_FOUND]


def use(db: Database, name: str, draft_id: str, by: str, today: date) -> str:
    """Put the questions of a bank that was taken in into a draft; return its id."""
    bank = shared_banks.get(db, name)
    draft = workshop.get(db, draft_id)
    deed = Deed("share", {"name": name}, by, today)
    known = banks.shipped().scales.keys()

    def change(definition: Definition) -> Definition:
        return shared_bank.put_into(definition, bank, known)

    workshop.edit(db, draft_id, draft.revision, change, deed)
    return draft_id


def _bank(db: Database, name: str, about: About, today: date) -> SharedBank:
    """Return the bank of a name, wherever it is; raise NotFound."""
    known = {bank.name: bank for bank in catalogue(db)}
    if name in known:
        return known[name]
    definition = _definition(db, name)
    if definition is None:
        raise NotFound("bank.not_here", name=name, known=", ".join(known))
    empty = SharedBank(
        name, {}, about.licence, about.source, today.isoformat(), items=()
    )
    own = shared_bank.of_definition(definition, empty)
    used = {item.scale for item in own.items}
    scales = banks.shipped().scales
    more = tuple(
        shared_bank.spoken_scale(scale, _speak)
        for key, scale in scales.items()
        if key in used
    )
    return replace(own, scales=(*own.scales, *more))


def _definition(db: Database, name: str) -> Definition | None:
    if name in {str(row["draft_id"]) for row in drafts.everything(db)}:
        return workshop.get(db, name).definition
    if name in instruments.definition_names(db):
        return publishing.definition(db, name)
    return None


@cache
def _shipped(name: str) -> SharedBank:
    source = f"survey_app {__version__}, question_banks/{name}.toml"
    about = SharedBank(name, {}, LICENCE, source, "", items=())
    return shared_bank.of_bank(banks.shipped(), name, about, _speak)


def _speak(context: str, text: str) -> Labels:
    """Return a text of the banks in every language it is translated to."""
    found = {"en": text}
    for language in i18n.languages():
        word = i18n.bank_words(language.code, context, text)
        if language.code != "en" and word:
            found[language.code] = word
    return found


def _recordings(db: Database, bank: SharedBank) -> dict[tuple[str, str], MediaFile]:
    found = {}
    by_language: dict[str, list[str]] = {}
    for language, text in shared_bank.spoken(bank):
        by_language.setdefault(language, []).append(text)
    for language, texts in by_language.items():
        for text, content in media.recordings(db, language, texts).items():
            if file := media.find(db, content.sha256):
                found[language, text] = file
    return found


def _read(
    db: Database, name: str, content: bytes
) -> tuple[SharedBank, dict[tuple[str, str], MediaFile]]:
    bank, found = bank_archive.read(name, content)
    faults = list(_taken(bank))
    recordings = {}
    for place, (file, data) in found.items():
        try:
            recordings[place] = read_recording(file, data)
        except Rejected as rejected:
            faults += rejected.problems
    if faults:
        raise Rejected(faults)
    return bank, recordings


def is_shipped(bank: SharedBank) -> bool:
    """Return whether a bank comes along with the program already, word for word."""
    own = {key: found.item for key, found in banks.shipped().items.items()}
    return all(
        item.item_id in own and own[item.item_id].text["en"] == item.text.get("en")
        for item in bank.items
    )


def _taken(bank: SharedBank) -> Iterator[Problem]:
    """Yield a fault for every name the program's own banks use for something else."""
    shipped = banks.shipped()
    if is_shipped(bank):
        return
    names = {found.bank for found in shipped.items.values()}
    ids = [item.item_id for item in bank.items]
    ids += [each.construct_id for each in bank.constructs]
    for key in (*ids, bank.name):
        if key in shipped.items or key in shipped.constructs or key in names:
            yield Problem(key, "own.id_taken", {"item": key})
    for scale in bank.scales:
        known = shipped.scales.get(scale.scale_id)
        if known is not None and known.codes != scale.codes:
            yield Problem(scale.scale_id, "own.id_taken", {"item": scale.scale_id})
