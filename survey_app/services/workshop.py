"""The workshop: questionnaires that several people write, and nothing of it is lost."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from survey_app import i18n
from survey_app.core.questionnaire import building
from survey_app.core.questionnaire import drafts as rules
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.drafts import Clash, Draft, Path, Revision, Side
from survey_app.core.questionnaire.editing import tidied, trimmed
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.reopening import reopened
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.services import banks, publishing
from survey_app.store import drafts, instruments
from survey_app.store.database import Database, writing
from survey_app.store.drafts import Deed

__all__ = ["Deed"]

#: A name is part of addresses and of the names of versions.
_NAME = re.compile(r"\w[\w.-]{0,59}")

#: What a draft can begin with, words.workshop.TEMPLATES names them.
TEMPLATES: dict[str, Definition] = {
    "short": Definition(
        "short", {}, (), ("SC1", "PL2"), ("PU1", "PU10"), ("gender", "age")
    ),
    "core": Definition(
        "core",
        {},
        (),
        ("PL1", "LI1", "SC1", "SE1", "EC1", "CF1"),
        ("END1",),
        ("gender", "age", "displacement", "disability"),
    ),
    "pulse": Definition(
        "pulse", {}, (), (), tuple(f"PU{n}" for n in range(1, 11)), ("gender", "age")
    ),
    "accountability": Definition(
        "accountability", {}, (), ("CF1", "CF2", "CF3", "CF4"), (), ("gender", "age")
    ),
}


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit: the draft now, and where somebody else's stands instead.

    `aside` is the revision that keeps the edit until somebody has chosen.
    """

    draft: Draft
    clashes: tuple[Clash, ...] = ()
    aside: int | None = None


def create(db: Database, definition: Definition, by: str, today: date) -> str:
    """Begin a draft from a definition and return its id, the definition's name.

    It may have faults still. Raise Conflict where there is a draft of that name.
    """
    name = definition.name
    if not _NAME.fullmatch(name):
        raise Rejected([Problem(name, "draft.name", {"name": name})])
    if not drafts.begin(db, name, definition, Deed("begin", {}, by, today)):
        raise Conflict("draft.exists", draft=name)
    return name


def free_name(db: Database, title: str) -> str:
    """Return a name for a draft with a title that no other draft has."""
    base = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")[:50] or "questionnaire"
    taken = {str(row["draft_id"]) for row in drafts.everything(db)}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (base, *numbered) if name not in taken)


def reopen(db: Database, instrument_id: str) -> Definition:
    """Return the definition a published version was made from; raise NotFound."""
    return reopened(instruments.get(db, instrument_id), banks.shipped())


def is_draft(db: Database, name: str) -> bool:
    """Return whether there is a draft of a name."""
    return any(row["draft_id"] == name for row in drafts.everything(db))


def kept(db: Database, name: str) -> Definition:
    """Return a definition kept by `instrument build`; raise NotFound."""
    document = instruments.find_definition(db, name)
    if document is None:
        raise NotFound("draft.unknown", draft=name)
    return rules.decoded(document)


def sketch(definition: Definition) -> Instrument:
    """Return the questionnaire as far as it can be made, faults left out."""
    bank = banks.shipped()
    known = tuple(code for code in definition.languages if i18n.is_language(code))
    found = tidied(replace(definition, languages=known), bank)
    return building.build(found, bank, i18n.bank_words)


def faults(definition: Definition) -> list[Problem]:
    """Return what keeps a definition from being published in any language.

    Missing translations keep only their language from it (services.readiness).
    """
    try:
        publishing.check(publishing.build(definition))
    except Rejected as rejected:
        found = rejected.problems
        return [each for each in found if each.code != "instrument.untranslated"]
    return []


def get(db: Database, draft_id: str) -> Draft:
    """Return a draft as it stands; raise NotFound."""
    return drafts.get(db, draft_id)


