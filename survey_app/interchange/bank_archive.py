"""A bank as one file: its questions as JSON, its recordings, and what each must be.

questions.json          the questions in all languages, licence and source
recordings.csv     language, text, file
audio/…            the recordings
manifest.json      the format, and the SHA-256 of every other file
"""

import csv
import json
from collections.abc import Mapping
from hashlib import sha256
from io import StringIO

import msgspec

from survey_app.core.questionnaire import shared_bank
from survey_app.core.questionnaire.media import MediaFile
from survey_app.core.questionnaire.shared_bank import SharedBank
from survey_app.errors import Problem, Rejected
from survey_app.interchange.media_archive import ENDINGS, read_zip, write_zip

FORMAT, VERSION = "survey_app bank", 1
BANK, INDEX, MANIFEST = "questions.json", "recordings.csv", "manifest.json"
LONGEST_CELL = 10_000

#: Recordings by (language, text): name of the file and its bytes.
Recordings = dict[tuple[str, str], tuple[str, bytes]]


def write(bank: SharedBank, recordings: Mapping[tuple[str, str], MediaFile]) -> bytes:
    """Return a bank and the recordings of its texts as a zip archive."""
    files = {BANK: shared_bank.encode(bank)}
    index = StringIO()
    writer = csv.writer(index, lineterminator="\n")
    writer.writerow(("language", "text", "file"))
    for (language, text), file in sorted(recordings.items(), key=lambda each: each[0]):
        content = file.content
        name = f"audio/{content.sha256}.{ENDINGS[content.type]}"
        files[name] = file.data
        writer.writerow((language, text, name))
    files[INDEX] = index.getvalue().encode("utf-8")
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    text = json.dumps(manifest, indent=1, sort_keys=True)
    return write_zip({MANIFEST: text.encode(), **files})


def read(name: str, content: bytes) -> tuple[SharedBank, Recordings]:
    """Return the bank and recordings in an archive; raise Rejected with every fault."""
    files = read_zip(name, content)
    _check_manifest(name, files)
    try:
        bank = shared_bank.decode(files[BANK])
        rows = _rows(files.get(INDEX, b""))
    except (
        msgspec.DecodeError,
        UnicodeDecodeError,
        csv.Error,
        RecursionError,
    ) as error:
        fault = Problem(name, "file.damaged", {"reason": str(error)})
        raise Rejected([fault]) from None
    faults = list(shared_bank.problems(bank))
    known = shared_bank.spoken(bank)
    recordings: Recordings = {}
    for row in rows:
        language, text, file = (
            row.get(key) or "" for key in ("language", "text", "file")
        )
        if (language, text) not in known or file not in files:
            facts = {"file": file[:80], "language": language[:20]}
            faults.append(
                Problem(f"{INDEX}: {text[:60]}", "bank.stray_recording", facts)
            )
        else:
            recordings[language, text] = file, files[file]
    if faults:
        raise Rejected(faults)
    return bank, recordings


def _check_manifest(name: str, files: Mapping[str, bytes]) -> None:
    """Raise Rejected unless the files are those the archive was made with."""
    try:
        manifest = json.loads(files.get(MANIFEST, b""))
        listed = dict(manifest["files"])
        kind = manifest["format"], manifest["version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Rejected([Problem(name, "bank.no_archive")]) from None
    if kind != (FORMAT, VERSION) or BANK not in listed:
        raise Rejected([Problem(name, "bank.no_archive")])
    found = {n: sha256(data).hexdigest() for n, data in files.items() if n != MANIFEST}
    wrong = sorted(n for n in {*found, *listed} if found.get(n) != listed.get(n))
    if wrong:
        facts = {"files": ", ".join(each[:60] for each in wrong[:5])}
        raise Rejected([Problem(name, "bank.files_changed", facts)])


def _rows(index: bytes) -> list[dict[str, str]]:
    csv.field_size_limit(LONGEST_CELL)
    return list(csv.DictReader(StringIO(index.decode("utf-8"))))
