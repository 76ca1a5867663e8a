"""Receiving: what tablets send is kept, known, or kept apart for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec

from survey_app.core.devices import Device
from survey_app.core.questionnaire import interview, receipts, targets
from survey_app.core.questionnaire.packet import Packet
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.sealing import open_sealed
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.interchange import packets
from survey_app.interchange.packets import Element
from survey_app.services import at_rest
from survey_app.services.collection import Intake
from survey_app.services.registry import Registry
from survey_app.store import devices, interviews, responses, review
from survey_app.store.database import Database, writing
from survey_app.store.review import ForReview

#: kept: new; known: kept or decided on before; review: kept apart for a person.
State = Literal["kept", "known", "review"]

#: Faults a coordinator may overrule: the interview itself is sound.
MAY_BE_OVERRULED = frozenset(
    {"device.not_registered", "device.is_revoked", "device.other_round"}
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens sealed packets and hides receipt codes."""

    secret: str
    receipt_key: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """One packet as it was judged: a response, a refusal, or faults."""

    element: Element
    digest: str
    response_id: str | None
    response: Response | None = None
    packet: Packet | None = None
    problems: Sequence[Problem] = ()
    device_id: str | None = None
    receipt_hash: str | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is wrong with the content of a packet, and the response it makes."""

    problems: Sequence[Problem]
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one packet, and the digest that proves it was this one."""

    response_id: str | None
    state: State
    digest: str
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges packets on the day they arrive; reads, but keeps nothing.

    `sender` is the tablet that sends them, None for a file.
    """

    db: Database
    registry: Registry
    secrets: Secrets
    today: date
    sender: Device | None = None

    def judge(self, element: Element) -> Arrival:
        """Return a packet with all that is wrong with it."""
        names = element, element.digest(), element.named("response_id")
        sender = self.sender.device_id if self.sender else None
        try:
            packet = self._read(element)
        except Rejected as fault:
            return Arrival(*names, problems=fault.problems, device_id=sender)
        device = self.registry.device(self.db, packet.device)
        found = self._judge_content(packet, device)
        return Arrival(
            *names,
            found.response,
            packet,
            found.problems,
            device.device_id if device else sender,
            found.response.receipt_hash
            if found.response
            else self._receipt_hash(packet),
        )

    def _read(self, element: Element) -> Packet:
        """Return the plain packet, out of its seal if need be; raise Rejected."""
        if not element.is_sealed:
            return packets.read_plain(element.content)
        sealed = packets.read_sealed(element.content)
        key = self.registry.private_key(self.db, sealed.key_id)
        if key is None:
            raise Rejected([Problem("key_id", "packet.key", {"key": sealed.key_id})])
        packet = packets.read_plain(packets.opened(open_sealed(sealed, key)))
        outside = (sealed.round_id, sealed.response_id)
        if (packet.round_id, packet.response_id) != outside:
            raise Rejected([Problem("packet", "packet.not_as_outside")])
        return packet

    def _judge_content(self, packet: Packet, device: Device | None) -> _Judged:
        faults = list(_of_device(packet, device))
        try:
            intake = self._intake(packet)
        except Rejected as fault:
            return _Judged(faults + fault.problems)
        if packet.kind == "refusal":
            return _Judged(faults)
        response = self._response(packet, intake, device)
        if interview.ended_by(intake.instrument, packet.answers):
            faults.append(Problem("answers", "response.no_consent"))
        faults += intake.content_problems(response)
        faults += targets.problems(
            intake.instrument, packet.response_id, packet.answers
        )
        faults += _of_durations(intake, packet)
        return _Judged(faults, response)

    def _intake(self, packet: Packet) -> Intake:
        """Return what the packet is judged by: its own version; raise Rejected."""
        try:
            intake = self.registry.intake(self.db, packet.round_id)
        except NotFound:
            facts = {"round": packet.round_id}
            raise Rejected([Problem("round_id", "packet.round", facts)]) from None
        asked = intake.survey_round
        if asked.slug is None:
            facts = {"round": asked.name}
            raise Rejected([Problem("round_id", "round.imported", facts)])
        if packet.instrument_id == asked.instrument_id:
            return intake
        other = self._of_version(packet)
        if other is None or other.instrument.name != intake.instrument.name:
            facts = {"version": packet.instrument_id, "asked": asked.instrument_id}
            raise Rejected([Problem("instrument_id", "response.other_version", facts)])
        return other

    def _of_version(self, packet: Packet) -> Intake | None:
        """Return what another version is judged by, None if it is not published."""
        try:
            return self.registry.intake(self.db, packet.round_id, packet.instrument_id)
        except NotFound:
            return None

    def _response(
        self, packet: Packet, intake: Intake, device: Device | None
    ) -> Response:
        return Response(
            response_id=packet.response_id,
            round_id=packet.round_id,
            instrument_id=packet.instrument_id,
            answers=packet.answers,
            origin="tablet",
            language=packet.language,
            mode=packet.mode,
            enumerator=device.enumerator if device else "",
            place_id=packet.place_id,
            collected_on=packet.day,
            half_day=packet.half_day,
            **intake.drawn(packet.place_id),
            receipt_hash=self._receipt_hash(packet),
            device_id=device.device_id if device else None,
            durations=packet.durations,
            seconds=packet.seconds,
            flags=_flags(packet, intake.survey_round, self.today),
            received_on=self.today,
        )

    def _receipt_hash(self, packet: Packet) -> str | None:
        key = self.secrets.receipt_key
        return receipts.receipt_hash(packet.receipt, key) if packet.receipt else None


def keep(
    db: Database, arrived: Iterable[Arrival], secret: str, today: date
) -> list[Result]:
    """Keep what arrived, each as what it was judged to be; say what became of it."""
    return [_keep(db, each, secret, today) for each in arrived]


def take_in(judge: Judge, elements: Iterable[Element]) -> list[Result]:
    """Keep the packets of a file, all or none; say what became of each."""
    arrived = [judge.judge(element) for element in elements]
    with writing(judge.db):
        return keep(judge.db, arrived, judge.secrets.secret, judge.today)


def examine(judge: Judge, elements: Iterable[Element]) -> list[Result]:
    """Return what taking in a file would do; nothing is kept."""
    found = []
    for element in elements:
        arrival = judge.judge(element)
        response = arrival.response
        outcome = responses.outcome(judge.db, response) if response else "kept"
        state: State = "review" if outcome == "differs" else outcome
        if arrival.problems:
            state = "review"
        found.append(Result(arrival.response_id, state, arrival.digest))
    return found


def receipts_file(results: Iterable[Result]) -> bytes:
    """Return what became of packets as the file a tablet reads."""
    told = [
        {"response_id": each.response_id, "state": each.state, "hash": each.digest}
        for each in results
    ]
    return msgspec.json.encode({"v": 1, "results": told})


def count(results: Iterable[Result]) -> dict[State, int]:
    """Return how many packets came to each state."""
    counts: dict[State, int] = {"kept": 0, "known": 0, "review": 0}
    for result in results:
        counts[result.state] += 1
    return counts


def keep_or_reject(db: Database, arrival: Arrival) -> Result:
    """Keep a packet without faults; raise Rejected if another stands in its place."""
    if arrival.response is None:
        return _keep_refusal(db, arrival)
    try:
        outcome = responses.add_within(db, arrival.response)
    except Conflict as conflict:
        raise Rejected([Problem("receipt", conflict.code, conflict.facts)]) from None
    if outcome == "differs":
        facts = {"response": arrival.response_id}
        raise Rejected([Problem("response_id", "response.differs", facts)])
    return Result(arrival.response_id, outcome, arrival.digest)


def are_all_foreign(device: Device, arrived: Sequence[Element]) -> bool:
    """Return whether all packets are of rounds the device is not meant for."""
    named = [element.named("round_id") for element in arrived]
    return bool(named) and not any(
        name is None or device.may_ask_in(name) for name in named
    )


def _keep(db: Database, arrival: Arrival, secret: str, today: date) -> Result:
    if arrival.problems:
        return _keep_apart(db, arrival, arrival.problems, secret, today)
    try:
        return keep_or_reject(db, arrival)
    except Rejected as fault:
        return _keep_apart(db, arrival, fault.problems, secret, today)


def _keep_refusal(db: Database, arrival: Arrival) -> Result:
    packet = arrival.packet
    if packet is None or packet.refusal is None:
        raise ValueError
    is_first = review.declined_first(db, packet.response_id)
    if is_first:
        device = devices.find(db, packet.device)
        who = device.enumerator if device else ""
        met = interview.Met(who, packet.place_id or "", packet.day.isoformat())
        interviews.count_refusal(db, packet.round_id, packet.refusal, met)
    return Result(packet.response_id, "kept" if is_first else "known", arrival.digest)


def _keep_apart(
    db: Database,
    arrival: Arrival,
    problems: Sequence[Problem],
    secret: str,
    today: date,
) -> Result:
    state = review.add(
        db,
        ForReview(
            packet_hash=arrival.digest,
            packet=at_rest.conceal(arrival.element.raw, arrival.digest, secret),
            problems=problems,
            received_on=today,
            round_id=arrival.element.named("round_id"),
            response_id=arrival.response_id,
            device_id=arrival.device_id,
            receipt_hash=arrival.receipt_hash,
        ),
    )
    if state in (None, "waiting"):
        return Result(arrival.response_id, "review", arrival.digest, problems)
    return Result(arrival.response_id, "known", arrival.digest)


def _of_device(packet: Packet, device: Device | None) -> Iterable[Problem]:
    if device is None:
        yield Problem("device", "device.not_registered", {"device": packet.device})
        return
    if device.revoked_on is not None:
        yield Problem("device", "device.is_revoked", {"name": device.name})
    if not device.may_ask_in(packet.round_id):
        facts = {"name": device.name, "round": packet.round_id}
        yield Problem("round_id", "device.other_round", facts)


def _of_durations(intake: Intake, packet: Packet) -> Iterable[Problem]:
    for name in packet.durations.keys() - intake.judge.items:
        yield Problem(f"durations.{name}", "answer.unknown_item")


def _flags(packet: Packet, asked: SurveyRound, today: date) -> tuple[str, ...]:
    """Return the tablet's flags with the server's: late, old version, wrong clock."""
    ours = {
        "late": not asked.is_open,
        "version": packet.instrument_id != asked.instrument_id,
        "clock": packet.day > today + timedelta(days=1),
    }
    found = [name for name, holds in ours.items() if holds]
    return (*packet.flags, *(name for name in found if name not in packet.flags))
