"""Pages of early warning: what every rule says, what is watched, and how sure it is."""

from dataclasses import asdict, replace
from datetime import date

import numpy as np
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.core.warning import run_lengths
from survey_app.core.warning.judging import Judgement
from survey_app.core.warning.rehearsal import Occurrence
from survey_app.core.warning.rules import RINGING, VERDICTS
from survey_app.core.warning.series import Cell
from survey_app.core.warning.signals import OBSERVED, SIGNALS
from survey_app.errors import Problem, Rejected
from survey_app.interchange.outside_map import OutsideMap, number, read_outside_map
from survey_app.interchange.warning_toml import read_watch
from survey_app.services import (
    indicators,
    known_alerts,
    responding,
    signalling,
    watching,
)
from survey_app.services import outside as series
from survey_app.store import indicators as registry
from survey_app.store import outside
from survey_app.store import watching as store
from survey_app.web import access, alert_page, context, uploads, words
from survey_app.web.warning_words import Telling
from survey_app.web.words import _
from survey_app.words.signals import SIGNAL_WORDS
from survey_app.words.watching import DID, FORM_WORDS, WOULD

bp = Blueprint("warning", __name__, url_prefix="/warning")

#: Histories a page simulates while somebody waits.
HISTORIES = 40
#: A file of series from elsewhere is no larger.
LARGEST_SERIES = 32 * 1024 * 1024
#: Verdicts a page lists; how many more there are is said.
MOST_LISTED = 60
#: Readings the table of an indicator shows of each cell, and drawings of a page.
MOST_DRAWN = 24


@bp.get("/")
@access.open_to("coordinator", "analyst", "leader")
def show() -> str:
    """Show what every rule says, what rings first, and how the rules fared.

    Leaders see what was found true and what is done about it.
    """
    db, today = context.db(), context.now().date()
    if access.account().role == "leader":
        return _known()
    said = sorted(store.last_verdicts(db).values(), key=_by_weight)
    rules = registry.rules(db)
    return render_template(
        "warning/index.html",
        ringing=[each for each in said if each.verdict in RINGING],
        untold=[each for each in said if each.verdict in ("too_few", "not_judged")],
        clear=sum(each.verdict == "clear" for each in said),
        most=MOST_LISTED,
        records=[(rule, watching.record(db, rule, today)) for rule in rules],
        evaluations=store.evaluations(db, 5),
        expected=watching.false_alarms_a_year(db),
        cells=sorted({Cell(), *(each.cell for each in said)}),
        told=Telling(db, words.language().code),
    )


def _known() -> str:
    return render_template(
        "warning/known.html",
        tab="known",
        found=known_alerts.known(context.db()),
        now=context.now(),
        **alert_page.words_of_alerts(),
    )


@bp.post("/evaluate")
@access.open_to("coordinator")
def evaluate() -> Response:
    """Read and judge everything now, and let alerts live on by it."""
    found = responding.evaluate(context.db(), context.now())
    said = _("Series judged: {series}. Verdicts that changed: {changed}.")
    flash(said.format(series=found.evaluation.series, changed=len(found.changed)))
    return _to("warning.show")


@bp.get("/indicators")
@access.open_to("coordinator", "analyst")
def list_indicators() -> str:
    """Show what is watched, signals of peace beside those of danger."""
    db = context.db()
    found = registry.everything(db)
    return render_template(
        "warning/indicators.html",
        indicators=[
            (each, next(iter(store.readings(db, each)), None)) for each in found
        ],
        signals=[
            each
            for each in SIGNALS
            if each.signal_id not in {known.indicator_id for known in found}
        ],
        signal_words=SIGNAL_WORDS,
        forms=FORM_WORDS,
        imports=outside.imports(db)[:20],
        told=Telling(db, words.language().code),
    )


@bp.post("/indicators")
@access.open_to("coordinator")
def define() -> Response:
    """Take in indicators and rules from a file."""
    watch = read_watch(*uploads.chosen())
    found = indicators.define(context.db(), watch, access.account().name, _today())
    said = _("Indicators taken in: {count}. Rules taken in: {rules}.")
    count = len(found.new) + len(found.changed)
    flash(said.format(count=count, rules=len(found.rules)))
    return _to("warning.list_indicators")


@bp.post("/signals")
@access.open_to("coordinator")
def begin() -> Response:
    """Begin to watch shipped signals."""
    chosen, owner = request.form.getlist("signal"), request.form.get("owner", "")
    by = access.account().name
    found = signalling.begin(context.db(), chosen, owner.strip(), by, _today())
    flash(_("Signals watched from now on: {count}.").format(count=len(found.new)))
    return _to("warning.list_indicators")


