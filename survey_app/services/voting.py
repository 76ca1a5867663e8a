"""Taking part in a dialogue: joining, saying one's group, voting, adding statements."""

from dataclasses import replace

from survey_app.core.listening.dialogue import (
    LONGEST,
    MOST_ADDED,
    MOST_STATEMENTS,
    MOST_WAITING,
    Dialogue,
    Participant,
    Statement,
    following,
    matrix,
    pulls,
    with_vote,
)
from survey_app.core.listening.folding import clean
from survey_app.core.listening.votes import WORTH, Choice
from survey_app.core.questionnaire import identifying
from survey_app.core.questionnaire.folding import folded
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.services import dialogues
from survey_app.store import dialogues as store
from survey_app.store.database import Database, writing

#: How many votes more, and how many times as many, before statements are measured
#: again for the order in which they are shown.
MORE, TIMES = 30, 1.1


def join(db: Database, dialogue: Dialogue, participant_id: str) -> Participant:
    """Let somebody take part under a new random id; raise Conflict unless open."""
    _need_open(dialogue)
    joined = Participant(participant_id, dialogue.dialogue_id)
    with writing(db):
        store.join(db, joined)
    return joined


def find(db: Database, dialogue: Dialogue, participant_id: str) -> Participant | None:
    """Return whoever takes part in a dialogue under an id, if anybody does."""
    found = store.participant(db, participant_id)
    return found if found and found.dialogue_id == dialogue.dialogue_id else None


def declare(db: Database, dialogue: Dialogue, who: Participant, group: str) -> None:
    """Keep which group somebody says they belong to, empty: they would not say."""
    _need_open(dialogue)
    instrument = dialogues.instrument_of(db, dialogue)
    item = dialogues.declared(instrument, dialogue)
    codes = {option.code for option in instrument.options(item)} if item else set()
    if group not in codes | {""}:
        raise Rejected([Problem("group", "dialogue.no_group", {"group": group})])
    with writing(db):
        store.keep(db, replace(_again(db, who), group=group))


def shown(db: Database, dialogue: Dialogue) -> list[Statement]:
    """Return the statements people may see."""
    every = store.statements(db, dialogue.dialogue_id)
    return [each for each in every if each.state == "shown"]


def next_statement(
    db: Database, dialogue: Dialogue, who: Participant
) -> tuple[Statement | None, int]:
    """Return the statement to vote on next, if any, and how many there are."""
    every = shown(db, dialogue)
    return following(every, who), len(every)


def vote(
    db: Database, dialogue: Dialogue, who: Participant, number: int, choice: str
) -> None:
    """Keep a vote, in place of an earlier one on the same statement.

    Raise NotFound for a statement that is not shown, Rejected for no known choice,
    Conflict unless the dialogue is open.
    """
    known = next((each for each in WORTH if each == choice), None)
    if known is None:
        raise Rejected([Problem("choice", "dialogue.no_choice", {"choice": choice})])
    with writing(db):
        now = dialogues.get(db, dialogue.dialogue_id)
        _need_open(now)
        every = shown(db, now)
        if number not in {each.number for each in every}:
            raise NotFound("dialogue.no_statement", number=number)
        _keep_vote(db, _again(db, who), number, known)
        total = 1 + sum(each.votes for each in every)
        if total >= TIMES * now.measured_votes + MORE:
            _measure(db, now, [each.number for each in every], total)


def _keep_vote(db: Database, who: Participant, number: int, choice: Choice) -> None:
    before = who.on(number)
    if before != choice:
        store.keep(db, replace(who, votes=with_vote(who.votes, number, choice)))
        store.count_vote(db, (who.dialogue_id, number), choice, before)


def _measure(db: Database, dialogue: Dialogue, numbers: list[int], total: int) -> None:
    votes, _ = store.votes(db, dialogue.dialogue_id)
    found = pulls(matrix(votes, numbers))
    pairs = zip(numbers, map(float, found), strict=True)
    store.measure(db, dialogue.dialogue_id, total, pairs)


def add(
    db: Database, dialogue: Dialogue, who: Participant, said: tuple[str, str]
) -> None:
    """Keep (language, statement) until somebody has judged it; it is shown nowhere.

    The same words again are kept once. Raise Rejected for too few or too many letters,
    Conflict where this person has added enough, or too many wait.
    """
    language, text = said[0], clean(said[1])
    if not text:
        raise Rejected([Problem("said", "dialogue.empty")])
    if len(text) > LONGEST:
        facts: dict[str, object] = {"line": 1, "most": LONGEST}
        raise Rejected([Problem("said", "dialogue.too_long", facts)])
    with writing(db):
        now = dialogues.get(db, dialogue.dialogue_id)
        _need_open(now)
        every = store.statements(db, now.dialogue_id)
        same = {folded(words) for each in every for words in each.said.values()}
        if folded(text) not in same:
            _add(db, _again(db, who), every, {language: text})


def _add(
    db: Database, who: Participant, every: list[Statement], said: dict[str, str]
) -> None:
    if who.added >= MOST_ADDED:
        raise Conflict("dialogue.added_enough", most=MOST_ADDED)
    waiting = sum(each.state == "waiting" for each in every)
    if waiting >= MOST_WAITING or len(every) >= MOST_STATEMENTS:
        raise Conflict("dialogue.too_many_wait")
    added = Statement(1 + len(every), said, "person", "waiting")
    store.add_statements(db, who.dialogue_id, [added])
    store.keep(db, replace(who, added=who.added + 1))


def telling(instrument: Instrument, text: str) -> str:
    """Return what of a statement may tell who somebody is, or an empty text."""
    options = (each for item in instrument.items for each in instrument.options(item))
    words = (text for each in options for text in each.label.values())
    return ", ".join(identifying.identifying(text, identifying.words_in(words)))


def _again(db: Database, who: Participant) -> Participant:
    """Return somebody as they stand inside this transaction; raise NotFound."""
    found = store.participant(db, who.participant_id)
    if found is None:
        raise NotFound("dialogue.nobody")
    return found


def _need_open(dialogue: Dialogue) -> None:
    if dialogue.state != "open":
        raise Conflict("dialogue.closed", dialogue=dialogue.dialogue_id)
