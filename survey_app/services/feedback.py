"""Feedback from those who give it: taken in, read by its code, answered back, undone.

Whoever holds the code sees how far it is and the answer, never what was said: a code
that is asked for by force tells nothing.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from survey_app.core.listening import feedback as core
from survey_app.core.listening.feedback import Content, Deed, State, Step
from survey_app.core.questionnaire import receipts
from survey_app.errors import NotAllowed, NotFound, Problem, Rejected
from survey_app.services import at_rest
from survey_app.services.receiving import Secrets
from survey_app.store import feedback as store
from survey_app.store.database import Database, writing
from survey_app.store.feedback import OPEN, SEALED

#: What sealed content is bound to.
ABOUT = "feedback"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the code shows: how far the record is, since when, and the answer."""

    state: State
    received_on: date
    due_on: date
    answer: str
    language: str
    may: tuple[Deed, ...]


def code_of(once: str, secrets: Secrets) -> str:
    """Return the code of what one form sends, the same however often it is sent."""
    made = hmac.new(secrets.receipt_key, f"feedback {once}".encode(), sha256).digest()
    signs = iter(made)
    return receipts.new_code(lambda known: known[next(signs) % len(known)])


def give(
    db: Database, content: Content, once: str, secrets: Secrets, today: date
) -> str:
    """Keep feedback; return the code that shows its answer. Raise Rejected.

    What may be sensitive is sealed at once, and so is every voice.
    """
    content = replace(content, text=core.readable(content.text))
    if content.audio and not content.is_sealed:
        content = replace(content, sensitivity="unclear")
    if found := core.faults(content):
        raise Rejected(found)
    code = code_of(once, secrets)
    receipt = receipts.receipt_hash(code, secrets.receipt_key)
    with writing(db):
        if _place(db, receipt) is None:
            keep(db, receipt, content, secrets.secret, today)
    return code


def take_in(
    db: Database, lines: Iterable[tuple[str, date, Content]], secrets: Secrets
) -> int:
    """Keep records from elsewhere (mark, day, content); return how many were new.

    A mark that came before is the same record.
    """
    new = 0
    with writing(db):
        for mark, received_on, content in lines:
            receipt = receipts.receipt_hash(code_of(mark, secrets), secrets.receipt_key)
            if _place(db, receipt) is None:
                keep(db, receipt, content, secrets.secret, received_on)
                new += 1
    return new


def keep(
    db: Database, receipt: str, content: Content, secret: str, received_on: date
) -> None:
    """Keep a record where it belongs; inside a transaction."""
    days = core.days_of(content, received_on)
    if content.is_sealed:
        store.seal(db, receipt, days, closed(content, secret))
    else:
        store.add(db, receipt, days, content)


def seen(db: Database, code: str, secrets: Secrets) -> Seen:
    """Return what a code shows; raise NotFound."""
    _, days, content = _found(db, code, secrets)
    may = [deed for deed in core.BY_SENDER if (content.state, deed) in core.STEPS]
    return Seen(
        content.state, days.received_on, days.due_on, content.answer,
        content.language, tuple(sorted(may)),
    )  # fmt: skip


def respond(db: Database, code: str, step: Step, secrets: Secrets) -> None:
    """Keep what the holder of a code adds, asks again, confirms or thinks of it.

    Raise NotFound, NotAllowed for what only those who answer may do, Rejected.
    """
    if step.deed not in core.BY_SENDER:
        raise NotAllowed("feedback.not_yours", deed=step.deed)
    step = worded(step)
    with writing(db):
        at, days, content = _found(db, code, secrets)
        put(db, at, content.stepped(step), days.received_on, secrets.secret)


def withdraw(db: Database, code: str, secrets: Secrets) -> None:
    """Forget what was given under a code; nothing tells whether there was any."""
    with writing(db):
        found = _place(db, receipts.receipt_hash(code, secrets.receipt_key))
        if found is not None:
            store.remove(db, *found)


def put(
    db: Database, at: tuple[str, int], content: Content, received_on: date, secret: str
) -> None:
    """Keep what became of a record, in a transaction.

    It moves where its sensitivity says; nothing of it stays behind.
    """
    table, number = at
    days = core.days_of(content, received_on)
    if (table == SEALED) != content.is_sealed:
        receipt = store.receipt_of(db, table, number)
        store.remove(db, table, number)
        keep(db, receipt, content, secret, received_on)
    elif content.is_sealed:
        store.put_sealed(db, number, days, closed(content, secret))
    else:
        store.put(db, number, days, content)


def worded(step: Step) -> Step:
    """Return a step with its words as they are kept; raise Rejected."""
    text = core.readable(step.text)
    if not text and step.deed not in core.WORDLESS:
        raise Rejected([Problem("text", "feedback.no_words")])
    if len(text) > core.MOST_SIGNS:
        facts = {"signs": len(text), "most": core.MOST_SIGNS}
        raise Rejected([Problem("text", "feedback.too_long", facts)])
    return replace(step, text=text)


def closed(content: Content, secret: str) -> bytes:
    """Return content as only the secret opens it."""
    return at_rest.conceal(store.encoded(content), ABOUT, secret)


def opened(content: bytes, secret: str) -> Content:
    """Return sealed content; raise NotFound where the secret is another by now."""
    found = at_rest.reveal(content, ABOUT, secret)
    if found is None:
        raise NotFound("feedback.other_secret")
    return store.decoded(found)


def _place(db: Database, receipt: str) -> tuple[str, int] | None:
    for table in (OPEN, SEALED):
        number = store.at(db, table, receipt)
        if number is not None:
            return table, number
    return None


def _found(
    db: Database, code: str, secrets: Secrets
) -> tuple[tuple[str, int], core.Days, Content]:
    place = _place(db, receipts.receipt_hash(code, secrets.receipt_key))
    if place is None:
        raise NotFound("feedback.no_such_code")
    table, number = place
    if table == SEALED:
        sealed = store.get_sealed(db, number)
        if sealed is not None:
            return place, sealed.days, opened(sealed.content, secrets.secret)
    record = store.get(db, number)
    if record is None:
        raise NotFound("feedback.no_such_code")
    return place, record.days, record.content
