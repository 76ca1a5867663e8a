"""Submissions: forms filled in by other programs become packets, judged as ours are."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid5

import msgspec

from survey_app.core.questionnaire import answers, targets
from survey_app.core.questionnaire.instrument import DRAWN, Instrument
from survey_app.errors import Conflict, NotAllowed, NotFound, Unanswerable
from survey_app.interchange import xform_answers, xform_names, xform_submission
from survey_app.interchange.packets import Element
from survey_app.interchange.xform_answers import Sent
from survey_app.interchange.xform_names import Names
from survey_app.interchange.xform_submission import Submission
from survey_app.services import at_rest, receiving
from survey_app.services.receiving import Arrival, Judge, State
from survey_app.store import submissions as store
from survey_app.store.database import Database
from survey_app.store.submissions import Kept

#: Under what ids of forms filled in become ids of ours.
NAMESPACE = UUID("5f0d2c1e-7a43-5b0e-9c66-3d1f8c2b7a90")
#: Ids that are tried until one draws what was drawn: one in some hundred does.
MOST_IDS = 20_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """A form filled in as it was judged, with all that is kept of it.

    `replaces` is what was sent before and is corrected by it.
    """

    kept: Kept
    arrival: Arrival
    replaces: str | None


def examine(judge: Judge, raw: bytes) -> Arrived | State:
    """Return a form filled in with all that is wrong with it; keep nothing.

    Return "known" for one that came before with the same bytes. Raise Rejected where it
    cannot be read, NotFound where nobody knows its form, version, or what it corrects,
    NotAllowed where its round is not the sender's, Conflict where it is another than
    the one kept under its id.
    """
    submission = xform_submission.read(raw)
    instrument = _instrument(judge, submission)
    names = xform_names.names(instrument)
    submission_id = _id(submission.form_id, submission.instance_id)
    digest = _digest(raw, judge.secrets.secret)
    if _is_known(judge.db, submission_id, digest):
        return "known"
    corrected = _corrected(judge.db, submission)
    plain = submission.known(xform_answers.known(instrument, names))
    response_id = corrected.response_id if corrected else None
    element = _packet(judge, plain, (instrument, names), response_id)
    kept = Kept(
        submission_id,
        submission.form_id,
        str(element.named("response_id")),
        digest,
        at_rest.conceal(plain.raw, submission_id, judge.secrets.secret),
    )
    replaces = corrected.submission_id if corrected else None
    return Arrived(kept, judge.judge(element), replaces)


def keep(db: Database, arrived: Arrived, judge: Judge) -> State:
    """Keep a form filled in inside a transaction; say what became of it.

    Raise Conflict where another came under its id meanwhile, or corrected the same.
    """
    kept, arrival = arrived.kept, arrived.arrival
    if _is_known(db, kept.submission_id, kept.digest):
        return "known"
    if arrived.replaces is not None:
        _replace(db, arrived.replaces, kept.submission_id)
    (result,) = receiving.keep(db, [arrival], judge.secrets.secret, judge.today)
    if not _is_refusal(arrival):
        store.add(db, kept, arrival.receipt_hash)
    return result.state


def originals(db: Database, round_id: str, secret: str) -> dict[str, bytes]:
    """Return the forms of a round as XML by their ids, without those taken back.

    Raise Unanswerable where the secret is not the one they were encrypted under.
    """
    found = {}
    for kept in store.in_round(db, round_id):
        if kept.original is not None:
            opened = at_rest.reveal(kept.original, kept.submission_id, secret)
            if opened is None:
                raise Unanswerable("openrosa.other_secret")
            found[kept.submission_id] = opened
    return found


def _instrument(judge: Judge, submission: Submission) -> Instrument:
    """Return the version that was filled in; raise NotFound or NotAllowed."""
    sender, round_id = judge.sender, submission.form_id
    try:
        asked = judge.registry.intake(judge.db, round_id).survey_round
    except NotFound:
        raise NotFound("openrosa.no_form", form=round_id[:80]) from None
    if asked.slug is None:
        raise NotFound("openrosa.no_form", form=round_id[:80])
    if sender is not None and not sender.may_ask_in(round_id):
        raise NotAllowed("device.other_round", name=sender.name, round=round_id)
    version = submission.version or asked.instrument_id
    try:
        return judge.registry.intake(judge.db, round_id, version).instrument
    except NotFound:
        facts = {"form": round_id, "version": version[:80]}
        raise NotFound("openrosa.no_version", **facts) from None


def _corrected(db: Database, submission: Submission) -> Kept | None:
    """Return what a form corrects; raise NotFound, Conflict if it is not the newest."""
    if submission.deprecated_id is None:
        return None
    found = store.find(db, _id(submission.form_id, submission.deprecated_id))
    if found is None:
        raise NotFound("openrosa.no_such_instance")
    if found.replaced_by is not None:
        raise Conflict("openrosa.not_newest")
    return found


def _replace(db: Database, submission_id: str, by: str) -> None:
    if not store.replace(db, submission_id, by):
        raise Conflict("openrosa.not_newest")


def _is_known(db: Database, submission_id: str, digest: str) -> bool:
    """Return whether these bytes came before; raise Conflict where others did."""
    found = store.find(db, submission_id)
    if found is not None and found.digest != digest:
        raise Conflict("openrosa.differs")
    return found is not None


def _packet(
    judge: Judge,
    submission: Submission,
    of: tuple[Instrument, Names],
    response_id: str | None,
) -> Element:
    instrument, names = of
    given = xform_answers.read_answers(submission.values, instrument, names)
    ids = _ids(submission.form_id, submission.instance_id)
    first = next(ids)
    if response_id is None and any(i.role in DRAWN for i in instrument.items):
        counted = answers.counted(instrument, given)
        response_id = targets.first_drawing(ids, instrument, counted)
    device = judge.sender.device_id if judge.sender else ""
    is_correction = submission.deprecated_id is not None
    sent = Sent(response_id or first, submission.form_id, device, is_correction)
    content = xform_answers.packet(submission, instrument, names, sent)
    raw = msgspec.json.encode(content)
    return Element(raw, content)


def _ids(form_id: str, instance_id: str) -> Iterator[str]:
    """Yield ids for a form filled in, always the same ones in the same order."""
    first = _id(form_id, instance_id)
    yield first
    for number in range(MOST_IDS):
        yield str(uuid5(NAMESPACE, f"{first}\n{number}"))


def _id(form_id: str, instance_id: str) -> str:
    """Return the id of a form filled in: ids of programs are unique within a form."""
    return str(uuid5(NAMESPACE, f"{form_id}\n{instance_id}"))


def _digest(raw: bytes, secret: str) -> str:
    """Return what proves that the same bytes came; nobody tells bytes from it."""
    return hmac.new(b"submission:" + secret.encode(), raw, sha256).hexdigest()


def _is_refusal(arrival: Arrival) -> bool:
    return arrival.packet is not None and arrival.packet.kind == "refusal"
