"""The tablets' addresses: JSON in, JSON out, a token instead of a session."""

import re

import msgspec
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from survey_app.core.devices import Device
from survey_app.errors import NotAllowed, Problem, Rejected
from survey_app.interchange import packets
from survey_app.services import assignments, media, packages, receiving
from survey_app.services.receiving import Judge, Result
from survey_app.store import devices
from survey_app.store.database import Database
from survey_app.web import access, api_problems, context, tablet_access
from survey_app.web.media import served

bp = Blueprint("sync", __name__, url_prefix="/api/v1")

#: Bytes one request may have.
LARGEST_BODY = 8 * 1024 * 1024
#: A number of interviews no tablet has waiting.
MOST_WAITING = 100_000
JSON = "application/json"
_decode_texts = msgspec.json.Decoder(dict[str, str]).decode
_decode_report = msgspec.json.Decoder(dict[str, int | str]).decode


@bp.post("/responses")
@access.open_to_devices
@access.takes(LARGEST_BODY)
def receive() -> Response:
    """Keep one packet or many; say of each what became of it, once it is on disk."""
    today, desk, secrets = context.now().date(), context.desk(), context.secrets()
    with desk.reading() as db:
        known = tablet_access.registry(db)
        device = tablet_access.device(db, known)
        elements = packets.elements(request.get_data(cache=False))
        if receiving.are_all_foreign(device, elements):
            named = str(elements[0].named("round_id"))
            tablet_access.check_round(device, named)
        judge = Judge(db, known, secrets, today, device)
        arrived = [judge.judge(element) for element in elements]

    def work(db: Database) -> list[Result]:
        devices.heard_of(db, device.device_id, today)
        return receiving.keep(db, arrived, secrets.secret, today)

    return _json({"results": [_told(each) for each in desk.write(work)]})


@bp.get("/package")
@access.open_to_devices
def package() -> Response:
    """Give a tablet all it needs; nothing again while nothing has changed."""
    today, secret = context.now().date(), context.secrets().secret
    desk = context.desk()
    with desk.reading() as db:
        device = tablet_access.device(db, tablet_access.registry(db))
    if device.is_expired(today):
        raise NotAllowed("device.expired", name=device.name)

    def work(db: Database) -> packages.Package:
        devices.heard_of(db, device.device_id, today)
        return packages.package(db, device, secret, today)

    reply = _json(desk.write(work))
    reply.add_etag()
    reply.make_conditional(request)
    return reply


@bp.get("/media/<sha256>")
@access.open_to_devices
def aid(sha256: str) -> BaseResponse:
    """Give a tablet a recording or picture of one of its rounds."""
    with context.desk().reading() as db:
        device = tablet_access.device(db, tablet_access.registry(db))
        if device.is_expired(context.now().date()):
            raise NotAllowed("device.expired", name=device.name)
        asked = [each.round_id for each in packages.rounds_of(db, device)]
        found = media.of_rounds(db, asked, sha256)
    return served(found)


@bp.post("/token")
@access.open_to_devices
def renew() -> Response:
    """Let the tablet in by a token of its own making, and by the one shown no more.

    The code it was set up by stays in its browser's history and in people's pictures.
    """
    today, desk = context.now().date(), context.desk()
    with desk.reading() as db:
        device = tablet_access.device(db, tablet_access.registry(db))
    hashed = _read_hash(request.get_data(cache=False))

    def work(db: Database) -> dict[str, object]:
        devices.heard_of(db, device.device_id, today)
        devices.set_token(db, device.device_id, hashed)
        return {"device": "ok"}

    return _json(desk.write(work))


@bp.post("/checkin")
@access.open_to_devices
def check_in() -> Response:
    """Remember what a tablet says of itself, and tell it how it stands."""
    today, desk = context.now().date(), context.desk()
    with desk.reading() as db:
        device = tablet_access.device(db, tablet_access.registry(db))
    waiting, version = _read_report(request.get_data(cache=False))

    def work(db: Database) -> dict[str, object]:
        devices.heard_of(db, device.device_id, today)
        devices.reported(db, device.device_id, version, waiting)
        return _standing(db, device)

    return _json(desk.write(work))


def _standing(db: Database, device: Device) -> dict[str, object]:
    asked = [each.round_id for each in packages.rounds_of(db, device)]
    return {
        "device": "ok",
        "expires_on": device.expires_on,
        "shortfall": assignments.shortfall(db, asked, device.enumerator),
    }


def _read_report(body: bytes) -> tuple[int, str]:
    """Return how many interviews wait, and the program's version; raise Rejected."""
    try:
        found = _decode_report(body)
    except (ValueError, RecursionError):
        raise Rejected([Problem("body", "packet.no_json")]) from None
    waiting, version = found.get("waiting"), found.get("version")
    faults = []
    if not (isinstance(waiting, int) and 0 <= waiting <= MOST_WAITING):
        facts = {"expected": f"0-{MOST_WAITING}"}
        faults.append(Problem("waiting", "packet.form", facts))
    if not (isinstance(version, str) and len(version) <= packets.LONGEST_NAME):
        facts = {"expected": f"a text of 0-{packets.LONGEST_NAME} signs"}
        faults.append(Problem("version", "packet.form", facts))
    if faults:
        raise Rejected(faults)
    return int(waiting or 0), str(version)


def _read_hash(body: bytes) -> str:
    """Return the SHA-256 a tablet gives of its new token; raise Rejected."""
    try:
        found = _decode_texts(body)
    except (ValueError, RecursionError):
        raise Rejected([Problem("body", "packet.no_json")]) from None
    hashed = found.get("hash", "")
    if not re.fullmatch("[0-9a-f]{64}", hashed):
        facts = {"expected": "64 digits of 0-9 and a-f"}
        raise Rejected([Problem("hash", "packet.form", facts)])
    return hashed


def _told(result: Result) -> dict[str, object]:
    told: dict[str, object] = {
        "response_id": result.response_id,
        "state": result.state,
        "hash": result.digest,
    }
    if result.problems:
        told["problems"] = [api_problems.told(each) for each in result.problems]
    return told


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), mimetype=JSON)
