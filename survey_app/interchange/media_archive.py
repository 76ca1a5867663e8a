"""Folders and zip archives of recordings and pictures, listed in an index.csv.

A team without this program records into plain files and writes their names into the
index.
"""

import csv
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO, StringIO

from survey_app.core.questionnaire.media import Slot
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

INDEX = "index.csv"
COLUMNS = ("language", "item", "scale", "option", "text", "file")
#: What an archive may hold when unpacked: all texts of three languages fit many times.
MOST_FILES, MOST_BYTES = 3000, 128 * 1024**2

#: Endings of exported files.
ENDINGS = {
    "audio/ogg": "ogg", "audio/webm": "webm", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/wav": "wav", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp",
}  # fmt: skip

#: What reading a damaged archive raises.
DAMAGED = (
    *(zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError),
    *(OSError, zlib.error, lzma.LZMAError, struct.error),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the index: what is spoken or, without a language, drawn, and the file.

    `text` is what was spoken when the list was made; `file` "": nothing yet.
    """

    language: str
    item: str
    scale: str
    option: str
    text: str
    file: str

    @property
    def slot(self) -> Slot:
        """Return where the recording or picture belongs."""
        option = self.option or None
        if self.scale:
            return Slot("scale", self.scale, option)
        return Slot("item", self.item, option)


def read_index(files: Mapping[str, bytes]) -> list[Line]:
    """Return the lines of the index among the files; raise Rejected without one."""
    if INDEX not in files:
        raise Rejected([Problem(INDEX, "archive.no_index")])
    table = read_foreign(INDEX, files[INDEX])
    missing = [c for c in COLUMNS if c not in table.columns and c != "text"]
    if missing:
        nearest = ", ".join(table.columns)
        raise Rejected(
            [
                Problem(
                    INDEX, "file.column_missing", {"column": column, "nearest": nearest}
                )
                for column in missing
            ]
        )
    cells = {
        c: table.cells(c) if c in table.columns else [None] * table.rows
        for c in COLUMNS
    }
    return [
        Line(**{column: cells[column][row] or "" for column in COLUMNS})
        for row in range(table.rows)
    ]


def write_index(lines: Iterable[Line]) -> bytes:
    """Return the index as CSV that spreadsheets open."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(line) for line in lines)
    return out.getvalue().encode("utf-8-sig")


def read_zip(name: str, content: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name; raise Rejected if they grow too large.

    What the archive says of sizes is not believed: unpacking stops at the limit.
    """
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES:
                raise too_large(name)
            for member in members:
                with archive.open(member) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise too_large(name)
                found[member.filename] = data
    except DAMAGED as error:
        facts = {"reason": str(error)}
        raise Rejected([Problem(name, "archive.damaged", facts)]) from None
    return _without_folder(found)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of the files; sound and pictures are not packed again."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def too_large(name: str) -> Rejected:
    """Return the refusal of more files or bytes than an archive may hold."""
    facts = {"most": MOST_BYTES // 1024**2, "files": MOST_FILES}
    return Rejected([Problem(name, "archive.too_large", facts)])


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files by names beside the index, wherever in the archive it lies."""
    folder = next((n.removesuffix(INDEX) for n in files if n.endswith(INDEX)), "")
    return {name.removeprefix(folder): data for name, data in files.items()}
