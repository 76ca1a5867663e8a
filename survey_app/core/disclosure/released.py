"""What was released: never changed, only superseded by the next."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from survey_app.core.disclosure.door import Protected, Step, plain
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.rows import Row

#: Under what a document names its restricted measures, beside its tables.
RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Released:
    """One release of a round: to whom, when, by whom and what for.

    `seq` is the change number of its newest response; `author` is "" where the program
    made it when somebody of the public first looked. `second` is who confirmed what one
    person may not release alone, `supersedes` the release it takes the place of.
    """

    release_id: int
    round_id: str
    audience: Release
    seq: int
    while_open: bool
    author: str
    purpose: str
    made_on: date
    withheld: Mapping[CellName, Step]
    document_hash: str
    name: str = ""
    second: str = ""
    supersedes: int | None = None


def document(
    tables: Mapping[str, Protected[Row]], restricted: Iterable[str] = ()
) -> tuple[bytes, str]:
    """Return what a release holds as JSON, and the SHA-256 of these bytes.

    `tables` are its rows by the name of their table; `restricted` the measures that
    leave for the public only where two people released them.
    """
    content: dict[str, object] = {name: plain(rows) for name, rows in tables.items()}
    if named := sorted(restricted):
        content[RESTRICTED] = named
    text = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return text, sha256(text).hexdigest()
