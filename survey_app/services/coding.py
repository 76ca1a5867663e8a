"""Coding of open answers: frames, codes by two people, what is settled, how far it is.

Whoever codes sees a text and its language, and nothing else known of who wrote it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import isnan

from survey_app.core.listening import coding
from survey_app.core.listening.agreement import kappa
from survey_app.core.listening.coding import (
    CodeFrame,
    Coding,
    Standing,
    State,
    cross_table,
    standings,
)
from survey_app.core.questionnaire.instrument import Item
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.services.analysis import RoundData
from survey_app.services.open_answers import LEAST_ANSWERS
from survey_app.store import coding as store
from survey_app.store.coding import OpenAnswer
from survey_app.store.database import Database, writing

#: How many answers one page gives to code.
BATCH = 10
#: z of a 95 % interval.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree by chance-corrected kappa, from how many answers.

    `value` is None where nobody can tell: no pairs, or one code only.
    """

    pairs: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The coding of one open item of a round: answers, frame, codes, standings."""

    item: Item
    answers: list[OpenAnswer]
    frame: CodeFrame
    codings: list[Coding]
    standings: dict[int, Standing]
    is_finished: bool

    @property
    def counts(self) -> Mapping[State, int]:
        """Return how many answers stand where."""
        found = Counter(each.state for each in self.standings.values())
        return {state: found[state] for state in coding.STATES}

    @property
    def codes(self) -> dict[int, str]:
        """Return the code of every answer that has one."""
        return {n: each.code for n, each in self.standings.items() if each.code}


@dataclass(frozen=True, slots=True)
class Writing:
    """Lines of a code frame somebody wrote who had `seen` a version."""

    text: str
    seen: int
    by: str
    on: date


def items(data: RoundData) -> list[Item]:
    """Return the open items of a round."""
    return [item for item in data.instrument.items if item.kind == "text"]


def works(db: Database, data: RoundData) -> list[Work]:
    """Return the coding of every open item of a round."""
    return [_work(db, data, item) for item in items(data)]


def find(db: Database, data: RoundData, item_id: str) -> Work:
    """Return the coding of an item; raise NotFound, or Conflict where few answered."""
    found = next((item for item in items(data) if item.item_id == item_id), None)
    if found is None:
        raise NotFound("coding.no_item", item=item_id)
    work = _work(db, data, found)
    if len(work.answers) < LEAST_ANSWERS:
        raise Conflict("coding.too_few_answers", item=item_id, least=LEAST_ANSWERS)
    return work


def _work(db: Database, data: RoundData, item: Item) -> Work:
    round_id, survey = data.survey_round.round_id, data.survey_round.survey
    store.number_answers(db, round_id, item.item_id)
    answers = store.open_answers(db, round_id, item.item_id)
    version = store.finished(db, round_id).get(item.item_id)
    frame = store.frame(db, survey, item.item_id, version)
    codings = store.codings(db, round_id, item.item_id)
    stand = standings(
        (each.number for each in answers),
        codings,
        store.settled(db, round_id, item.item_id),
        frozenset(frame.names),
    )
    return Work(item, answers, frame, codings, stand, version is not None)


def keep_frame(
    db: Database, data: RoundData, item_id: str, writing: Writing
) -> CodeFrame:
    """Keep the next version of an item's frame.

    Raise Rejected with all faults of the lines, and Conflict where somebody else kept a
    version meanwhile, or the coding is finished.
    """
    work = find(db, data, item_id)
    if work.is_finished:
        raise Conflict("coding.finished", item=item_id)
    kept = CodeFrame(writing.seen + 1, coding.read_codes(writing.text))
    of = data.survey_round.survey, item_id
    is_next = work.frame.version == writing.seen
    if not is_next or not store.add_frame(db, of, kept, writing.by, writing.on):
        raise Conflict("coding.frame_changed", version=work.frame.version)
    return kept


def batch(work: Work, coder: str) -> list[OpenAnswer]:
    """Return the next answers to be coded by somebody, without what others gave them.

    Those another person coded already come first, so that pairs get full.
    """
    known = set(work.frame.names)
    mine = {c.number for c in work.codings if c.coder == coder and c.code in known}
    waiting = [
        each
        for state in ("once", "open")
        for each in work.answers
        if work.standings[each.number].state == state and each.number not in mine
    ]
    return list(islice(waiting, BATCH))


def give(
    db: Database,
    work: Work,
    given: Mapping[int, tuple[str, bool]],
    coder: str,
    today: date,
) -> int:
    """Keep the codes somebody gave: number -> (code, whether a suggestion stood by).

    Return how many were kept: what two others have coded meanwhile needs none any more.
    Raise Rejected for codes and answers that are not there, Conflict once finished.
    """
    if work.is_finished:
        raise Conflict("coding.finished", item=work.item.item_id)
    if faults := _unknown(work, {n: code for n, (code, _) in given.items()}):
        raise Rejected(faults)
    kept = [
        Coding(number, coder, code, is_aided)
        for number, (code, is_aided) in given.items()
        if work.standings[number].state in ("open", "once")
    ]
    with writing(db):
        store.add_codings(db, kept, today)
    return len(kept)


def _unknown(work: Work, given: Mapping[int, str]) -> list[Problem]:
    known, numbers = set(work.frame.names), work.standings.keys()
    codes = sorted({code for code in given.values() if code not in known})
    found = [Problem("code", "coding.no_code", {"code": code}) for code in codes]
    gone = sum(number not in numbers for number in given)
    return found + ([Problem("", "coding.gone", {"count": gone})] if gone else [])


def to_settle(work: Work) -> list[tuple[OpenAnswer, list[str]]]:
    """Return the answers two people coded otherwise, with both codes by name."""
    known = set(work.frame.names)
    return [
        (
            each,
            sorted(
                c.code
                for c in work.codings
                if c.number == each.number and c.code in known
            ),
        )
        for each in work.answers
        if work.standings[each.number].state == "apart"
    ]


def settle(
    db: Database, work: Work, given: tuple[int, str], account: str, today: date
) -> None:
    """Keep what code an answer has that two people coded otherwise.

    Somebody else decides alone; one of the two says that both agreed on it together.
    """
    number, code = given
    if work.is_finished:
        raise Conflict("coding.finished", item=work.item.item_id)
    if faults := _unknown(work, {number: code}):
        raise Rejected(faults)
    if work.standings[number].state != "apart":
        raise Conflict("coding.not_apart")
    coders = {c.coder for c in work.codings if c.number == number}
    way = "together" if account in coders else "third"
    with writing(db):
        store.settle(db, (number, code), way, account, today)


def finish(db: Database, data: RoundData, work: Work, by: str, today: date) -> None:
    """Finish the coding of an item for good, which opens its table by groups.

    For good: who could code one more answer and look again would see whose it was.
    Raise Conflict while the round is open, codes are apart or too few are agreed.
    """
    item = work.item.item_id
    if data.survey_round.is_open:
        raise Conflict("coding.round_open", round=data.survey_round.name)
    if work.is_finished:
        raise Conflict("coding.finished", item=item)
    if apart := work.counts["apart"]:
        raise Conflict("coding.apart", count=apart)
    if len(work.codes) < LEAST_ANSWERS:
        raise Conflict("coding.few_coded", count=len(work.codes), least=LEAST_ANSWERS)
    with writing(db):
        of = data.survey_round.round_id, item
        store.finish(db, of, work.frame.version, by, today)


def agreement(work: Work) -> Agreement:
    """Return Cohen's kappa of pairs that coded without a suggestion, 95 % interval."""
    table = cross_table(work.codings, work.frame.names)
    pairs = int(table.sum())
    if not pairs:
        return Agreement(0)
    value, error = kappa(table)
    if isnan(value):
        return Agreement(pairs)
    low, high = max(-1.0, value - _Z * error), min(1.0, value + _Z * error)
    return Agreement(pairs, value, low, high)