@bp.post("/series")
@access.open_to("coordinator")
@access.takes(LARGEST_SERIES)
def take_in() -> Response:
    """Take in a file of series from elsewhere, or say what that would do."""
    name, content = uploads.chosen()
    map_name, map_content = uploads.if_chosen("map") or ("", b"")
    given = read_outside_map(map_name, map_content) if map_name else OutsideMap()
    if request.form.get("until"):
        given = replace(given, until=_day("until"))
    form = request.form.get("form", "")
    if form not in series.READERS:
        known = ", ".join(series.READERS)
        raise Rejected([Problem("form", "file.kind_unknown", {"known": known})])
    file = series.File(name, content, form, given)
    is_wanted = request.form.get("deed") == "take"
    if is_wanted:
        by = access.account().name
        found = series.take_in(context.db(), file, by, _today())
    else:
        found = series.examine(context.db(), file)
    flash(_(DID if is_wanted else WOULD).format(**asdict(found.taken)))
    return _to("warning.list_indicators")


@bp.get("/indicators/<indicator_id>")
@access.open_to("coordinator", "analyst")
def show_indicator(indicator_id: str) -> str:
    """Show the readings of an indicator, drawn, as a table and in a sentence."""
    db = context.db()
    indicator = indicators.get(db, indicator_id)
    known = list(store.readings(db, indicator))
    said = store.last_verdicts(db).values()
    rules = [r for r in registry.rules(db) if indicator_id in r.parts]
    return render_template(
        "warning/indicator.html",
        indicator=indicator,
        series=known,
        rules=rules,
        verdicts=[v for v in said if v.rule_id in {r.rule_id for r in rules}],
        versions=registry.versions(db, indicator_id),
        imports=outside.imports(db, indicator.source.dataset or "-")[:5],
        is_by_hand=indicator.source.dataset == OBSERVED,
        most=MOST_DRAWN,
        told=Telling(db, words.language().code),
    )


@bp.post("/indicators/<indicator_id>/notes")
@access.open_to("coordinator")
def note(indicator_id: str) -> Response:
    """Keep what somebody saw, as a number of a place and day."""
    db = context.db()
    indicator = indicators.get(db, indicator_id)
    value = number(request.form.get("value", "").replace(",", "."))
    place = request.form.get("place", "").strip()[:60]
    seen = signalling.Seen(place, _day("day"), float("nan") if value is None else value)
    signalling.note(db, indicator, seen, access.account().name, _today())
    flash(_("Noted. It counts once its period is over."))
    return redirect(url_for("warning.show_indicator", indicator_id=indicator_id), 303)


@bp.get("/rules/<rule_id>")
@access.open_to("coordinator", "analyst")
def show_rule(rule_id: str) -> str:
    """Show a rule: what it said, how it fared, and on wish how it would have fared."""
    db, today = context.db(), context.now().date()
    rule = indicators.rule(db, rule_id)
    rehearsal = None
    if "rehearse" in request.args:
        rng = np.random.default_rng(1)
        rehearsal = watching.rehearse(db, rule, today, rng, HISTORIES)
    return render_template(
        "warning/rule.html",
        rule=rule,
        said=sorted(
            (v for v in store.last_verdicts(db).values() if v.rule_id == rule_id),
            key=_by_weight,
        ),
        listed=MOST_LISTED,
        record=watching.record(db, rule, today),
        rehearsal=rehearsal,
        ringing=RINGING,
        most=MOST_DRAWN,
        limits=run_lengths.limit_table() if rule.kind == "trend" else [],
        shifts=run_lengths.SHIFTS,
        told=Telling(db, words.language().code),
    )


@bp.post("/rules/<rule_id>")
@access.open_to("coordinator")
def switch(rule_id: str) -> Response:
    """Switch a rule on or off."""
    is_on = request.form.get("on") == "yes"
    by = access.account().name
    indicators.switch(context.db(), rule_id, by, _today(), is_on=is_on)
    flash(_("The rule is on.") if is_on else _("The rule is off."))
    return redirect(url_for("warning.show_rule", rule_id=rule_id), 303)


@bp.post("/occurrences")
@access.open_to("coordinator")
def happen() -> Response:
    """Keep that something really happened, by which alerts are counted as true."""
    by, _sign, group = request.form.get("cell", "").partition(":")
    occurrence = Occurrence(Cell(by, group), _day("day"))
    what = request.form.get("what", "")
    indicators.note(context.db(), occurrence, what, access.account().name, _today())
    flash(_("Noted. Alerts before it count as true."))
    return _to("warning.show")


def _by_weight(judgement: Judgement) -> tuple[int, str, Cell]:
    return -VERDICTS.index(judgement.verdict), judgement.rule_id, judgement.cell


def _day(field: str) -> date:
    text = request.form.get(field, "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Rejected([Problem(field, "outside.day", {"value": text})]) from None


def _today() -> date:
    return context.now().date()


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint), 303)
