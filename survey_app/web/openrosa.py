"""OpenRosa 1.0: forms out and filled-in forms in, for ODK Collect, KoboCollect, Enketo.

Unknown parts of a query are left alone (Collect adds its device's number to every
address), and so is the Date header, in which Collect writes the hour wrongly.
"""

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.wrappers import Response as BaseResponse

from survey_app.core.devices import Device
from survey_app.errors import NotAllowed, Problem, Rejected, SurveyError
from survey_app.i18n import N_
from survey_app.interchange import openrosa
from survey_app.services import submissions, xforms
from survey_app.services.receiving import Judge, State
from survey_app.services.submissions import Arrived
from survey_app.services.xforms import FormEntry
from survey_app.store import devices
from survey_app.store.database import Database
from survey_app.web import (
    access,
    api_problems,
    context,
    openrosa_access,
    tablet_access,
    words,
)
from survey_app.web.media import served

bp = Blueprint("openrosa", __name__, url_prefix="/openrosa/<token>")

VERSION = "1.0"
XML = "text/xml; charset=utf-8"
#: Bytes one request may have, as programs are told.
LARGEST_BODY = 10_000_000
PART = "xml_submission_file"

#: What is told of a form that was sent, and with which status.
TOLD: dict[State, tuple[int, str]] = {
    "kept": (201, N_("The form is kept.")),
    "known": (201, N_("The form was kept before.")),
    "review": (202, N_("The form is kept for a person to look at.")),
}


@bp.get("/formList")
@access.open_to_devices
def form_list(token: str) -> Response:
    """List the forms of the open rounds; HEAD says that it can be asked for."""
    with context.desk().reading() as db:
        device = _device(db, token)
        openrosa_access.slow_down(device)
        _check_version()
        if request.method == "HEAD":
            return _reply(b"", 204)
        _check_time(device)
        listed = xforms.forms(db, device)
    wanted = request.args.get("formID")
    verbose = request.args.get("verbose", "").lower() == "true"
    return _document(
        openrosa.form_list(
            _listed(each, token, verbose=verbose)
            for each in listed
            if wanted in (None, each.form_id)
        )
    )


@bp.get("/forms/<form_id>")
@access.open_to_devices
def form(token: str, form_id: str) -> Response:
    """Give a form as XML, the bytes whose MD5 the list tells."""
    with context.desk().reading() as db:
        return _document(xforms.form(db, _asking(db, token), form_id))


@bp.get("/forms/<form_id>/manifest")
@access.open_to_devices
def manifest(token: str, form_id: str) -> Response:
    """List the recordings and pictures of a form."""
    with context.desk().reading() as db:
        device = _asking(db, token)
        _check_version()
        found = xforms.manifest(db, device, form_id)
    return _document(
        openrosa.manifest(
            {
                "filename": each.name,
                "hash": f"md5:{each.hash}",
                "downloadUrl": _whole(
                    url_for(".aid", token=token, form_id=form_id, name=each.name)
                ),
            }
            for each in found
        )
    )


@bp.get("/forms/<form_id>/media/<name>")
@access.open_to_devices
def aid(token: str, form_id: str, name: str) -> BaseResponse:
    """Give a recording or picture of a form."""
    with context.desk().reading() as db:
        device = _asking(db, token)
        found = xforms.media_file(db, device, form_id, name)
    return served(found)


@bp.get("/submission")
@access.open_to_devices
def ready(token: str) -> Response:
    """Say that forms are taken here, and how large they may be."""
    with context.desk().reading() as db:
        _device(db, token)
    _check_version()
    return _reply(b"", 204)


