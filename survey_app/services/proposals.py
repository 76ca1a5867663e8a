"""Proposals: a community says what should be asked, votes, and sees it asked."""

from datetime import date

from survey_app.core.questionnaire import editing
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Item, Labels
from survey_app.core.questionnaire.proposals import LEAST_PRESENT, Proposal, Vote
from survey_app.core.questionnaire.reading import MOST_WORDS
from survey_app.errors import Conflict, Problem, Rejected
from survey_app.services import banks, workshop
from survey_app.services.workshop import Deed, Edited
from survey_app.store import drafts
from survey_app.store import proposals as store
from survey_app.store.database import Database, writing

#: The scale a proposal is asked on unless another is chosen: five steps of agreeing.
USUAL_SCALE = "A5"


def propose(db: Database, words: Labels, reason: str, today: date) -> None:
    """Keep what a community wants asked; raise Rejected with every fault."""
    faults = [
        Problem(code, "proposal.too_long", {"words": count, "most": MOST_WORDS})
        for code, text in words.items()
        if (count := len(text.split())) > MOST_WORDS
    ]
    if not words:
        faults.append(Problem("words", "proposal.no_text"))
    if faults:
        raise Rejected(faults)
    store.add(db, words, reason, today)


def vote(
    db: Database, proposal_id: int, gathering: str, counts: tuple[str, str], today: date
) -> None:
    """Keep how many (of how many present) wanted it asked; raise Rejected."""
    votes, present = (int(text) if text.isdecimal() else -1 for text in counts)
    if min(votes, present) < 0 or votes > present:
        raise Rejected([Problem("votes", "proposal.count")])
    if present < LEAST_PRESENT:
        facts = {"least": LEAST_PRESENT}
        raise Rejected([Problem("present", "proposal.too_few", facts)])
    store.get(db, proposal_id)
    store.vote(db, proposal_id, Vote(gathering, votes, present, today))


def adopt(
    db: Database, proposal_id: int, draft_id: str, scale: str, by: tuple[str, date]
) -> Edited:
    """Ask a proposal as a question of a draft, answered on a scale.

    Raise Conflict where it is asked already, Rejected for an unknown scale.
    """
    if scale not in banks.shipped().scales:
        known = ", ".join(banks.shipped().scales)
        facts = {"scale": scale, "known": known}
        raise Rejected([Problem("scale", "scale.unknown", facts)])
    with writing(db):
        found, draft = store.get(db, proposal_id), drafts.get(db, draft_id)
        if found.draft_id is not None:
            raise Conflict("proposal.adopted", draft=found.draft_id)
        item = _item(found, draft.definition, scale)
        text = next(iter(found.words.values()))
        deed = Deed("adopt", {"question": text}, *by)
        change = editing.with_item(item, {})
        done = workshop.edit(db, draft_id, draft.revision, change, deed)
        store.adopt(db, proposal_id, draft_id, item.item_id)
    return done


def _item(found: Proposal, definition: Definition, scale: str) -> Item:
    taken = {item.item_id for item in definition.own_items}
    numbered = (f"c{number}" for number in range(1, len(taken) + 2))
    item_id = next(name for name in numbered if name not in taken)
    return Item(item_id, "scored", found.words, scale)
