"""Around alerts: decisions, risks, what institutions need, and files for evaluators."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reply

from survey_app import i18n
from survey_app.core.warning import needs as rating
from survey_app.core.warning.decisions import Ground
from survey_app.core.warning.needs import Panel, Rating
from survey_app.core.warning.risks import Risk
from survey_app.errors import NotFound
from survey_app.services import around, banks
from survey_app.services.alert_views import AlertNames
from survey_app.store import alerts, releases
from survey_app.store import around as store
from survey_app.web import access, context, words

bp = Blueprint("around", __name__, url_prefix="/warning")

READERS = access.open_to("coordinator", "analyst")
WRITERS = access.open_to("coordinator")
LONGEST = 1000
#: Newest alerts and releases a decision may rest on.
MOST_GROUNDS = 30
#: The items of the needs assessment in the question banks.
DOMAIN = "IN"
WRITE: dict[str, tuple[str, Callable[[list[around.Row]], bytes]]] = {
    "csv": ("text/csv", around.as_csv),
    "json": ("application/json", around.as_json),
}
TABLES = ("events", "decisions", "risks", "needs", "lessons")


@bp.get("/decisions/")
@READERS
def decisions() -> str:
    """Show what was decided, on which evidence, and what came of it."""
    db = context.db()
    return _page(
        "alerts/decisions.html",
        "decisions",
        found=store.decisions(db),
        rung=[e for e in alerts.everything(db, MOST_GROUNDS) if not e.is_drill],
        released=releases.everything(db)[-MOST_GROUNDS:],
        tables=TABLES,
    )


@bp.post("/decisions/")
@WRITERS
def decide() -> Reply:
    """Keep a decision with its evidence as it is today."""
    kind, _sep, number = request.form.get("ground", "").partition(":")
    grounds: dict[str, Ground] = {"alert": "alert", "release": "release"}
    ground = grounds.get(kind, "none")
    around.decide(
        context.db(),
        {key: _typed(key) for key in ("finding", "decision", "responsible")},
        (ground, _whole(number) if ground != "none" else 0),
        access.account().name,
        context.now().date(),
    )
    return redirect(url_for("around.decisions"), 303)


@bp.post("/decisions/<int:decision_id>/effects")
@WRITERS
def add_effect(decision_id: int) -> Reply:
    """Keep what came of a decision."""
    author, today = access.account().name, context.now().date()
    around.add_effect(context.db(), decision_id, _typed("effect"), author, today)
    return redirect(url_for("around.decisions"), 303)


@bp.get("/risks/")
@READERS
def risks() -> str:
    """Show the register of risks, the gravest first, with what is overdue."""
    found = around.register(context.db(), context.now().date())
    return _page("alerts/risks.html", "risks", found=found)


@bp.post("/risks/")
@WRITERS
def keep_risk() -> Reply:
    """Keep a risk, new or looked at again."""
    risk = Risk(
        _typed("title"),
        _whole(request.form.get("likelihood", "")),
        _whole(request.form.get("impact", "")),
        _typed("owner"),
        _day(request.form.get("review_on", "")),
        _typed("mitigation"),
        _typed("contingency"),
        _typed("rule"),
        "closed" not in request.form,
        max(0, _whole(request.form.get("risk_id", "0"))),
    )
    author, today = access.account().name, context.now().date()
    around.keep_risk(context.db(), risk, author, today)
    return redirect(url_for("around.risks"), 303)


@bp.get("/needs/")
@READERS
def needs() -> str:
    """Show what institutions need, how panels agree, and the form for a panel."""
    return _page(
        "alerts/needs.html",
        "needs",
        found=around.institutions(context.db()),
        items=_items(),
        on_ten=rating.as_citizens_rate,
        priorities=rating.PRIORITIES,
    )


@bp.post("/needs/")
@WRITERS
def add_panel() -> Reply:
    """Keep a form a panel filled in."""
    ratings = {
        item: Rating(
            _whole(request.form[f"score-{item}"]),
            _whole(request.form.get(f"priority-{item}", "")),
        )
        for item in _items()
        if request.form.get(f"score-{item}")
    }
    panel = Panel(_typed("institution"), _typed("panel"), ratings)
    author, today = access.account().name, context.now().date()
    around.add_panel(context.db(), panel, author, today)
    return redirect(url_for("around.needs"), 303)


@bp.get("/files/<table>.<form>")
@READERS
def file(table: str, form: str) -> Response:
    """Return one of the tables around alerts as a file for evaluators."""
    if table not in TABLES or form not in WRITE:
        raise NotFound("page.unknown", path=f"{table}.{form}"[:80])
    mimetype, write = WRITE[form]
    rows = around.tables(context.db(), context.now().date())[table]
    headers = {"Content-Disposition": f"attachment; filename={table}.{form}"}
    return Response(write(rows), mimetype=mimetype, headers=headers)


def _items() -> dict[str, str]:
    """Return the items of the needs assessment with their words."""
    language = words.language().code
    return {
        name: i18n.bank_words(language, name, each.item.text["en"])
        or each.item.text["en"]
        for name, each in banks.shipped().items.items()
        if name.startswith(DOMAIN) and name.removeprefix(DOMAIN).isdigit()
    }


def _page(template: str, tab: str, **facts: object) -> str:
    names = AlertNames(context.db(), words.language().code)
    return render_template(template, tab=tab, names=names, longest=LONGEST, **facts)


def _typed(field: str) -> str:
    return request.form.get(field, "").strip()[:LONGEST]


def _whole(text: str) -> int:
    """Return a whole number, -1 for what is none: the faults are told by the core."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _day(text: str) -> date:
    """Return a day, today for what is none: it is to be looked at again at once."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return context.now().date()
