"""Reviewing: a coordinator decides on packets that could not be taken as they were."""

from dataclasses import replace

from survey_app.errors import Conflict, Problem, Rejected
from survey_app.interchange import packets
from survey_app.services import at_rest, receiving
from survey_app.services.receiving import MAY_BE_OVERRULED, Arrival, Judge
from survey_app.store import review
from survey_app.store.database import writing


def accept(judge: Judge, review_id: int, who: str) -> None:
    """Keep a packet as a response after all, judged by what holds today.

    Raise Rejected with the faults that still forbid it: a person may overrule where a
    packet came from, never what is in it.
    """
    arrival = _judged(judge, review_id)
    faults = [p for p in arrival.problems if p.code not in MAY_BE_OVERRULED]
    if faults:
        raise Rejected(faults)
    with writing(judge.db):
        receiving.keep_or_reject(judge.db, replace(arrival, problems=()))
        review.decide(judge.db, review_id, "accepted", who, judge.today)


def accept_faultless(judge: Judge, who: str) -> int:
    """Accept every waiting packet nothing speaks against any more; return how many."""
    accepted = 0
    for each in review.in_state(judge.db, "waiting"):
        if not _judged(judge, each.review_id).problems:
            accepted += _may_accept(judge, each.review_id, who)
    return accepted


def set_aside(judge: Judge, review_id: int, who: str) -> None:
    """Keep a packet, but never count it; raise Conflict if it was accepted."""
    review.get(judge.db, review_id)
    if not review.decide(judge.db, review_id, "set_aside", who, judge.today):
        raise Conflict("review.accepted")


def _may_accept(judge: Judge, review_id: int, who: str) -> bool:
    try:
        accept(judge, review_id, who)
    except Rejected:
        return False
    return True


def _judged(judge: Judge, review_id: int) -> Arrival:
    """Return a packet as it would be judged if it arrived today."""
    found = review.get(judge.db, review_id)
    raw = at_rest.reveal(found.packet, found.packet_hash, judge.secrets.secret)
    if raw is None:
        raise Rejected([Problem("packet", "packet.does_not_open")])
    return judge.judge(packets.element(raw))
