"""Pages of one draft before it is published: what to look at, and its history."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app import i18n
from survey_app.core.measurement.differences import differences
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.drafts import Clash, Path, Side
from survey_app.core.questionnaire.instrument import Instrument, say
from survey_app.core.questionnaire.readiness import Finding
from survey_app.core.questionnaire.reading import load
from survey_app.errors import Rejected
from survey_app.services import readiness, translating, workshop
from survey_app.store import drafts as store
from survey_app.store import instruments
from survey_app.web import access, context, difference_words, words
from survey_app.web.words import _
from survey_app.web.workshop import done_by, seen_revision, shared
from survey_app.words.workshop import FINDINGS, PARTS

bp = Blueprint("workshop_checks", __name__, url_prefix="/instruments/drafts/<draft_id>")


@bp.get("/check")
@access.open_to("coordinator")
def check(draft_id: str) -> str:
    """Show what keeps a draft from being published, and what else to look at."""
    draft = workshop.get(context.db(), draft_id)
    instrument = workshop.sketch(draft.definition)
    pages = shared(draft)
    names = {item.item_id.partition(":")[0] for item in instrument.items}
    return render_template(
        "workshop/check.html",
        **pages,
        instrument=instrument,
        load=load(instrument, str(pages["shown"])),
        faults=[
            (words.tell_problem(fault), fault.where if fault.where in names else "")
            for fault in workshop.faults(draft.definition)
        ],
        findings=readiness.findings(context.db(), instrument),
        says=_finding,
        own={item.item_id for item in draft.definition.own_items},
        newest=_newest(draft.definition.name),
        unlocked=translating.left_out(context.db(), instrument),
    )


@bp.post("/publish")
@access.open_to("coordinator")
def publish(draft_id: str) -> Response:
    """Publish the draft as it was seen, and say what comes next."""
    today = context.now().date()
    try:
        version = workshop.publish(
            context.db(),
            draft_id,
            seen_revision(),
            today,
            request.form.getlist("pilot"),
        )
    except Rejected as rejected:
        for fault in rejected.problems:
            flash(" ".join(words.tell_problem(fault)))
        return redirect(url_for("workshop_checks.check", draft_id=draft_id), 303)
    flash(_("Published as {version}.").format(version=words.apart(version)))
    return redirect(url_for("instruments.show", instrument_id=version), 303)


@bp.get("/history")
@access.open_to("coordinator")
def history(draft_id: str) -> str:
    """Show everything that was done to a draft, the newest first."""
    draft = workshop.get(context.db(), draft_id)
    done = store.revisions(context.db(), draft_id)
    return render_template("workshop/history.html", **shared(draft), done=done[::-1])


@bp.post("/history/<int:number>/restore")
@access.open_to("coordinator")
def restore(draft_id: str, number: int) -> Response:
    """Go back to an earlier state, as one more edit."""
    deed = done_by("restore")
    workshop.restore(context.db(), draft_id, number, seen_revision(), deed)
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


@bp.get("/changes")
@access.open_to("coordinator")
def changes(draft_id: str) -> str:
    """Show what differs from a published version or an earlier state, in words."""
    db = context.db()
    draft = workshop.get(db, draft_id)
    versions = [str(row["instrument_id"]) for row in instruments.published(db)]
    start = request.args.get("from") or _newest(draft.definition.name)
    if start in versions:
        before = instruments.get(db, start)
    else:
        number = int(start) if start and start.isdecimal() else 1
        before = workshop.sketch(store.at(db, draft_id, number).definition)
        start = str(number)
    after = workshop.sketch(draft.definition)
    return render_template(
        "workshop/changes.html",
        **shared(draft),
        start=start,
        versions=versions,
        told=difference_words.told(differences(before, after), before, after),
    )


@bp.get("/clash/<int:aside>")
@access.open_to("coordinator")
def clash(draft_id: str, aside: int) -> str:
    """Show both texts of every part that two people changed."""
    draft = workshop.get(context.db(), draft_id)
    found = workshop.clashes(context.db(), draft_id, aside)
    mine = store.at(context.db(), draft_id, aside).definition
    return render_template(
        "workshop/clash.html",
        **shared(draft),
        aside=aside,
        clashes=[(_part(each, draft.definition, mine), each) for each in found],
        text=_text,
    )


@bp.post("/clash/<int:aside>")
@access.open_to("coordinator")
def settle(draft_id: str, aside: int) -> Response:
    """Keep of every clashing part the text that was chosen."""
    db = context.db()
    found = workshop.clashes(db, draft_id, aside)
    chosen: dict[Path, Side] = {
        each.path: "mine" if request.form.get(f"part-{number}") == "mine" else "theirs"
        for number, each in enumerate(found)
        if request.form.get(f"part-{number}") in ("mine", "theirs")
    }
    workshop.settle(db, draft_id, aside, chosen, done_by("settle"))
    return redirect(url_for("workshop.show", draft_id=draft_id), 303)


def _newest(name: str) -> str:
    """Return the newest published version of a name, "" without one."""
    return next(iter(instruments.versions(context.db(), name)[::-1]), "")


def _finding(found: Finding, instrument: Instrument, shown: str) -> str:
    """Return what to look at as a sentence, the question or language before it."""
    facts = {
        name: words.apart(fact)
        if isinstance(fact, str)
        else words.whole(int(str(fact)))
        for name, fact in found.facts.items()
    }
    return _(FINDINGS[found.code]).format(**facts)


def _part(each: Clash, theirs: Definition, mine: Definition) -> str:
    """Return the name of a part: of what, which question, in which language."""
    kind, *inside = each.path
    questions = {i.item_id: i for i in (*theirs.own_items, *mine.own_items)}
    names = [_(PARTS[kind]) if kind in PARTS else kind]
    if inside and inside[0] in questions:
        names.append(f"“{say(questions[inside[0]].text, words.language().code)}”")
    languages = {*theirs.languages, *mine.languages}
    names += [i18n.language(code).name for code in inside[-1:] if code in languages]
    return words.listed(names)


def _text(value: Any) -> str:
    """Return one side of a clash as somebody reads it."""
    match value:
        case None:
            return _("(taken out)")
        case bool():
            return _("yes") if value else _("no")
        case str():
            return value
        case Mapping():
            texts = value.get("text") or value.get("label") or value.get("name") or {}
            return words.listed(texts.values()) or _("(changed)")
    return words.listed(map(str, value))
