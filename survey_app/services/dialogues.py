"""Leading a dialogue: making it, judging what people add, opening and closing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from survey_app.core.listening.dialogue import (
    LONGEST,
    MOST_STATEMENTS,
    Dialogue,
    Sheet,
    Standing,
    Statement,
)
from survey_app.core.listening.folding import clean
from survey_app.core.questionnaire.instrument import Instrument, Item, Labels
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.services.community import LONGEST_SLUG, SLUG
from survey_app.store import dialogues as store
from survey_app.store import instruments
from survey_app.store.database import Database, writing

#: People one sheet of paper may count; more is a slip of the pen.
MOST_PEOPLE = 5000


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody decided about a statement, in which words it is shown."""

    number: int
    state: Standing
    said: Labels


@dataclass(frozen=True, slots=True)
class Entry:
    """Who does something to a dialogue, and on which day."""

    by: str
    on: date


def get(db: Database, dialogue_id: str) -> Dialogue:
    """Return a dialogue; raise NotFound."""
    found = store.find(db, dialogue_id)
    if found is None:
        raise NotFound("dialogue.unknown", dialogue=dialogue_id)
    return found


def instrument_of(db: Database, dialogue: Dialogue) -> Instrument:
    """Return the questionnaire whose languages and groups a dialogue has."""
    return instruments.get(db, dialogue.instrument_id)


def groupings(instrument: Instrument) -> list[Item]:
    """Return the questions people may be asked first: of one group each."""
    return [i for i in instrument.items if i.group and i.kind in ("choice", "scored")]


def declared(instrument: Instrument, dialogue: Dialogue) -> Item | None:
    """Return the question a dialogue asks first, if it asks one."""
    return instrument.item(dialogue.by) if dialogue.by else None


def make(db: Database, wanted: Dialogue, entry: Entry) -> None:
    """Make a dialogue; raise Rejected with all that is wrong with it."""
    instrument = instrument_of(db, wanted)
    faults = _faults(db, wanted, instrument)
    if faults:
        raise Rejected(faults)
    with writing(db):
        store.add(db, wanted, entry.by, entry.on)


def _faults(db: Database, wanted: Dialogue, instrument: Instrument) -> list[Problem]:
    slug = wanted.dialogue_id
    found = []
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        found.append(Problem("slug", "dialogue.slug", {"slug": slug}))
    elif store.find(db, slug):
        found.append(Problem("slug", "dialogue.taken", {"slug": slug}))
    if not wanted.title:
        found.append(Problem("title", "dialogue.no_title"))
    if wanted.by and wanted.by not in {i.item_id for i in groupings(instrument)}:
        found.append(Problem("by", "dialogue.no_grouping", {"item": wanted.by}))
    return found


def add_seeds(db: Database, dialogue: Dialogue, lines: Mapping[str, str]) -> int:
    """Add statements to begin with, one a line, the same lines in each language.

    Return how many; raise Rejected with all faults, Conflict where it is full.
    """
    _need_unpublished(dialogue)
    said = {code: text.splitlines() for code, text in lines.items() if text.strip()}
    texts = {code: [clean(line) for line in each] for code, each in said.items()}
    written = {code: [t for t in each if t] for code, each in texts.items()}
    if faults := _seed_faults(written):
        raise Rejected(faults)
    codes = list(written)
    seeds = [
        dict(zip(codes, each, strict=True))
        for each in zip(*written.values(), strict=True)
    ]
    with writing(db):
        known = store.statements(db, dialogue.dialogue_id)
        if len(known) + len(seeds) > MOST_STATEMENTS:
            raise Conflict("dialogue.full", most=MOST_STATEMENTS)
        first = 1 + len(known)
        made = (
            Statement(first + place, each, "seed", "shown")
            for place, each in enumerate(seeds)
        )
        store.add_statements(db, dialogue.dialogue_id, made)
    return len(seeds)


def _seed_faults(written: Mapping[str, Sequence[str]]) -> list[Problem]:
    if not written:
        return [Problem("statements", "dialogue.no_statements")]
    most = max(len(each) for each in written.values())
    found = [
        Problem(code, "dialogue.lines", {"count": len(each), "most": most})
        for code, each in written.items()
        if len(each) != most
    ]
    return found + [
        Problem(code, "dialogue.too_long", {"line": line, "most": LONGEST})
        for code, each in written.items()
        for line, text in enumerate(each, 1)
        if len(text) > LONGEST
    ]


def waiting(db: Database, dialogue: Dialogue) -> list[Statement]:
    """Return what people added and nobody has judged."""
    every = store.statements(db, dialogue.dialogue_id)
    return [each for each in every if each.state == "waiting"]


