"""Carries recordings and pictures out to be made elsewhere, and takes them in."""

from collections.abc import Callable, Iterator, Mapping

from survey_app.core.questionnaire.media import Content, MediaFile
from survey_app.errors import Problem, Rejected
from survey_app.interchange import media_archive as archive
from survey_app.interchange.media_archive import ENDINGS, Line
from survey_app.interchange.media_file import read_picture, read_recording
from survey_app.services import media
from survey_app.store import instruments
from survey_app.store import media as store
from survey_app.store.database import Database, writing


def export(db: Database, instrument_id: str) -> dict[str, bytes]:
    """Return an index of all that can be spoken or drawn, and the files there are."""
    lines = list(_lines(db, instrument_id))
    files = {
        line.file: media.get(db, content.sha256).data
        for line, content in lines
        if content
    }
    return {archive.INDEX: archive.write_index(line for line, _ in lines)} | files


def take_in(db: Database, instrument_id: str, files: Mapping[str, bytes]) -> int:
    """Keep the files an index names and return how many; raise with every fault.

    One fault, and nothing is kept.
    """
    known = _known(db, instrument_id)
    faults: list[Problem] = []
    found: list[tuple[Line, MediaFile]] = []
    for number, line in enumerate(archive.read_index(files), start=2):
        if line.file:
            where = f"{archive.INDEX}:{number}"
            faults += _faults(line, where, known, files)
            found += _read(line, files, faults)
    if faults:
        raise Rejected(faults)
    name = instruments.get(db, instrument_id).name
    with writing(db):
        for line, file in found:
            if line.language:
                store.record(db, line.language, known[_key(line)], file)
            else:
                store.draw(db, name, line.slot, file)
    return len(found)


#: (language, or "" for a picture; owner; owner_id; option) of what an index may name.
_Key = tuple[str, str, str, str]


def _known(db: Database, instrument_id: str) -> dict[_Key, str]:
    """Return the text of everything that can be spoken, or drawn, by its key."""
    found: dict[_Key, str] = {}
    for language in instruments.get(db, instrument_id).languages:
        for each in media.texts(db, instrument_id, language):
            for slot in each.slots:
                key = (language, slot.owner, slot.owner_id, slot.option or "")
                found[key] = each.text
    for drawn in media.drawn(db, instrument_id):
        slot = drawn.slot
        found["", slot.owner, slot.owner_id, slot.option or ""] = ""
    return found


def _key(line: Line) -> _Key:
    return line.language, line.slot.owner, line.slot.owner_id, line.option


def _faults(
    line: Line, where: str, known: Mapping[_Key, str], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    text = known.get(_key(line))
    if text is None:
        facts = {"owner": line.slot.owner_id, "option": line.option}
        yield Problem(where, "media.option_unknown", facts)
    elif text and line.text and line.text.split() != text.split():
        facts = {"text": line.text, "now": text}
        yield Problem(where, "archive.other_words", facts)
    if line.file not in files:
        yield Problem(where, "archive.file_missing", {"file": line.file})


def _read(
    line: Line, files: Mapping[str, bytes], faults: list[Problem]
) -> Iterator[tuple[Line, MediaFile]]:
    """Yield the line with its file; add to the faults what is wrong with the file."""
    read: Callable[[str, bytes], MediaFile]
    read = read_recording if line.language else read_picture
    if line.file in files:
        try:
            yield line, read(line.file, files[line.file])
        except Rejected as refused:
            faults += refused.problems


def _lines(db: Database, instrument_id: str) -> Iterator[tuple[Line, Content | None]]:
    for language in instruments.get(db, instrument_id).languages:
        spoken = media.texts(db, instrument_id, language)
        for number, each in enumerate(spoken, start=1):
            slot, said = each.slots[0], each.recording
            file = f"{language}/{number:03}.{ENDINGS[said.type]}" if said else ""
            item, scale = media.owners(slot)
            option = slot.option or ""
            yield Line(language, item, scale, option, each.text, file), said
    for number, drawn in enumerate(media.drawn(db, instrument_id), start=1):
        slot, seen = drawn.slot, drawn.picture
        file = f"pictures/{number:03}.{ENDINGS[seen.type]}" if seen else ""
        item, scale = media.owners(slot)
        text = drawn.option.label.get("en", "")
        yield Line("", item, scale, slot.option or "", text, file), seen
