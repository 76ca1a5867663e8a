"""What goes wrong, told to programs: problem details (RFC 9457), all faults at once."""

from http import HTTPStatus

import msgspec
from flask import Response, request
from werkzeug.exceptions import HTTPException

from survey_app import errors
from survey_app.errors import Problem, SurveyError
from survey_app.web import words

PROBLEM_JSON = "application/problem+json"
#: Seconds after which what could not be kept may be tried again.
TRY_AGAIN = 10


class NotSignedIn(SurveyError):
    """The token is nobody's, or no longer."""


class TooOften(SurveyError):
    """A program asks more often than it may; `seconds` from now it may again."""

    def __init__(self, code: str, seconds: int) -> None:
        super().__init__(code, seconds=seconds)
        self.seconds = seconds


#: What an error means to a program.
STATUS: dict[type[SurveyError], int] = {
    NotSignedIn: 401,
    TooOften: 429,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unanswerable: 422,
    errors.Unavailable: 503,
    errors.SurveyError: 400,
}

_KNOWN = {
    404: "page.unknown",
    405: "page.method",
    406: "page.no_format",
    413: "page.too_large",
}


def tell(error: SurveyError) -> Response:
    """Return an error as problem details: each fault with place, reason and remedy."""
    problems = getattr(error, "problems", None) or [
        Problem("request", error.code, error.facts)
    ]
    reply = _reply(_status(error, problems), problems)
    say_when(error, reply)
    if isinstance(error, NotSignedIn):
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def tell_of_http(error: HTTPException) -> Response:
    """Return what is not there, or not to be done this way."""
    status = error.code or 500
    facts = {"path": request.path[:80]}
    return _reply(status, [Problem("request", code_of(status), facts)])


def say_when(error: SurveyError, reply: Response) -> None:
    """Say in a reply when the same may be tried again, where it may."""
    if isinstance(error, TooOften):
        reply.headers["Retry-After"] = str(error.seconds)
    if isinstance(error, errors.Unavailable):
        reply.headers["Retry-After"] = str(TRY_AGAIN)


def status_of(error: SurveyError) -> int:
    """Return the HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def code_of(status: int) -> str:
    """Return the problem's code of an HTTP status."""
    return _KNOWN.get(status, "page.broken")


def told(problem: Problem) -> dict[str, str]:
    """Return one fault in words."""
    reason, remedy = words.tell_problem(problem)
    return {
        "code": problem.code,
        "where": problem.where,
        "reason": reason,
        "remedy": remedy,
    }


def _reply(status: int, problems: list[Problem]) -> Response:
    listed = [told(each) for each in problems]
    content = {
        "type": f"urn:survey-app:problem:{problems[0].code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": f"{listed[0]['reason']} {listed[0]['remedy']}",
        "instance": request.path[:200],
        "problems": listed,
    }
    return Response(msgspec.json.encode(content), status, mimetype=PROBLEM_JSON)


def _status(error: SurveyError, problems: list[Problem]) -> int:
    if problems[0].code == "packet.too_many":
        return 413
    return status_of(error)