def judge(
    db: Database, dialogue: Dialogue, judged: Sequence[Judged], entry: Entry
) -> None:
    """Show statements, or refuse them: then what was said is forgotten.

    Raise Rejected with all faults: statements that are not there, no words, too many.
    """
    _need_unpublished(dialogue)
    with writing(db):
        known = store.statements(db, dialogue.dialogue_id)
        wanted = [_cleaned(each) for each in judged]
        if faults := [f for each in wanted for f in _judged_faults(each, known)]:
            raise Rejected(faults)
        for each in wanted:
            of = dialogue.dialogue_id, each.number
            said = each.said if each.state == "shown" else {}
            store.judge(db, of, each.state, said, entry.by, entry.on)


def refuse_waiting(db: Database, dialogue: Dialogue, entry: Entry) -> None:
    """Refuse everything that waits, as when somebody sent a flood of statements."""
    every = [Judged(each.number, "refused", {}) for each in waiting(db, dialogue)]
    judge(db, dialogue, every, entry)


def _cleaned(judged: Judged) -> Judged:
    said = {code: clean(text) for code, text in judged.said.items()}
    return Judged(judged.number, judged.state, {c: t for c, t in said.items() if t})


def _judged_faults(judged: Judged, known: Sequence[Statement]) -> list[Problem]:
    where, standing = str(judged.number), {each.number: each.state for each in known}
    if standing.get(judged.number, "refused") == "refused":
        return [Problem(where, "dialogue.no_statement", {"number": judged.number})]
    if judged.state == "shown" and not judged.said:
        return [Problem(where, "dialogue.empty")]
    if any(len(text) > LONGEST for text in judged.said.values()):
        facts: dict[str, object] = {"line": judged.number, "most": LONGEST}
        return [Problem(where, "dialogue.too_long", facts)]
    return []


def open_it(db: Database, dialogue: Dialogue) -> None:
    """Let people vote; raise Conflict without statements, or once published."""
    _need_unpublished(dialogue)
    every = store.statements(db, dialogue.dialogue_id)
    if not any(each.state == "shown" for each in every):
        raise Conflict("dialogue.nothing_to_say", dialogue=dialogue.dialogue_id)
    with writing(db):
        store.set_state(db, dialogue.dialogue_id, "open")


def close_it(db: Database, dialogue: Dialogue) -> None:
    """End the voting; the dialogue may be opened again until it is published."""
    with writing(db):
        store.set_state(db, dialogue.dialogue_id, "closed")


def keep_straight(db: Database, dialogue: Dialogue, *, keeps: bool) -> None:
    """Count those who vote the same on everything, or set them aside again."""
    _need_unpublished(dialogue)
    with writing(db):
        store.keep_straight(db, dialogue.dialogue_id, keeps=keeps)


def add_sheet(db: Database, dialogue: Dialogue, sheet: Sheet, entry: Entry) -> None:
    """Keep votes counted by hand at a gathering of people of one group.

    Raise Rejected with all faults: an unknown group, more votes than people.
    """
    _need_unpublished(dialogue)
    shown = {
        each.number
        for each in store.statements(db, dialogue.dialogue_id)
        if each.state == "shown"
    }
    faults = _sheet_faults(sheet, shown)
    item = declared(instrument_of(db, dialogue), dialogue)
    instrument = instrument_of(db, dialogue)
    codes = {option.code for option in instrument.options(item)} if item else set()
    if sheet.group not in codes | {""}:
        faults.append(Problem("group", "dialogue.no_group", {"group": sheet.group}))
    if faults:
        raise Rejected(faults)
    with writing(db):
        store.add_sheet(db, dialogue.dialogue_id, sheet, entry.by, entry.on)


def _sheet_faults(sheet: Sheet, shown: set[int]) -> list[Problem]:
    if not 0 < sheet.people <= MOST_PEOPLE:
        return [Problem("people", "dialogue.people", {"most": MOST_PEOPLE})]
    if not sheet.counts:
        return [Problem("counts", "dialogue.no_counts")]
    found = []
    for number, counts in sheet.counts.items():
        where, facts = str(number), {"number": number}
        if number not in shown:
            found.append(Problem(where, "dialogue.no_statement", facts))
        elif min(counts) < 0 or sum(counts) > sheet.people:
            more = facts | {"votes": sum(counts), "people": sheet.people}
            found.append(Problem(where, "dialogue.more_votes", more))
    return found


def remove_sheet(db: Database, dialogue: Dialogue, sheet_id: int) -> None:
    """Take back a sheet that was entered wrongly; raise NotFound."""
    _need_unpublished(dialogue)
    with writing(db):
        if not store.remove_sheet(db, dialogue.dialogue_id, sheet_id):
            raise NotFound("dialogue.no_sheet", sheet=sheet_id)


def _need_unpublished(dialogue: Dialogue) -> None:
    if dialogue.is_published:
        raise Conflict("dialogue.published", dialogue=dialogue.dialogue_id)
