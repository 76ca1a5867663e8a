"""Answers of single people: asked for, decided on by two, made as a file, or not."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import msgspec
import numpy as np

from survey_app.core import applications
from survey_app.core.applications import Application, Deed, Step
from survey_app.core.disclosure import microdata as files
from survey_app.core.disclosure.microdata import Kept, Offer, Wanted
from survey_app.core.people import Account
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, NotAllowed, Problem, Rejected, Unanswerable
from survey_app.services import code_tables, releases
from survey_app.services.analysis import RoundData
from survey_app.services.releases import Asking
from survey_app.store import microdata as store
from survey_app.store import rounds
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Report:
    """What hiding people took, and how likely somebody is found before and after.

    `least_alike` are the people of the smallest class, `not_alike` those in a class
    that is too small or has one answer to a sensitive item. `risk_by_unit` is what the
    risk would be for who knows which unit is which place; None without units.
    """

    people: int
    keys: tuple[str, ...]
    kept_keys: tuple[str, ...]
    recodings: tuple[tuple[str, str], ...]
    withheld: dict[str, int]
    losing: int
    least_alike_before: int
    least_alike: int
    not_alike_before: int
    not_alike: int
    risk_before: float
    risk: float
    highest_risk_before: float
    highest_risk: float
    risk_by_unit: float | None
    answered_alike: tuple[str, ...]
    weights_before: int
    weights: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 by which a decision names the report it was made on."""
        return sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """A round, and the file that hides its people; every application gets a part."""

    data: RoundData
    kept: Kept
    report: Report


def offer(db: Database, survey_round: SurveyRound, asking: Asking) -> Offer:
    """Return what can be asked of a round; raise Conflict while it is open."""
    return _offer(_loaded(db, survey_round, asking))


def ask(
    db: Database,
    survey_round: SurveyRound,
    wanted: Application,
    account: Account,
    today: date,
) -> int:
    """Keep an application; return its number. Raise Rejected with all its faults.

    Once a file of a round was approved, others give away no other key variables: put
    together they could show more than each of them.
    """
    data = _loaded(db, survey_round, Asking(account.role, "microdata.ask", today))
    found = applications.faults(wanted, today) + _unknown(_offer(data), wanted)
    first = applications.settled(store.of_round(db, survey_round.round_id))
    if first and (more := sorted(set(wanted.keys) - set(first.keys))):
        facts: dict[str, object] = {"keys": ", ".join(more)}
        found.append(Problem("columns", "microdata.keys_settled", facts))
    if found:
        raise Rejected(found)
    kept = replace(
        wanted, round_id=survey_round.round_id, seed=secrets.randbits(62), steps=()
    )
    return store.add(db, kept, Step("ask", account.name, account.role, today))


def find(db: Database, application: Application, asking: Asking) -> Found:
    """Return the file an application gets a part of, and its report.

    It is that of the application that settled the keys of its round, if there is one.
    Raise Unanswerable where people cannot be hidden.
    """
    survey_round = rounds.get(db, application.round_id)
    data = _loaded(db, survey_round, asking)
    every = store.of_round(db, application.round_id)
    first = applications.settled(every) or application
    rng = np.random.default_rng(first.seed)
    whole = files.kept(data.instrument, data.frame, data.groupings, first.keys, rng)
    if not whole.masked.holds:
        people = len(data.frame.design.weights)
        raise Unanswerable("microdata.not_hidden", people=people)
    return Found(data, whole, _report(first.keys, whole))


def decide(
    db: Database, number: int, account: Account, deed: Deed, seen: str, today: date
) -> Application:
    """Keep a decision about an application on the report that was seen.

    Raise Conflict where the report is another by now, or it is decided already, and
    NotAllowed for who asked themselves.
    """
    asking = Asking(account.role, "microdata.decide", today)
    if deed == "approve":
        found = find(db, store.get(db, number), asking)
        if found.report.digest != seen:
            raise Conflict("microdata.report_changed")
    with writing(db):
        application = store.get(db, number)
        applications.check_decision(application, account, deed, today)
        step = Step(deed, account.name, account.role, today, seen)
        store.add_step(db, number, step)
    return store.get(db, number)


def may_decide(application: Application, account: Account, today: date) -> bool:
    """Return whether an account may approve an application."""
    try:
        applications.check_decision(application, account, "approve", today)
    except (Conflict, NotAllowed):
        return False
    return True


def release(
    db: Database, number: int, asking: Asking, by: str
) -> tuple[Application, Found]:
    """Return an approved application with its file, and log that it was made.

    Raise Conflict where it is not approved or its time is over.
    """
    application = store.get(db, number)
    state = application.state(asking.day)
    if state != "approved":
        raise Conflict("microdata.not_approved", number=number, state=state)
    found = find(db, application, asking)
    seen = found.report.digest
    store.add_step(db, number, Step("make", by, asking.role, asking.day, seen))
    return application, found


def wanted(application: Application) -> Wanted:
    """Return which columns an application gets."""
    return Wanted(application.keys, application.items, application.design)


def _offer(data: RoundData) -> Offer:
    return files.offered(data.instrument, data.frame, data.groupings)


def _loaded(db: Database, survey_round: SurveyRound, asking: Asking) -> RoundData:
    if survey_round.is_open:
        raise Conflict("microdata.round_open", round=survey_round.name)
    data = releases.load(db, survey_round, "analyst", asking)
    return code_tables.with_variables(db, data)


def _unknown(known: Offer, wanted: Application) -> list[Problem]:
    pairs: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
        (wanted.keys, known.keys),
        (wanted.items, known.items),
    )
    return [
        Problem(name, "microdata.no_column", {"name": name})
        for names, there in pairs
        for name in names
        if name not in there
    ]


def _report(keys: Sequence[str], whole: Kept) -> Report:
    masked = whole.masked
    before, after = masked.before, masked.after
    return Report(
        people=len(after.of),
        keys=tuple(keys),
        kept_keys=tuple(key.name for key in masked.keys),
        recodings=tuple((each.key, each.how) for each in masked.recodings),
        withheld=masked.withheld,
        losing=masked.losing,
        least_alike_before=int(before.sizes.min()),
        least_alike=int(after.sizes.min()),
        not_alike_before=int(before.faults.sum()),
        not_alike=int(after.faults.sum()),
        risk_before=before.global_risk,
        risk=after.global_risk,
        highest_risk_before=float(before.risk.max()),
        highest_risk=float(after.risk.max()),
        risk_by_unit=whole.global_risk_by_unit,
        answered_alike=whole.same,
        weights_before=whole.distinct_weights[0],
        weights=whole.distinct_weights[1],
    )
