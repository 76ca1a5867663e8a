"""Results for programs: the rows of the commands, as JSON or CSV, for a token."""

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.wrappers import Response as WerkzeugResponse

from survey_app import __version__, i18n
from survey_app.core.disclosure.door import Protected, plain
from survey_app.core.disclosure.released import Released
from survey_app.core.estimation.rows import Row
from survey_app.errors import NotFound, Problem, Rejected
from survey_app.interchange.outgoing import Book
from survey_app.services import analysis, comparing, exporting, releases
from survey_app.services.exporting import FORMATS
from survey_app.store import releases as release_store
from survey_app.store import rounds
from survey_app.web import access, context, openapi
from survey_app.web.file_reply import chosen, sent
from survey_app.web.loading import asking, loaded

bp = Blueprint("api", __name__, url_prefix="/api/v1")

JSON, CSV = "application/json", "text/csv"
#: Rows of a page unless told otherwise, and at most.
PAGE, LARGEST_PAGE = 1000, 10_000
#: Signs by which a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_Rows = Sequence[dict[str, object]]


@bp.get("/openapi.json")
@access.open_to_anybody
def describe() -> Response:
    """Describe every address for programs, as OpenAPI 3.1."""
    return _reply(openapi.document(current_app), JSON)


@bp.get("/rounds")
@access.open_to_programs("results")
def list_rounds() -> Response:
    """List the rounds, in the order they were made."""
    _check_known()
    found = [
        {
            "round_id": each.round_id,
            "survey": each.survey,
            "round": each.name,
            "title": dict(each.title),
            "open": each.is_open,
            "opened_on": each.opened_on,
            "closed_on": each.closed_on,
        }
        for each in rounds.everything(context.db())
    ]
    return _reply(found, JSON)


@bp.get("/rounds/<round_id>/estimates")
@access.open_to_programs("results")
def estimates(round_id: str) -> Response:
    """Give means and shares; `of` and `by` may stand several times."""
    _check_known("of", "by")
    data = loaded(rounds.get(context.db(), round_id))
    return _page_of(analysis.estimate(data, _all("of"), _all("by"), access.release()))


@bp.get("/rounds/<round_id>/gaps")
@access.open_to_programs("results")
def gaps(round_id: str) -> Response:
    """Give each group against everyone else; without `by` of every grouping."""
    _check_known("of", "by")
    data = loaded(rounds.get(context.db(), round_id))
    by = _all("by") or tuple(data.groupings)
    return _page_of(analysis.find_gaps(data, by, _all("of"), access.release()))


@bp.get("/compare")
@access.open_to_programs("results")
def compare() -> Response:
    """Give what changed from one round to another."""
    _check_known("from", "to", "of", "by")
    db = context.db()
    earlier, later = (loaded(rounds.get(db, name)) for name in _needed("from", "to"))
    found = comparing.compare(
        db, (earlier, later), _all("of"), request.args.get("by"), access.release()
    )
    return _page_of(found.rows)


@bp.get("/rounds/<round_id>/releases")
@access.open_to_programs("releases")
def list_releases(round_id: str) -> Response:
    """List what was released of a round, the newest first."""
    _check_known()
    survey_round = rounds.get(context.db(), round_id)
    found = releases.of_round(context.db(), survey_round)
    return _reply([_told(each) for each in found if _may_see(each)], JSON)


@bp.get("/releases/<int:release_id>")
@access.open_to_programs("releases")
def release(release_id: int) -> Response:
    """Give a release: the bytes it was made with, the same for ever."""
    _check_known()
    _seen(release_id)
    return _conditional(
        Response(releases.shown(context.db(), release_id), mimetype=JSON)
    )


@bp.get("/releases/<int:release_id>/tables")
@access.open_to_programs("releases")
def list_tables(release_id: int) -> Response:
    """List the tables of a release, and as which files each can be taken."""
    _check_only("in")
    book = _book(_seen(release_id), _language())
    found = [
        {
            "table": table.name,
            "title": table.title,
            "meaning": table.meaning,
            "rows": table.count,
            "as": [form for form, kind in FORMATS.items() if kind.takes(table.name)],
        }
        for table in book.tables
    ]
    return _reply(found, JSON)


@bp.get("/releases/<int:release_id>/tables/<table>")
@access.open_to_programs("releases")
def take_table(release_id: int, table: str) -> WerkzeugResponse:
    """Give a table of a release as a file, or `all` of them; `as` names the format.

    A release never changes: whoever has its file is told so before it is made again.
    """
    _check_only("as", "in")
    (form,) = _needed("as")
    found, language = _seen(release_id), _language()
    asked = (__version__, found.document_hash[:16], table, form, language)
    tag = sha256(msgspec.json.encode(asked)).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(Response(status=304), tag)
    return _tagged(sent(chosen(_book(found, language), form, table), form), tag)


