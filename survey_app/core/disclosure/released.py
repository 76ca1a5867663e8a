"""What was released: never changed, only superseded by the next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from survey_app.core.disclosure.door import Protected, Step, plain
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.rows import EstimateRow, GapRow


@dataclass(frozen=True, slots=True)
class Released:
    """One release of a round: to whom, when, by whom and what for.

    `seq` is the change number of its newest response; `author` is "" where the program
    made it when somebody of the public first looked.
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


def document(
    estimates: Protected[EstimateRow], gaps: Protected[GapRow]
) -> tuple[bytes, str]:
    """Return what a release shows as JSON, and the SHA-256 of these bytes.

    `estimates` are all means and shares, `gaps` those of the first page.
    """
    rows = {"estimates": plain(estimates), "gaps": plain(gaps)}
    content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    return content, sha256(content).hexdigest()