@bp.post("/submission")
@access.open_to_devices
@access.takes(LARGEST_BODY)
def receive(token: str) -> Response:
    """Keep a form filled in; say so once it is on disk.

    Files sent with it are read and dropped: no form of ours asks for any, and pictures,
    voices and positions of people are never kept.
    """
    today, desk, secrets = context.now().date(), context.desk(), context.secrets()
    with desk.reading() as db:
        known = tablet_access.registry(db)
        device = openrosa_access.device(db, known, token)
        openrosa_access.slow_down(device)
        _check_version()
        judge = Judge(db, known, secrets, today, device)
        arrived = submissions.examine(judge, _form_sent())

    def work(db: Database) -> State:
        devices.heard_of(db, device.device_id, today)
        if isinstance(arrived, Arrived):
            return submissions.keep(db, arrived, judge)
        return arrived

    status, text = TOLD[desk.write(work)]
    return _message(words._(text), "submit_success", status)


@bp.after_request
def dress(reply: Response) -> Response:
    """Return the reply with the headers every reply of the protocol has."""
    reply.headers["X-OpenRosa-Version"] = VERSION
    reply.headers["X-OpenRosa-Accept-Content-Length"] = str(LARGEST_BODY)
    reply.headers["Content-Language"] = words.language().code
    reply.headers["Date"] = http_date(context.now())
    return reply


def tell(error: SurveyError) -> Response:
    """Return an error as a message of the protocol: every fault in one text."""
    problems = getattr(error, "problems", None) or [
        Problem("request", error.code, error.facts)
    ]
    told = " ".join(" ".join(words.tell_problem(each)) for each in problems)
    reply = dress(_message(told, "error", api_problems.status_of(error)))
    api_problems.say_when(error, reply)
    if isinstance(error, api_problems.NotSignedIn):
        for challenge in openrosa_access.challenges():
            reply.headers.add("WWW-Authenticate", challenge)
    return reply


def tell_of_http(error: HTTPException) -> Response:
    """Return what is not there, or not to be done this way."""
    status = error.code or 500
    facts = {"path": openrosa_access.scrubbed(request.path)[:80]}
    problem = Problem("request", api_problems.code_of(status), facts)
    told = " ".join(words.tell_problem(problem))
    return dress(_message(told, "error", status))


def _device(db: Database, token: str) -> Device:
    return openrosa_access.device(db, tablet_access.registry(db), token)


def _asking(db: Database, token: str) -> Device:
    """Return the tablet that fetches; raise NotAllowed if its time is over."""
    device = _device(db, token)
    _check_time(device)
    return device


def _check_time(device: Device) -> None:
    if device.is_expired(context.now().date()):
        raise NotAllowed("device.expired", name=device.name)


def _check_version() -> None:
    if request.headers.get("X-OpenRosa-Version") != VERSION:
        raise Rejected([Problem("X-OpenRosa-Version", "openrosa.version")])


def _form_sent() -> bytes:
    """Return the one form of a request; raise Rejected. Other files are dropped."""
    try:
        files, texts = request.files.getlist(PART), request.form.getlist(PART)
        if len(files) + len(texts) != 1:
            facts = {"count": len(files) + len(texts)}
            raise Rejected([Problem(PART, "openrosa.no_part", facts)])
        return files[0].read() if files else texts[0].encode()
    finally:
        request.close()


def _listed(each: FormEntry, token: str, *, verbose: bool) -> dict[str, str]:
    found = {
        "formID": each.form_id,
        "name": each.name,
        "version": each.version,
        "hash": f"md5:{each.hash}",
    }
    if verbose and each.about:
        found["descriptionText"] = each.about
    found["downloadUrl"] = _whole(url_for(".form", token=token, form_id=each.form_id))
    if each.has_media:
        found["manifestUrl"] = _whole(
            url_for(".manifest", token=token, form_id=each.form_id)
        )
    return found


def _whole(path: str) -> str:
    """Return a whole address; programs use it as it stands."""
    return context.root().rstrip("/") + path


def _document(content: bytes) -> Response:
    reply = _reply(content, 200)
    reply.add_etag()
    reply.cache_control.no_cache = True
    reply.make_conditional(request)
    return reply


def _message(text: str, nature: str, status: int) -> Response:
    return _reply(openrosa.message(text, nature), status)


def _reply(content: bytes, status: int) -> Response:
    return Response(content, status, content_type=XML)