def edit(
    db: Database,
    draft_id: str,
    seen: int,
    change: Callable[[Definition], Definition],
    deed: Deed,
) -> Edited:
    """Make an edit on the revision somebody saw, merged with what others did since.

    Where both changed the same part, the draft stays and the edit is kept aside.
    """
    with writing(db):
        base, head = drafts.at(db, draft_id, seen), drafts.get(db, draft_id)
        mine = change(base.definition)
        found = rules.merged(base.definition, mine, head.definition)
        if found.clashes:
            aside = drafts.put_aside(db, base, mine, deed)
            return Edited(head, found.clashes, aside)
        done = trimmed(found.definition, banks.shipped())
        if done != head.definition:
            drafts.add(db, head, done, deed)
        return Edited(drafts.get(db, draft_id))


def clashes(db: Database, draft_id: str, aside: int) -> tuple[Clash, ...]:
    """Return where an edit kept aside still stands against the draft."""
    return _clashing(db, draft_id, aside, {}).clashes


def settle(
    db: Database, draft_id: str, aside: int, chosen: Mapping[Path, Side], deed: Deed
) -> Draft:
    """Put an edit kept aside into the draft, each clashing part as it was chosen.

    Raise Conflict where a part is left to choose.
    """
    with writing(db):
        found = _clashing(db, draft_id, aside, chosen)
        if found.clashes:
            raise Conflict("draft.clash", count=len(found.clashes))
        head = drafts.get(db, draft_id)
        if found.definition != head.definition:
            drafts.add(db, head, found.definition, deed)
        return drafts.get(db, draft_id)


def _clashing(
    db: Database, draft_id: str, aside: int, chosen: Mapping[Path, Side]
) -> rules.Merged:
    kept = next((r for r in drafts.revisions(db, draft_id) if r.number == aside), None)
    if kept is None or not kept.is_aside or kept.parent is None:
        raise Conflict("draft.not_aside")
    base, mine = (drafts.at(db, draft_id, n).definition for n in (kept.parent, aside))
    return rules.merged(base, mine, drafts.get(db, draft_id).definition, chosen)


def undo(db: Database, draft_id: str, seen: int) -> Revision:
    """Go back to the revision before the one seen, and return the one taken back."""
    return _move(db, draft_id, seen, rules.can_undo, back=True)


def redo(db: Database, draft_id: str, seen: int) -> Revision:
    """Go forward to the revision undone last, and return it."""
    return _move(db, draft_id, seen, rules.can_redo, back=False)


def _move(
    db: Database,
    draft_id: str,
    seen: int,
    find: Callable[[list[Revision], int], Revision | None],
    *,
    back: bool,
) -> Revision:
    """Move the head; raise Conflict where it is no longer where somebody saw it."""
    with writing(db):
        head = drafts.get(db, draft_id).revision
        if head != seen:
            raise Conflict("draft.moved_on")
        found = find(drafts.revisions(db, draft_id), head)
        if found is None:
            raise Conflict("draft.no_step")
        number = found.parent if back and found.parent is not None else found.number
        drafts.set_head(db, draft_id, number)
        return found


def restore(db: Database, draft_id: str, number: int, seen: int, deed: Deed) -> Edited:
    """Make an earlier revision the draft again, as one more edit."""
    earlier = drafts.at(db, draft_id, number).definition
    return edit(db, draft_id, seen, lambda _: earlier, deed)


def publish(
    db: Database, draft_id: str, seen: int, today: date, pilot: Collection[str] = ()
) -> str:
    """Publish a draft as somebody saw it, and return the id of its version.

    It carries the languages that are locked, and those opened for a `pilot`. Raise
    Conflict where others have edited since, and Rejected with every fault.
    """
    draft = drafts.get(db, draft_id)
    if draft.revision != seen:
        raise Conflict("draft.moved_on")
    return publishing.publish(db, publishing.build(draft.definition), today, pilot)