def _book(found: Released, language: str) -> Book:
    """Return the tables of a release; a question for restricted ones is counted."""
    survey_round = rounds.get(context.db(), found.round_id)
    if found.audience == "analyst":
        releases.note(context.db(), survey_round, asking())
    return exporting.released_book(context.db(), survey_round, found, language)


def _tagged(reply: WerkzeugResponse, tag: str) -> WerkzeugResponse:
    reply.set_etag(tag)
    reply.headers["Cache-Control"] = "private, no-cache, no-transform"
    return reply


def _language() -> str:
    """Return the language asked for by `in`, English unless told; raise Rejected."""
    code = request.args.get("in", i18n.SOURCE_LANGUAGE)
    known = [each.code for each in i18n.languages()]
    if code not in known:
        facts = {"language": code[:20], "known": ", ".join(known)}
        raise Rejected([Problem("in", "language.unknown", facts)])
    return code


def _seen(release_id: int) -> Released:
    """Return a release the asker may see; raise NotFound."""
    found = release_store.get(context.db(), release_id)
    if not _may_see(found):
        raise NotFound("release.unknown", release=release_id)
    return found


def _may_see(found: Released) -> bool:
    """Return whether the asker's role sees what was released to these."""
    return found.audience == "public" or access.release() == "analyst"


def _told(found: Released) -> dict[str, object]:
    return {
        "release_id": found.release_id,
        "name": found.name,
        "audience": found.audience,
        "purpose": found.purpose,
        "made_on": found.made_on,
        "supersedes": found.supersedes,
        "sha256": found.document_hash,
    }


def _all(name: str) -> tuple[str, ...]:
    return tuple(request.args.getlist(name))


def _check_known(*names: str) -> None:
    """Raise Rejected for parameters that would be overlooked; lists come in pages."""
    _check_only(*names, *(("page", "size") if names else ()))


def _check_only(*names: str) -> None:
    known = ", ".join(sorted(names)) or "-"
    faults = [
        Problem(name, "api.parameter_unknown", {"name": name, "known": known})
        for name in request.args
        if name not in names
    ]
    if faults:
        raise Rejected(faults)


def _needed(*names: str) -> list[str]:
    """Return the values of parameters that must be there; raise Rejected."""
    missing = [name for name in names if not request.args.get(name)]
    if missing:
        raise Rejected([Problem(name, "api.parameter_missing") for name in missing])
    return [request.args[name] for name in names]


def _page_of(rows: Protected[Row]) -> Response:
    """Return one page of rows in the form asked for, with links to the others."""
    page, size = _number("page", 1, None), _number("size", PAGE, LARGEST_PAGE)
    shown = plain(rows)[(page - 1) * size : page * size]
    wanted = request.accept_mimetypes
    form = wanted.best_match([JSON, CSV]) if wanted else JSON
    if form is None:
        raise NotAcceptable
    reply = _reply(shown, JSON) if form == JSON else _reply(_csv(shown), CSV)
    pages = max(1, -(-len(rows) // size))
    if links := _links(page, pages):
        reply.headers["Link"] = links
    reply.headers["X-Total-Count"] = str(len(rows))
    reply.vary.add("Accept")
    return reply


def _number(name: str, usual: int, most: int | None) -> int:
    text = request.args.get(name)
    if text is None:
        return usual
    if text.isascii() and text.isdigit() and 1 <= int(text) <= (most or 10**9):
        return int(text)
    facts = {"value": text[:20], "most": most or "∞"}
    raise Rejected([Problem(name, "api.not_a_number", facts)])


def _links(page: int, pages: int) -> str:
    """Return the Link header (RFC 8288) of a page among others."""
    wanted = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return ", ".join(
        f'<{request.path}?{_query(number)}>; rel="{rel}"'
        for rel, number in wanted.items()
        if 1 <= number <= pages != 1
    )


def _query(page: int) -> str:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
    return urlencode([*kept, ("page", page)])


def _csv(rows: _Rows) -> bytes:
    out = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue().encode()


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _reply(content: object, form: str) -> Response:
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return _conditional(Response(body, mimetype=form))


def _conditional(reply: Response) -> Response:
    """Let whoever has it already ask by its ETag and get nothing again."""
    reply.add_etag()
    reply.cache_control.no_cache = True
    reply.cache_control.private = True
    reply.make_conditional(request)
    return reply
