"""Pages on which people give open answers their codes, two people on their own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.listening.coding import write_codes
from survey_app.errors import NotFound
from survey_app.i18n import N_
from survey_app.services import code_tables, coding, suggesting, wordings
from survey_app.services.analysis import RoundData
from survey_app.services.naming import Names
from survey_app.services.open_answers import LEAST_ANSWERS
from survey_app.store import rounds
from survey_app.web import access, context, words
from survey_app.web.loading import loaded
from survey_app.web.words import _, ngettext

bp = Blueprint("coding", __name__, url_prefix="/coding/<round_id>")

#: The types a first frame begins with, each with one category and code.
BEGINNING = (
    N_("Question > General > Question"),
    N_("Request or suggestion > General > Request or suggestion"),
    N_("Report of a concern or incident > General > Concern or incident"),
    N_("Encouragement or praise > General > Encouragement or praise"),
    N_("Observation, perception or belief > General > Observation or belief"),
    N_("Rumour or hearsay > General > Rumour or hearsay"),
)
#: What a form's fields of codes begin with.
FIELD = "code-"


@bp.get("/")
@access.open_to("coordinator", "analyst")
def index(round_id: str) -> str:
    """Show how far the coding of each open question is."""
    data = _loaded(round_id)
    found = coding.works(context.db(), data)
    return _page(
        "index",
        data,
        works=[(each, coding.agreement(each)) for each in found],
        least=LEAST_ANSWERS,
    )


@bp.get("/<item_id>/frame")
@access.open_to("coordinator", "analyst")
def frame(round_id: str, item_id: str) -> str:
    """Show the codes of a question, to be written."""
    data = _loaded(round_id)
    work = coding.find(context.db(), data, item_id)
    beginning = "\n".join(_(line) for line in BEGINNING)
    text = write_codes(work.frame.codes) or beginning
    return _page("frame", data, work=work, text=text)


@bp.post("/<item_id>/frame")
@access.open_to("coordinator", "analyst")
def keep_frame(round_id: str, item_id: str) -> Response:
    """Keep the next version of the codes of a question."""
    data = _loaded(round_id)
    seen = request.form.get("version", default=-1, type=int)
    text = request.form.get("codes", "")
    writing = coding.Writing(text, seen, access.account().name, context.now().date())
    kept = coding.keep_frame(context.db(), data, item_id, writing)
    flash(_("Kept as version {version}.").format(version=kept.version))
    return _back("show", round_id, item_id)


@bp.get("/<item_id>/")
@access.open_to("coordinator", "analyst")
def show(round_id: str, item_id: str) -> str:
    """Show the next answers to code, and nothing of what others gave them."""
    data = _loaded(round_id)
    work = coding.find(context.db(), data, item_id)
    batch = coding.batch(work, access.account().name)
    is_wanted = request.args.get("suggest") == "yes"
    found = suggesting.suggest(work, batch) if is_wanted else None
    return _page("show", data, work=work, batch=batch, suggestions=found)


@bp.post("/<item_id>/")
@access.open_to("coordinator", "analyst")
def give(round_id: str, item_id: str) -> Response:
    """Keep the codes somebody gave."""
    db = context.db()
    work = coding.find(db, _loaded(round_id), item_id)
    is_aided = request.form.get("aided") == "yes"
    given = {number: (code, is_aided) for number, code in _given().items()}
    today = context.now().date()
    count = coding.give(db, work, given, access.account().name, today)
    said = ngettext("%(num)s answer coded.", "%(num)s answers coded.", count)
    flash(said % {"num": words.whole(count)})
    wanted = "yes" if is_aided else None
    return _back("show", round_id, item_id, wanted)


@bp.get("/<item_id>/apart")
@access.open_to("coordinator", "analyst")
def apart(round_id: str, item_id: str) -> str:
    """Show the answers two people coded otherwise, to be settled."""
    data = _loaded(round_id)
    work = coding.find(context.db(), data, item_id)
    return _page("apart", data, work=work, found=coding.to_settle(work)[: coding.BATCH])


@bp.post("/<item_id>/apart")
@access.open_to("coordinator", "analyst")
def settle(round_id: str, item_id: str) -> Response:
    """Keep the code of answers two people coded otherwise."""
    db = context.db()
    work = coding.find(db, _loaded(round_id), item_id)
    name, today = access.account().name, context.now().date()
    for number, code in _given().items():
        coding.settle(db, work, (number, code), name, today)
    return _back("apart", round_id, item_id)


@bp.post("/<item_id>/finish")
@access.open_to("coordinator")
def finish(round_id: str, item_id: str) -> Response:
    """Finish the coding of a question, for good."""
    db, data = context.db(), _loaded(round_id)
    work = coding.find(db, data, item_id)
    coding.finish(db, data, work, access.account().name, context.now().date())
    return _back("groups", round_id, item_id)


@bp.get("/<item_id>/groups")
@access.open_to("coordinator", "analyst")
def groups(round_id: str, item_id: str) -> str:
    """Who said what? The share of each code, of everyone and in groups."""
    data = _loaded(round_id)
    work = coding.find(context.db(), data, item_id)
    by = request.args.get("by") or None
    rows = code_tables.by_group(data, work, by, access.release())
    return _page(
        "groups",
        data,
        work=work,
        by=by,
        groupings=code_tables.groupings(data),
        rows=rows,
        design=data.frame.design,
    )


@bp.get("/<item_id>/words")
@access.open_to("coordinator", "analyst")
def wording(round_id: str, item_id: str) -> str:
    """Which words distinguish groups? Among the answers of one language."""
    data = _loaded(round_id)
    work = coding.find(context.db(), data, item_id)
    groupings, known = code_tables.groupings(data), wordings.languages(work)
    by = request.args.get("by") or next(iter(groupings), "")
    asked = request.args.get("in") or words.language().code
    chosen = asked if asked in known else next(iter(known), "")
    return _page(
        "words",
        data,
        work=work,
        by=by,
        groupings=groupings,
        spoken=known,
        chosen=chosen,
        found=wordings.by_group(data, work, by, chosen, access.release()),
    )


def _given() -> dict[int, str]:
    """Return the codes a form gives, by the numbers of answers."""
    found = {}
    for name, code in request.form.items():
        number = name.removeprefix(FIELD)
        if name.startswith(FIELD) and code:
            if not number.isascii() or not number.isdigit():
                raise NotFound("coding.no_item", item=name)
            found[int(number)] = code
    return found


def _loaded(round_id: str) -> RoundData:
    return loaded(rounds.get(context.db(), round_id))


def _back(
    name: str, round_id: str, item_id: str, suggest: str | None = None
) -> Response:
    path = url_for(
        f"coding.{name}", round_id=round_id, item_id=item_id, suggest=suggest
    )
    return redirect(path, 303)


def _page(name: str, data: RoundData, **facts: object) -> str:
    return render_template(
        f"coding/{name}.html",
        page="words",
        survey_round=data.survey_round,
        names=Names(data, words.language().code),
        **facts,
    )
