"""What came of a dialogue: computed as it stands, frozen once it is published."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
import numpy as np

from survey_app.core.listening.dialogue import Dialogue, Sheet, matrix
from survey_app.core.listening.outcome import Grouped, Outcome, Told, outcome
from survey_app.core.listening.votes import Tally, Votes
from survey_app.errors import Conflict, NotFound
from survey_app.services import voting
from survey_app.services.dialogues import Entry
from survey_app.store import dialogues as store
from survey_app.store.database import Database, writing

_decoder = msgspec.json.Decoder(Outcome)

#: The columns of `rows`.
COLUMNS = (
    "statement", "grouping", "group", "agree", "disagree", "n", "bridging",
    "agreed_by_every_group", "on_the_agenda",
)  # fmt: skip


def find(db: Database, dialogue: Dialogue) -> Outcome:
    """Return what came of a dialogue: what was published, else as it stands."""
    if kept := store.published(db, dialogue.dialogue_id):
        return _decoder.decode(kept)
    return computed(db, dialogue)


def published(db: Database, dialogue: Dialogue) -> Outcome:
    """Return what was published of a dialogue; raise NotFound."""
    kept = store.published(db, dialogue.dialogue_id)
    if kept is None:
        raise NotFound("dialogue.not_published", dialogue=dialogue.dialogue_id)
    return _decoder.decode(kept)


def computed(db: Database, dialogue: Dialogue) -> Outcome:
    """Return what may be shown of a dialogue as it stands."""
    numbers = [each.number for each in voting.shown(db, dialogue)]
    votes, groups = store.votes(db, dialogue.dialogue_id)
    names = tuple(map(str, range(len(votes))))
    every = Votes(names, tuple(map(str, numbers)), matrix(votes, numbers))
    told = Told(
        tuple(groups), _on_paper(store.sheets(db, dialogue.dialogue_id), numbers)
    )
    return outcome(every, numbers, told, keep=dialogue.keeps_straight)


def _on_paper(
    sheets: Iterable[Sheet], numbers: Sequence[int]
) -> dict[str, tuple[int, Tally]]:
    """Return by group the people of all sheets, and a tally of their votes."""
    found: dict[str, tuple[int, Tally]] = {}
    for sheet in sheets:
        people, before = found.get(sheet.group, (0, None))
        counts = np.array([sheet.counts.get(n, (0, 0, 0)) for n in numbers])
        counts = counts.reshape(len(numbers), 3)
        own = Tally(counts[None, :, 0], counts[None, :, 1], counts.sum(axis=1)[None])
        found[sheet.group] = people + sheet.people, _sum(before, own)
    return found


def _sum(one: Tally | None, other: Tally) -> Tally:
    if one is None:
        return other
    return Tally(
        one.agree + other.agree, one.disagree + other.disagree, one.seen + other.seen
    )


def publish(db: Database, dialogue: Dialogue, entry: Entry) -> None:
    """Freeze what came of a closed dialogue, for everybody to read.

    Frozen, so that nobody learns from a later state what a single vote changed.
    """
    if dialogue.state != "closed":
        raise Conflict("dialogue.still_open", dialogue=dialogue.dialogue_id)
    kept = json.dumps(asdict(find(db, dialogue)))
    with writing(db):
        store.publish(db, dialogue.dialogue_id, kept, entry.by, entry.on)


def take_down(db: Database, dialogue: Dialogue, entry: Entry) -> None:
    """Publish nothing of a dialogue any more."""
    with writing(db):
        store.publish(db, dialogue.dialogue_id, None, entry.by, entry.on)


def rows(found: Outcome) -> Iterator[dict[str, Any]]:
    """Yield the outcome as rows: a statement, a group, how it voted."""
    for kind, grouped in (("declared", found.declared), ("opinion", found.found)):
        if grouped:
            yield from _rows(kind, grouped, found.agenda)


def _rows(
    kind: str, grouped: Grouped, agenda: Sequence[int]
) -> Iterator[dict[str, Any]]:
    for stand in grouped.stands:
        for name, share in zip(grouped.names, stand.shares, strict=True):
            values = (
                stand.number, kind, name, share.agree, share.disagree, share.n,
                stand.bridging, stand.is_agreed, stand.number in agenda,
            )  # fmt: skip
            yield dict(zip(COLUMNS, values, strict=True))
